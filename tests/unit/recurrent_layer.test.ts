/** Recurrent layers among the tensors of a file: PyTorch's names under any prefix, or one matrix. */
import { describe, expect, it } from 'vitest';
import { readTensors } from '../../src/files/weight_file.ts';
import { readLayer, recurrentLayers } from '../../src/networks/given/recurrent_layer.ts';
import { WeightFileError } from '../../src/networks/given/weight_file_error.ts';
import { stateDict } from './weight_file_bytes.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;

const layersOf = (shapes: Shapes) => recurrentLayers(readTensors('net.safetensors', stateDict(shapes)));

/** The four tensors of a layer under PyTorch's names. */
const layer = (gates: number, size: number, inputs: number, prefix = '', suffix = '_l0'): Shapes => ({
  [`${prefix}weight_ih${suffix}`]: [gates * size, inputs],
  [`${prefix}weight_hh${suffix}`]: [gates * size, size],
  [`${prefix}bias_ih${suffix}`]: [gates * size],
  [`${prefix}bias_hh${suffix}`]: [gates * size],
});

describe('PyTorch’s layers', () => {
  it.each([
    ['rnn', 1],
    ['gru', 3],
    ['lstm', 4],
  ] as const)('%s has %d rows a unit', (cell, gates) => {
    for (const size of [1, 5, 64, 1024]) {
      const [found, ...more] = layersOf(layer(gates, size, 3));
      expect(more).toEqual([]);
      expect(found).toMatchObject({ name: 'weight_hh_l0', cell, hiddenSize: size, inputSize: 3 });
      const read = found && readLayer(found);
      expect(read?.weightHH).toHaveLength(gates * size * size);
      expect(read?.weightIH).toHaveLength(gates * size * 3);
      expect(read?.biasIH).toHaveLength(gates * size);
      expect(read?.biasHH).toHaveLength(gates * size);
    }
  });

  it('are listed by prefix, in order of their numbers, each direction by itself', () => {
    const shapes: Shapes = {
      'head.weight': [10, 8],
      ...layer(4, 8, 8, 'b.', '_l10'),
      ...layer(4, 8, 8, 'b.', '_l2_reverse'),
      ...layer(4, 8, 8, 'b.', '_l2'),
      ...layer(3, 4, 2, 'a.gru.'),
      ...layer(1, 2, 2, 'module_', ''),
      embedding: [100, 8],
    };
    expect(layersOf(shapes).map(({ name, cell }) => `${name} ${cell}`)).toEqual([
      'a.gru.weight_hh_l0 gru',
      'b.weight_hh_l2 lstm',
      'b.weight_hh_l2_reverse lstm',
      'b.weight_hh_l10 lstm',
      'module_weight_hh rnn',
    ]);
  });

  it('may lack a bias, and the input weight', () => {
    const [found] = layersOf({ weight_hh_l0: [12, 3] });
    expect(found).toMatchObject({ cell: 'lstm', hiddenSize: 3, inputSize: 0 });
    expect(found && Object.keys(readLayer(found))).toEqual([
      'name',
      'cell',
      'hiddenSize',
      'inputSize',
      'weightHH',
    ]);
  });
});

describe('a bare matrix', () => {
  const csv = (rows: number, columns: number) => {
    const content = Array.from({ length: rows }, () => Array(columns).fill('0.5').join(',')).join('\n');
    return recurrentLayers(readTensors('W.csv', new TextEncoder().encode(content)));
  };

  it.each([
    ['rnn', 4, 4],
    ['gru', 12, 4],
    ['lstm', 16, 4],
    ['rnn', 1, 1],
    ['gru', 3, 1],
  ] as const)('of an %s is %d × %d', (cell, rows, columns) => {
    expect(csv(rows, columns)).toMatchObject([{ name: 'W.csv', cell, hiddenSize: columns, inputSize: 0 }]);
  });

  it('may be the only one of its kind in a safetensors file', () => {
    expect(layersOf({ W: [5, 5], b: [5], U: [5, 2] })).toMatchObject([{ name: 'W', cell: 'rnn' }]);
  });

  it.each([
    [2, 4],
    [8, 4],
    [4, 12],
  ])('of %d × %d is refused', (rows, columns) => {
    expect(() => csv(rows, columns)).toThrow(
      new RegExp(`"W.csv" is ${rows} × ${columns}; N × N \\(RNN\\), 3N × N \\(GRU\\) and 4N × N \\(LSTM\\)`),
    );
  });
});

describe('what is no layer is refused', () => {
  it.each<[string, Shapes, RegExp]>([
    ['nothing at all', {}, /no recurrent weights \(it is empty\); PyTorch's names such as weight_hh_l0/],
    ['other tensors', { a: [3], b: [2, 3] }, /no recurrent weights \(it holds "a", "b"\)/],
    [
      'two matrices',
      { a: [3, 3], b: [6, 2], c: [4] },
      /2 tensors could each be the recurrent matrix \("a", "b"\)/,
    ],
    ['too large', { weight_hh_l0: [1025, 1025] }, /"weight_hh_l0" is 1025 × 1025; .* N from 1 to 1024/],
    ['transposed', { weight_hh_l0: [2, 8] }, /"weight_hh_l0" is 2 × 8; N × N/],
    ['no units', { weight_hh_l0: [0, 0] }, /"weight_hh_l0" is 0 × 0/],
    ['a vector', { weight_hh_l0: [9] }, /"weight_hh_l0" is 9; N × N/],
    ['a stack of matrices', { weight_hh_l0: [1, 3, 3] }, /"weight_hh_l0" is 1 × 3 × 3/],
    [
      'a part alone',
      { 'a.weight_ih_l1': [4, 4], 'a.bias_hh_l1': [4] },
      /"a.weight_hh_l1" is missing beside "a.weight_ih_l1", "a.bias_hh_l1"/,
    ],
    [
      'an input weight of another cell',
      { ...layer(4, 3, 2), weight_ih_l0: [9, 2] },
      /"weight_ih_l0" is 9 × 2; beside "weight_hh_l0", 12 × 3, it must be 12 × inputs/,
    ],
    [
      'an input weight that is a vector',
      { ...layer(4, 3, 2), weight_ih_l0: [12] },
      /"weight_ih_l0" is 12; .* 12 × inputs/,
    ],
    [
      'a bias of another size',
      { ...layer(3, 3, 2), bias_ih_l0: [12] },
      /"bias_ih_l0" is 12; beside "weight_hh_l0", 9 × 3, it must be 9/,
    ],
    ['a bias that is a matrix', { ...layer(3, 3, 2), bias_hh_l0: [9, 1] }, /"bias_hh_l0" is 9 × 1/],
    [
      'a projection',
      { ...layer(4, 3, 2), weight_hr_l0: [2, 3] },
      /"weight_hr_l0" is the projection of an LSTM with proj_size/,
    ],
  ])('%s', (_, shapes, message) => {
    expect(() => layersOf(shapes)).toThrow(WeightFileError);
    expect(() => layersOf(shapes)).toThrow(message);
  });
});
