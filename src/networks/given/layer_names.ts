/** What tools call the tensors of a recurrent layer, and how they lay them out: a row a tool. */

import type { ActivationName } from '../../experiment/experiment.ts';
import { say } from '../../language/say.ts';
import type { MeantTensor } from './meant_tensor.ts';
import type { RecurrentCell, SaidKind } from './recurrent_layer.ts';

/**
 * What a tensor is in its layer: W_hh, W_ih; b_ih, b_hh, or both as the rows of one; or one bias for all, and what a GRU
 * has beside it, the candidate's part of b_hh.
 */
export const biasParts = ['inputBias', 'recurrentBias', 'bothBiases', 'bias', 'candidateBias'] as const;
export type Part = 'recurrent' | 'input' | (typeof biasParts)[number];

export interface LayerNames {
  /** Whose they are. */
  readonly whose: string;
  /** What stands before a part's name, as a regular expression: modules, or nothing, unless said. */
  readonly path?: string;
  /** What stands behind it, likewise. */
  readonly suffix?: string;
  /** Names that no other tensor has … */
  readonly telling: Readonly<Record<string, Part>>;
  /** … and those that mean a part only beside them. */
  readonly beside?: Readonly<Record<string, Part>>;
  /** Names beside them of what reads the state and is no part of the recurrence. */
  readonly aside?: readonly string[];
  /** Whether a unit's weights are a row, [G·N × …], or a column; where versions differ, the shape tells. */
  readonly unitsAre: 'rows' | 'columns' | 'either';
  /** The cells that they are names of; any, unless said. */
  readonly cells?: readonly RecurrentCell[];
  /** The order of its gates, a letter a gate; PyTorch's unless said. */
  readonly order?: string;
  /** What is taken for granted of it, a clause. */
  readonly assumed?: string;
  /** Of a GRU whose reset gate multiplies h before the product: its one bias is beside what it reads. */
  readonly reset?: 'before';
  /** A gate, by its letter, that is one less PyTorch's: σ(−x) = 1 − σ(x) makes it PyTorch's. */
  readonly negated?: string;
  /** Of a cell without gates, where its tool has no other. */
  readonly activation?: ActivationName;
  /** A part without which another cell is meant, or may be, a clause. */
  readonly needed?: { readonly part: Part; readonly because: string };
  /** Whether its cell and activation are anybody's guess: a person must say them. */
  readonly kindUnknown?: true;
  /** Whether each step is a call from outside, so that something else may happen between two. */
  readonly stepped?: true;
}

const pyTorchParts = {
  weight_hh: 'recurrent',
  weight_ih: 'input',
  bias_ih: 'inputBias',
  bias_hh: 'recurrentBias',
} as const;

const keras = (cell: RecurrentCell, module: string, bias: Part) =>
  ({
    whose: say`Keras’s`,
    path: `(?:.*[./])?${module}(?:_\\d+)?[./]`,
    suffix: '(?::0)?',
    telling: { recurrent_kernel: 'recurrent', kernel: 'input', bias },
    unitsAre: 'columns',
    cells: [cell],
  }) as const;
const kerasGates = 'its gates are sigmoid and its candidate tanh, as Keras has them unless told otherwise';

/** Keras's, by cell. */
export const kerasNames: Readonly<Record<RecurrentCell, LayerNames>> = {
  lstm: { ...keras('lstm', 'lstm_cell', 'bias'), assumed: kerasGates },
  gru: {
    ...keras('gru', 'gru_cell', 'bothBiases'),
    order: 'zrn',
    assumed: kerasGates,
    needed: {
      part: 'bothBiases',
      because:
        'two rows of biases tell that the reset gate comes after the product, which nothing else in the file does',
    },
  },
  rnn: keras('rnn', 'simple_rnn_cell', 'bias'),
};

/** What people put between Haiku's modules and names where they flatten its parameters. */
const separators = ['/', '.', '//', ':', '__'] as const;
/** One of them, as a regular expression. */
export const haikuSeparator = '(?://|__|[./:])';

/** A module of Haiku's by the name of its class, which a number may follow; what is made in `__init__` stands behind `~`. */
function haikuModule(name: string): string {
  return `(?:.*${haikuSeparator})?${name}(?:_\\d+)?${haikuSeparator}(?:~${haikuSeparator})?`;
}

function inSeparators(modules: Readonly<Record<string, Part>>, name: string): Record<string, Part> {
  return Object.fromEntries(
    Object.entries(modules).flatMap(([module, part]) =>
      separators.map((between) => [`${module}${between}${name}`, part] as const),
    ),
  );
}

const layerNames: readonly LayerNames[] = [
  {
    ...{ whose: say`PyTorch’s`, path: '.*?', suffix: '_l\\d+(?:_reverse)?' },
    telling: pyTorchParts,
    // As what has learnt here is saved.
    aside: ['out.weight', 'out.bias'],
    unitsAre: 'rows',
  },
  {
    whose: 'those of PyTorch’s cells and Equinox’s',
    path: '.*?',
    telling: pyTorchParts,
    beside: { bias: 'bias', bias_n: 'candidateBias' },
    unitsAre: 'rows',
    assumed: 'nothing happens between two calls of the cell',
    stepped: true,
  },
  {
    whose: say`MLX’s`,
    telling: { Wh: 'recurrent' },
    beside: { Wx: 'input', bias: 'bias', b: 'bias', bhn: 'candidateBias' },
    unitsAre: 'either',
    cells: ['gru', 'lstm'],
  },
  {
    whose: 'MLX’s, and many others’',
    telling: { Whh: 'recurrent' },
    beside: { Wxh: 'input', bias: 'bias', bh: 'bias' },
    aside: ['Why', 'by'],
    unitsAre: 'either',
    cells: ['rnn'],
    kindUnknown: true,
  },
  {
    whose: 'those of many who write their own',
    telling: { W_hh: 'recurrent' },
    beside: { W_xh: 'input', W_ih: 'input', b_h: 'bias', b_hh: 'recurrentBias', b_ih: 'inputBias' },
    aside: ['W_hy', 'b_y'],
    unitsAre: 'either',
    cells: ['rnn'],
    kindUnknown: true,
  },
  ...Object.values(kerasNames),
  {
    // haiku/_src/recurrent.py: h ← (1 − z)·h + z·a.
    whose: say`Haiku’s`,
    path: haikuModule('gru'),
    telling: { w_h: 'recurrent' },
    beside: { w_i: 'input', b: 'bias' },
    unitsAre: 'columns',
    cells: ['gru'],
    ...{ order: 'zrn', negated: 'z', reset: 'before' },
    stepped: true,
  },
  {
    // Early releases call both by their kind alone, in the order in which they are made.
    whose: say`Haiku’s`,
    path: haikuModule('vanilla_rnn'),
    telling: inSeparators({ hidden_to_hidden: 'recurrent', linear_1: 'recurrent' }, 'w'),
    beside: {
      ...inSeparators({ hidden_to_hidden: 'recurrentBias', linear_1: 'recurrentBias' }, 'b'),
      ...inSeparators({ input_to_hidden: 'input', linear: 'input' }, 'w'),
      ...inSeparators({ input_to_hidden: 'inputBias', linear: 'inputBias' }, 'b'),
    },
    unitsAre: 'columns',
    cells: ['rnn'],
    activation: 'relu',
    stepped: true,
  },
  {
    whose: 'those of rate networks',
    telling: { 'h2h.weight': 'recurrent' },
    beside: {
      ...{ 'h2h.bias': 'recurrentBias', 'input2h.weight': 'input', 'input2h.bias': 'inputBias' },
      ...{ 'i2h.weight': 'input', 'i2h.bias': 'inputBias' },
    },
    unitsAre: 'rows',
    cells: ['rnn'],
    kindUnknown: true,
  },
];

/** Names of a recurrent weight within its module: the tables above, and those of JAX's libraries. */
const tellingNames = new RegExp(
  `^((?:.*[./])?)(?:parametrizations[./])?(?:${[
    ...layerNames.flatMap(({ telling }) => Object.keys(telling).map((name) => name.replaceAll('.', '[./]'))),
    ...['h[ifgornz]?[./]kernel', 'linear[./][wb]', 'i2h[./]weight'],
  ].join('|')})(?![A-Za-z])`,
  's',
);

/** The module of a tensor whose name is one of a recurrent layer's; undefined where it is none. Shapes are not needed. */
export function tellsOfLayer(name: string): string | undefined {
  return tellingNames.exec(name)?.[1];
}

/** Tensors of one layer and direction, as found. */
export interface NamedLayer {
  readonly names: LayerNames;
  /** What stands before the names of its parts, such as `encoder.`. */
  readonly path: string;
  /** `_l0`, `_l1_reverse`; empty for a cell by itself. */
  readonly suffix: string;
  readonly parts: ReadonlyMap<Part, MeantTensor>;
  /** What the file itself says of its kind. */
  readonly said?: SaidKind;
  /** How code of Keras's gets it. */
  readonly keras?: string;
  /** And besides, in sentences. */
  readonly remarks?: readonly string[];
}

/** The layers that names tell, by path, then layer 2 before layer 10, then forward before reverse. */
export function namedLayers(tensors: readonly MeantTensor[]): NamedLayer[] {
  const byKey = new Map(tensors.map((tensor) => [tensor.key, tensor]));
  const layers = layerNames.flatMap((names) => {
    const { path = '(?:.*[./])?', suffix = '', telling, beside } = names;
    const named = Object.keys(telling).join('|').replaceAll('.', '\\.');
    const pattern = new RegExp(`^(${path})(?:${named})(${suffix})$`, 's');
    const found = new Map<string, NamedLayer>();
    for (const { key } of tensors) {
      const [, path, suffix] = pattern.exec(key) ?? [];
      if (path === undefined || suffix === undefined) continue;
      const parts = new Map<Part, MeantTensor>();
      for (const [name, part] of Object.entries({ ...telling, ...beside })) {
        const tensor = byKey.get(`${path}${name}${suffix}`);
        if (tensor && !parts.has(part)) parts.set(part, tensor);
      }
      found.set(JSON.stringify([path, suffix]), { names, path, suffix, parts });
    }
    return [...found.values()];
  });
  return layers.sort(inOrder);
}

/** What a part would be called in the file. */
export function nameOf({ names, path, suffix }: NamedLayer, part: Part): string {
  const [name = part] = Object.entries(names.telling).find(([, candidate]) => candidate === part) ?? [];
  return `${path}${name}${suffix}`;
}

function inOrder(a: NamedLayer, b: NamedLayer): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.suffix.localeCompare(b.suffix, 'en', { numeric: true });
}
