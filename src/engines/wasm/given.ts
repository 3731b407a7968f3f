/** A network that is given, on its way to a worker: in float32, laid out and padded as the kernels have it. */

import { initialGradient } from '../../networks/backward.ts';
import type { Cell } from '../../networks/cell.ts';
import { initialState } from '../../networks/forward.ts';
import {
  type GivenNetwork,
  GivenNetworkError,
  lengthOf,
  networkOf,
} from '../../networks/given/given_network.ts';
import { anyExponent, rescaled, timesPowerOfTwo } from '../../networks/scaled_vector.ts';
import type { Spectrum } from '../../networks/spectrum.ts';
import { largestMagnitude } from '../../networks/vector.ts';
import { paddedSizeOf, withPadding } from '../padding.ts';
import { gramChain, spectralRadiusFromSums, weightsChain } from '../spectral_radius.ts';
import { givenParametersOf, spectrumLayout, type TraceTask, traceLayout } from './task.ts';
import type { Thread } from './thread.ts';

/** The task of tracing it. @throws {GivenNetworkError} where its numbers are beyond what float32 can multiply */
export function givenTraceTask(given: GivenNetwork): TraceTask {
  const { settings, hiddenSize, weights, gain, drives, recurrentBias } = given;
  const network = networkOf(given);
  const { cell } = network;
  const steps = lengthOf(given);
  requireRange('W_hh', gain * largestMagnitude(weights));
  requireRange('the input and its bias', largestMagnitude(drives));
  requireRange('the recurrent bias', largestMagnitude(recurrentBias));
  const state = initialState(network);
  const gradient = initialGradient(network);
  const padded = (vectors: Float64Array) => withPadding(vectors, hiddenSize, paddedSizeOf(hiddenSize));
  return {
    kind: 'trace',
    layout: traceLayout({ ...settings, hiddenSize, steps }, 'given'),
    parameters: givenParametersOf(settings, steps),
    // Inputs are taken as they are.
    network: { index: 0, settings: [gain, 1, 0], slot: -1, draws: false, spectrum: false },
    given: {
      weights: paddedMatrices(weights, hiddenSize),
      bias: padded(biasRows(cell, recurrentBias)),
      inputs: padded(inputRows(cell, drives, hiddenSize)),
      state: padded(state.values),
      stateExponent: state.exponent,
      gradient: padded(gradient.values),
      gradientExponent: gradient.exponent,
    },
  };
}

/** Spectra by repeated squaring, of a matrix scaled by a power of two: its squares are not to leave float32's range. */
export async function spectrumOf(thread: Thread, matrix: Float64Array, size: number): Promise<Spectrum> {
  const { values, exponent } = rescaled({ values: matrix, exponent: 0 }, anyExponent);
  const { sums } = await thread.run({
    kind: 'spectrum',
    layout: spectrumLayout(size),
    matrix: paddedMatrices(values, size),
  });
  return {
    radius: timesPowerOfTwo(spectralRadiusFromSums(sums, weightsChain), exponent),
    norm: timesPowerOfTwo(Math.sqrt(spectralRadiusFromSums(sums, gramChain)), exponent),
  };
}

/** Sums of products stay within float32's range, and small factors above its end. */
const [least, most] = [1e-30, 1e30];

function requireRange(what: string, largest: number): void {
  if (largest === 0 || (largest >= least && largest <= most)) return;
  throw new GivenNetworkError(
    `The largest entry of ${what} has magnitude ${largest.toExponential(1)}; float32 works from ${least} to ${most}, the reference engine with any`,
  );
}

/** Rows as pre-activations are: a recurrent bias of its own stands behind the blocks, beside the candidate's product. */
function biasRows(cell: Cell, recurrentBias: Float64Array): Float64Array {
  const size = recurrentBias.length / cell.blocks;
  const rows = new Float64Array(cell.preActivations * size);
  rows.set(recurrentBias);
  if (cell.recurrentBias) {
    rows.copyWithin(cell.blocks * size, cell.candidate * size, (cell.candidate + 1) * size);
    rows.fill(0, cell.candidate * size, (cell.candidate + 1) * size);
  }
  return rows;
}

function inputRows(cell: Cell, drives: Float64Array, size: number): Float64Array {
  const own = cell.blocks * size;
  const steps = drives.length / own;
  const rows = new Float64Array(steps * cell.preActivations * size);
  for (let step = 0; step < steps; step++) {
    rows.set(drives.subarray(step * own, (step + 1) * own), step * cell.preActivations * size);
  }
  return rows;
}

/** Each matrix [size × size] of a stack with padding to the right and below. */
function paddedMatrices(stack: Float64Array, size: number): Float32Array<ArrayBuffer> {
  const paddedSize = paddedSizeOf(size);
  const blocks = stack.length / size ** 2;
  const padded = new Float32Array(blocks * paddedSize ** 2);
  for (let block = 0; block < blocks; block++) {
    const matrix = stack.subarray(block * size ** 2, (block + 1) * size ** 2);
    padded.set(withPadding(matrix, size, paddedSize), block * paddedSize ** 2);
  }
  return padded;
}
