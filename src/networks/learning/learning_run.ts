/** The oracle's way of learning: one network, update after update. */
import { entry, norm } from '../vector.ts';
import { type Learner, lossGradient } from './loss_gradient.ts';
import { drawSequence } from './sequences.ts';
import { learntPart } from './task.ts';
import { freshState, type OptimizerState, type Training, updated } from './training.ts';

/** What a network learns from. */
export interface Stream {
  readonly seed: number;
  /** The network's index, or 0 where all learn from the same sequences. */
  readonly stream: number;
  /** T */
  readonly lag: number;
  /** Sequences of an update. */
  readonly batch: number;
}

/** All that a network needs to learn on as if it had never been interrupted. */
export interface LearningState {
  readonly theta: Float64Array;
  readonly optimizer: OptimizerState;
  /** Updates so far. */
  readonly updates: number;
}

/** What an update was made of. */
export interface UpdateReport {
  /** Of the batch, before the update. */
  readonly loss: number;
  /** ‖∂L/∂θ‖₂, before any clipping. */
  readonly gradientNorm: number;
}

/** Before the first update. */
export function begun(theta: Float64Array): LearningState {
  return { theta, optimizer: freshState(theta.length), updates: 0 };
}

/**
 * The next update. Its batch follows from its number, so that who stops and goes on comes to the same numbers.
 * @returns undefined where the loss or the gradient is not finite: the network has diverged, and learns no more
 */
export function nextUpdate(
  learner: Learner,
  training: Training,
  { seed, stream, lag, batch }: Stream,
  state: LearningState,
): { readonly report: UpdateReport; readonly state: LearningState } | undefined {
  const sequences = Array.from({ length: batch }, (_, i) =>
    drawSequence(learner.task, lag, { seed, stream, number: state.updates * batch + i }),
  );
  const { loss, gradient } = lossGradient(learner, state.theta, sequences, training.truncate);
  const gradientNorm = norm(gradient);
  if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) return undefined;
  const { theta, state: optimizer } = updated(state.theta, gradient, state.optimizer, training);
  return {
    report: { loss, gradientNorm },
    state: { theta, optimizer, updates: state.updates + 1 },
  };
}

/**
 * The first update after which the mean loss of the last ones is a tenth of the baseline's; undefined where there is none.
 * @param over how many these are, as `judgedUpdates` has it
 */
export function learntAt(losses: ArrayLike<number>, baseline: number, over: number): number | undefined {
  let sum = 0;
  for (let update = 0; update < losses.length; update++) {
    sum += entry(losses, update);
    if (update >= over) sum -= entry(losses, update - over);
    if (update >= over - 1 && sum / over <= learntPart * baseline) return update + 1;
  }
  return undefined;
}
