/**
 * A training step as it was seen at the border of one recurrent module: its weights, what it read, ∂L/∂output at every step,
 * and the gradients that the framework found of it, to be checked against. `docs/formats.md` has the keys.
 */
import { quoted } from '../../experiment/field_error.ts';
import type { ParameterName } from '../model/return_passage.ts';
import { modelIn } from './model_choice.ts';
import type { ModelOutline } from './model_reading.ts';
import type { GivenBatch } from './model_sequence.ts';
import { inWords, shapeInWords, type Tensor } from './tensor.ts';
import type { UngatedKind } from './ungated_kind.ts';
import { WeightFileError } from './weight_file_error.ts';
import type { WeightFile } from './weight_reading.ts';

/** What a framework computes in, and how much of a gradient its rounding may take: half of the digits, √ε. */
export const roundingOf = {
  float64: 2 ** -26,
  float32: 2 ** -11.5,
  tf32: 2 ** -5,
  float16: 2 ** -5,
  bfloat16: 2 ** -3.5,
} as const;
export type CapturedType = keyof typeof roundingOf;

/** What the framework found of a captured step. */
export interface RecordedGradients {
  readonly type: CapturedType;
  /** ∂L/∂x [T × B × I], of inputs that had a gradient. */
  readonly input?: Tensor;
  /** ∂L/∂θ by layer and direction, level by level, in the layout of θ. */
  readonly parameters: readonly ReadonlyMap<ParameterName, Tensor>[];
}

export interface Capture {
  /** The module's name in the model. */
  readonly name: string;
  /** Such as `pytorch 2.4.0`. */
  readonly framework: string;
  /** Updates that had been made, where somebody said it. */
  readonly step?: number;
  readonly outline: ModelOutline;
  readonly kind: Partial<UngatedKind>;
  readonly batch: GivenBatch;
  readonly recorded: RecordedGradients;
  /** Arrays beside the weights: what a number that is none is looked for in. */
  readonly arrays: readonly Tensor[];
}

/** The one version of the format. */
const version = 1;

const cells = ['RNN', 'LSTM', 'GRU', 'RNNCell', 'LSTMCell', 'GRUCell'];

/**
 * A module of a captured step.
 * @param asked its name; the only one unless said
 * @throws {WeightFileError} where the file is not what the format says, or has several modules and none is named
 */
export function captureIn(file: WeightFile, asked?: string): Capture {
  const facts = factsOf(file.capture ?? '');
  const modules = listAt(facts, 'modules').map(recordOf);
  const names = modules.map((module) => textAt(module, 'name'));
  if (asked === undefined && modules.length !== 1)
    throw new WeightFileError(`The step was captured of ${inWords(names)}; --layer NAME takes one`);
  const module = modules.find((_, i) => asked === undefined || names[i] === asked);
  if (!module)
    throw new WeightFileError(
      `No module ${quoted(asked ?? '')} was captured; ${inWords(names)} may be named`,
    );
  return moduleOf(file, module, facts);
}

/** Every module of a captured step. @throws as captureIn */
export function capturesIn(file: WeightFile): Capture[] {
  const facts = factsOf(file.capture ?? '');
  return listAt(facts, 'modules').map((module) => moduleOf(file, recordOf(module), facts));
}

function moduleOf(file: WeightFile, module: Facts, facts: Facts): Capture {
  const name = textAt(module, 'name');
  const kind = oneOf(module, 'kind', cells);
  const type = typeOf(textAt(module, 'dtype'));
  const arrays = new Map(
    file.tensors.flatMap((tensor) =>
      tensor.name.startsWith(`${name}/`) ? [[tensor.name.slice(name.length + 1), tensor] as const] : [],
    ),
  );
  const stranger = [...arrays.keys()].find((key) => !known.test(key));
  if (stranger !== undefined)
    throw new WeightFileError(
      `${quoted(`${name}/${stranger}`)} is no array of a capture of version ${version}`,
    );
  const weights = [...arrays].filter(([key]) => isWeight.test(key));
  const outline = modelIn(
    { tensors: weights.map(([key, tensor]) => ({ ...tensor, name: `${name}.${key}` })), bare: false },
    {},
  );
  if ('about' in outline) throw new WeightFileError(outline.sentence);
  const framework = textAt(facts, 'framework');
  const update = facts.step;
  const [first] = outline.levels[0] ?? [];
  const meant = kind.replace('Cell', '').toLowerCase();
  if (first?.cell !== meant)
    throw new WeightFileError(
      `${quoted(name)} is said to be ${kind}, and its weights are those of ${first?.cell.toUpperCase() ?? 'none'}`,
    );
  return {
    ...{ name, framework },
    ...(typeof update === 'number' && { step: update }),
    outline: { ...outline, read: capturedInWords(name, { framework, kind, type, update }) },
    kind: kind.startsWith('RNN')
      ? { cell: 'rnn', activation: oneOf(module, 'nonlinearity', ['tanh', 'relu']) }
      : {},
    batch: batchOf(name, arrays, outline, module),
    recorded: {
      type,
      ...optional('input', arrays.get('d_input')),
      parameters: outline.levels.flat().map((layer) => recordedOf(layer.name, arrays)),
    },
    arrays: [...arrays].flatMap(([key, tensor]) => (isWeight.test(key) ? [] : [tensor])),
  };
}

const isWeight = /^(?:weight|bias)_(?:ih|hh|hr)(?:_l\d+(?:_reverse)?)?$/;
const known =
  /^(?:(?:d_)?(?:input|hidden|cell|(?:weight|bias)_(?:ih|hh|hr)(?:_l\d+(?:_reverse)?)?)|d_output)$/;

function capturedInWords(
  name: string,
  { framework, kind, type, update }: { framework: string; kind: string; type: string; update: unknown },
): string[] {
  const when = typeof update === 'number' ? `, step ${update}` : '';
  return [
    `Captured of a training step in ${framework}${when}: ${quoted(name)}, ${kind}, computed in ${type}.`,
  ];
}

/** What the module read, and what came back to it. */
function batchOf(
  name: string,
  arrays: ReadonlyMap<string, Tensor>,
  { levels }: ModelOutline,
  module: Facts,
): GivenBatch {
  const inputs = arrays.get('input');
  if (inputs?.shape.length !== 3)
    throw new WeightFileError(
      `${quoted(`${name}/input`)} is ${inputs ? shapeInWords(inputs.shape) : 'missing'}; T × batch × inputs is allowed`,
    );
  const [steps = 0, count = 0] = inputs.shape;
  const size = (levels.at(-1) ?? []).reduce((sum, { outputSize }) => sum + outputSize, 0);
  const [output, hidden, cell] = ['d_output', 'd_hidden', 'd_cell'].map((key) => arrays.get(key));
  if (!(output || hidden || cell))
    throw new WeightFileError(`No gradient was recorded of ${quoted(name)}: d_output, d_hidden or d_cell`);
  const shape = [steps, count, size];
  if (output && output.shape.join() !== shape.join())
    throw new WeightFileError(
      `${quoted(output.name)} is ${shapeInWords(output.shape)}; ${shapeInWords(shape)} is allowed`,
    );
  const read = arrays.get('d_input');
  if (read && read.shape.join() !== inputs.shape.join())
    throw new WeightFileError(
      `${quoted(read.name)} is ${shapeInWords(read.shape)}; ${shapeInWords(inputs.shape)} is allowed`,
    );
  const start = arrays.get('hidden');
  const memory = arrays.get('cell');
  if (memory && !start)
    throw new WeightFileError(`${quoted(memory.name)} stands without a hidden state beside it`);
  const { lengths } = module;
  return {
    ...{ inputs, batchAxis: 'second', seed: 1 },
    ...(start && { initial: memory ? [start, memory] : [start] }),
    ...(hidden || cell ? { ends: { ...optional('hidden', hidden), ...optional('cell', cell) } } : {}),
    ...(lengths !== null && lengths !== undefined && { lengths: listAt(module, 'lengths').map(Number) }),
    loss: output ?? {
      // Nothing comes to the outputs.
      ...{ name: '', shape },
      values: () => new Float64Array(steps * count * size),
    },
  };
}

function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: Value } | object {
  return value === undefined ? {} : { [key]: value };
}

/** The recorded ∂L/∂θ of a direction of a layer. */
function recordedOf(layer: string, arrays: ReadonlyMap<string, Tensor>): ReadonlyMap<ParameterName, Tensor> {
  const [, suffix = ''] = /weight_hh(_l\d+(?:_reverse)?)?$/.exec(layer) ?? [];
  const keys = {
    weightIH: 'weight_ih',
    weightHH: 'weight_hh',
    biasIH: 'bias_ih',
    biasHH: 'bias_hh',
    weightHR: 'weight_hr',
  };
  const found = new Map<ParameterName, Tensor>();
  for (const name of ['weightIH', 'weightHH', 'biasIH', 'biasHH', 'weightHR'] as const) {
    const [own, gradient] = [arrays.get(keys[name] + suffix), arrays.get(`d_${keys[name]}${suffix}`)];
    if (!gradient) continue;
    if (own?.shape.join() !== gradient.shape.join())
      throw new WeightFileError(
        `${quoted(gradient.name)} is ${shapeInWords(gradient.shape)}; that of its weight is allowed, ${shapeInWords(own?.shape ?? [])}`,
      );
    found.set(name, gradient);
  }
  return found;
}

/** An object of JSON. */
type Facts = Readonly<Record<string, unknown>>;

function factsOf(text: string): Facts {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new WeightFileError('What the capture says of itself is no JSON');
  }
  const facts = recordOf(parsed);
  if (facts.version !== version)
    throw new WeightFileError(
      `The capture is of version ${JSON.stringify(facts.version)}; ${version} is allowed`,
    );
  return facts;
}

function recordOf(value: unknown): Facts {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new WeightFileError('What the capture says of itself is no object of JSON');
  return { ...value };
}

function listAt(facts: Facts, key: string): readonly unknown[] {
  const value = facts[key];
  if (!Array.isArray(value) || value.length === 0)
    throw new WeightFileError(`The capture says no list of ${quoted(key)}`);
  return value;
}

function textAt(facts: Facts, key: string): string {
  const value = facts[key];
  if (typeof value !== 'string') throw new WeightFileError(`The capture says no text for ${quoted(key)}`);
  return value;
}

function oneOf<Word extends string>(facts: Facts, key: string, words: readonly Word[]): Word {
  const text = textAt(facts, key);
  const found = words.find((word) => word === text);
  if (found === undefined)
    throw new WeightFileError(
      `The capture says ${quoted(text)} for ${quoted(key)}; ${words.join(', ')} are allowed`,
    );
  return found;
}

function typeOf(text: string): CapturedType {
  if (Object.hasOwn(roundingOf, text)) return text as CapturedType;
  throw new WeightFileError(
    `The capture was computed in ${quoted(text)}; ${Object.keys(roundingOf).join(', ')} are allowed`,
  );
}
