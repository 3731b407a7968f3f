/**
 * The loss of a batch and ∂L/∂θ, by backpropagation through time in plain float64: no exponent is kept apart, so that what
 * overflows in a framework does so too.
 */
import type { Cell, PlainPullback } from '../cell.ts';
import { at, entry, multiply, multiplyTransposed } from '../vector.ts';
import { numberOf, wide } from '../wide.ts';
import { type Parameters, parameterCount, partsOf } from './parameters.ts';
import { type LearningSequence, type Task, targetsOf } from './task.ts';

/** A network that learns, but for its θ. */
export interface Learner {
  readonly cell: Cell;
  readonly hiddenSize: number;
  readonly task: Task;
}

export interface LossGradient {
  /** The mean over everything that is asked in the batch: of squares, or of cross-entropies in nats. */
  readonly loss: number;
  /** ∂L/∂θ */
  readonly gradient: Float64Array;
}

/** A step on the way: what the cell was given, what it kept, and the states before and after. */
export interface Passed {
  readonly products: Float64Array;
  readonly drives: Float64Array;
  readonly before: Float64Array;
  readonly preActivation: Float64Array;
  readonly after: Float64Array;
}

/**
 * @param theta as `partsOf` has it
 * @param truncate steps after which the gradient is cut; 0 where it goes all the way back
 */
export function lossGradient(
  learner: Learner,
  theta: Float64Array,
  batch: readonly LearningSequence[],
  truncate: number,
): LossGradient {
  const gradient = new Float64Array(parameterCount(learner));
  const [parameters, sums] = [partsOf(theta, learner), partsOf(gradient, learner)];
  const asked = batch.reduce(
    (sum, { targets }) => sum + targets.reduce((n, value) => n + Number(!Number.isNaN(value)), 0),
    0,
  );
  let loss = 0;
  for (const sequence of batch) {
    const passed = forward(learner, parameters, sequence.inputs);
    const cotangents = passed.map(({ after }, t) => {
      const judged = judge(
        learner,
        parameters,
        sums,
        { hidden: after.subarray(0, learner.hiddenSize), sequence, t },
        asked,
      );
      loss += judged.loss;
      return judged.cotangent;
    });
    backward(learner, parameters, sums, { inputs: sequence.inputs, passed, cotangents, truncate });
  }
  return { loss, gradient };
}

/** Every step of a sequence, from a state of zeros. */
export function forward(
  { cell, hiddenSize, task }: Learner,
  parameters: Parameters,
  inputs: Float64Array,
): Passed[] {
  let state: Float64Array = new Float64Array(cell.parts * hiddenSize);
  return Array.from({ length: inputs.length / task.inputs }, (_, t) => {
    const before = state;
    const x = inputs.subarray(t * task.inputs, (t + 1) * task.inputs);
    const drives = multiply(parameters.weightIH, x).map((value, row) => value + entry(parameters.bias, row));
    const products = multiply(parameters.weightHH, before.subarray(0, hiddenSize));
    const first = cell.candidate * hiddenSize;
    parameters.candidateBias.forEach((value, unit) => {
      products[first + unit] = entry(products, first + unit) + value;
    });
    const { preActivation, state: after } = cell.next({ products, drives, state: before, exponent: 0 });
    state = after;
    return { products, drives, before, preActivation, after };
  });
}

/** What step t adds to the loss, and ∂L/∂h_t by it; what it adds to ∂L/∂θ goes to `sums`. */
export function judge(
  { task, hiddenSize }: Learner,
  parameters: Parameters,
  sums: Parameters,
  {
    hidden,
    sequence,
    t,
  }: { readonly hidden: Float64Array; readonly sequence: LearningSequence; readonly t: number },
  asked: number,
): { readonly loss: number; readonly cotangent: Float64Array | undefined } {
  const columns = targetsOf(task);
  const targets = sequence.targets.subarray(t * columns, (t + 1) * columns);
  if (targets.every(Number.isNaN)) return { loss: 0, cotangent: undefined };
  const answers = multiply(parameters.weightOut, hidden).map(
    (value, row) => value + entry(parameters.biasOut, row),
  );
  const { loss, slopes } =
    task.judgement === 'squares' ? squares(answers, targets) : crossEntropy(answers, entry(targets, 0));
  const cotangent = new Float64Array(hiddenSize);
  slopes.forEach((slope, row) => {
    const share = slope / asked;
    sums.biasOut[row] = entry(sums.biasOut, row) + share;
    for (let unit = 0; unit < hiddenSize; unit++) {
      const place = row * hiddenSize + unit;
      sums.weightOut[place] = entry(sums.weightOut, place) + share * entry(hidden, unit);
      cotangent[unit] = entry(cotangent, unit) + share * entry(parameters.weightOut, place);
    }
  });
  return { loss: loss / asked, cotangent };
}

function squares(answers: Float64Array, targets: Float64Array) {
  const errors = answers.map((answer, i) => answer - entry(targets, i));
  return {
    loss: errors.reduce((sum, error) => sum + error ** 2, 0),
    slopes: errors.map((error) => 2 * error),
  };
}

/** −ln of the probability that softmax gives the right one. */
function crossEntropy(answers: Float64Array, right: number) {
  const most = answers.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = answers.map((answer) => Math.exp(answer - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return {
    loss: Math.log(total) + most - entry(answers, right),
    slopes: powers.map((power, i) => power / total - Number(i === right)),
  };
}

/** Adds to `sums` what one sequence does to ∂L/∂θ. `seen` is told of ∂L/∂state_t, t steps from the start. */
export function backward(
  { cell, hiddenSize, task }: Learner,
  parameters: Parameters,
  sums: Parameters,
  {
    inputs,
    passed,
    cotangents,
    truncate,
    seen,
  }: {
    readonly inputs: Float64Array;
    readonly passed: readonly Passed[];
    readonly cotangents: readonly (Float64Array | undefined)[];
    readonly truncate: number;
    readonly seen?: (t: number, delta: Float64Array) => void;
  },
): void {
  let delta: Float64Array = new Float64Array(cell.parts * hiddenSize);
  for (let t = passed.length - 1; t >= 0; t--) {
    const step = passed[t];
    if (!step) continue;
    cotangents[t]?.forEach((value, unit) => {
      delta[unit] = entry(delta, unit) + value;
    });
    seen?.(t + 1, delta);
    const pulled = pull(cell, step, delta);
    const hidden = step.before.subarray(0, hiddenSize);
    const x = inputs.subarray(t * task.inputs, (t + 1) * task.inputs);
    addOuter(sums.weightHH, pulled.products, hidden);
    addOuter(sums.weightIH, pulled.drives, x);
    addTo(sums.bias, pulled.drives);
    const first = cell.candidate * hiddenSize;
    addTo(sums.candidateBias, pulled.products.subarray(first, first + sums.candidateBias.length));
    const through = multiplyTransposed(parameters.weightHH, pulled.products);
    // What is carried over a cut counts as given.
    delta =
      truncate > 0 && t % truncate === 0
        ? new Float64Array(delta.length)
        : pulled.state.map((value, i) => value + (i < hiddenSize ? entry(through, i) : 0));
  }
  seen?.(0, delta);
}

/** The cell's pullback in plain numbers, also where a factor of it is too small for its quick form. */
export function pull(
  cell: Cell,
  { before, preActivation }: Pick<Passed, 'before' | 'preActivation'>,
  cotangent: Float64Array,
): PlainPullback {
  const taken = { preActivation, state: before, exponent: 0 };
  const quick = cell.pullPlain({ ...taken, cotangent });
  if (quick) return quick;
  const { products, drives, state } = cell.pull({
    ...taken,
    cotangent: Array.from(cotangent, (value) => wide(value)),
  });
  return {
    products: Float64Array.from(products, numberOf),
    drives: Float64Array.from(drives, numberOf),
    state: Float64Array.from(state, numberOf),
  };
}

/** Adds rows·columnsᵀ to a matrix. */
export function addOuter(to: Float64Array, rows: Float64Array, columns: Float64Array): void {
  for (let row = 0; row < rows.length; row++) {
    const value = at(rows, row);
    const first = row * columns.length;
    for (let column = 0; column < columns.length; column++)
      to[first + column] = at(to, first + column) + value * at(columns, column);
  }
}

/** Adds as many entries as there are. */
export function addTo(to: Float64Array, values: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = at(to, i) + at(values, i);
}
