/** What engines say of networks that learn. */
import type { Experiment, NetworkRange } from '../../experiment/experiment.ts';
import type { Learning } from '../../experiment/learning.ts';
import { cellOf } from '../cells.ts';
import { parameterCount } from './parameters.ts';
import { tasks } from './tasks.ts';

/** All that networks need to learn on as if they had never been interrupted, one network after another. */
export interface LearnerStates {
  /** Updates so far. */
  readonly updates: number;
  /** θ, [count × parameters]. */
  readonly theta: Float64Array;
  /** What the optimiser remembers: the mean of gradients or what momentum has gathered, and the mean of their squares, [count × parameters]. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** The update with which a network diverged, 0 for one that learns, [count]. Its θ is that before. */
  readonly divergedAt: Int32Array;
}

/** What is asked: networks are taken some updates further. */
export interface TrainOptions {
  readonly learning: Learning;
  readonly range: NetworkRange;
  /** Where they stand; before the first update unless said. */
  readonly from?: LearnerStates;
  readonly updates: number;
  readonly signal: AbortSignal;
}

/** What became of them. */
export interface LearningReport {
  /** The loss of the batch before each update, [updates × count]; NaN from the update on with which a network diverged. */
  readonly losses: Float64Array;
  /** ‖∂L/∂θ‖₂ before any clipping, likewise. */
  readonly gradientNorms: Float64Array;
  readonly states: LearnerStates;
  /** Floating-point operations: three products with W_hh a step of a sequence, forward, back, and in the gradient. */
  readonly operations: number;
  readonly seconds: number;
}

/** Entries of θ of one network. */
export function thetaSize(experiment: Experiment, { task }: Pick<Learning, 'task'>): number {
  return parameterCount({ cell: cellOf(experiment), hiddenSize: experiment.hiddenSize, task: tasks[task] });
}

/** Operations of one update of one network: 6·blocks·N² a step of a sequence. */
export function updateOperations(
  experiment: Experiment,
  { task, batch }: Pick<Learning, 'task' | 'batch'>,
): number {
  const { hiddenSize, steps } = experiment;
  return 6 * cellOf(experiment).blocks * hiddenSize ** 2 * tasks[task].length(steps) * batch;
}
