/** What engines say of networks that learn. */
import type { Learning } from '../../experiment/learning.ts';
import type { EngineDescription } from '../../experiment/provenance.ts';
import { cellOf } from '../cells.ts';
import type { DrawnNetwork } from '../single_network.ts';
import { parameterCount } from './parameters.ts';
import { tasks } from './tasks.ts';

/** A drawn network that learns. Neither its experiment nor its training has a range: what it differs in is a number of its own. */
export interface LearningNetwork extends DrawnNetwork {
  readonly learning: Learning;
}

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
  /** Where they stand. An engine that still has what it last returned need not read it. */
  readonly from: LearnerStates;
  readonly updates: number;
  /** What is reckoned in, at least; the engine's own unless said. */
  readonly precision?: 'float64';
  /** Told, in a sentence for a person, of what happened on the way (a lost device, less memory). */
  readonly notify?: (sentence: string) => void;
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
  /** What reckoned it, where that is not the engine itself as it describes itself. */
  readonly trainedBy?: EngineDescription;
}

/** What learning together takes: all of an engine's kernels, and of the places in memory, are alike for them. */
const alike = ['cell', 'reset', 'activation', 'hiddenSize'] as const;
const taughtAlike = ['task', 'optimizer', 'batch'] as const;

/** Whether two networks can be asked about in one question. */
export function learnTogether(a: LearningNetwork, b: LearningNetwork): boolean {
  return (
    alike.every((key) => a.experiment[key] === b.experiment[key]) &&
    taughtAlike.every((key) => a.learning[key] === b.learning[key])
  );
}

/** Entries of θ of one network. */
export function thetaSize({ experiment, learning }: Omit<LearningNetwork, 'index'>): number {
  const task = tasks[learning.task];
  return parameterCount({ cell: cellOf(experiment), hiddenSize: experiment.hiddenSize, task });
}

/** Operations of one update of one network: 6·blocks·N² a step of a sequence. */
export function updateOperations({ experiment, learning }: Omit<LearningNetwork, 'index'>): number {
  const { hiddenSize, steps } = experiment;
  const { task, batch } = learning;
  return 6 * cellOf(experiment).blocks * hiddenSize ** 2 * tasks[task].length(steps) * batch;
}
