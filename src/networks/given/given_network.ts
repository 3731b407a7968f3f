/** A network that is given, in a file or by a person, instead of drawn; plain data, for it goes to workers. */
import { type CellSettings, cellOf } from '../cells.ts';
import type { Network } from '../network.ts';
import type { ScaledVector } from '../scaled_vector.ts';
import type { Stretch } from '../trace.ts';

/** N at most of a layer that is read … */
export const mostGivenUnits = 4096;

/** … and of one that engines take: larger ones are measured as whole models are, by the oracle. */
export const mostEngineUnits = 1024;

/** Everything about one network and the sequence it reads. */
export interface GivenNetwork {
  /** What the cell is; an LSTM's forget bias counts besides the biases in the drives. */
  readonly settings: CellSettings;
  /** N */
  readonly hiddenSize: number;
  /** W_hh at gain 1, the cell's blocks below one another, row-major [blocks·N × N]. */
  readonly weights: Float64Array;
  /** g, a factor on all of W_hh. */
  readonly gain: number;
  /** W_ih·x_t + b_ih of steps 1 … T, row-major [T × blocks·N]. */
  readonly drives: Float64Array;
  /** b_hh, which stands beside the products with W_hh, [blocks·N]. */
  readonly recurrentBias: Float64Array;
  /** state_0, [parts·N]. */
  readonly initialState: Float64Array;
  /** Its power of two; 0 unless said. */
  readonly initialExponent?: number;
  /** v = ∂L/∂state_T, [parts·N]. */
  readonly cotangent: Float64Array;
}

/** The same with a sequence of any length: what enters is reckoned a stretch at a time, when somebody wants it. */
export interface GivenCourse extends Omit<GivenNetwork, 'drives' | 'initialExponent'> {
  /** T */
  readonly steps: number;
  /** What enters at steps from + 1 … to, as drives have it. `breathe` is awaited after every step. */
  readonly entering: (stretch: Stretch, breathe?: () => Promise<void> | undefined) => Promise<Float64Array>;
}

/** What a stretch of a course starts from and what comes back to its end, where these are not the ends of the course. */
export interface StretchEnds {
  readonly state?: ScaledVector;
  /** Of any magnitude: the way back is linear in it. */
  readonly cotangent?: Float64Array;
}

/** Such a stretch as a network of its own; unless said, the whole. */
export async function stretchOf(
  { steps, entering, ...network }: GivenCourse,
  { from, to }: Stretch = { from: 0, to: steps },
  { state, cotangent }: StretchEnds = {},
  breathe?: () => Promise<void> | undefined,
): Promise<GivenNetwork> {
  return {
    ...network,
    drives: await entering({ from, to }, breathe),
    ...(state && { initialState: state.values, initialExponent: state.exponent }),
    ...(cotangent && { cotangent }),
  };
}

/** The mathematics' view of it; the drives carry the bias. */
export function networkOf(given: GivenNetwork): Network {
  const { settings, hiddenSize, weights, gain, drives, recurrentBias, initialState, cotangent } = given;
  const { initialExponent } = given;
  const cell = cellOf(settings);
  const rows = cell.blocks * hiddenSize;
  return {
    ...{ cell, hiddenSize, weights, gain, recurrentBias, initialState, cotangent },
    ...(initialExponent !== undefined && { initialExponent }),
    bias: new Float64Array(rows),
    drive: (step) => drives.subarray(step * rows, (step + 1) * rows),
  };
}

/** T */
export function lengthOf({ drives, recurrentBias }: GivenNetwork): number {
  return drives.length / recurrentBias.length;
}

/** Why an engine cannot run a network that was given to it. The message is one sentence for a person. */
export class GivenNetworkError extends Error {
  override readonly name = 'GivenNetworkError';
}
