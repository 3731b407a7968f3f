/**
 * What networks learn. A task is a row of one table (`tasks.ts`): how long its sequences are, what a sequence of it is, how an
 * answer is judged, and what knowing nothing costs.
 */

/** Random numbers of one sequence: each by its place, so that any engine draws any of them on its own. */
export interface SequenceDraw {
  /** Uniform on (0, 1). */
  readonly uniform: (place: number) => number;
  /** Standard normal. */
  readonly normal: (place: number) => number;
}

/** One sequence that a network reads, and what it is to answer. */
export interface LearningSequence {
  /** x_1 … x_L, row-major [L × inputs]. */
  readonly inputs: Float64Array;
  /**
   * What is to be answered at each step: numbers, row-major [L × outputs], or which of the outputs is right, [L]. Where nothing
   * is asked it is NaN.
   */
  readonly targets: Float64Array;
}

/** How answers are judged: the mean square of the errors over what is asked, or the mean cross-entropy in nats. */
export type Judgement = 'squares' | 'crossEntropy';

export interface Task {
  /** One line on what it asks for. */
  readonly hint: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly judgement: Judgement;
  /** L, of a lag of T steps. */
  readonly length: (lag: number) => number;
  /** The loss of the best answer that needs no memory of the sequence. */
  readonly baseline: (lag: number) => number;
  /** Of squares: the best answer at a step, from 0 on, that needs no memory. */
  readonly guess?: (t: number) => number;
  /** Writes a sequence into inputs that are 0 and targets that are NaN. */
  readonly draw: (lag: number, draw: SequenceDraw, sequence: LearningSequence) => void;
}

/** Numbers that a step's targets are, asked for or not. */
export function targetsOf({ judgement, outputs }: Pick<Task, 'judgement' | 'outputs'>): number {
  return judgement === 'squares' ? outputs : 1;
}

/** A network has learnt what it answers with at most this part of the baseline's loss. */
export const learntPart = 0.1;

/** Sequences at least whose losses are averaged before anybody says that a network has learnt: of a few one is right by luck. */
const judgedSequences = 80;

/** Updates that are averaged: ten, and more of small batches. */
export function judgedUpdates(batch: number): number {
  return Math.max(10, Math.ceil(judgedSequences / batch));
}
