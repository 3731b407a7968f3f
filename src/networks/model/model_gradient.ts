/**
 * The gradient of a whole model, at every layer, direction, step and sequence of a batch, in float64: forward level by level,
 * then back. An exact oracle, fast where float64 holds what is multiplied and right everywhere.
 */
import { cellOf } from '../cells.ts';
import type { ScaledVector } from '../scaled_vector.ts';
import type { Steps } from '../spectra/steps.ts';
import type { WideVector } from '../wide.ts';
import { added, log10NormOf, normalised, part, zeroVector } from './cotangent_vector.ts';
import { type ForgetMemory, forgetMemoryOf } from './forget_memory.ts';
import { type ForwardPeaks, forwardPeaks } from './forward_peaks.ts';
import { type GateUse, gatesOf } from './gates.ts';
import {
  type Layer,
  layersOf,
  lengthsOf,
  type Model,
  type ModelLoss,
  type ModelSequence,
  outputSizeOf,
} from './model.ts';
import { layerForward, outputsOf, type Passage } from './passage.ts';
import { type Products, plainProducts } from './products.ts';
import { layerBackward, type ParameterGradients, type ParameterSums } from './return_passage.ts';

/** Decades of one sequence in one direction of a layer, before its first step … after its last, [T + 1]. */
export interface StateDecades {
  /** log10‖∂L/∂state‖ */
  readonly state: Float64Array;
  readonly hidden: Float64Array;
  /** Of an LSTM. */
  readonly cell?: Float64Array;
  /** What arrives at h from above alone (layers, or the loss), after its first step … after its last, [T]. */
  readonly above: Float64Array;
}

/** What is known of one direction of a layer. Times run in the order in which it reads. */
export interface LayerGradient {
  readonly layer: Layer;
  /** Of each sequence. h's part is the total derivative, c's as it is fed to the next step. */
  readonly sequences: readonly StateDecades[];
  /** log10‖∂L/∂W_hh‖_F and log10‖∂L/∂W_ih‖_F, over all sequences. */
  readonly log10WeightHH: number;
  readonly log10WeightIH: number;
  /** log10 of the norm of ∂L/∂θ, θ all of its weights and biases, over all sequences. */
  readonly log10Parameters: number;
  /** ∂L/∂θ itself: as large as the layer, and kept only where it is asked for. */
  readonly parameters?: ParameterGradients;
  /** What its gates do, in the cell's order. */
  readonly gates: readonly GateUse[];
  /** Of an LSTM. */
  readonly memory?: ForgetMemory;
  /** How large its pre-activations and states are. */
  readonly peaks: readonly ForwardPeaks[];
}

export interface ModelGradient {
  /** Level by level, direction by direction. */
  readonly layers: readonly LayerGradient[];
  /** ∂L/∂x of each sequence in time, [T] of [I]. */
  readonly inputs: readonly (readonly WideVector[])[];
}

/** How many steps `modelGradientSteps` takes: of every direction of every layer, there and back. */
export function stepsOfGradient(model: Model, batch: readonly ModelSequence[]): number {
  return 2 * layersOf(model).length * Math.max(...lengthsOf(model, batch));
}

/**
 * The gradient of a model on a batch; a step is one of all sequences through a direction of a layer, there or back.
 * @param keep whether ∂L/∂θ of every layer is kept
 * @throws {ForwardOverflowError} where the way forward leaves float64
 */
export function* modelGradientSteps(
  model: Model,
  batch: readonly ModelSequence[],
  loss: ModelLoss,
  products: Products = plainProducts,
  keep = false,
): Steps<ModelGradient> {
  const passages = yield* forwardThrough(model, batch, products);
  const peaks = model.levels.map((layers, level) =>
    layers.map((layer, direction) => forwardPeaks(layer, passages[level]?.[direction] ?? [])),
  );
  let above: readonly (readonly WideVector[])[] = lossGradient(model, lengthsOf(model, batch), loss);
  const found: LayerGradient[][] = [];
  // What nobody waits for on the way: of the level before, while the next one is gone through.
  let before: Unsummed[] = [];
  for (const [level, layers] of [...model.levels.entries()].reverse()) {
    const gradients: Unsummed[] = [];
    let below: readonly (readonly WideVector[])[] | undefined;
    let place = 0;
    for (const [direction, layer] of layers.entries()) {
      const [from, to] = [place, place + layer.outputSize];
      place = to;
      const own = above.map((sequence) => sequence.map((whole) => part(whole, from, to)));
      const passage = passages[level]?.[direction] ?? [];
      const memory = forgetMemoryOf(layer, passage);
      const back = yield* layerBackward(
        layer,
        passage,
        own,
        products,
        batch.map(({ ends }) => ends?.[level]?.[direction]),
      );
      const gradient = {
        layer,
        sequences: back.gradients.map((sequence, element) => ({
          ...decadesOf(layer, sequence),
          above: back.log10Above[element] ?? new Float64Array(),
        })),
        peaks: peaks[level]?.[direction] ?? [],
        gates: gatesOf(layer, passage),
        ...(memory && { memory }),
      };
      gradients.push({ gradient, ofParameters: back.ofParameters });
      below = below ? sums(below, back.inputs) : back.inputs;
    }
    if (before.length > 0) found.push(yield* summed(before, keep));
    before = gradients;
    above = below ?? [];
  }
  found.push(yield* summed(before, keep));
  return { layers: found.reverse().flat(), inputs: above };
}

/** What is known of one direction of a layer before its parameters' gradients are. */
interface Unsummed {
  readonly gradient: Omit<LayerGradient, keyof ParameterSums>;
  readonly ofParameters: () => Steps<ParameterSums>;
}

/** @param keep whether ∂L/∂θ itself is kept */
function* summed(level: readonly Unsummed[], keep: boolean): Steps<LayerGradient[]> {
  const found: LayerGradient[] = [];
  for (const { gradient, ofParameters } of level) {
    const { parameters, ...norms } = yield* ofParameters();
    found.push({ ...gradient, ...norms, ...(keep && { parameters }) });
  }
  return found;
}

/** By level, direction and sequence. */
function* forwardThrough(
  { levels }: Model,
  batch: readonly ModelSequence[],
  products: Products,
): Steps<Passage[][][]> {
  const passages: Passage[][][] = [];
  let inputs: ScaledVector[][] = batch.map((sequence) => rowsOf(sequence, levels[0]?.[0]?.inputSize ?? 0));
  for (const [level, layers] of levels.entries()) {
    const directions: Passage[][] = [];
    for (const [direction, layer] of layers.entries()) {
      const initial = batch.map((sequence) => sequence.initial?.[level]?.[direction]);
      directions.push(yield* layerForward(layer, inputs, initial, products));
    }
    passages.push(directions);
    inputs = batch.map((_, element) =>
      outputsOf(
        layers,
        directions.flatMap((sequences) => sequences[element] ?? []),
      ),
    );
  }
  return passages;
}

function rowsOf({ inputs }: ModelSequence, inputSize: number): ScaledVector[] {
  return Array.from({ length: inputs.length / inputSize }, (_, time) => ({
    values: inputs.subarray(time * inputSize, (time + 1) * inputSize),
    exponent: 0,
  }));
}

/** ∂L/∂output of each sequence in time. */
function lossGradient(model: Model, lengths: readonly number[], loss: ModelLoss): WideVector[][] {
  const size = outputSizeOf(model);
  const ones = { values: new Float64Array(size).fill(1), exponent: 0 };
  return lengths.map((length, element) =>
    Array.from({ length }, (_, time): WideVector => {
      if (loss === 'every') return ones;
      if (loss === 'last') return time === length - 1 ? ones : zeroVector(size);
      const values = loss[element]?.subarray(time * size, (time + 1) * size);
      return values ? normalised({ values, exponent: 0 }) : zeroVector(size);
    }),
  );
}

function sums(a: readonly (readonly WideVector[])[], b: readonly (readonly WideVector[])[]): WideVector[][] {
  return a.map((sequence, element) =>
    sequence.map((own, time) => {
      const other = b[element]?.[time];
      return other ? added(own, other) : own;
    }),
  );
}

function decadesOf(layer: Layer, gradients: readonly WideVector[]): Omit<StateDecades, 'above'> {
  const { outputSize, settings } = layer;
  const decades = (of: (gradient: WideVector) => WideVector) =>
    Float64Array.from(gradients, (gradient) => log10NormOf(of(gradient)));
  return {
    state: decades((gradient) => gradient),
    hidden: decades((gradient) => part(gradient, 0, outputSize)),
    ...(cellOf(settings).parts > 1 && {
      cell: decades((gradient) => part(gradient, outputSize, gradient.values.length)),
    }),
  };
}
