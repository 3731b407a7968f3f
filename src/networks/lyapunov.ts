/**
 * Lyapunov exponents of a network on its own trajectory: a frame of cotangents pulled back through all of it (`frame.ts`).
 * What every engine measures of them, and the oracle's way.
 */
import type { Experiment } from '../experiment/experiment.ts';
import { type StepTaken, stepBackward, stepsTaken } from './backward.ts';
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

/** What comes of one network's frame. */
export type FrameMeasurement = Pick<SpectrumMeasurement, 'logs' | 'amplification' | 'logSlopes'>;

/** The oracle's measurement of one network. */
export async function frameGrowth(
  network: Network,
  { breathe = () => undefined, ...options }: FrameOptions,
): Promise<FrameMeasurement> {
  const { align, steps } = options.plan;
  const carried = new CarriedFrame(network, options);
  for await (const run of runStretches(network, { warmUp: align, steps: align + steps }, breathe)) {
    for (const taken of stepsTaken(run.start, run.steps).reverse()) {
      carried.back(taken);
      await breathe();
    }
  }
  return carried.measurement();
}

/** The same along a trajectory that is known: all of its steps, the first one first. */
export async function frameGrowthAlong(
  network: Network,
  trajectory: readonly StepTaken[],
  { breathe = () => undefined, ...options }: FrameOptions,
): Promise<FrameMeasurement> {
  const carried = new CarriedFrame(network, options);
  for (const taken of trajectory.toReversed()) {
    carried.back(taken);
    await breathe();
  }
  return carried.measurement();
}

/** A frame on its way back. */
class CarriedFrame {
  readonly #network: Pick<Network, 'cell' | 'weights' | 'gain'>;
  readonly #plan: FramePlan;
  readonly #frame: Frame;
  readonly #logs: Float64Array;
  readonly #amplification: Float64Array;
  #orthonormalisations = 0;
  #logSlopes = 0;
  /** From −align + 1 on; those that count are positive. */
  #step: number;

  constructor(network: Network, { seed, exponents, plan }: FrameOptions) {
    const size = network.cell.parts * network.hiddenSize;
    this.#network = network;
    this.#plan = plan;
    this.#frame = new Frame(startingFrame(seed, size, exponents), size);
    this.#logs = new Float64Array(plan.windows * exponents);
    this.#amplification = new Float64Array(exponents);
    this.#step = -plan.align;
  }

  /** Through the step before those so far. */
  back(taken: StepTaken): void {
    const { align, steps, every } = this.#plan;
    this.#step += 1;
    const step = this.#step;
    this.#frame.carry((column) => stepBackward(this.#network, taken, column).gradient);
    if (step > 0) this.#logSlopes += this.#network.cell.logSlopes?.(taken.preActivation) ?? 0;
    const since = step > 0 ? step : step + align;
    if (since % every === 0 || step === 0 || step === steps) this.#orthonormalise();
  }

  measurement(): FrameMeasurement {
    return {
      logs: this.#logs,
      amplification: this.#amplification.map((sum) => sum / this.#orthonormalisations),
      ...(this.#network.cell.logSlopes && {
        logSlopes: Float64Array.of(this.#logSlopes / this.#plan.steps),
      }),
    };
  }

  #orthonormalise(): void {
    const { logs, amplification } = this.#frame.orthonormalise();
    if (this.#step <= 0) return;
    this.#orthonormalisations += 1;
    const row = windowOf(this.#plan, this.#step) * logs.length;
    for (let j = 0; j < logs.length; j++) {
      this.#logs[row + j] = entry(this.#logs, row + j) + entry(logs, j);
      this.#amplification[j] = entry(this.#amplification, j) + entry(amplification, j);
    }
  }
}
