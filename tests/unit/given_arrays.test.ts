/** Arrays beside weights as people have them: what is unambiguous is taken and said, what is not is asked about with the flag that says it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelJson } from '../../src/files/model_json.ts';
import { normals } from '../../src/networks/normal.ts';
import { OwnModel } from '../../src/session/model.ts';
import { runCommand } from './terminal_double.ts';
import { npyBytes, safetensorsBytes } from './weight_file_bytes.ts';
import { workplaceHere } from './workplace_double.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const header = (descr: string, shape: readonly number[]) =>
  `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.map((length) => `${length},`).join(' ')}), }`;
const bytesOf = (values: ArrayBufferView) =>
  Uint8Array.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
const floats = (shape: readonly number[], values: readonly number[]) =>
  npyBytes(header('<f8', shape), bytesOf(Float64Array.from(values)));
const longs = (shape: readonly number[], values: readonly number[]) =>
  npyBytes(header('<i8', shape), bytesOf(BigInt64Array.from(values, BigInt)));

/** Float64 tensors, drawn. */
function weights(shapes: Readonly<Record<string, readonly number[]>>): Uint8Array {
  let end = 0;
  const entries = Object.entries(shapes).map(([name, shape]) => {
    const from = end;
    end += 8 * shape.reduce((product, length) => product * length, 1);
    return [name, { dtype: 'F64', shape, data_offsets: [from, end] }] as const;
  });
  return safetensorsBytes(JSON.stringify(Object.fromEntries(entries)), bytesOf(normals(3, 0, 0, 0, end / 8)));
}

const lstm = (inputs: number, units = 4, prefix = '') => ({
  [`${prefix}weight_ih_l0`]: [4 * units, inputs],
  [`${prefix}weight_hh_l0`]: [4 * units, units],
});
const plain = (inputs = 3) => file(`lstm${inputs}.safetensors`, weights(lstm(inputs)));
const withEmbedding = (rows = 6, name = 'embed.weight') =>
  file('words.safetensors', weights({ ...lstm(3, 4, 'rnn.'), [name]: [rows, 3] }));

async function json(...words: string[]) {
  const { status, stdout, stderr } = await runCommand(['analyze', ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function refusal(...words: string[]) {
  const { status, stderr } = await runCommand(['analyze', ...words]);
  expect(status, stderr).toBe(2);
  return stderr;
}

/** Norms without what is said about them. */
const numbers = async (...words: string[]) => {
  const { read: _, ...found } = await json(...words);
  return found;
};

const ids = [2, 0, 1, 1, 2];
const oneHot = ids.flatMap((place) => [0, 1, 2].map((i) => (i === place ? 1 : 0)));

describe('numbers', () => {
  it('of a single input are a row', async () => {
    const row = file('row.npy', floats([5], [1, 2, 3, 4, 5]));
    const column = file('column.npy', floats([5, 1], [1, 2, 3, 4, 5]));
    expect(await numbers(plain(1), '--inputs', row)).toEqual(await numbers(plain(1), '--inputs', column));
  });

  it.each<[string, string, ArrayBufferView]>([
    ['int8', '|i1', Int8Array.of(-1, 2, 0, 3, 1, 2)],
    ['uint8', '|u1', Uint8Array.of(255, 2, 0, 3, 1, 2)],
    ['bool', '|b1', Uint8Array.of(1, 0, 0, 1, 1, 0)],
    ['int16', '<i2', Int16Array.of(-1, 2, 0, 3, 1, 2)],
    ['uint16', '<u2', Uint16Array.of(60000, 2, 0, 3, 1, 2)],
    ['int32', '<i4', Int32Array.of(-1, 2, 0, 3, 1, 2)],
    ['uint32', '<u4', Uint32Array.of(4e9, 2, 0, 3, 1, 2)],
    ['int64', '<i8', BigInt64Array.of(-1n, 2n, 0n, 3n, 1n, 2n)],
    ['uint64', '<u8', BigUint64Array.of(1n, 2n, 0n, 3n, 1n, 2n)],
  ])('of type %s are what they are', async (_, descr, values) => {
    const whole = file('whole.npy', npyBytes(header(descr, [2, 3]), bytesOf(values)));
    const list =
      values instanceof BigInt64Array || values instanceof BigUint64Array
        ? [...values].map(Number)
        : [...(values as Int8Array)];
    const same = file('same.npy', floats([2, 3], list));
    const { read, ...found } = await json(plain(), '--inputs', whole);
    expect(found).toEqual(await numbers(plain(), '--inputs', same));
    expect(read).toContain('The whole numbers of "whole.npy" are read as numbers.');
  });

  it('weights of whole numbers are still refused', async () => {
    const path = file('W.npy', longs([2, 2], [1, 0, 0, 1]));
    expect(await refusal(path)).toMatch(/holds elements of type "<i8"/);
  });
});

describe('whole numbers that are places', () => {
  const list = () => file('ids.npy', longs([5], ids));
  const vectors = () => file('vectors.npy', floats([5, 3], oneHot));

  it('are one-hot where they fit and nothing else does', async () => {
    const { read, ...found } = await json(plain(), '--inputs', list());
    expect(found).toEqual(await numbers(plain(), '--inputs', vectors()));
    expect(read).toContain('The whole numbers of "ids.npy" are one-hot, places of 3 inputs.');
  });

  it('are one-hot where that is said, of a type of floating-point numbers too', async () => {
    const path = file('floats.npy', floats([5], ids));
    expect(await refusal(plain(), '--inputs', path)).toMatch(/is 5; steps × 3 is allowed/);
    expect(await numbers(plain(), '--inputs', path, '--one-hot')).toEqual(
      await numbers(plain(), '--inputs', vectors()),
    );
  });

  it('are rows of the embedding where they are too large to be one-hot', async () => {
    const tokens = [5, 0, 4, 4, 2];
    const embedding = normals(3, 0, 0, 0, 16 * 3 + 16 * 4 + 18).slice(-18);
    const rows = tokens.flatMap((row) => [...embedding.subarray(3 * row, 3 * row + 3)]);
    const { read, ...found } = await json(
      withEmbedding(),
      '--inputs',
      file('tokens.npy', longs([5], tokens)),
    );
    expect(found).toEqual(await numbers(withEmbedding(), '--inputs', file('rows.npy', floats([5, 3], rows))));
    expect(read).toContain(
      'The whole numbers of "tokens.npy" are tokens, rows of the embedding "embed.weight".',
    );
  });

  it('are asked about where they may be both', async () => {
    const asked = await refusal(withEmbedding(), '--inputs', list());
    expect(asked).toMatch(
      /"ids\.npy" is 5 of whole numbers up to 2, which may be places of 3 inputs, or rows of "embed\.weight"; --tokens=embed\.weight or --one-hot says it, or “Whole numbers are” in the Model view/,
    );
    const [tokens, named, hot] = [
      await numbers(withEmbedding(), '--inputs', list(), '--tokens'),
      await numbers(withEmbedding(), '--inputs', list(), '--tokens=embed.weight'),
      await numbers(withEmbedding(), '--inputs', list(), '--one-hot'),
    ];
    expect(tokens).toEqual(named);
    expect(tokens).not.toEqual(hot);
  });

  it('of a batch stand for sequences of a whole model', async () => {
    const batch = file('batch.npy', longs([2, 3], [0, 1, 2, 2, 1, 0]));
    const apart = file(
      'apart.npy',
      floats(
        [2, 3, 3],
        [0, 1, 2, 2, 1, 0].flatMap((place) => [0, 1, 2].map((i) => (i === place ? 1 : 0))),
      ),
    );
    const flags = ['--layer', 'all', '--batch', 'first'];
    expect(await numbers(plain(), '--inputs', batch, '--one-hot', ...flags)).toEqual(
      await numbers(plain(), '--inputs', apart, ...flags),
    );
  });

  it.each<[string, string[], RegExp]>([
    [
      'large',
      ['--inputs', 'large'],
      /up to 9; below 3 are allowed for one-hot inputs, and for tokens rows of an embedding of 3 columns in the file: none/,
    ],
    [
      'negative',
      ['--inputs', 'negative'],
      /holds -1 as its element 1; whole numbers from 0 are allowed of places/,
    ],
    ['both', ['--inputs', 'large', '--one-hot', '--tokens'], /--one-hot and --tokens each say/],
    ['none', ['--one-hot'], /--one-hot is about given inputs/],
    ['word', ['--inputs', 'large', '--one-hot=yes'], /--one-hot stands alone/],
  ])('%s is refused', async (_, words, message) => {
    const files: Record<string, string> = {
      large: file('large.npy', longs([3], [0, 9, 1])),
      negative: file('negative.npy', longs([3], [0, -1, 1])),
    };
    expect(await refusal(plain(), ...words.map((word) => files[word] ?? word))).toMatch(message);
  });
});

describe('an .npz', () => {
  const X = floats([4, 3], [...normals(5, 0, 0, 0, 12)]);
  const other = floats([2, 3], [...normals(6, 0, 0, 0, 6)]);

  it('has the only array that fits, or the one that is named', async () => {
    const alone = file('X.npy', X);
    const expected = await numbers(plain(), '--inputs', alone);
    const one = file('one.npz', zipSync({ 'X.npy': X, 'loss.npy': floats([7], new Array(7).fill(0)) }));
    const { read, ...found } = await json(plain(), '--inputs', one);
    expect(found).toEqual(expected);
    expect(read).toContain('Of the arrays of "one.npz", "X" is the inputs: by its name.');
    const two = file('two.npz', zipSync({ 'train.npy': X, 'test.npy': other }));
    expect(await refusal(plain(), '--inputs', two)).toMatch(
      /"two\.npz" holds "train" \(4 × 3\), "test" \(2 × 3\), more than one of which fits as the inputs; two\.npz:KEY names one/,
    );
    expect(await numbers(plain(), '--inputs', `${two}:train`)).toEqual(expected);
    expect(await refusal(plain(), '--inputs', `${two}:gone`)).toMatch(
      /and no "gone"; one of these may be named/,
    );
  });

  it('has lengths beside the inputs of a batch, and states', async () => {
    const values = [...normals(5, 0, 0, 0, 18)];
    const batch = { 'inputs.npy': floats([2, 3, 3], values), 'lengths.npy': longs([2], [3, 1]) };
    const path = file('batch.npz', zipSync(batch));
    const array = file('batch3.npy', batch['inputs.npy']);
    const expected = await numbers(plain(), '--layer', 'all', '--inputs', array, '--lengths', '3,1');
    expect(await numbers(plain(), '--layer', 'all', '--inputs', path)).toEqual(expected);
    expect(
      await numbers(plain(), '--layer', 'all', '--inputs', array, '--lengths', `${path}:lengths`),
    ).toEqual(expected);
    const states = file(
      'states.npz',
      zipSync({ 'h0.npy': floats([4], [1, 2, 3, 4]), 'c0.npy': floats([4], [0, 1, 0, 1]) }),
    );
    const [h, c] = [file('h.npy', floats([4], [1, 2, 3, 4])), file('c.npy', floats([4], [0, 1, 0, 1]))];
    expect(await numbers(plain(), '--initial', `${states}:h0,${states}:c0`)).toEqual(
      await numbers(plain(), '--initial', `${h},${c}`),
    );
  });
});

describe('a table', () => {
  const rows = [
    [0.5, 1, -1],
    [2, 0, 0.25],
    [1, 1, 1],
  ];
  const expected = () => numbers(plain(), '--inputs', file('rows.npy', floats([3, 3], rows.flat())));
  const text = (cells: readonly (readonly (number | string)[])[]) =>
    `${cells.map((row) => row.join(',')).join('\n')}\n`;
  const indexed = rows.map((row, i) => [i, ...row]);

  it.each<[string, (number | string)[][], RegExp | undefined]>([
    ['plain', rows, undefined],
    ['with names', [['a', '"b"', 'c'], ...rows], /^The columns of "table\.csv" are "a", "b", "c"\.$/],
    [
      'with an index without a name',
      [['', 'a', 'b', 'c'], ...indexed],
      /^The first column of "table\.csv" is its index, and left aside\.$/,
    ],
    [
      'with an index and no names',
      indexed,
      /^The first column of "table\.csv" is its index, and left aside\.$/,
    ],
    [
      'with an index that is called so',
      [['index', 'a', 'b', 'c'], ...indexed],
      /^The first column of "table\.csv", "index", is its index/,
    ],
  ])('%s', async (_, cells, remark) => {
    const { read, ...found } = await json(plain(), '--inputs', file('table.csv', text(cells)));
    expect(found).toEqual(await expected());
    if (remark) expect(read).toContainEqual(expect.stringMatching(remark));
    else expect(read.join(' ')).not.toMatch(/table\.csv" (?:are|is)|column/);
  });

  it('whose counting column has a name of its own keeps it', async () => {
    const table = file('table.csv', text([['day', 'a', 'b'], ...rows.map(([a = 0, b = 0], i) => [i, a, b])]));
    const same = file(
      'days.npy',
      floats(
        [3, 3],
        rows.flatMap(([a = 0, b = 0], i) => [i, a, b]),
      ),
    );
    expect(await numbers(plain(), '--inputs', table)).toEqual(await numbers(plain(), '--inputs', same));
  });

  it('with words among its numbers is refused', async () => {
    expect(await refusal(plain(), '--inputs', file('bad.csv', 'a,b,c\n1,2,x\n'))).toMatch(/Line 2 holds "x"/);
    expect(await refusal(plain(), '--inputs', file('text.txt', 'hello'))).toMatch(
      /holds no array; \.npy, \.npz, \.csv are allowed/,
    );
  });
});

describe('on the page', () => {
  const handed = (name: string, bytes: Uint8Array) => new File([Uint8Array.from(bytes)], name);
  const found = ({ shown, offer }: OwnModel) => {
    if (!shown?.analysis) throw new Error(offer?.refusal ?? 'nothing');
    const { read: _, ...rest } = JSON.parse(modelJson(shown.analysis, shown.batched, shown.read));
    return rest;
  };

  it('states of all layers, a cotangent, the batch and lengths are as in a terminal', async () => {
    const shapes = { ...lstm(3), weight_ih_l1: [16, 4], weight_hh_l1: [16, 4] };
    const own = new OwnModel(workplaceHere());
    await own.open(handed('two.safetensors', weights(shapes)));
    const drawn = (seed: number, ...shape: number[]) =>
      floats(shape, [
        ...normals(
          seed,
          0,
          0,
          0,
          shape.reduce((product, length) => product * length, 1),
        ),
      ]);
    const arrays = {
      inputs: drawn(1, 3, 5, 3),
      hidden: drawn(2, 2, 3, 4),
      cell: drawn(3, 2, 3, 4),
      cotangent: drawn(4, 3, 5, 4),
    };
    await own.change({ batchAxis: 'first' });
    for (const [name, bytes] of Object.entries(arrays))
      await own.give({ [name]: handed(`${name}.npy`, bytes) });
    await own.change({ lengths: [5, 2, 3] });
    expect(own.offer).toBeUndefined();
    const paths = Object.fromEntries(
      Object.entries(arrays).map(([name, bytes]) => [name, file(`${name}.npy`, bytes)]),
    );
    const { inputs = '', hidden, cell, cotangent = '' } = paths;
    expect(found(own)).toEqual(
      await numbers(
        file('two.safetensors', weights(shapes)),
        ...['--inputs', inputs, '--initial', `${hidden},${cell}`, '--cotangent', cotangent],
        ...['--batch', 'first', '--lengths', '5,2,3'],
      ),
    );
    // c_0 goes with h_0.
    await own.give({ hidden: undefined });
    expect(own.shown?.request.cell).toBeUndefined();
    await own.change({ batchAxis: undefined, lengths: undefined });
    await own.give({ inputs: undefined, cotangent: undefined });
    expect(found(own)).toEqual(await numbers(file('two.safetensors', weights(shapes))));
  });

  it('whole numbers are asked about, and said', async () => {
    const own = new OwnModel(workplaceHere());
    await own.open(handed('words.safetensors', weights({ ...lstm(3, 4, 'rnn.'), 'embed.weight': [6, 3] })));
    await own.give({ inputs: handed('ids.npy', longs([5], ids)) });
    expect(own.offer?.refusal).toMatch(/may be places of 3 inputs, or rows of "embed\.weight"/);
    await own.change({ places: 'tokens' });
    await own.give({ inputs: handed('ids.npy', longs([5], ids)) });
    expect(own.offer).toBeUndefined();
    expect(own.shown?.read).toContain(
      'The whole numbers of "ids.npy" are tokens, rows of the embedding "embed.weight".',
    );
  });
});
