/** A recurrent layer of a file and a sequence for it to read: a network that is given to an engine. */

import type { Experiment } from '../../experiment/experiment.ts';
import { quoted } from '../../experiment/field_error.ts';
import { defaultExperiment, mostSteps } from '../../experiment/fields.ts';
import type { Cell } from '../cell.ts';
import { type CellSettings, cellOf } from '../cells.ts';
import { drawInputs } from '../network.ts';
import { normals, purpose } from '../normal.ts';
import type { ArrayName } from './array_names.ts';
import { drivesBy } from './drives.ts';
import type { GivenCourse } from './given_network.ts';
import type { RecurrentLayer } from './recurrent_layer.ts';
import { shapeInWords, type Tensor } from './tensor.ts';
import { kindFields, type UngatedKind } from './ungated_kind.ts';
import { WeightFileError } from './weight_file_error.ts';

/** What the layer reads, and what is asked of it; everything but the seed may be left out. */
export interface GivenSequence {
  /** [T × I], [T × 1 × I] or [1 × T × I], or [T] of a single input; random unless given. */
  readonly inputs?: Tensor;
  /** T: the first steps of the inputs, or how many random ones. */
  readonly steps?: number;
  /** h_0, and for an LSTM c_0, [N]; without them zero, or φ(z) where the layer has no input weights. */
  readonly initial?: readonly Tensor[];
  /** v = ∂L/∂h_T, [N]; ones unless given. */
  readonly cotangent?: Tensor;
  /** How what is given is understood, in sentences. */
  readonly remarks?: readonly string[];
  /** Of a gated cell: nothing. */
  readonly kind?: Partial<UngatedKind>;
  /** Key of what is drawn: random inputs, an initial state. */
  readonly seed: number;
}

/** Those of them that are given. */
export type GivenArrays = Readonly<Partial<Record<ArrayName, Tensor>>> & Pick<GivenSequence, 'remarks'>;

/** What a sequence has of arrays that are given. */
function sequenceOfArrays({ inputs, hidden, cell, cotangent, remarks }: GivenArrays): Partial<GivenSequence> {
  return {
    ...(remarks && { remarks }),
    ...(inputs && { inputs }),
    ...(hidden && { initial: cell ? [hidden, cell] : [hidden] }),
    ...(cotangent && { cotangent }),
  };
}

/** A layer's own sequence in an experiment, which says what no file does: the kind, the steps and the seed, no more. */
export function sequenceIn(experiment: Experiment, arrays: GivenArrays): GivenSequence {
  const kind = Object.fromEntries(kindFields.map(({ key }) => [key, experiment[key]]));
  const { steps, seed } = experiment;
  return { ...sequenceOfArrays(arrays), ...{ kind, steps, seed } };
}

/**
 * The layer, and what it reads multiplied by its input weights. Input i at step t is N(0, 1) from the counter (network
 * 0, row i, column t, purpose of inputs); the initial state is network 0's.
 * @throws {WeightFileError} where shapes do not go together, or too many steps are asked for
 */
export function givenCourse(layer: RecurrentLayer, sequence: GivenSequence): GivenCourse {
  const { cell: name, hiddenSize, weightHH, biasHH } = layer;
  const settings = settingsOf(name, sequence.kind);
  const cell = cellOf(settings);
  const rows = cell.blocks * hiddenSize;
  const { steps, inputs } = inputsOf(layer, sequence);
  return {
    settings,
    hiddenSize,
    weights: weightHH,
    gain: 1,
    steps,
    entering: drivesBy(layer, rows, layer.weightIH ? inputs : () => new Float64Array(rows)),
    recurrentBias: biasHH ?? new Float64Array(rows),
    initialState: initialStateOf(layer, cell, sequence),
    cotangent: cotangentOf(layer, cell, sequence),
  };
}

/** The cell of a layer, with what a person says of it. */
export function settingsOf(cell: RecurrentLayer['cell'], kind: Partial<UngatedKind> = {}): CellSettings {
  return { ...cellDefaults, cell, ...kind };
}

/** @throws {WeightFileError} where an array does not go with the layer, or holds what is no number */
export function requireArrays(layer: RecurrentLayer, arrays: GivenArrays): void {
  const sequence: GivenSequence = { ...sequenceOfArrays(arrays), seed: 0 };
  const cell = cellOf(settingsOf(layer.cell));
  if (sequence.inputs) inputsOf(layer, sequence);
  initialStateOf(layer, cell, sequence);
  cotangentOf(layer, cell, sequence);
}

/** The biases of a file hold an LSTM's forget bias. */
const { reset, leak, residualScale, activation, negativeSlope } = defaultExperiment;
const cellDefaults = { reset, leak, residualScale, activation, negativeSlope, forgetBias: 0 };

/** What the layer reads: T, and x of the step from state `step` to state `step + 1`. */
interface ReadInputs {
  readonly steps: number;
  readonly inputs: (step: number) => Float64Array;
}

function inputsOf(layer: RecurrentLayer, { inputs, steps, seed }: GivenSequence): ReadInputs {
  const { inputSize } = layer;
  if (!inputs) {
    const drawn = drawInputs({ seed, sharedInput: false }, 0, inputSize, 1);
    return { steps: requireSteps(steps ?? defaultExperiment.steps), inputs: drawn };
  }
  if (inputSize === 0) {
    throw new WeightFileError(`${quoted(layer.name)} has no input weights beside it; no inputs are allowed`);
  }
  const length = lengthFor(inputs.shape, inputSize);
  if (!length) {
    const batch = inputs.shape.length === 3 ? ', a batch by --layer all or in the Model view' : '';
    throw new WeightFileError(
      `${quoted(inputs.name)} is ${shapeInWords(inputs.shape)}; steps × ${inputSize} is allowed for the inputs of ${quoted(layer.name)}${batch}`,
    );
  }
  if (steps !== undefined && steps > length) {
    throw new WeightFileError(
      `${quoted(inputs.name)} has ${length} steps; ${steps} are too many, ${length} or fewer are allowed`,
    );
  }
  const values = inputs.values();
  return {
    steps: requireSteps(steps ?? length),
    inputs: (step) => values.subarray(step * inputSize, (step + 1) * inputSize),
  };
}

/** T of one sequence, with or without an axis of one for the batch; undefined where the shape is another. */
function lengthFor(shape: readonly number[], inputSize: number): number | undefined {
  if (shape.length === 1) return inputSize === 1 ? shape[0] : undefined;
  const [first, second, third] = shape;
  if (shape.length === 2) return second === inputSize ? first : undefined;
  if (shape.length !== 3 || third !== inputSize) return undefined;
  return second === 1 ? first : first === 1 ? second : undefined;
}

function requireSteps(steps: number): number {
  if (steps <= mostSteps) return steps;
  throw new WeightFileError(`${steps} steps are too many; up to ${mostSteps} are allowed`);
}

function initialStateOf({ hiddenSize, inputSize }: RecurrentLayer, cell: Cell, sequence: GivenSequence) {
  const { initial, seed } = sequence;
  const state = new Float64Array(cell.parts * hiddenSize);
  if (!initial && inputSize === 0) {
    state.set(normals(seed, purpose.initialState, 0, 0, hiddenSize).map(cell.initialHidden));
  }
  if (initial && initial.length > cell.parts) {
    const allowed = cell.parts === 1 ? 'h alone' : 'h and c';
    throw new WeightFileError(`The initial state has ${initial.length} arrays; ${allowed} may be given`);
  }
  initial?.forEach((part, i) => {
    state.set(vectorOf(part, hiddenSize, 'an initial state'), i * hiddenSize);
  });
  return state;
}

function cotangentOf({ hiddenSize }: RecurrentLayer, cell: Cell, { cotangent }: GivenSequence) {
  const whole = new Float64Array(cell.parts * hiddenSize);
  if (!cotangent) return whole.fill(1, 0, hiddenSize);
  whole.set(vectorOf(cotangent, hiddenSize, 'a cotangent', '; T × N, by --layer all or in the Model view'));
  return whole;
}

/** PyTorch's states are [1 × 1 × N]: leading ones count for nothing. */
function vectorOf(tensor: Tensor, size: number, what: string, more = ''): Float64Array {
  const { name, shape } = tensor;
  if (shape.at(-1) === size && shape.slice(0, -1).every((length) => length === 1)) return tensor.values();
  throw new WeightFileError(
    `${quoted(name)} is ${shapeInWords(shape)}; ${size} numbers are allowed for ${what}${more}`,
  );
}
