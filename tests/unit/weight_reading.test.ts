/** What of a file's tensors is read as a layer: what is certain; the rest is asked about or refused, and all of it named. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsvMatrix } from '../../src/files/csv_matrix.ts';
import { readSafetensors } from '../../src/files/safetensors.ts';
import { readLayer } from '../../src/networks/given/recurrent_layer.ts';
import type { Tensor } from '../../src/networks/given/tensor.ts';
import { WeightFileError } from '../../src/networks/given/weight_file_error.ts';
import { type Answers, type Reading, readingOf } from '../../src/networks/given/weight_reading.ts';
import { stateDict } from './weight_file_bytes.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;

const answerOf = (shapes: Shapes, answers: Answers = {}) =>
  readingOf({ tensors: readSafetensors(stateDict(shapes)), bare: false }, answers);

function certain(answer: ReturnType<typeof readingOf>): Reading {
  if ('layer' in answer) return answer;
  throw new Error(`It is asked: ${answer.sentence}`);
}

const read = (shapes: Shapes, answers: Answers = {}) => certain(answerOf(shapes, answers));

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
      const { layer: found, choices } = read(layer(gates, size, 3));
      expect(choices).toEqual([found]);
      expect(found).toMatchObject({ name: 'weight_hh_l0', cell, hiddenSize: size, inputSize: 3 });
      const weights = readLayer(found);
      expect(weights.weightHH).toHaveLength(gates * size * size);
      expect(weights.weightIH).toHaveLength(gates * size * 3);
      expect(weights.biasIH).toHaveLength(gates * size);
      expect(weights.biasHH).toHaveLength(gates * size);
    }
  });

  const several: Shapes = {
    'head.weight': [10, 8],
    ...layer(4, 8, 8, 'b.', '_l10'),
    ...layer(4, 8, 8, 'b.', '_l2_reverse'),
    ...layer(4, 8, 8, 'b.', '_l2'),
    ...layer(3, 4, 2, 'a.gru.'),
    ...layer(1, 2, 2, 'c.module_', ''),
    embedding: [100, 8],
  };

  it('are listed by prefix, in order of their numbers, each direction by itself', () => {
    const { choices, layer: first } = read(several);
    expect(first.name).toBe('a.gru.weight_hh_l0');
    expect(choices.map(({ name, cell }) => `${name} ${cell}`)).toEqual([
      'a.gru.weight_hh_l0 gru',
      'b.weight_hh_l2 lstm',
      'b.weight_hh_l2_reverse lstm',
      'b.weight_hh_l10 lstm',
      'c.module_weight_hh rnn',
    ]);
  });

  it('are taken one at a time, and everything else is named', () => {
    const sentences = read(several, { layer: 'b.weight_hh_l2' }).read;
    expect(sentences[0]).toBe('"b.weight_hh_l2" is read as an LSTM of 8 units with 8 inputs.');
    expect(sentences[1]).toBe('The file has 5 that may be meant: it was asked for.');
    const aside = Object.keys(several).filter((name) => !/^b\.\w+_l2$/.test(name));
    expect(sentences.at(-1)).toBe(`Left aside: ${aside.map((name) => `"${name}"`).join(', ')}.`);
  });

  it('may lack a bias, and the input weight, which is said', () => {
    const { layer: found, read: sentences } = read({ weight_hh_l0: [12, 3] });
    expect(found).toMatchObject({ cell: 'lstm', hiddenSize: 3, inputSize: 0 });
    expect(Object.keys(readLayer(found))).toEqual(['name', 'cell', 'hiddenSize', 'inputSize', 'weightHH']);
    expect(sentences).toEqual([
      '"weight_hh_l0" is read as an LSTM of 3 units.',
      'Its names are PyTorch’s.',
      'Input weights are not in the file: it runs without inputs.',
      'Biases are not in the file: it has none.',
      'Nothing else is in the file.',
    ]);
    expect(read({ weight_hh_l0: [3, 3], bias_hh_l0: [3] }).read).toContain(
      'One of two biases is not in the file: it counts as zero.',
    );
  });
});

/** A file of tensors with these values. */
function fileOf(
  tensors: Readonly<Record<string, readonly [shape: readonly number[], values: readonly number[]]>>,
) {
  return {
    bare: false,
    tensors: Object.entries(tensors).map(
      ([name, [shape, values]]): Tensor => ({ name, shape, values: () => Float64Array.from(values) }),
    ),
  };
}

const weightsOf = (file: ReturnType<typeof fileOf>, answers: Answers = {}) =>
  readLayer(certain(readingOf(file, answers)).layer);

describe('what training wraps around a weight is taken off', () => {
  const g = [
    [2, 1],
    [5, 10],
  ] as const;
  const v = [
    [2, 2],
    [3, 4, 0, -2],
  ] as const;

  it.each([
    ['before PyTorch 2', 'a.weight_hh_l0_g', 'a.weight_hh_l0_v'],
    ['since', 'a.parametrizations.weight_hh_l0.original0', 'a.parametrizations.weight_hh_l0.original1'],
  ])('weight normalisation, %s', (_, nameG, nameV) => {
    const file = fileOf({ [nameG]: g, [nameV]: v });
    expect([...weightsOf(file).weightHH]).toEqual([3, 4, 0, -10]);
    const { layer: found, read: sentences } = certain(readingOf(file, {}));
    expect(found).toMatchObject({ name: 'a.weight_hh_l0', sources: [nameG, nameV] });
    expect(sentences).toContain(
      `"a.weight_hh_l0" is made of "${nameG}", "${nameV}": weight normalisation, g·v/‖v‖ by row.`,
    );
  });

  it('and is exact where squares leave a float’s range; a row of zeros has no direction', () => {
    const huge = fileOf({
      weight_hh_l0_g: g,
      weight_hh_l0_v: [
        [2, 2],
        [3e300, 4e300, 0, -2e-300],
      ],
    });
    [3, 4, 0, -10].forEach((value, i) => {
      expect(weightsOf(huge).weightHH[i]).toBeCloseTo(value, 12);
    });
    const zero = fileOf({
      weight_hh_l0_g: g,
      weight_hh_l0_v: [
        [2, 2],
        [0, 0, 1, 1],
      ],
    });
    expect(() => weightsOf(zero)).toThrow(/"weight_hh_l0_v" holds NaN as its element 0/);
  });

  it('weight drop: the raw weight, whatever its copy says', () => {
    const file = fileOf({
      'rnns.0.weight_hh_l0_raw': [
        [2, 2],
        [1, 2, 3, 4],
      ],
      'rnns.0.module.weight_hh_l0': [
        [2, 2],
        [9, 9, 9, 9],
      ],
      'rnns.0.module.bias_hh_l0': [[2], [5, 6]],
    });
    expect([...weightsOf(file).weightHH]).toEqual([1, 2, 3, 4]);
    expect([...(weightsOf(file).biasHH ?? [])]).toEqual([5, 6]);
    const sentences = certain(readingOf(file, {})).read.join('\n');
    expect(sentences).toContain(
      'weight drop, as it is when nothing is dropped; "rnns.0.module.weight_hh_l0" beside it',
    );
    expect(sentences).toContain('Left aside: "rnns.0.module.weight_hh_l0".');
  });

  it('pruning: the weight times its mask', () => {
    const file = fileOf({
      weight_hh_l0_orig: [
        [2, 2],
        [1, 2, 3, 4],
      ],
      weight_hh_l0_mask: [
        [2, 2],
        [1, 0, 1, 1],
      ],
    });
    expect([...weightsOf(file).weightHH]).toEqual([1, 0, 3, 4]);
  });

  it('modules that add nothing, and two of one name are refused', () => {
    expect(read({ 'module._orig_mod.rnn.weight_hh_l0': [2, 2] }).layer.name).toBe(
      'module._orig_mod.rnn.weight_hh_l0',
    );
    expect(() => answerOf({ 'a.weight_hh_l0': [2, 2], 'module.a.weight_hh_l0': [2, 2] })).toThrow(
      '"a.weight_hh_l0", "module.a.weight_hh_l0" are two of one name; one is allowed',
    );
  });
});

describe('other tools’ layers are put into PyTorch’s layout', () => {
  /** A matrix whose entry tells where it stands in the file. */
  const counted = (rows: number, columns: number) =>
    [[rows, columns], Array.from({ length: rows * columns }, (_, i) => i)] as const;
  const vector = (...values: number[]) => [[values.length], values] as const;

  it('Keras’s: columns become rows, z r n becomes r z n', () => {
    const { weightHH, biasIH, biasHH, cell } = weightsOf(
      fileOf({
        'm/gru_cell_1/recurrent_kernel:0': counted(1, 3),
        'm/gru_cell_1/kernel:0': counted(2, 3),
        'm/gru_cell_1/bias:0': counted(2, 3),
      }),
    );
    expect({
      cell,
      weightHH: [...weightHH],
      biasIH: [...(biasIH ?? [])],
      biasHH: [...(biasHH ?? [])],
    }).toEqual({
      ...{ cell: 'gru', weightHH: [1, 0, 2], biasIH: [1, 0, 2], biasHH: [4, 3, 5] },
    });
  });

  it.each(['rows', 'columns'])('MLX’s, of the version whose units are %s', (units) => {
    const turn = (rows: number, columns: number) =>
      units === 'rows' ? counted(rows, columns) : counted(columns, rows);
    const { weightHH, weightIH, biasIH, biasHH } = weightsOf(
      fileOf({ Wh: turn(6, 2), Wx: turn(6, 3), b: vector(1, 2, 3, 4, 5, 6), bhn: vector(7, 8) }),
    );
    expect([...weightHH.slice(0, 4)]).toEqual(units === 'rows' ? [0, 1, 2, 3] : [0, 6, 1, 7]);
    expect([...(weightIH ?? []).slice(0, 3)]).toEqual(units === 'rows' ? [0, 1, 2] : [0, 6, 12]);
    expect([...(biasIH ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...(biasHH ?? [])]).toEqual([0, 0, 0, 0, 7, 8]);
  });
});

describe('a bare matrix', () => {
  const csv = (rows: number, columns: number, answers = {}) => {
    const content = Array.from({ length: rows }, () => Array(columns).fill('0.5').join(',')).join('\n');
    return readingOf(
      { tensors: [readCsvMatrix(new TextEncoder().encode(content), 'W.csv')], bare: true },
      answers,
    );
  };

  it.each([
    ['rnn', 4, 4],
    ['gru', 12, 4],
    ['lstm', 16, 4],
    ['rnn', 1, 1],
    ['gru', 3, 1],
  ] as const)('of an %s is %d × %d', (cell, rows, columns) => {
    const { layer: found, read: sentences } = certain(csv(rows, columns, { layer: 'W.csv' }));
    expect(found).toMatchObject({ name: 'W.csv', cell, hiddenSize: columns, inputSize: 0 });
    expect(sentences).toContain('Its file holds one matrix and says no more.');
  });

  it('is asked about where it may as well be inputs through time', () => {
    expect(csv(4, 4)).toHaveProperty('layer');
    expect(csv(12, 4)).toMatchObject({ about: 'layer', choices: [{ name: 'W.csv', cell: 'gru' }] });
    expect(csv(16, 4)).toMatchObject({
      sentence:
        '"W.csv" is 16 × 4 and says no more: it may be the recurrent weights of an LSTM of 4 units, its gates in PyTorch’s order, or no weights at all',
    });
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

describe('what is not certain is asked about', () => {
  const unnamed = 'No name in the file says that a matrix of it is recurrent';

  it.each<[string, Shapes, string, string[]]>([
    ['an MLP', { '0.weight': [64, 784], '2.weight': [64, 64], '2.bias': [64] }, unnamed, ['2.weight']],
    ['an embedding', { 'embedding.weight': [256, 64], 'head.bias': [256] }, unnamed, ['embedding.weight']],
    ['one nn.Linear(10, 40)', { weight: [40, 10], bias: [40] }, unnamed, ['weight']],
    ['a matrix among vectors', { W: [5, 5], b: [5], U: [5, 2] }, unnamed, ['W']],
    ['two matrices', { a: [3, 3], b: [6, 2], c: [4] }, unnamed, ['a', 'b']],
    [
      'what is within the module of a layer',
      { ...layer(4, 3, 2, 'rnn.'), 'rnn.attention.weight': [3, 3] },
      '"rnn.attention.weight" may be part of the recurrence of "rnn.weight_hh_l0", which is read without',
      ['rnn.weight_hh_l0'],
    ],
    [
      'what is beside a layer, and not its answer',
      { ...layer(4, 3, 2, ''), 'out.weight': [1, 3], 'out.bias': [1], 'feedback.weight': [3, 3] },
      '"feedback.weight" may be part of the recurrence of "weight_hh_l0", which is read without',
      ['weight_hh_l0'],
    ],
    [
      'normalisation between two calls of a cell',
      { ...layer(4, 3, 2, 'm.cell.', ''), 'm.norm.weight': [3], 'm.norm.bias': [3], 'head.weight': [2, 3] },
      '"m.norm.weight", "m.norm.bias" may be part of the recurrence of "m.cell.weight_hh", which is read without',
      ['m.cell.weight_hh'],
    ],
    [
      'a layer that can be read beside one that cannot',
      { ...layer(4, 3, 2, 'a.'), 'a.weight_hr_l0': [2, 3], ...layer(3, 3, 2, 'b.') },
      '"a.weight_hr_l0" is the projection of an LSTM with proj_size, which the Model view reads, and analyze by --layer a; LSTMs without one are allowed',
      ['b.weight_hh_l0'],
    ],
  ])('%s', (_, shapes, sentence, choices) => {
    const question = answerOf(shapes);
    expect(question).toMatchObject({ about: 'layer', sentence });
    expect(question.choices.map(({ name }) => name)).toEqual(choices);
    for (const name of choices) {
      const { layer: found, read: sentences } = read(shapes, { layer: name });
      const aside = Object.keys(shapes).filter((tensor) => !found.sources.includes(tensor));
      expect(sentences.at(-1)).toBe(`Left aside: ${aside.map((tensor) => `"${tensor}"`).join(', ')}.`);
    }
  });

  it('normalisation beside a layer that steps by itself is none of its recurrence', () => {
    expect(read({ ...layer(4, 3, 2, 'm.lstm.'), 'm.norm.weight': [3] }).layer.name).toBe(
      'm.lstm.weight_hh_l0',
    );
  });

  it.each<[string, Shapes]>([
    [
      'a rate network',
      { 'r.h2h.weight': [4, 4], 'r.h2h.bias': [4], 'r.input2h.weight': [4, 2], 'fc.bias': [1] },
    ],
    ['names that many use', { 'r.Whh': [4, 4], 'r.Wxh': [4, 2] }],
  ])('of what kind %s is', (_, shapes) => {
    expect(answerOf(shapes)).toMatchObject({
      about: 'kind',
      sentence: expect.stringContaining('neither which cell it is of nor with which activation'),
    });
    const { layer: found, read: sentences } = read(shapes, { kindKnown: true });
    expect(found).toMatchObject({ cell: 'rnn', hiddenSize: 4, inputSize: 2 });
    expect(sentences[0]).toBe(`"${found.name}" is read as a layer without gates of 4 units with 2 inputs.`);
  });
});

const jitted = (part: string) => ({
  [`c.layernorm_${part}.weight`]: [12],
  [`c.layernorm_${part}.bias`]: [12],
});

describe('what is no layer, or would be misread, is refused', () => {
  it.each<[string, Shapes, RegExp]>([
    ['nothing at all', {}, /no recurrent weights \(it is empty\); PyTorch’s names such as weight_hh_l0/],
    ['other tensors', { a: [3], b: [2, 3] }, /no recurrent weights \(it holds "a", "b"\)/],
    ['too large', { weight_hh_l0: [4097, 4097] }, /"weight_hh_l0" is 4097 × 4097; .* N from 1 to 4096/],
    ['transposed', { weight_hh_l0: [2, 8] }, /"weight_hh_l0" is 2 × 8; N × N/],
    ['no units', { weight_hh_l0: [0, 0] }, /"weight_hh_l0" is 0 × 0/],
    ['no inputs', { ...layer(1, 2, 0) }, /"weight_ih_l0" is 2 × 0; .* it must be 2 × inputs/],
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
    ['a bias that is a matrix', { ...layer(3, 3, 2), bias_hh_l0: [9, 3] }, /"bias_hh_l0" is 9 × 3/],
    [
      'a projection',
      { ...layer(4, 3, 2), weight_hr_l0: [2, 3] },
      /"weight_hr_l0" is the projection of an LSTM with proj_size/,
    ],
    [
      'an LSTM with layer normalisation',
      { ...layer(4, 3, 2, 'c.', ''), ...jitted('i'), ...jitted('h') },
      /"c.layernorm_i.weight", .* beside "c.weight_hh" are not understood: it may be another cell/,
    ],
    [
      'a parameter that nobody knows',
      { ...layer(1, 3, 2, 'r.'), 'r.alpha': [] },
      /"r.alpha" beside "r.weight_hh_l0" is not understood/,
    ],
    [
      'spectral normalisation without its second vector',
      { weight_ih_l0: [3, 2], weight_hh_l0_orig: [3, 3], weight_hh_l0_u: [3] },
      /"weight_hh_l0_orig", "weight_hh_l0_u" beside "weight_hh_l0" are not understood/,
    ],
    [
      'an input weight in a parametrization of its own',
      { weight_hh_l0: [3, 3], 'parametrizations.weight_ih_l0.original': [3, 3] },
      /"parametrizations.weight_ih_l0.original" is what a weight is computed from/,
    ],
    [
      'one bias of a GRU',
      { weight_hh: [9, 3], bias: [9] },
      /"bias" beside "weight_hh" of a GRU: which bias enters/,
    ],
    [
      'a bias of the candidate without a GRU',
      { weight_hh: [12, 3], bias: [12], bias_n: [3] },
      /"bias", "bias_n" beside "weight_hh" of an LSTM: which bias enters where is not certain/,
    ],
    [
      'one bias and two',
      { ...layer(4, 3, 2, '', ''), bias: [12] },
      /"bias_ih", "bias_hh", "bias" beside "weight_hh" of an LSTM/,
    ],
    [
      'Keras’s GRU whose reset gate comes first',
      { 'gru_cell/recurrent_kernel': [3, 9], 'gru_cell/bias': [9] },
      /"gru_cell\/bias" is 9; .* must be 2 × 9: two rows of biases tell that the reset gate comes after/,
    ],
    [
      'Keras’s GRU that does not say',
      { 'gru_cell/recurrent_kernel': [3, 9] },
      /"gru_cell\/recurrent_kernel" has no bias beside it: two rows/,
    ],
    [
      'another cell than Keras names',
      { 'lstm_cell/recurrent_kernel': [3, 9], 'lstm_cell/bias': [9] },
      /is 3 × 9, as a GRU has it; by its name it is of an LSTM/,
    ],
    [
      'peepholes',
      { 'lstm_cell/recurrent_kernel': [3, 12], 'lstm_cell/peephole': [3] },
      /"lstm_cell\/peephole" is a peephole, by which a gate sees the cell/,
    ],
    [
      'TensorFlow’s peepholes',
      { 'rnn/lstm_cell/kernel': [5, 12], 'rnn/lstm_cell/bias': [12], 'rnn/lstm_cell/w_f_diag': [3] },
      /"rnn\/lstm_cell\/w_f_diag" is a peephole/,
    ],
    ['peepholes beside PyTorch’s names', { ...layer(4, 3, 2), weight_ci: [3] }, /"weight_ci" is a peephole/],
    [
      'squares that may lie either way',
      { Whh: [4, 4], Wxh: [4, 4] },
      /nothing tells whether its rows or its col/,
    ],
  ])('%s', (_, shapes, message) => {
    expect(() => answerOf(shapes, { kindKnown: true })).toThrow(WeightFileError);
    expect(() => answerOf(shapes, { kindKnown: true })).toThrow(message);
  });

  it('and so is what a person names', () => {
    const shapes = { ...layer(4, 3, 2, 'a.'), 'a.weight_hr_l0': [2, 3], ...layer(3, 3, 2, 'b.') };
    expect(() => answerOf(shapes, { layer: 'a.weight_hh_l0' })).toThrow(
      /projection of an LSTM with proj_size/,
    );
    expect(() => answerOf(shapes, { layer: 'l9' })).toThrow(
      '"l9" is no layer of the file; "b.weight_hh_l0" may be named',
    );
  });
});

describe('every tensor is read or named, whatever a file holds', () => {
  const [size, inputs] = [2, 3];
  /** Whole layers, as every tool writes them. */
  const whole: readonly Shapes[] = [
    ...[1, 3, 4].map((gates) => layer(gates, size, inputs)),
    ...[1, 3, 4].map((gates) => layer(gates, size, inputs, 'a.', '')),
    { weight_hh: [4 * size, size], weight_ih: [4 * size, inputs], bias: [4 * size] },
    { weight_hh: [3 * size, size], weight_ih: [3 * size, inputs], bias: [3 * size], bias_n: [size] },
    { Wh: [4 * size, size], Wx: [4 * size, inputs], bias: [4 * size] },
    { Wh: [size, 3 * size], Wx: [inputs, 3 * size], b: [3 * size], bhn: [size] },
    { Whh: [size, size], Wxh: [inputs, size], bias: [size] },
    {
      'gru_cell/recurrent_kernel': [size, 3 * size],
      'gru_cell/kernel': [inputs, 3 * size],
      'gru_cell/bias': [2, 3 * size],
    },
    {
      'h2h.weight': [size, size],
      'h2h.bias': [size],
      'input2h.weight': [size, inputs],
      'input2h.bias': [size],
    },
    { weight_hh_l0_g: [size, 1], weight_hh_l0_v: [size, size], weight_ih_l0: [size, inputs] },
    { 'module.weight_hh_l0_raw': [3 * size, size], weight_hh_l0: [3 * size, size] },
    { weight_hh_l0_orig: [size, size], weight_hh_l0_mask: [size, size], bias_hh_l0: [size] },
    { '0.weight': [4 * size, size], '2.weight': [size, size], '2.bias': [size] },
  ];
  const names = [
    ...new Set([...whole.flatMap(Object.keys), 'norm.weight', 'a.norm.weight', 'alpha', 'head.bias']),
  ];
  const lengths = whole.flatMap((of) => Object.values(of));
  const changes = fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...lengths), { maxKeys: 3 });
  /** Mostly of other files, and so none of this one. */
  const lost = fc.subarray(names, { maxLength: 6 });
  const shapes = fc
    .tuple(fc.constantFrom(...whole), changes, lost)
    .map(([of, more, less]) =>
      Object.fromEntries(Object.entries({ ...of, ...more }).filter(([name]) => !less.includes(name))),
    );

  /** Tensors whose elements tell them apart; one of them changed, at this part of its length. */
  const filled = (of: Shapes, changed = '', place = 0) =>
    fileOf(
      Object.fromEntries(
        Object.entries(of).map(([name, shape], index) => {
          const length = shape.reduce((product, side) => product * side, 1);
          const values = Array.from({ length }, (_, i) => 1 + index + i / 64);
          if (name === changed) values[Math.floor(place * length)] = 100;
          return [name, [shape, values] as const];
        }),
      ),
    );

  /** Reads it if that may be, with everything said that is asked. Undefined where it is refused. */
  function answered(of: Shapes): Answers | undefined {
    try {
      const first = readingOf(filled(of), {});
      if ('layer' in first) return {};
      const [choice] = first.choices;
      const answers = first.about === 'layer' && choice ? { layer: choice.name } : {};
      return { ...answers, kindKnown: true };
    } catch (error) {
      if (!(error instanceof WeightFileError)) throw error;
      expect(error.message).toMatch(/^[^\n]{10,2000}$/);
      return undefined;
    }
  }

  it('what is left aside changes no weight, and whatever is not changes some', () => {
    let numbers = 0;
    fc.assert(
      fc.property(shapes, fc.double({ min: 0, max: 0.999, noNaN: true }), (of, place) => {
        const answers = answered(of);
        if (!answers) return;
        numbers += 1;
        const { read: sentences } = certain(readingOf(filled(of), answers));
        const aside = /^Left aside: (.*)\.$/.exec(sentences.at(-1) ?? '')?.[1];
        const named: string[] = aside === undefined ? [] : JSON.parse(`[${aside}]`);
        const before = JSON.stringify(weightsOf(filled(of), answers));
        for (const changed of Object.keys(of)) {
          const after = JSON.stringify(weightsOf(filled(of, changed, place), answers));
          expect({ changed, aside: after === before }).toEqual({ changed, aside: named.includes(changed) });
        }
      }),
      { numRuns: 800 },
    );
    // Enough of them come to numbers for this to mean something.
    expect(numbers).toBeGreaterThan(200);
  });
});
