/** Which layers of a file stand on one another, and in which directions they read: what names, or the file itself, say of it. */
import { quoted } from '../../experiment/field_error.ts';
import type { Direction } from '../model/model.ts';
import type { DeclaredLayer } from './declared_layer.ts';
import type { NamedLayer } from './layer_names.ts';
import type { MeantTensor } from './meant_tensor.ts';

export interface PlacedLayer {
  readonly layer: NamedLayer;
  /** From 0, the one that reads the inputs. */
  readonly level: number;
  readonly direction: Direction;
}

/** Layers that are one model, as far as sizes do not gainsay it. */
export interface LayerStack {
  /** What it is called: what stands before the names of its layers, or as its file calls it. */
  readonly name: string;
  readonly placed: readonly PlacedLayer[];
  /** Whether all layers must be of one kind and size, as those of one module of PyTorch's are. */
  readonly alike: boolean;
  /** How it is known, and what stands between them, in sentences. */
  readonly remarks: readonly string[];
  /** Why it is not read as a whole, a sentence without a point. */
  readonly refusal?: string;
  /** What else it may be, likewise. */
  readonly doubt?: string;
}

/** Layers that a file says stand on one another. */
export interface DeclaredStack extends Pick<LayerStack, 'name' | 'remarks' | 'refusal'> {
  /** From the inputs up. */
  readonly levels: readonly (readonly {
    readonly declared: DeclaredLayer;
    readonly direction: Direction;
  }[])[];
}

/** As a stack of layers that are read; refused where one of them is. */
export function declaredStack({ levels, ...stack }: DeclaredStack): LayerStack {
  const refusals = levels.flat().flatMap(({ declared }) => declared.refusal ?? []);
  const [refusal] = [...(stack.refusal === undefined ? [] : [stack.refusal]), ...refusals];
  const placed = levels.flatMap((directions, level) =>
    directions.flatMap(({ declared, direction }) =>
      declared.layer ? [{ layer: declared.layer, level, direction }] : [],
    ),
  );
  return { ...stack, alike: false, placed, ...(refusal !== undefined && { refusal }) };
}

/** Modules of PyTorch's, `weight_hh_l1_reverse`, by what stands before; and cells that lie in a list, `cells.1.weight_hh`. */
export function namedStacks(named: readonly NamedLayer[], meant: readonly MeantTensor[]): LayerStack[] {
  const byName = new Map<string, PlacedLayer[]>();
  for (const layer of named) {
    const place = placeOf(layer.suffix);
    if (place) byName.set(layer.path, [...(byName.get(layer.path) ?? []), { layer, ...place }]);
  }
  const modules = Array.from(byName, ([path, placed]) => ({
    ...{ name: path.replace(/[./]$/, ''), placed, alike: true, remarks: [] },
  }));
  return [...modules, ...cellStacks(named, meant)];
}

/** What a suffix such as `_l1_reverse` says; undefined where it is none. */
function placeOf(suffix: string): Omit<PlacedLayer, 'layer'> | undefined {
  const [, level, reverse] = /^_l(\d+)(_reverse)?$/.exec(suffix) ?? [];
  if (level === undefined) return undefined;
  return { level: Number(level), direction: reverse === undefined ? 'forward' : 'reverse' };
}

/** Where a cell by itself stands: in a list of its like, and in which direction. */
interface CellPlace {
  readonly list: string;
  readonly number: number;
  readonly direction: Direction;
}

/**
 * `rnn.cells.0.`, `layers_1/cell/`, `RNN_1/`, `Bidirectional_0/backward_rnn/cell/`; Haiku's `lstm/linear/`, `lstm_1/linear/`.
 * Undefined where no number tells.
 */
function cellPlaceOf({ path, names }: NamedLayer): CellPlace | undefined {
  const segments = path.split(/[./]/).filter((segment) => segment !== '' && segment !== '~');
  while (/^(?:cell|linear)$/.test(segments.at(-1) ?? '')) segments.pop();
  const [, side] = /^(forward|backward|fwd|bwd)(?:_(?:rnn|cell|layer))?$/.exec(segments.at(-1) ?? '') ?? [];
  if (side !== undefined) segments.pop();
  const last = segments.pop() ?? '';
  const [, base = last, digits] = /^(.*?)_?(\d+)$/.exec(last) ?? [];
  // Haiku's first layer of a kind has no number.
  if (digits === undefined && side === undefined && names.whose !== 'Haiku’s') return undefined;
  return {
    list: [...segments, ...(base === '' ? [] : [base])].join('.'),
    number: Number(digits ?? 0),
    direction: side === undefined || side.startsWith('f') ? 'forward' : 'reverse',
  };
}

/** Cells of which a list has more than one; what else such a list has between them breaks it. */
function cellStacks(named: readonly NamedLayer[], meant: readonly MeantTensor[]): LayerStack[] {
  const lists = new Map<string, { readonly layer: NamedLayer; readonly place: CellPlace }[]>();
  for (const layer of named) {
    const place = layer.names.kindUnknown || placeOf(layer.suffix) ? undefined : cellPlaceOf(layer);
    if (place) lists.set(place.list, [...(lists.get(place.list) ?? []), { layer, place }]);
  }
  return [...lists].flatMap(([name, cells]): LayerStack[] => {
    if (cells.length < 2) return [];
    const numbers = [...new Set(cells.map(({ place }) => place.number))].sort((a, b) => a - b);
    const plain = cells.map(({ layer, place }) => ({
      ...{ layer, level: numbers.indexOf(place.number), direction: place.direction },
    }));
    const between = strangerAmong(name, numbers, meant);
    const unsided =
      cells.every(({ layer }) => layer.names.whose === 'Flax’s') && cells.length === numbers.length;
    return [
      {
        ...{ name, alike: false },
        ...(unsided
          ? inPairsOrNot(plain)
          : { placed: plain, remarks: numbers.length > 1 ? [onOneAnother] : [] }),
        ...(between && {
          refusal: `${quoted(between.name)} stands between the layers of ${quoted(name)} and is none; one of them alone is allowed`,
        }),
      },
    ];
  });
}

const onOneAnother =
  'Assumed: they stand on one another in the order of their numbers, as their sizes allow, with nothing between them.';

/** Flax numbers the two directions of a layer as it does layers: sizes must tell, or nothing does. */
function inPairsOrNot(plain: readonly PlacedLayer[]): Pick<LayerStack, 'placed' | 'remarks' | 'doubt'> {
  const pairs = plain.map(({ layer, level }) => {
    const direction: Direction = level % 2 === 0 ? 'forward' : 'reverse';
    return { layer, level: Math.floor(level / 2), direction };
  });
  const stackedUp = { placed: plain, remarks: [onOneAnother] };
  if (plain.length % 2 === 1 || !chain(pairs)) return stackedUp;
  if (chain(plain)) {
    return {
      ...stackedUp,
      doubt: 'They may be layers on one another, or two and two of them the directions of a layer',
    };
  }
  return {
    placed: pairs,
    remarks: ['Assumed: two and two of them, as they are numbered, are the directions of a layer.'],
    ...(plain.length === 2 && {
      doubt: 'They may be the two directions of a layer, or have nothing to do with one another',
    }),
  };
}

/** Whether each level reads as many inputs as the one below has outputs, and both directions as many as one another. */
function chain(placed: readonly PlacedLayer[]): boolean {
  const outputs: number[] = [];
  for (const { layer, level } of placed)
    outputs[level] = (outputs[level] ?? 0) + (layer.parts.get('recurrent')?.shape[1] ?? 0);
  const inputs = (layer: NamedLayer) => layer.parts.get('input')?.shape[1];
  const [first] = placed;
  return placed.every(({ layer, level }) =>
    level === 0 ? first && inputs(layer) === inputs(first.layer) : inputs(layer) === outputs[level - 1],
  );
}

/** A tensor that is numbered as something between two layers of a list. */
function strangerAmong(list: string, numbers: readonly number[], meant: readonly MeantTensor[]) {
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
  return meant.find(({ key }) => {
    const path = key.replaceAll('/', '.');
    const [, digits] = path.startsWith(list) ? (/^[._]?(\d+)\./.exec(path.slice(list.length)) ?? []) : [];
    const number = Number(digits);
    return number > first && number < last && !numbers.includes(number);
  });
}
