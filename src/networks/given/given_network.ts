/** A network that is given, in a file or by a person, instead of drawn; plain data, for it goes to workers. */
import { type CellSettings, cellOf } from '../cells.ts';
import type { Network } from '../network.ts';

/** N at most of a layer that is read … */
export const mostGivenUnits = 4096;

/** … and of one that engines take: larger ones are measured as whole models are, by the oracle. */
export const mostEngineUnits = 1024;

/** T·N at most, warm-up included: a trace keeps every step, a few dozen bytes a unit. */
export const mostUnitSteps = 2 ** 22;

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
  /** v = ∂L/∂state_T, [parts·N]. */
  readonly cotangent: Float64Array;
}

/** The mathematics' view of it; the drives carry the bias. */
export function networkOf(given: GivenNetwork): Network {
  const { settings, hiddenSize, weights, gain, drives, recurrentBias, initialState, cotangent } = given;
  const cell = cellOf(settings);
  const rows = cell.blocks * hiddenSize;
  return {
    ...{ cell, hiddenSize, weights, gain, recurrentBias, initialState, cotangent },
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
