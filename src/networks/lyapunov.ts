/**
 * Lyapunov exponents of a network on its own trajectory: a frame of cotangents pulled back through all of it (`frame.ts`).
 * What every engine measures of them, and the oracle's way.
 */
import type { Experiment } from '../experiment/experiment.ts';
import { type PulledNetwork, type StepTaken, stepBackward, stepsTaken } from './backward.ts';
import { Frame, startingFrame } from './frame.ts';
import type { Network } from './network.ts';
import { runStretches, stepsOfRun } from './run.ts';
import { entry } from './vector.ts';

/** What is measured of networks `first` … `first + count − 1`, in nats. */
export interface SpectrumMeasurement {
  readonly first: number;
  readonly count: number;
  /** Per network the sums of ln R_jj over each window of steps, the one nearest to T first, [count × windows × k]. −Infinity where one is an exact zero. */
  readonly logs: Float64Array;
  /** What rounding grew by between two orthonormalisations, in the mean, [count × k]: see {@link FrameGrowth}. */
  readonly amplification: Float64Array;
  /**
   * ⟨Σ_i ln |φ′(z_i)|⟩ per step, [count], where the Jacobian is diag(φ′)·g·W and all exponents add up to this and ln |det g·W|;
   * absent for other cells.
   */
  readonly logSlopes?: Float64Array;
  /** Floating-point operations spent on this chunk (a multiply-add is two). */
  readonly operations: number;
  readonly seconds: number;
}

/**
 * How a frame is carried: first `align` steps for it to turn into the directions that grow, then `steps` steps that count.
 * Steps are counted from the end of the sequence: a frame goes back as the gradient does. It is made orthonormal after every
 * `every` steps of either, and at the end of either.
 */
export interface FramePlan {
  readonly align: number;
  readonly steps: number;
  readonly every: number;
  /** Steps of a window, a multiple of `every`; the last may be shorter. */
  readonly window: number;
  readonly windows: number;
}

/** Windows at most: enough for errors, and for a curve of how the exponents converge. */
const mostWindows = 32;
/** Steps between two orthonormalisations at most: what float32 can bear of tame networks. */
export const mostEvery = 8;

/**
 * The trajectory is `warmUp + steps` steps long after the warm-up of the state: the frame is warmed up for as many steps as
 * the state is.
 */
export function framePlan({ steps, warmUp }: Pick<Experiment, 'steps' | 'warmUp'>, every: number): FramePlan {
  const window = every * Math.ceil(steps / (every * mostWindows));
  return { align: warmUp, steps, every, window, windows: Math.ceil(steps / window) };
}

/** Steps of window `place`. */
export function windowSteps({ steps, window }: FramePlan, place: number): number {
  return Math.min(window, steps - place * window);
}

/** The window that a step belongs to, counted from 1 after the alignment. */
export function windowOf({ window }: FramePlan, step: number): number {
  return Math.floor((step - 1) / window);
}

/** Steps that the oracle takes for a frame, forward and back. */
export function stepsOfFrame({ align, steps }: FramePlan): number {
  const counted = align + steps;
  return stepsOfRun({ warmUp: align, steps: counted }) + counted;
}

/** What of a run the frame's way back is asked for. */
export interface FrameOptions {
  readonly seed: number;
  /** Exponents, k: at most the entries of the state. */
  readonly exponents: number;
  readonly plan: FramePlan;
  /** Awaited after every step. */
  readonly breathe?: () => Promise<void> | undefined;
}

/** The oracle's measurement of one network. */
export function frameGrowth(network: Network, options: FrameOptions): Promise<FrameGrown> {
  return frameAlong(network, stepsBack(network, options), options);
}

/** What a frame comes to on its way back. */
type FrameGrown = Pick<SpectrumMeasurement, 'logs' | 'amplification' | 'logSlopes'>;

/** All steps that a frame goes back through, the last one first. */
async function* stepsBack(
  network: Network,
  { plan: { align, steps }, breathe = () => undefined }: FrameOptions,
): AsyncGenerator<StepTaken, void, void> {
  for await (const run of runStretches(network, { warmUp: align, steps: align + steps }, breathe)) {
    yield* stepsTaken(run.start, run.steps).reverse();
  }
}

/**
 * A frame pulled back through steps that have been taken, of any trajectory.
 * @param back the last one first, as many as the plan has
 */
export async function frameAlong(
  network: PulledNetwork,
  back: AsyncIterable<StepTaken> | Iterable<StepTaken>,
  { seed, exponents, plan, breathe = () => undefined }: FrameOptions,
): Promise<FrameGrown> {
  const size = network.cell.parts * network.hiddenSize;
  const frame = new Frame(startingFrame(seed, size, exponents), size);
  const logs = new Float64Array(plan.windows * exponents);
  const amplification = new Float64Array(exponents);
  let orthonormalisations = 0;
  let logSlopes = 0;
  // From −align + 1 on; those that count are positive.
  let step = -plan.align;
  for await (const taken of back) {
    step += 1;
    frame.carry((column) => stepBackward(network, taken, column).gradient);
    if (step > 0) logSlopes += network.cell.logSlopes?.(taken.preActivation) ?? 0;
    await breathe();
    const counted = step > 0 ? step : step + plan.align;
    if (counted % plan.every !== 0 && step !== 0 && step !== plan.steps) continue;
    const growth = frame.orthonormalise();
    if (step <= 0) continue;
    orthonormalisations += 1;
    const row = windowOf(plan, step) * exponents;
    for (let j = 0; j < exponents; j++) {
      logs[row + j] = entry(logs, row + j) + entry(growth.logs, j);
      amplification[j] = entry(amplification, j) + entry(growth.amplification, j);
    }
  }
  return {
    logs,
    amplification: amplification.map((sum) => sum / orthonormalisations),
    ...(network.cell.logSlopes && { logSlopes: Float64Array.of(logSlopes / plan.steps) }),
  };
}
