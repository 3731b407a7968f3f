/** A batch of sequences for a whole model to read, from arrays as people have them. */

import { quoted } from '../../experiment/field_error.ts';
import { defaultExperiment, mostGivenSteps, mostSteps } from '../../experiment/fields.ts';
import { inNumber } from '../../language/nouns.ts';
import { say } from '../../language/say.ts';
import { type CellSettings, cellOf } from '../cells.ts';
import type { EndCotangent, ModelLoss, ModelSequence, StartingState } from '../model/model.ts';
import { normals, purpose } from '../normal.ts';
import { type ModelOutline, settingsOfLayer } from './model_reading.ts';
import { shapeInWords, type Tensor } from './tensor.ts';
import { WeightFileError } from './weight_file_error.ts';

/** Which axis of three is the batch: PyTorch's `batch_first`, or not. */
export const batchAxes = ['first', 'second'] as const;
export type BatchAxis = (typeof batchAxes)[number];

/** T of each sequence, written in a row such as 6,9,1; undefined of another text. */
export function lengthsIn(text: string): number[] | undefined {
  return /^\d+(,\d+)*$/.test(text) ? text.split(',').map(Number) : undefined;
}

/** What a model reads, and what the gradient is of; everything but the seed may be left out. */
export interface GivenBatch {
  /** [T × I], [T × B × I] or [B × T × I]; [T] of a single input; random unless given. */
  readonly inputs?: Tensor;
  /** T: the first steps of the inputs, or how many random ones. */
  readonly steps?: number;
  /** T of each sequence of a batch; as long as the inputs unless given. */
  readonly lengths?: readonly number[];
  readonly batchAxis?: BatchAxis;
  /** h_0 of every layer and direction, and for an LSTM c_0, as PyTorch has them: [layers·directions × B × N]; zero unless given. */
  readonly initial?: readonly Tensor[];
  /** Σ of the output at the last time, unless said; or ∂L/∂output, at the last time [N], or at all [T × N]. */
  readonly loss?: 'last' | 'every' | Tensor;
  /** ∂L/∂h_T and ∂L/∂c_T of every layer and direction by what reads them beside the output, laid out as the initial state is. */
  readonly ends?: { readonly hidden?: Tensor; readonly cell?: Tensor };
  /** How what is given is understood, in sentences. */
  readonly remarks?: readonly string[];
  /** Key of random inputs. */
  readonly seed: number;
}

export interface ReadBatch {
  readonly sequences: readonly ModelSequence[];
  readonly loss: ModelLoss;
  /** T of each. */
  readonly lengths: readonly number[];
  /** Whether there are more than one, or may be. */
  readonly batched: boolean;
}

/** What a model keeps of its way forward, numbers of eight bytes. */
const mostNumbers = 2 ** 28;

/**
 * The batch that a model reads.
 * @throws {WeightFileError} where shapes do not go together, or do not say which axis is which, or too much is asked for
 */
export function batchFor(model: ModelOutline, settings: CellSettings, given: GivenBatch): ReadBatch {
  const inputs = inputsOf(model, given);
  const lengths = lengthsFor(inputs, given);
  requireRoom(model, settings, lengths);
  const starts = startsOf(model, settings, given, inputs.count);
  const ends = endsOf(model, given, inputs.count);
  const { inputSize } = firstOf(model);
  const sequences = lengths.map((length, element) => ({
    inputs: inputs.rows(element).subarray(0, length * inputSize),
    ...(starts && { initial: starts(element) }),
    ...(ends && { ends: ends(element) }),
  }));
  return { sequences, lengths, loss: lossOf(model, given, inputs, lengths), batched: inputs.count > 1 };
}

/** Arrays by sequence and time. */
interface Laid {
  /** Sequences. */
  readonly count: number;
  /** T of each, before lengths count. */
  readonly steps: number;
  /** Where the batch stands; undefined where there is one sequence. */
  readonly axis?: BatchAxis;
  /** Of a sequence, row-major [T × width]. */
  readonly rows: (element: number) => Float64Array;
}

function firstOf({ levels }: ModelOutline) {
  const [first] = levels[0] ?? [];
  if (!first) throw new RangeError('A model has a layer.');
  return first;
}

/** What the top layer puts out. */
function outputSizeOf({ levels }: ModelOutline): number {
  return (levels.at(-1) ?? []).reduce((sum, { outputSize }) => sum + outputSize, 0);
}

function inputsOf(model: ModelOutline, given: GivenBatch): Laid {
  const { inputs, steps, seed } = given;
  const { inputSize } = firstOf(model);
  if (!inputs) {
    const length = steps ?? defaultExperiment.steps;
    const units = Array.from({ length: inputSize }, (_, i) => normals(seed, purpose.input, 0, i, length));
    const values = new Float64Array(length * inputSize);
    units.forEach((unit, i) => {
      unit.forEach((value, step) => {
        values[step * inputSize + i] = value;
      });
    });
    return { count: 1, steps: length, rows: () => values };
  }
  const laid = laidOut(inputs, inputSize, axisOf(model, given));
  if (!laid) {
    const { shape, name } = inputs;
    const [first, second] = shape;
    const allowed = `T × ${inputSize}, T × batch × ${inputSize} and batch × T × ${inputSize} are allowed`;
    if (shape.length === 3 && shape[2] === inputSize && first && second) {
      throw new WeightFileError(
        `${quoted(name)} is ${shapeInWords(shape)}, and nothing tells whether it is ${second} sequences of ${first} steps or ${first} of ${second}; --batch second or --batch first says it, or “The batch is the axis” in the Model view`,
      );
    }
    throw new WeightFileError(`${quoted(name)} is ${shapeInWords(shape)}; ${allowed}`);
  }
  if (steps !== undefined && steps > laid.steps)
    throw new WeightFileError(
      `${quoted(inputs.name)} has ${laid.steps} steps; ${steps} are too many, ${laid.steps} or fewer are allowed`,
    );
  return laid;
}

/** Which axis is the batch, as it was said, or as the lengths or the initial state tell. */
function axisOf(
  model: ModelOutline,
  { inputs, batchAxis, lengths, initial }: GivenBatch,
): BatchAxis | undefined {
  if (batchAxis || inputs?.shape.length !== 3) return batchAxis;
  const [first = 0, second = 0] = inputs.shape;
  if (first === 1) return 'first';
  if (second === 1) return 'second';
  const layers = model.levels.flat().length;
  const [states, batch, , ...more] = initial?.[0]?.shape ?? [];
  const count = lengths?.length ?? (states === layers && more.length === 0 ? batch : undefined);
  if (count === undefined || first === second) return undefined;
  return count === second ? 'second' : count === first ? 'first' : undefined;
}

/** By sequence and time, [T × width] of each; undefined where the shape is another, or does not say which axis is which. */
function laidOut(tensor: Tensor, width: number, axis: BatchAxis | undefined): Laid | undefined {
  const shape = tensor.shape.length === 1 && width === 1 ? [...tensor.shape, 1] : tensor.shape;
  if (shape.at(-1) !== width || shape.includes(0)) return undefined;
  const [first = 0, second = 0] = shape;
  if (shape.length === 2) return { count: 1, steps: first, rows: () => tensor.values() };
  if (shape.length !== 3 || !axis) return undefined;
  const values = tensor.values();
  if (axis === 'first') {
    const length = second * width;
    return {
      ...{ count: first, steps: second, axis },
      rows: (element) => values.subarray(element * length, (element + 1) * length),
    };
  }
  return {
    ...{ count: second, steps: first, axis },
    rows: (element) => {
      const rows = new Float64Array(first * width);
      for (let time = 0; time < first; time++) {
        const start = (time * second + element) * width;
        rows.set(values.subarray(start, start + width), time * width);
      }
      return rows;
    },
  };
}

/** T of every sequence. */
function lengthsFor({ count, steps: longest }: Laid, { lengths, steps }: GivenBatch): number[] {
  const most = Math.min(longest, steps ?? longest);
  if (!lengths) return new Array<number>(count).fill(most);
  if (lengths.length !== count)
    throw new WeightFileError(`There are ${lengths.length} lengths; ${count} are allowed, one a sequence`);
  const wrong = lengths.find((length) => !(Number.isInteger(length) && length >= 1 && length <= longest));
  if (wrong !== undefined)
    throw new WeightFileError(`A length is ${wrong}; whole numbers from 1 to ${longest} are allowed`);
  return lengths.map((length) => Math.min(length, most));
}

/** @throws {WeightFileError} where the sequences are too long together */
function requireRoom(model: ModelOutline, settings: CellSettings, lengths: readonly number[]): void {
  const first = firstOf(model);
  const longest = Math.max(...lengths);
  if (longest > mostGivenSteps)
    throw new WeightFileError(
      `${longest} steps are too many for a whole model, every state of which is kept; up to ${mostGivenSteps} are allowed, and up to ${mostSteps} of a layer by itself, in Explore and by analyze`,
    );
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const each = model.levels.flat().reduce((sum, layer) => {
    const { preActivations } = cellOf(settingsOfLayer(layer, first, settings));
    return sum + (preActivations + 1) * layer.hiddenSize + 2 * layer.outputSize;
  }, 0);
  const most = Math.floor(mostNumbers / each);
  if (all <= most) return;
  throw new WeightFileError(
    `The sequences have ${all} steps together; a model of this size can have ${most} here: fewer of them, or fewer steps`,
  );
}

/** The states that every layer and direction starts from, by sequence. */
function startsOf(
  model: ModelOutline,
  settings: CellSettings,
  { initial }: GivenBatch,
  count: number,
): ((element: number) => StartingState[][]) | undefined {
  if (!initial) return undefined;
  const { parts } = cellOf(settings);
  const [first, second, ...more] = initial;
  if (!first || more.length > 0 || (second && parts === 1)) {
    const allowed = parts === 1 ? 'h alone' : 'h and c';
    throw new WeightFileError(`The initial state has ${initial.length} arrays; ${allowed} may be given`);
  }
  const layers = model.levels.flat().length;
  const { cell: kind, hiddenSize, outputSize } = firstOf(model);
  const other = model.levels
    .flat()
    .find((one) => one.cell !== kind || one.hiddenSize !== hiddenSize || one.outputSize !== outputSize);
  if (other) {
    throw new WeightFileError(
      `${quoted(first.name)} is one array for all layers, and ${quoted(other.name)} is not of the first one’s kind and size; without an initial state they start from zero`,
    );
  }
  const hidden = statesOf(first, layers, count, outputSize);
  const cell = second && statesOf(second, layers, count, hiddenSize);
  return (element) => {
    let place = 0;
    return model.levels.map((level) =>
      level.map(() => {
        const at = place++;
        return { hidden: hidden(at, element), ...(cell && { cell: cell(at, element) }) };
      }),
    );
  };
}

/** What comes to the last states of every layer and direction, by sequence. */
function endsOf(
  model: ModelOutline,
  { ends }: GivenBatch,
  count: number,
): ((element: number) => EndCotangent[][]) | undefined {
  if (!ends) return undefined;
  const { hiddenSize, outputSize } = firstOf(model);
  const layers = model.levels.flat().length;
  const hidden = ends.hidden && statesOf(ends.hidden, layers, count, outputSize);
  const cell = ends.cell && statesOf(ends.cell, layers, count, hiddenSize);
  return (element) => {
    let place = 0;
    return model.levels.map((level) =>
      level.map(() => {
        const at = place++;
        return { ...(hidden && { hidden: hidden(at, element) }), ...(cell && { cell: cell(at, element) }) };
      }),
    );
  };
}

/** A state by layer and sequence: [layers × B × N], without the batch where there is one sequence, without layers where there is one. */
function statesOf(
  tensor: Tensor,
  layers: number,
  count: number,
  size: number,
): (layer: number, element: number) => Float64Array {
  const { name, shape } = tensor;
  const plain = shape.filter((length, axis) => length !== 1 || axis === shape.length - 1).join();
  const allowed = [layers, count, size].filter((length, axis) => length !== 1 || axis === 2).join();
  if (plain !== allowed || shape.length > 3) {
    throw new WeightFileError(
      `${quoted(name)} is ${shapeInWords(shape)}; ${layers} × ${count} × ${size} is allowed, layers and directions × batch × units`,
    );
  }
  const values = tensor.values();
  return (layer, element) => {
    const start = (layer * count + element) * size;
    return values.slice(start, start + size);
  };
}

function lossOf(
  model: ModelOutline,
  { loss = 'last' }: GivenBatch,
  inputs: Laid,
  lengths: readonly number[],
): ModelLoss {
  if (typeof loss === 'string') return loss;
  const size = outputSizeOf(model);
  const { name, shape } = loss;
  if (shape.at(-1) === size && shape.slice(0, -1).every((length) => length === 1)) {
    const last = loss.values();
    return lengths.map((length) => {
      const whole = new Float64Array(length * size);
      whole.set(last, (length - 1) * size);
      return whole;
    });
  }
  const axis = inputs.axis ?? (shape[0] === 1 ? 'first' : 'second');
  const laid = laidOut(loss, size, axis);
  if (!laid || laid.steps !== inputs.steps || (laid.count !== inputs.count && laid.count !== 1)) {
    const batch = inputs.count > 1 ? `, or as the inputs lie for each of ${inputs.count} sequences` : '';
    throw new WeightFileError(
      `${quoted(name)} is ${shapeInWords(shape)}; ${size} numbers are allowed for ∂L/∂output at the last time, ${inputs.steps} × ${size} at all times${batch}`,
    );
  }
  return lengths.map((length, element) =>
    laid.rows(laid.count === 1 ? 0 : element).subarray(0, length * size),
  );
}

/** What the model reads and what is asked of it, in sentences for a person. */
export function batchInWords(
  { inputs, initial, loss = 'last', ends, remarks = [], seed }: GivenBatch,
  { lengths }: ReadBatch,
): string[] {
  const longest = Math.max(...lengths);
  const alike = lengths.every((length) => length === longest);
  const count = lengths.length === 1 ? '' : `${lengths.length} sequences of `;
  const steps = alike
    ? `${count}${longest} ${inNumber(longest, 'step')}`
    : `${count}${lengths.join(', ')} steps`;
  const losses = {
    last: 'the sum of the top layer’s output at the last time',
    every: 'the sum of the top layer’s output at all times',
  };
  return [
    `Inputs: ${inputs ? `${steps} of ${quoted(inputs.name)}` : `${steps} drawn from N(0, 1) with seed ${seed}, as none were given`}.`,
    ...remarks,
    `Initial state: ${initial ? initial.map(({ name }) => quoted(name)).join(', ') : say`zero`}.`,
    `Loss: ${typeof loss === 'string' ? losses[loss] : gradientInWords(loss, ends)}.`,
  ];
}

/** A loss by the arrays that hold its gradient; of one without a name nothing comes to the outputs. */
function gradientInWords({ name }: Tensor, { hidden, cell }: NonNullable<GivenBatch['ends']> = {}): string {
  const last = [hidden, cell].flatMap((tensor) => (tensor ? [quoted(tensor.name)] : []));
  const ofOutput = name === '' ? [] : [`its gradient ∂L/∂output is ${quoted(name)}`];
  const ofLast = last.length === 0 ? [] : [`what comes to the last states themselves is ${last.join(', ')}`];
  return [...ofOutput, ...ofLast].join(', and ');
}
