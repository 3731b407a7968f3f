/** Where the kernels that learn have the parameters of a network, and of what size everything about it is. */
import { cellOf } from '../../networks/cells.ts';
import type { LearningNetwork } from '../../networks/learning/learning_measurement.ts';
import { parameterNames } from '../../networks/learning/parameters.ts';
import { targetsOf } from '../../networks/learning/task.ts';
import { tasks } from '../../networks/learning/tasks.ts';
import { entry } from '../../networks/vector.ts';
import { paddedSizeOf } from '../padding.ts';

export interface LearnerShape {
  readonly hiddenSize: number;
  /** N rounded up; units beyond N are zero, and nothing reaches them. */
  readonly paddedSize: number;
  readonly blocks: number;
  readonly candidate: number;
  readonly parts: number;
  /** Vectors that a step keeps for the way back. */
  readonly kept: number;
  readonly recurrentBias: boolean;
  readonly inputs: number;
  readonly outputs: number;
  /** Numbers that say what is right at a step. */
  readonly columns: number;
  /** Fours of sequences in a workgroup, of one network or of several. */
  readonly itemsPerWorkgroup: number;
  /**
   * Where each parameter begins in a network's θ, in floats: W_hh, b and W_out as everywhere with padded rows, of W_ih an input's column after
   * the other, so that lanes that are neighbours read neighbours.
   */
  readonly places: Readonly<Record<(typeof parameterNames)[number], number>>;
  /** Where the loss stands behind a gradient, by fours, and floats from one network to the next. */
  readonly loss: number;
  readonly stride: number;
}

/** Invocations of a workgroup at least, on hardware that runs them in lockstep by 32 or 64. */
const fullWorkgroup = 64;

/** Of networks that learn together. */
export function learnerShapeOf({ experiment, learning }: Omit<LearningNetwork, 'index'>): LearnerShape {
  const { blocks, candidate, parts, preActivations, statesKept, recurrentBias } = cellOf(experiment);
  const task = tasks[learning.task];
  const { inputs, outputs } = task;
  const { hiddenSize } = experiment;
  const paddedSize = paddedSizeOf(hiddenSize);
  const rows = blocks * paddedSize;
  const weightIH = rows * paddedSize;
  const bias = weightIH + rows * inputs;
  const candidateBias = bias + rows;
  const weightOut = candidateBias + (recurrentBias ? paddedSize : 0);
  const biasOut = weightOut + outputs * paddedSize;
  const loss = 4 * Math.ceil((biasOut + outputs) / 4);
  return {
    ...{ hiddenSize, paddedSize, blocks, candidate, parts, recurrentBias, inputs, outputs },
    kept: preActivations + statesKept,
    columns: targetsOf(task),
    itemsPerWorkgroup: Math.max(1, fullWorkgroup / 2 ** Math.ceil(Math.log2(paddedSize))),
    places: { weightHH: 0, weightIH, bias, candidateBias, weightOut, biasOut },
    loss,
    stride: loss + 4,
  };
}

/** Where the kernels have each entry of θ, in its order elsewhere. */
export function thetaPlaces(shape: LearnerShape): Uint32Array {
  const { hiddenSize, paddedSize, blocks, inputs, outputs, recurrentBias, places } = shape;
  const rows = blocks * paddedSize;
  /** The row of a stack of vectors, which the kernels pad. */
  const padded = (row: number) => Math.floor(row / hiddenSize) * paddedSize + (row % hiddenSize);
  const table = (
    count: number,
    columns: number,
    place: (row: number, column: number) => number,
  ): readonly number[] =>
    Array.from({ length: count * columns }, (_, i) => place(Math.floor(i / columns), i % columns));
  const all: Readonly<Record<(typeof parameterNames)[number], readonly number[]>> = {
    weightHH: table(blocks * hiddenSize, hiddenSize, (row, column) => padded(row) * paddedSize + column),
    weightIH: table(blocks * hiddenSize, inputs, (row, column) => column * rows + padded(row)),
    bias: table(blocks * hiddenSize, 1, padded),
    candidateBias: table(recurrentBias ? hiddenSize : 0, 1, (row) => row),
    weightOut: table(outputs, hiddenSize, (row, column) => row * paddedSize + column),
    biasOut: table(outputs, 1, (row) => row),
  };
  return Uint32Array.from(parameterNames.flatMap((name) => all[name].map((at) => places[name] + at)));
}

/** Some networks' vectors in the order of θ, from place `first` on, as the kernels have them. */
export function laidOut(
  { stride }: LearnerShape,
  places: Uint32Array,
  values: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
  change: (value: number) => number,
): Float32Array<ArrayBuffer> {
  const laid = new Float32Array((to - from) * stride);
  const size = places.length;
  for (let network = from; network < to; network++)
    for (let i = 0; i < size; i++)
      laid[(network - from) * stride + entry(places, i)] = change(entry(values, network * size + i));
  return laid;
}

/** The way back of {@link laidOut}, of as many networks as there are. */
export function readOut(
  { stride }: LearnerShape,
  places: Uint32Array,
  laid: Float32Array,
  change: (value: number) => number,
): Float64Array {
  const size = places.length;
  const values = new Float64Array((laid.length / stride) * size);
  for (let i = 0, network = 0; network * stride < laid.length; network++)
    for (let place = 0; place < size; place++, i++)
      values[i] = change(entry(laid, network * stride + entry(places, place)));
  return values;
}
