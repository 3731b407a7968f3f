/** Which of ONNX's recurrent nodes are one model: Y must reach X of the next with its axes in their order, and nothing else may read it. */
import { describe, expect, it } from 'vitest';
import type { OnnxNode } from '../../src/networks/given/onnx_node.ts';
import { onnxStacks } from '../../src/networks/given/onnx_stacks.ts';

const whole = (value: number) => ({
  ...{ text: undefined, whole: value, float: undefined, floats: [], wholes: [], texts: [] },
});
const list = (...wholes: number[]) => ({ ...whole(0), whole: undefined, wholes });

function node(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: Record<string, ReturnType<typeof whole> | ReturnType<typeof list>> = {},
  graph = 0,
): OnnxNode {
  return {
    ...{ name: output, type, outputs: [output], graph },
    inputs: inputs.map((name) => ({ name, tensor: undefined })),
    attributes: new Map(Object.entries(attributes)),
  };
}

/** Names of the nodes of each model, and what is said of where it ends. */
function models(nodes: readonly OnnxNode[], directions: Readonly<Record<string, number>> = {}) {
  const recurrent = nodes
    .filter(({ type }) => ['LSTM', 'GRU', 'RNN'].includes(type))
    .map((one) => ({
      node: one,
      layers: Array.from({ length: directions[one.name] ?? 1 }, (_, i) => ({
        name: `${one.name}[${i}]`,
        refusal: 'r',
      })),
    }));
  return onnxStacks(nodes, recurrent).map(({ levels, remarks }) => ({
    levels: levels.map((level) =>
      level.map(({ declared, direction }) => `${'name' in declared ? declared.name : ''} ${direction}`),
    ),
    remarks,
  }));
}
const levelsOf = (...given: Parameters<typeof models>) => models(...given).map(({ levels }) => levels.length);

const low = node('LSTM', ['x'], 'low');
const high = (input: string) => node('LSTM', [input], 'high');
const squeeze = (axis: number) => node('Squeeze', ['low'], 's', { axes: list(axis) });

describe('two layers are one model', () => {
  it.each<[string, OnnxNode[]]>([
    ['through Squeeze', [low, squeeze(1), high('s')]],
    ['through Squeeze, counted from the end', [low, squeeze(-3), high('s')]],
    [
      'through Transpose and Reshape',
      [
        low,
        node('Transpose', ['low'], 't', { perm: list(0, 2, 1, 3) }),
        node('Reshape', ['t', 'shape'], 'r'),
        high('r'),
      ],
    ],
    [
      'through what changes nothing',
      [low, squeeze(1), node('Identity', ['s'], 'i'), node('Dropout', ['i'], 'd'), high('d')],
    ],
    [
      'through two orders that undo one another',
      [
        low,
        squeeze(1),
        node('Transpose', ['s'], 'a', { perm: list(1, 0, 2) }),
        node('Transpose', ['a'], 'b', { perm: list(1, 0, 2) }),
        high('b'),
      ],
    ],
    ['where a shape is asked for besides', [low, squeeze(1), node('Shape', ['s'], 'n'), high('s')]],
    ['whichever is listed first', [high('s'), squeeze(1), low]],
  ])('%s', (_, nodes) => {
    expect(levelsOf(nodes)).toEqual([2]);
  });

  it('with batches first in both', () => {
    const first = node('GRU', ['x'], 'low', { layout: whole(1) });
    const second = node('GRU', ['s'], 'high', { layout: whole(1) });
    expect(levelsOf([first, squeeze(2), second])).toEqual([2]);
  });

  it('with both directions side by side', () => {
    const both = [
      low,
      node('Transpose', ['low'], 't', { perm: list(0, 2, 1, 3) }),
      node('Reshape', ['t', 'shape'], 'r'),
      high('r'),
    ];
    expect(models(both, { low: 2 })).toEqual([
      { levels: [['low[0] forward', 'low[1] reverse'], ['high[0] forward']], remarks: [] },
    ]);
  });
});

describe('two layers are two models', () => {
  it.each<[string, OnnxNode[], Record<string, number>?]>([
    [
      'where time and batch are exchanged',
      [low, squeeze(1), node('Transpose', ['s'], 't', { perm: list(1, 0, 2) }), high('t')],
    ],
    ['where another axis is squeezed', [low, squeeze(2), high('s')]],
    ['where something is computed between', [low, squeeze(1), node('MatMul', ['s', 'w'], 'm'), high('m')]],
    ['where something else reads it too', [low, squeeze(1), node('Add', ['s', 'x'], 'm'), high('s')]],
    [
      'where it is the state that is read',
      [low, squeeze(1), node('LSTM', ['x', 'w', 'r', 'b', '', 's'], 'high')],
    ],
    ['where one of two directions is squeezed', [low, squeeze(1), high('s')], { low: 2 }],
    [
      'where directions are put before time',
      [
        low,
        node('Transpose', ['low'], 't', { perm: list(1, 0, 2, 3) }),
        node('Reshape', ['t', 'shape'], 'r'),
        high('r'),
      ],
      { low: 2 },
    ],
    ['in two graphs, whatever their names', [low, { ...squeeze(1), graph: 1 }, { ...high('s'), graph: 1 }]],
  ])('%s', (_, nodes, directions) => {
    expect(levelsOf(nodes, directions)).toEqual([1, 1]);
  });

  it('and it is said what the first is read by', () => {
    const [first] = models([low, squeeze(1), node('MatMul', ['s', 'w'], 'm'), high('m')]);
    expect(first?.remarks).toEqual(['"low" is read by "MatMul": its model ends there.']);
  });

  it('a circle of names ends', () => {
    expect(levelsOf([node('LSTM', ['a'], 'b'), node('LSTM', ['b'], 'a')])).toEqual([1, 1]);
    expect(levelsOf([low, node('Identity', ['low'], 'i'), node('Identity', ['i'], 'i')])).toEqual([1]);
  });
});
