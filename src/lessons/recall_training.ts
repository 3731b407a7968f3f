/**
 * A small recurrent network that learns to recall its first input after T steps, by plain stochastic gradient
 * descent in plain float64: no exponent is kept apart here, so that what overflows in a framework does so too.
 */
import type { ActivationName } from '../experiment/experiment.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import { activationOf } from '../networks/activation.ts';
import type { Activation } from '../networks/activations/activation.ts';
import { drawWeights } from '../networks/ensemble.ts';
import { normals, type Purpose, purpose } from '../networks/normal.ts';
import { spectralRadius } from '../networks/spectrum.ts';
import { entry, multiply, multiplyTransposed, norm } from '../networks/vector.ts';

export interface RecallTask {
  readonly activation: ActivationName;
  /** ρ(W_hh) before the first update. */
  readonly radius: number;
  /** Whether W_hh starts orthogonal (times ρ) instead of Gaussian. */
  readonly orthogonal?: boolean;
  /** T: the first of T inputs is ±1, the others are noise; the target is the first. */
  readonly steps: number;
  readonly learningRate: number;
  /** The largest gradient norm that `clip_grad_norm_` lets through; undefined where nothing is clipped. */
  readonly clip: number | undefined;
  readonly seed: number;
}

export interface Update {
  /** From 1. */
  readonly number: number;
  /** Mean squared error of the batch before the update: 1 is what always answering 0 would have. */
  readonly loss: number;
  /** ‖∂L/∂θ‖₂ over all parameters, before any clipping. */
  readonly gradientNorm: number;
  /** W_hh before the update, row-major [N × N]. */
  readonly recurrent: Float64Array;
}

export interface RecallParameters {
  /** W_hh, row-major [N × N]. */
  readonly recurrent: Float64Array;
  /** u, what the input is multiplied by, [N]. */
  readonly input: Float64Array;
  /** r, what reads the answer from h_T, [N]. */
  readonly readout: Float64Array;
}

export const recallUnits = 8;
const batchSize = 8;
const noise = 0.1;
/** PyTorch's guard against dividing by zero. */
const clipGuard = 1e-6;

/** One update after another, without end; it ends itself once the loss is not a number. */
export function* recallUpdates(task: RecallTask): Generator<Update, void, void> {
  const activation = activationOf({ activation: task.activation, negativeSlope: 0.01 });
  let parameters = firstParameters(task);
  for (let number = 1; ; number++) {
    const batch = Array.from({ length: batchSize }, (_, i) => sequence(task, number * batchSize + i));
    const { loss, gradient } = lossAndGradient(parameters, activation, batch);
    const gradientNorm = Math.hypot(...Object.values(gradient).map(norm));
    yield { number, loss, gradientNorm, recurrent: parameters.recurrent };
    if (Number.isNaN(loss)) return;
    const factor = task.learningRate * clipFactor(gradientNorm, task.clip);
    parameters = {
      recurrent: moved(parameters.recurrent, gradient.recurrent, factor),
      input: moved(parameters.input, gradient.input, factor),
      readout: moved(parameters.readout, gradient.readout, factor),
    };
  }
}

/** What `torch.nn.utils.clip_grad_norm_` multiplies the gradient by: min(1, c/(‖∂L/∂θ‖ + 10⁻⁶)). */
export function clipFactor(gradientNorm: number, clip: number | undefined): number {
  return clip === undefined ? 1 : Math.min(1, clip / (gradientNorm + clipGuard));
}

/** The mean squared error over a batch of sequences, and its gradient by backpropagation through time. */
export function lossAndGradient(
  parameters: RecallParameters,
  activation: Activation,
  batch: readonly Float64Array[],
): { readonly loss: number; readonly gradient: RecallParameters } {
  const size = parameters.input.length;
  const gradient = {
    recurrent: new Float64Array(size * size),
    input: new Float64Array(size),
    readout: new Float64Array(size),
  };
  let loss = 0;
  for (const inputs of batch) {
    const { states, preActivations } = forward(parameters, activation, inputs);
    const last = states.at(-1) ?? new Float64Array(size);
    const error = dot(parameters.readout, last) - entry(inputs, 0);
    loss += error ** 2 / batch.length;
    const slope = (2 * error) / batch.length;
    add(gradient.readout, last, slope);
    let delta: Float64Array = parameters.readout.map((weight) => slope * weight);
    for (let t = inputs.length - 1; t >= 0; t--) {
      const z = preActivations[t] ?? delta;
      const cotangent = delta.map((value, unit) => value * activation.derivative(entry(z, unit)));
      cotangent.forEach((value, row) => {
        add(gradient.recurrent.subarray(row * size, (row + 1) * size), states[t] ?? delta, value);
      });
      add(gradient.input, cotangent, entry(inputs, t));
      delta = multiplyTransposed(parameters.recurrent, cotangent);
    }
  }
  return { loss, gradient };
}

/** h_0 = 0 … h_T and z_1 … z_T. */
function forward({ recurrent, input }: RecallParameters, activation: Activation, inputs: Float64Array) {
  let state = new Float64Array(input.length);
  const states = [state];
  const preActivations: Float64Array[] = [];
  for (const x of inputs) {
    const z = multiply(recurrent, state).map((sum, unit) => sum + entry(input, unit) * x);
    state = z.map(activation.value);
    preActivations.push(z);
    states.push(state);
  }
  return { states, preActivations };
}

/** A random matrix of the wanted spectral radius, random input weights and readout. */
function firstParameters({ radius, seed, orthogonal = false }: RecallTask): RecallParameters {
  const ensemble = orthogonal ? 'orthogonal' : 'ginibre';
  const matrix = drawWeights({ ...defaultExperiment, ensemble, hiddenSize: recallUnits, seed }, 0);
  const scale = radius / spectralRadius(matrix, recallUnits);
  const row = (use: Purpose) =>
    normals(seed, use, 0, 0, recallUnits).map((value) => value / Math.sqrt(recallUnits));
  return {
    recurrent: matrix.map((value) => scale * value),
    input: row(purpose.bias),
    readout: row(purpose.cotangent),
  };
}

/** ±1, then noise. */
function sequence({ steps, seed }: RecallTask, index: number): Float64Array {
  return normals(seed, purpose.input, index, 0, steps).map((value, t) =>
    t === 0 ? Math.sign(value) : noise * value,
  );
}

function moved(values: Float64Array, gradient: Float64Array, factor: number): Float64Array {
  return values.map((value, i) => value - factor * entry(gradient, i));
}

function add(to: Float64Array, values: Float64Array, factor: number): void {
  values.forEach((value, i) => {
    to[i] = entry(to, i) + factor * value;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * entry(b, i), 0);
}
