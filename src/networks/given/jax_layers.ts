/** Layers of JAX's libraries whose weights are kept in other pieces: Flax has a tensor a gate, Haiku one for input and state. */
import { say } from '../../language/say.ts';
import { haikuSeparator, type LayerNames, type NamedLayer, type Part } from './layer_names.ts';
import type { MeantTensor } from './meant_tensor.ts';
import { blocksOf, type RecurrentCell } from './recurrent_layer.ts';
import { inWords } from './tensor.ts';
import { plusOnBlock, rowsOf, stacked, transposed } from './tensor_layout.ts';

const gatesAssumed = (whose: string) =>
  `its gates are sigmoid and its candidate tanh, as ${whose} has them unless told otherwise`;

/**
 * Flax's cells (flax/linen/recurrent.py and flax/nnx): a kernel [I × N] `ii` and [N × N] `hi` for the gate i, likewise for
 * the others in PyTorch's letters; a cell without gates has `i` and `h`. A GRU's reset gate comes after the product.
 */
export function flaxLayers(tensors: readonly MeantTensor[]): NamedLayer[] {
  const byKey = new Map(tensors.map((tensor) => [tensor.key, tensor]));
  const cells: readonly (readonly [RecurrentCell, readonly string[]])[] = [
    ['lstm', [...blocksOf.lstm]],
    ['gru', [...blocksOf.gru]],
    ['rnn', ['']],
  ];
  return cells.flatMap(([cell, gates]) => {
    const candidate = cell === 'lstm' ? 'g' : (gates.at(-1) ?? '');
    const pattern = new RegExp(`^(.*[./]|)h${candidate}([./])kernel$`, 's');
    return tensors.flatMap(({ key }): NamedLayer[] => {
      const [, path, between] = pattern.exec(key) ?? [];
      if (path === undefined || between === undefined) return [];
      const of = (side: string, what: string) =>
        gates.map((gate) => byKey.get(`${path}${side}${gate}${between}${what}`));
      const parts = new Map<Part, MeantTensor>();
      const add = (part: Part, pieces: readonly (MeantTensor | undefined)[]) => {
        const whole = inOne(pieces);
        if (whole) parts.set(part, whole);
      };
      add(
        'recurrent',
        of('h', 'kernel').map((kernel) => kernel && { ...kernel, ...transposed(kernel) }),
      );
      add(
        'input',
        of('i', 'kernel').map((kernel) => kernel && { ...kernel, ...transposed(kernel) }),
      );
      add('inputBias', of('i', 'bias'));
      add('recurrentBias', of('h', 'bias'));
      const recurrent = parts.get('recurrent');
      if (!recurrent || of('h', 'kernel').includes(undefined)) return [];
      const names: LayerNames = {
        ...{ whose: say`Flax’s`, telling: {}, unitsAre: 'rows', cells: [cell], stepped: true },
        ...(cell !== 'rnn' && { assumed: gatesAssumed('Flax') }),
      };
      const remarks = cell === 'rnn' ? [] : ['Each gate has tensors of its own, which are put together.'];
      return [{ names, path, suffix: '', parts, remarks }];
    });
  });
}

/** Tensors below one another, zero where a gate has none, under the name of the last; undefined where they do not fit. */
function inOne(pieces: readonly (MeantTensor | undefined)[]): MeantTensor | undefined {
  const present = pieces.filter((piece) => piece !== undefined);
  const [first] = present;
  const named = pieces[pieces.length === 4 ? 2 : pieces.length - 1] ?? first;
  if (!first || !named || present.some(({ shape }) => shape.join() !== first.shape.join())) return undefined;
  return {
    ...stacked(pieces, first.shape),
    ...{ name: named.name, key: named.key, sources: present.flatMap(({ sources }) => sources) },
  };
}

const haikuLinear = new RegExp(
  `^((?:.*${haikuSeparator})?lstm(?:_\\d+)?${haikuSeparator}(?:~${haikuSeparator})?linear${haikuSeparator})w$`,
  's',
);

/** Haiku's LSTM (haiku/_src/recurrent.py): `lstm/linear` [(I + N) × 4N], the input first, gates i, g, f, o, f's bias 1 more. */
export function haikuLayers(tensors: readonly MeantTensor[]): NamedLayer[] {
  const byKey = new Map(tensors.map((tensor) => [tensor.key, tensor]));
  return tensors.flatMap((weight): NamedLayer[] => {
    const [, path] = haikuLinear.exec(weight.key) ?? [];
    const [rows = 0, columns = 0, ...more] = weight.shape;
    const units = columns / 4;
    if (path === undefined || more.length > 0 || !Number.isInteger(units) || rows <= units) return [];
    const bias = byKey.get(`${path}b`);
    const order = 'igfo';
    const parts = new Map<Part, MeantTensor>([
      ['recurrent', { ...weight, ...rowsOf(weight, rows - units, rows) }],
      ['input', { ...weight, ...rowsOf(weight, 0, rows - units) }],
    ]);
    if (bias) parts.set('bias', { ...bias, ...plusOnBlock(bias, order.indexOf('f'), order.length) });
    const names: LayerNames = {
      ...{ whose: say`Haiku’s`, telling: {}, unitsAre: 'columns', cells: ['lstm'], order, stepped: true },
    };
    const remarks = [
      `Rows 0 to ${rows - units - 1} of ${inWords([weight.name])} are W_ih, the others W_hh.`,
      ...(bias ? ['The forget gate’s bias is 1 more than in the file, as Haiku has it.'] : []),
    ];
    return [{ names, path, suffix: '', parts, remarks }];
  });
}
