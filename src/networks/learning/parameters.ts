/** θ of a network that learns: one vector, in which each of its parameters has its place. */
import type { Cell } from '../cell.ts';
import type { Network } from '../network.ts';
import { normals, purpose } from '../normal.ts';
import type { Task } from './task.ts';

/** What is learnt, in the order in which θ has it. */
export const parameterNames = [
  'weightHH',
  'weightIH',
  'bias',
  'candidateBias',
  'weightOut',
  'biasOut',
] as const;
export type ParameterName = (typeof parameterNames)[number];

/**
 * W_hh [blocks·N × N], W_ih [blocks·N × inputs], b [blocks·N] beside the input, the candidate's own bias beside its product
 * [N] (of a GRU alone), W_out [outputs × N] and b_out [outputs], matrices row-major.
 */
export type Parameters = Readonly<Record<ParameterName, Float64Array>>;

/** Sizes that a network's parameters follow from. */
export interface LearnerShape {
  readonly cell: Pick<Cell, 'blocks' | 'recurrentBias'>;
  /** N */
  readonly hiddenSize: number;
  readonly task: Pick<Task, 'inputs' | 'outputs'>;
}

/** Entries of each parameter. */
function parameterSizes({ cell, hiddenSize, task }: LearnerShape): Readonly<Record<ParameterName, number>> {
  const rows = cell.blocks * hiddenSize;
  return {
    weightHH: rows * hiddenSize,
    weightIH: rows * task.inputs,
    bias: rows,
    candidateBias: cell.recurrentBias ? hiddenSize : 0,
    weightOut: task.outputs * hiddenSize,
    biasOut: task.outputs,
  };
}

/** How many entries θ has. */
export function parameterCount(shape: LearnerShape): number {
  return Object.values(parameterSizes(shape)).reduce((sum, size) => sum + size, 0);
}

/** The parameters as parts of one vector θ, which they share. */
export function partsOf(theta: Float64Array, shape: LearnerShape): Parameters {
  const sizes = parameterSizes(shape);
  let next = 0;
  const parts = parameterNames.map((name) => {
    const from = next;
    next += sizes[name];
    return [name, theta.subarray(from, next)] as const;
  });
  return Object.fromEntries(parts) as Parameters;
}

/**
 * θ before the first update: W_hh = g·W as the network has it, its bias likewise; W_ih ~ N(0, 1/inputs) and W_out ~ N(0, 1/N), so
 * that what enters and what is answered are of order 1; b_out = 0.
 */
export function firstParameters(
  network: Network,
  task: Task,
  { seed, index }: { readonly seed: number; readonly index: number },
): Float64Array {
  const { cell, hiddenSize, weights, gain, bias, recurrentBias } = network;
  const shape = { cell, hiddenSize, task };
  const theta = new Float64Array(parameterCount(shape));
  const parts = partsOf(theta, shape);
  parts.weightHH.set(weights.map((weight) => gain * weight));
  parts.bias.set(bias);
  if (cell.recurrentBias)
    parts.candidateBias.set(
      recurrentBias.subarray(cell.candidate * hiddenSize, (cell.candidate + 1) * hiddenSize),
    );
  const matrix = (use: 'inputWeights' | 'outputWeights', rows: number, columns: number) =>
    Float64Array.from(
      Array.from({ length: rows }, (_, row) => [
        ...normals(seed, purpose[use], index, row, columns).map((value) => value / Math.sqrt(columns)),
      ]).flat(),
    );
  parts.weightIH.set(matrix('inputWeights', cell.blocks * hiddenSize, task.inputs));
  parts.weightOut.set(matrix('outputWeights', task.outputs, hiddenSize));
  return theta;
}
