/** A network that is given, on its way to a worker: in float32, laid out and padded as the kernels have it. */

import { initialGradient } from '../../networks/backward.ts';
import type { Cell } from '../../networks/cell.ts';
import { initialState } from '../../networks/forward.ts';
import { type GivenNetwork, networkOf } from '../../networks/given/given_network.ts';
import type { TracedStretch } from '../../networks/trace.ts';
import { experimentAround, hasZeros } from '../given.ts';
import { matricesWithPadding, paddedSizeOf, withPadding } from '../padding.ts';
import { type Layout, parametersOf, settingsOf, type TraceTask } from './task.ts';

/** The task of tracing it. */
export function givenTraceTask(given: GivenNetwork, layout: Layout, stretch: TracedStretch): TraceTask {
  const { hiddenSize, weights, drives, recurrentBias } = given;
  const network = networkOf(given);
  const { cell } = network;
  const experiment = experimentAround(given);
  const state = initialState(network);
  const gradient = initialGradient(network);
  const padded = (vectors: Float64Array) => withPadding(vectors, hiddenSize, paddedSizeOf(hiddenSize));
  return {
    kind: 'trace',
    layout,
    parameters: { ...parametersOf(experiment), hasZeros: Number(hasZeros(given)) },
    network: { index: 0, settings: settingsOf(experiment, 0), slot: -1, draws: false, spectrum: false },
    stretch,
    given: {
      weights: matricesWithPadding(weights, hiddenSize, paddedSizeOf(hiddenSize)),
      bias: padded(biasRows(cell, recurrentBias)),
      // Whole segments of them, which begin with four.
      inputs: padded(inputRows(cell, drives, hiddenSize)),
      state: padded(state.values),
      stateExponent: state.exponent,
      gradient: padded(gradient.values),
      gradientExponent: gradient.exponent,
    },
  };
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
