/**
 * Which of ONNX's recurrent nodes read one another: Y of one is X of the next, through nodes that only order its axes, time,
 * direction, batch and units (onnx.ai/onnx/operators). A model ends where anything else reads it.
 */
import type { Direction } from '../model/model.ts';
import type { DeclaredLayer } from './declared_layer.ts';
import type { DeclaredStack } from './layer_stacks.ts';
import type { OnnxNode } from './onnx_node.ts';
import { inWords } from './tensor.ts';

/** A recurrent node, and its layers: one for each direction. */
export interface RecurrentNode {
  readonly node: OnnxNode;
  readonly layers: readonly DeclaredLayer[];
}

type Axis = 'time' | 'batch' | 'direction' | 'units';

/** Nodes that are read for their shape alone. */
const aside = new Set(['Shape', 'Size']);
const same = new Set(['Identity', 'Dropout', 'Cast']);

/** The models of a graph: every recurrent node in one, each after what it reads. */
export function onnxStacks(nodes: readonly OnnxNode[], recurrent: readonly RecurrentNode[]): DeclaredStack[] {
  const readers = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    if (aside.has(node.type)) continue;
    for (const { name } of node.inputs) {
      const key = `${node.graph} ${name}`;
      const known = readers.get(key);
      if (known) known.push(node);
      else readers.set(key, [node]);
    }
  }
  const byNode = new Map(recurrent.map((one) => [one.node, one]));
  const above = new Map(recurrent.map((one) => [one.node, nextOf(one, readers)]));
  const read = new Set([...above.values()].map(({ next }) => next));
  return recurrent.flatMap((first) => {
    if (read.has(first.node)) return [];
    const levels = new Set<RecurrentNode>();
    const remarks: string[] = [];
    let at: RecurrentNode | undefined = first;
    while (at && !levels.has(at)) {
      levels.add(at);
      const reading: Reading = above.get(at.node) ?? {};
      if (reading.ends !== undefined) remarks.push(reading.ends);
      at = reading.next && byNode.get(reading.next);
    }
    const { node, layers } = first;
    return [
      {
        name: node.name || layers[0]?.layer?.parts.get('recurrent')?.name || node.type,
        levels: Array.from(levels, directionsOf),
        remarks,
      },
    ];
  });
}

function directionsOf({ node, layers }: RecurrentNode) {
  const reverse = node.attributes.get('direction')?.text === 'reverse';
  return layers.map((declared, place) => {
    const direction: Direction = reverse || place === 1 ? 'reverse' : 'forward';
    return { declared, direction };
  });
}

/** The recurrent node that reads what one puts out at every step; or why none does, a sentence, where something else does. */
interface Reading {
  readonly next?: OnnxNode;
  readonly ends?: string;
}

function nextOf({ node, layers }: RecurrentNode, readers: ReadonlyMap<string, readonly OnnxNode[]>): Reading {
  let axes: readonly Axis[] = ['time', 'direction', 'batch', 'units'];
  if (node.attributes.get('layout')?.whole) axes = ['batch', 'time', 'direction', 'units'];
  let value = node.outputs[0] ?? '';
  // Every hop is another node, so that this ends.
  for (const seen = new Set<OnnxNode>(); ; ) {
    const found = value === '' ? [] : (readers.get(`${node.graph} ${value}`) ?? []);
    const [reader] = found;
    if (!reader || seen.has(reader)) return {};
    seen.add(reader);
    const ends = `${inWords([node.name])} is read by ${inWords([...new Set(found.map(({ type }) => type))])}: its model ends there.`;
    if (found.length > 1) return { ends };
    if (reader.inputs[0]?.name === value && readsInOrder(reader, axes)) return { next: reader };
    const ordered = reader.inputs[0]?.name === value ? reordered(axes, reader, layers.length) : undefined;
    if (!ordered) return { ends };
    axes = ordered;
    value = reader.outputs[0] ?? '';
  }
}

function readsInOrder({ type, attributes }: OnnxNode, axes: readonly Axis[]): boolean {
  const wanted: readonly Axis[] = attributes.get('layout')?.whole
    ? ['batch', 'time', 'units']
    : ['time', 'batch', 'units'];
  return ['RNN', 'GRU', 'LSTM'].includes(type) && axes.join() === wanted.join();
}

/** The axes behind a node that only orders them; undefined where it does anything else, or that is not certain. */
function reordered(
  axes: readonly Axis[],
  { type, attributes, inputs }: OnnxNode,
  directions: number,
): readonly Axis[] | undefined {
  if (same.has(type)) return axes;
  if (type === 'Transpose') {
    const order = attributes.get('perm')?.wholes ?? [];
    const found = order.flatMap((place) => axes[place] ?? []);
    return new Set(found).size === axes.length ? found : undefined;
  }
  const at = axes.indexOf('direction');
  if (type === 'Squeeze') {
    const squeezed = attributes.get('axes')?.wholes ?? [];
    const places = squeezed.length > 0 ? squeezed : (inputs[1]?.tensor?.wholes?.() ?? []);
    const [place = Number.NaN, ...more] = places;
    const counted = place < 0 ? place + axes.length : place;
    return directions === 1 && more.length === 0 && counted === at ? axes.toSpliced(at, 1) : undefined;
  }
  // Directions beside one another, the units of each together; one direction vanishes wherever it stands.
  if (type === 'Reshape' && at >= 0) {
    const shape = inputs[1]?.tensor?.wholes?.();
    if (shape && shape.length !== axes.length - 1) return undefined;
    return directions === 1 || axes[at + 1] === 'units' ? axes.toSpliced(at, 1) : undefined;
  }
  return undefined;
}
