/**
 * Gradient flossing (Engelken 2023): before it learns, a network is trained for its first k Lyapunov exponents to be 0, so that k
 * directions neither vanish nor explode. Here the sum of their squares, along sequences of the network's task, and its gradient
 * through the trajectory and through the orthonormalisations of the long product of Jacobians.
 */

import { factorised } from '../householder.ts';
import { normals, purpose } from '../normal.ts';
import { addScaled, at, dot, multiply, multiplyTransposed } from '../vector.ts';
import type { Stream } from './learning_run.ts';
import { addOuter, addTo, forward, type Learner, type Passed } from './loss_gradient.ts';
import { type Parameters, parameterCount, partsOf } from './parameters.ts';
import { drawSequence } from './sequences.ts';
import {
  nextTangent,
  pulledBy,
  pullTangent,
  type StepSlopes,
  type StepTangent,
  stepSlopes,
} from './step_tangents.ts';
import { freshState, type OptimizerState, type Training, updated } from './training.ts';

export interface FlossGradient {
  /** λ_1 … λ_k over the sequence, nats a step. */
  readonly exponents: Float64Array;
  /** ∂/∂θ of Σ λ_i² */
  readonly gradient: Float64Array;
}

/** A step of the frame, J·Q_(t−1) = Q_t·R: R's diagonal is what the volumes gained. */
interface Carried {
  readonly passed: Passed;
  readonly slopes: StepSlopes;
  /** The columns of Q_(t−1), and what they do to the products, [k]. */
  readonly from: readonly StepTangent[];
  /** The columns of Q_t, [k] of [parts·N]. */
  readonly to: readonly Float64Array[];
  /** R, upper triangular, row-major [k × k]. */
  readonly triangle: Float64Array;
}

/**
 * Σ λ_i² and its gradient along one sequence, from a state of zeros.
 * @param frame Q_0: k orthonormal columns below one another, row-major [k × parts·N]
 * @returns undefined where a direction is lost altogether, so that its exponent is −∞, or where something is not finite
 */
export function flossGradient(
  learner: Learner,
  theta: Float64Array,
  inputs: Float64Array,
  frame: Float64Array,
): FlossGradient | undefined {
  const size = learner.cell.parts * learner.hiddenSize;
  const k = frame.length / size;
  const parameters = partsOf(theta, learner);
  const gains = new Float64Array(k);
  let columns = rowsOf(frame, size);
  const carried: Carried[] = [];
  for (const passed of forward(learner, parameters, inputs)) {
    const slopes = stepSlopes(learner.cell, passed);
    const from = columns.map((column) => ({
      products: multiply(parameters.weightHH, column.subarray(0, learner.hiddenSize)),
      state: column,
    }));
    const grown = from.map((tangent) => nextTangent(slopes, tangent));
    const to = rowsOf(factorised(joined(grown), size).columns, size);
    const triangle = new Float64Array(k * k);
    for (const [i, q] of to.entries())
      for (let j = i; j < k; j++) triangle[i * k + j] = dot(q, grown[j] ?? q);
    for (let i = 0; i < k; i++) gains[i] = at(gains, i) + Math.log(Math.abs(at(triangle, i * k + i)));
    carried.push({ passed, slopes, from, to, triangle });
    columns = to;
  }
  const exponents = gains.map((gain) => gain / carried.length);
  if (!exponents.every(Number.isFinite)) return undefined;
  const shares = exponents.map((exponent) => (2 * exponent) / carried.length);
  const gradient = wayBack(learner, parameters, { inputs, carried, shares });
  return gradient.every(Number.isFinite) ? { exponents, gradient } : undefined;
}

/** @param shares ∂/∂ln R_ii, the same of every step, [k] */
function wayBack(
  learner: Learner,
  parameters: Parameters,
  {
    inputs,
    carried,
    shares,
  }: {
    readonly inputs: Float64Array;
    readonly carried: readonly Carried[];
    readonly shares: Float64Array;
  },
): Float64Array {
  const { cell, hiddenSize, task } = learner;
  const gradient = new Float64Array(parameterCount(learner));
  const sums = partsOf(gradient, learner);
  const first = cell.candidate * hiddenSize;
  let delta: Float64Array = new Float64Array(cell.parts * hiddenSize);
  let frame: readonly Float64Array[] = Array.from(shares, () => delta.slice());
  for (const [t, { passed, slopes, from, ...factors }] of [...carried.entries()].reverse()) {
    const hidden = passed.before.subarray(0, hiddenSize);
    // The state moves what follows it, and the Jacobian of its own step.
    const changes = [pulledBy(slopes, delta)];
    const cotangents = backThroughFactors({ ...factors, shares, frame });
    frame = from.map((tangent, i) => {
      const cotangent = cotangents[i] ?? delta;
      const pulled = pulledBy(slopes, cotangent);
      addOuter(sums.weightHH, pulled.products, tangent.state.subarray(0, hiddenSize));
      changes.push(pullTangent(cell, passed, cotangent, tangent));
      return backThroughMatrices(parameters, pulled);
    });
    delta = new Float64Array(delta.length);
    for (const change of changes) {
      addOuter(sums.weightHH, change.products, hidden);
      addOuter(sums.weightIH, change.drives, inputs.subarray(t * task.inputs, (t + 1) * task.inputs));
      addTo(sums.bias, change.drives);
      addTo(sums.candidateBias, change.products.subarray(first, first + sums.candidateBias.length));
      addTo(delta, backThroughMatrices(parameters, change));
    }
  }
  return gradient;
}

/**
 * From ∂/∂Q to ∂/∂A of A = Q·R, of which R's diagonal counts besides: Ā = (Q̄ + Q·S)·R⁻ᵀ, where S is symmetric and has, on and below
 * its diagonal, R·R̄ᵀ − Q̄ᵀ·Q (Walter & Lehmann 2018).
 */
function backThroughFactors({
  to,
  triangle,
  shares,
  frame,
}: Pick<Carried, 'to' | 'triangle'> & {
  readonly shares: Float64Array;
  readonly frame: readonly Float64Array[];
}): Float64Array[] {
  const k = to.length;
  // R̄ is diagonal, so that of R·R̄ᵀ nothing but the diagonal stands below it.
  const mixed = (i: number, j: number): number => {
    const [row, column] = [Math.max(i, j), Math.min(i, j)];
    const own = row === column ? at(shares, row) : 0;
    return own - dot(frame[row] ?? shares, to[column] ?? shares);
  };
  const right = frame.map((cotangent, j) => {
    const sum = cotangent.slice();
    for (const [i, q] of to.entries()) addScaled(sum, q, mixed(i, j));
    return sum;
  });
  for (let j = k - 1; j >= 0; j--) {
    const column = right[j] ?? shares;
    for (let i = j + 1; i < k; i++) addScaled(column, right[i] ?? shares, -at(triangle, j * k + i));
    const own = at(triangle, j * k + j);
    for (let i = 0; i < column.length; i++) column[i] = at(column, i) / own;
  }
  return right;
}

/** ∂/∂state of what products and states are worth: the first part goes through the matrices too. */
function backThroughMatrices(
  { weightHH }: Parameters,
  { products, state }: { readonly products: Float64Array; readonly state: Float64Array },
): Float64Array {
  const before = state.slice();
  const through = multiplyTransposed(weightHH, products);
  for (let unit = 0; unit < through.length; unit++) before[unit] = at(before, unit) + at(through, unit);
  return before;
}

/** How many exponents are flossed, for how many steps, along which sequences. */
export interface Floss extends Omit<Stream, 'batch'> {
  readonly exponents: number;
  readonly steps: number;
}

/** Adam's rate while it flosses: it is the weights' own scale that matters, not the task's. */
const rate = 0.006;
const training: Training = {
  ...{ optimizer: 'adam', rate, momentum: 0, weightDecay: 0, clip: 1, truncate: 0 },
} as const;

/**
 * θ after flossing: a step along each of as many sequences of the network's own stream, each from another random frame. A network
 * that cannot be flossed further stays as it is: one of its directions is lost, or something is not finite.
 */
export function* flossed(
  learner: Learner,
  theta: Float64Array,
  { seed, stream, lag, exponents, steps }: Floss,
): Generator<FlossGradient, Float64Array, void> {
  const size = learner.cell.parts * learner.hiddenSize;
  const k = Math.min(exponents, size);
  let state: { theta: Float64Array; state: OptimizerState } = { theta, state: freshState(theta.length) };
  for (let step = 0; step < steps; step++) {
    const { inputs } = drawSequence(learner.task, lag, { seed, stream, number: step });
    const drawn = Array.from({ length: k }, (_, j) => normals(seed, purpose.frame, 1 + step, j, size));
    const { columns } = factorised(joined(drawn), size);
    const found = flossGradient(learner, state.theta, inputs, columns);
    if (!found) break;
    yield found;
    state = updated(state.theta, found.gradient, state.state, training);
  }
  return state.theta;
}

function rowsOf(matrix: Float64Array, size: number): Float64Array[] {
  return Array.from({ length: matrix.length / size }, (_, i) => matrix.slice(i * size, (i + 1) * size));
}

function joined(rows: readonly Float64Array[]): Float64Array {
  const size = rows[0]?.length ?? 0;
  const matrix = new Float64Array(rows.length * size);
  for (const [i, row] of rows.entries()) matrix.set(row, i * size);
  return matrix;
}
