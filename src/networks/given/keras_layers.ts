/**
 * What Keras's files say of recurrent layers (keras.io/api/layers/recurrent_layers): the weights by their paths, and, where the
 * file has it, the configuration of each, by which alone its activations are known.
 */
import { type ActivationName, activations } from '../../experiment/experiment.ts';
import { quoted } from '../../experiment/field_error.ts';
import type { Direction } from '../model/model.ts';
import type { DeclaredLayer } from './declared_layer.ts';
import { kerasRuns } from './keras_stacks.ts';
import { kerasNames, type LayerNames, type Part } from './layer_names.ts';
import type { DeclaredStack } from './layer_stacks.ts';
import type { MeantTensor } from './meant_tensor.ts';
import { blocksOf, type RecurrentCell } from './recurrent_layer.ts';
import { inWords, type Tensor } from './tensor.ts';
import type { WeightFile } from './weight_reading.ts';

const cellNames: Readonly<Record<RecurrentCell, string>> = {
  rnn: 'simple_rnn_cell',
  gru: 'gru_cell',
  lstm: 'lstm_cell',
};
const recurrentCells: readonly RecurrentCell[] = ['rnn', 'gru', 'lstm'];

/** Configurations within configurations. */
const deepest = 30;

/**
 * A file's layers: those whose configuration is there as it says, others as their names say.
 * @param tensors by path
 * @param config the model as JSON has it; undefined where the file has weights alone
 */
export function kerasModel(tensors: readonly Tensor[], config: unknown): WeightFile {
  const weights = tensors.filter(({ name }) => !/^_?optimizer/.test(name));
  const named = withNames(weights);
  const remarks = [
    ...(named.some((tensor, i) => tensor.name !== weights[i]?.name)
      ? ['Variables 0, 1 and 2 of a cell are its kernel, its recurrent kernel and its bias.']
      : []),
    ...(weights.length < tensors.length ? ['What the optimiser keeps is left aside.'] : []),
  ];
  const configs = configsIn(config);
  const found = configs.length === 0 ? [] : inOrder(cellsIn(named), configs);
  const declared = found.map((cell) => declaredLayer(cell, configs, named));
  const placed = new Map<string, Placed[]>();
  found.forEach((cell, i) => {
    const [one, of] = [declared[i], configOf(cell, configs)];
    if (!one || !of) return;
    const { at, direction } = of;
    placed.set(at, [...(placed.get(at) ?? []), { declared: one, direction }]);
  });
  return {
    ...{ tensors: named, bare: false, remarks },
    ...(declared.length > 0 && { declared, stacks: stacksIn(config, placed) }),
  };
}

type Placed = DeclaredStack['levels'][number][number];

/** The runs of a model's recurrent layers, then those of the models within it. */
function stacksIn(
  model: unknown,
  placed: ReadonlyMap<string, readonly Placed[]>,
  at = '',
  depth = 0,
): DeclaredStack[] {
  const layers = objectIn(objectIn(model, 'config'), 'layers');
  if (!Array.isArray(layers) || depth > deepest) return [];
  const runs = kerasRuns(asRecord(model)).map(({ places, ...run }): DeclaredStack => {
    const levels = places.map((place) => placed.get(`${at}${place}/`) ?? []);
    const refusal = levels.every((level) => level.length > 0)
      ? {}
      : {
          refusal: `A layer of the model that begins with ${inWords([run.name])} has no weights in the file`,
        };
    return { ...run, ...refusal, levels: levels.filter((level) => level.length > 0) };
  });
  const within = layers.flatMap((layer, place) => stacksIn(layer, placed, `${at}${place}/`, depth + 1));
  return [...runs.filter(({ levels }) => levels.length > 0), ...within];
}

/** Keras 3 numbers the variables of a cell: they get the names that Keras itself calls them by. */
function withNames(tensors: readonly Tensor[]): Tensor[] {
  const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
  return tensors.map((tensor) => {
    const [, path, index] = /^(.*\/|)cell\/vars\/([012])$/.exec(tensor.name) ?? [];
    if (path === undefined) return tensor;
    const [units = 0, columns = 0, ...more] = shapes.get(`${path}cell/vars/1`) ?? [];
    const cell = recurrentCells.find((one) => columns === units * blocksOf[one].length);
    if (!cell || more.length > 0) return tensor;
    const part = ['kernel', 'recurrent_kernel', 'bias'][Number(index)];
    return { ...tensor, name: `${path}${cellNames[cell]}/${part}` };
  });
}

/** A cell whose recurrent kernel is in the file. */
interface FoundCell {
  readonly cell: RecurrentCell;
  /** What stands before `recurrent_kernel`, and behind it. */
  readonly path: string;
  readonly suffix: string;
}

function cellsIn(tensors: readonly Tensor[]): FoundCell[] {
  return tensors.flatMap(({ name }) => {
    const [, path, called, suffix] =
      /^((?:.*\/)?(\w+_cell)(?:_\d+)?\/)recurrent_kernel(:0)?$/.exec(name) ?? [];
    const cell = recurrentCells.find((one) => called?.replace(/_\d+$/, '') === cellNames[one]);
    return path !== undefined && cell ? [{ cell, path, suffix: suffix ?? '' }] : [];
  });
}

type Json = Readonly<Record<string, unknown>>;

/** As the model has them: the first reads first. */
function inOrder(cells: readonly FoundCell[], configs: readonly LayerConfig[]): FoundCell[] {
  const place = (cell: FoundCell) => {
    const config = configOf(cell, configs);
    return config ? configs.indexOf(config) : configs.length;
  };
  return cells.toSorted((a, b) => place(a) - place(b));
}

/** The configuration of a recurrent layer, and what its weights are found by. */
interface LayerConfig {
  readonly className: string;
  readonly config: Json;
  /** The group of its weights in Keras 3's own files. */
  readonly group: string;
  /** Names that stand in the path of its weights in `.h5`, in this order. */
  readonly names: readonly RegExp[];
  /** Its place among the layers of its model, behind that model's own. */
  readonly at: string;
  readonly direction: Direction;
  /** How code gets it. */
  readonly inCode: string;
}

function configsIn(
  model: unknown,
  group = '',
  names: readonly RegExp[] = [],
  at = '',
  depth = 0,
  inCode = 'model',
): LayerConfig[] {
  const layers = objectIn(objectIn(model, 'config'), 'layers');
  if (!Array.isArray(layers) || depth > deepest) return [];
  const counts = new Map<string, number>();
  return layers.flatMap((layer, index): LayerConfig[] => {
    const className = textIn(layer, 'class_name');
    const config = recordIn(layer, 'config');
    const called = snakeCase(className);
    const before = counts.get(called) ?? 0;
    counts.set(called, before + 1);
    const place = `${group}layers/${called}${before === 0 ? '' : `_${before}`}/`;
    const got = `${inCode}.get_layer(${JSON.stringify(textIn(config, 'name'))})`;
    const inPath = [...names, exactly(textIn(config, 'name'))];
    const one = (
      inner: unknown,
      within: string,
      more: readonly RegExp[] = [],
      direction: Direction = 'forward',
      part = '',
    ): LayerConfig => ({
      className: textIn(inner, 'class_name'),
      config: recordIn(inner, 'config'),
      group: `${place}${within}`,
      names: [...inPath, ...more],
      ...{ at: `${at}${index}/`, direction, inCode: `${got}${part}` },
    });
    if (className === 'Bidirectional') {
      const forward = config.layer;
      return [
        one(forward, 'forward_layer/', [/^forward_/], 'forward', '.forward_layer'),
        one(
          config.backward_layer ?? forward,
          'backward_layer/',
          [/^backward_/],
          'reverse',
          '.backward_layer',
        ),
      ];
    }
    if (className === 'RNN') return [one(config.cell, '')];
    if (Array.isArray(config.layers))
      return configsIn(layer, place, inPath, `${at}${index}/`, depth + 1, got);
    return [one(layer, '')];
  });
}

/** `SimpleRNN` is simple_rnn. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function exactly(name: string): RegExp {
  return new RegExp(`^${name.replace(/[^\w-]/g, '.')}$`);
}

/** In Keras 3's own files a group is called by its place among layers of its class, in `.h5` by the layer's name. */
function configOf({ path }: FoundCell, configs: readonly LayerConfig[]): LayerConfig | undefined {
  if (path.startsWith('layers/')) return configs.find(({ group }) => path.startsWith(group));
  const segments = path.split('/');
  return configs.find(({ names }) => {
    let at = 0;
    for (const segment of segments) if (names[at]?.test(segment)) at += 1;
    return at === names.length;
  });
}

function declaredLayer(
  found: FoundCell,
  configs: readonly LayerConfig[],
  tensors: readonly Tensor[],
): DeclaredLayer {
  const { cell, path, suffix } = found;
  const config = configOf(found, configs);
  const name = `${path}recurrent_kernel${suffix}`;
  const refusal = config && refusalOf(cell, config);
  if (refusal !== undefined) return { name, refusal: `${quoted(name)} ${refusal}` };
  const { needed, assumed, ...certain } = kerasNames[cell];
  const before = cell === 'gru' && config && config.config.reset_after !== true;
  const names: LayerNames = !config ? kerasNames[cell] : before ? resetBefore(certain) : certain;
  const parts = new Map<Part, MeantTensor>();
  for (const [called, part] of Object.entries(names.telling)) {
    const tensor = tensors.find((one) => one.name === `${path}${called}${suffix}`);
    if (tensor) parts.set(part, { ...tensor, key: tensor.name, sources: [tensor.name] });
  }
  const activation = config && activationIn(config.config.activation);
  const remarks = config ? remarksOn(config) : [];
  return {
    layer: {
      names,
      path,
      suffix,
      parts,
      remarks,
      ...(config && { keras: config.inCode }),
      ...(activation && (cell === 'rnn' || activation !== 'tanh') && { said: { activation } }),
    },
  };
}

/** With one row of biases, and r before the product. */
function resetBefore(names: LayerNames): LayerNames {
  return { ...names, telling: { ...names.telling, bias: 'bias' }, reset: 'before' };
}

function remarksOn({ className, config }: LayerConfig): string[] {
  const called = textIn(config, 'name');
  return [
    `It is the layer ${inWords([called])}, ${className}.`,
    ...(config.go_backwards === true ? ['It reads its sequence from the end.'] : []),
  ];
}

/** Why a layer is not read, a clause; undefined where it is. */
function refusalOf(cell: RecurrentCell, { className, config }: LayerConfig): string | undefined {
  const { activation, recurrent_activation: gates } = config;
  if (!/^(?:LSTM|GRU|SimpleRNN)(?:Cell|V[12])?$|^CuDNN(?:LSTM|GRU)$/.test(className))
    return `is of a layer of class ${quoted(className)}; LSTM, GRU and SimpleRNN are allowed`;
  if (activationIn(activation) === undefined)
    return `has the activation ${quoted(wordOf(activation))}; ${activations.join(', ')} are allowed`;
  if (cell === 'rnn') return undefined;
  if (gates !== 'sigmoid') return `has gates with ${quoted(wordOf(gates))}; sigmoid is allowed`;
  return undefined;
}

/** Keras's name of an activation as ours; undefined where that is not certain. */
function activationIn(value: unknown): ActivationName | undefined {
  if (value === 'linear' || value === null) return 'identity';
  return activations.find((activation) => activation === value);
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none');
}

function objectIn(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

function recordIn(value: unknown, key: string): Json {
  return asRecord(objectIn(value, key));
}

function asRecord(value: unknown): Json {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textIn(value: unknown, key: string): string {
  const inner = objectIn(value, key);
  return typeof inner === 'string' ? inner : '';
}
