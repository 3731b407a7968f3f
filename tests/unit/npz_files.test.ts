/** Archives of arrays: what NumPy wrote is read to the last bit, hand-written names are asked about, bombs are refused. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readWeightFile } from '../../src/files/weight_file.ts';
import { readLayer } from '../../src/networks/given/recurrent_layer.ts';
import { WeightFileError } from '../../src/networks/given/weight_file_error.ts';
import { readingOf } from '../../src/networks/given/weight_reading.ts';
import { npyBytes, refusalOf } from './weight_file_bytes.ts';

interface WrittenFile {
  readonly base64: string;
  readonly tensors: Readonly<Record<string, { readonly shape: number[]; readonly values: number[] }>>;
}

const written: Record<string, WrittenFile> = JSON.parse(
  readFileSync(new URL('../fixtures/npz_files.json', import.meta.url), 'utf8'),
);

function bytesOf(name: string): Uint8Array {
  return new Uint8Array(Buffer.from(written[name]?.base64 ?? '', 'base64'));
}

/** A `.npy` of ones. */
function ones(...shape: number[]): Uint8Array {
  const count = shape.reduce((product, length) => product * length, 1);
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  return npyBytes(header, new Uint8Array(new Float64Array(count).fill(1).buffer));
}

describe('what NumPy wrote', () => {
  it.each(Object.entries(written))('%s is read to the last bit', async (name, { tensors }) => {
    const { tensors: read } = await readWeightFile(name, bytesOf(name));
    for (const [tensorName, { shape, values }] of Object.entries(tensors)) {
      const tensor = read.find((candidate) => candidate.name === tensorName);
      expect(tensor?.shape).toEqual(shape);
      expect(tensor?.values()).toEqual(Float64Array.from(values));
    }
  });

  it('may hold texts and objects, of which nobody asks', async () => {
    const { tensors } = await readWeightFile('a', bytesOf('compressed.npz'));
    const settings = tensors.find(({ name }) => name === 'settings');
    expect(() => settings?.values()).toThrow(/elements of type "\|O"; "<f8", "<f4", "<f2" are allowed/);
  });
});

describe('layers written by hand', () => {
  it('are asked about: no name says which activation', async () => {
    const file = await readWeightFile('characters.npz', bytesOf('characters.npz'));
    expect(readingOf(file, {})).toMatchObject({
      about: 'kind',
      choices: [{ name: 'Whh', cell: 'rnn', hiddenSize: 5, inputSize: 7 }],
    });
    const reading = readingOf(file, { kindKnown: true });
    if (!('read' in reading)) throw new Error(reading.sentence);
    expect(readLayer(reading.layer).biasIH).toEqual(
      Float64Array.from(written['characters.npz']?.tensors.bh?.values ?? []),
    );
    expect(reading.read.at(-1)).toBe('Left aside: "Why", "by".');
  });

  it('of one weight for input and state are asked which stands first', async () => {
    const weight = npyBytes(
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 5), }",
      new Uint8Array(Float64Array.from({ length: 10 }, (_, i) => i).buffer),
    );
    const bytes = zipSync({
      'rnn.i2h.weight.npy': weight,
      'rnn.i2h.bias.npy': ones(2),
      'rnn.i2o.weight.npy': ones(3, 5),
    });
    const file = await readWeightFile('tutorial.npz', bytes);
    const question = readingOf(file, {});
    expect(question).toMatchObject({
      about: 'layer',
      sentence: expect.stringMatching(/nothing in the file says which of them stands first$/),
    });
    expect(question.choices.map(({ name }) => name)).toEqual([
      'rnn.i2h.weight[input, state]',
      'rnn.i2h.weight[state, input]',
    ]);
    for (const [place, weightHH, weightIH] of [
      [0, [3, 4, 8, 9], [0, 1, 2, 5, 6, 7]],
      [1, [0, 1, 5, 6], [2, 3, 4, 7, 8, 9]],
    ] as const) {
      const layer = question.choices[place]?.name ?? '';
      expect(readingOf(file, { layer })).toMatchObject({ about: 'kind' });
      const reading = readingOf(file, { layer, kindKnown: true });
      if (!('read' in reading)) throw new Error(reading.sentence);
      const weights = readLayer(reading.layer);
      expect([...weights.weightHH]).toEqual(weightHH);
      expect([...(weights.weightIH ?? [])]).toEqual(weightIH);
      expect([...(weights.biasIH ?? [])]).toEqual([1, 1]);
      expect(reading.read.at(-1)).toBe('Left aside: "rnn.i2o.weight".');
    }
  });
});

/** The sizes of a zip's first entry, in its directory, set to a claim. */
function claiming(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const changed = bytes.slice();
  const directory = changed.findLastIndex((_, i) =>
    [0x50, 0x4b, 1, 2].every((byte, k) => changed[i + k] === byte),
  );
  new DataView(changed.buffer).setUint32(directory + at, value, true);
  return changed;
}

describe('malformed archives', () => {
  const plain = zipSync({ 'Whh.npy': ones(2, 2) }, { level: 0 });
  const packed = zipSync({ 'Whh.npy': ones(20, 20) }, { level: 9 });

  it.each<[string, Uint8Array, RegExp]>([
    [
      'cut short',
      plain.subarray(0, -5),
      /begins as a zip archive and has no directory at its end: it is cut short/,
    ],
    [
      'a directory of more',
      claiming(plain, 46 + 7 + 10, 3 * 65536 + 3),
      /directory has 3 entries, and entry 1 is none/,
    ],
    [
      'a place beyond the end',
      claiming(plain, 42, 2 ** 31),
      /"Whh\.npy" is not where the archive’s directory says/,
    ],
    [
      'a size beyond the end',
      claiming(plain, 20, 2 ** 31),
      /claims 2147483648 bytes, which the archive does not have/,
    ],
    [
      'a bomb by its claim',
      claiming(packed, 24, 2 ** 31),
      /claims to be 2147483648 bytes when inflated, and 671\d+ are/,
    ],
    [
      'a bomb that claims less',
      claiming(packed, 24, 100),
      /cannot be inflated to what the archive says; it is damaged/,
    ],
    [
      'one that claims more',
      claiming(packed, 24, 4000),
      /cannot be inflated to what the archive says; it is damaged/,
    ],
    [
      'another checksum',
      claiming(packed, 16, 1),
      /cannot be inflated to what the archive says; it is damaged/,
    ],
    ['another method', claiming(packed, 10, 14), /"Whh\.npy" is packed by method 14; stored and deflated/],
    ['encrypted', claiming(packed, 8, 1 + 8 * 65536), /"Whh\.npy" is encrypted/],
    ['no array', zipSync({ 'a.npy': new Uint8Array(9) }), /does not begin as a \.npy file does/],
    [
      'something else',
      zipSync({ 'a.txt': new Uint8Array(9) }),
      /"x\.npz" is an archive of "a\.txt", not what its ending/,
    ],
  ])('%s', async (_, bytes, message) => {
    expect(await refusalOf(readWeightFile('x.npz', bytes))).toMatch(message);
  });

  it('a real bomb is refused before it is inflated', async () => {
    const bomb = zipSync({ 'a.npy': new Uint8Array(2 ** 27) }, { level: 9 });
    const before = process.memoryUsage.rss();
    expect(await refusalOf(readWeightFile('bomb.npz', bomb))).toMatch(
      /claims to be 134217728 bytes when inflated/,
    );
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 * bomb.length + 2 ** 26);
  });

  it('are read or refused, whatever is changed in them', async () => {
    const bytes = bytesOf('compressed.npz');
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const damaged = bytes.slice();
        for (const [place, byte] of changes) damaged[place] = byte;
        try {
          for (const layer of readingOf(await readWeightFile('x.npz', damaged), {}).choices) readLayer(layer);
        } catch (error) {
          if (!(error instanceof WeightFileError)) throw error;
          expect(error.message).toMatch(/^[^\n]{10,2000}$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('files of other kinds say what they are', () => {
  const text = (content: string) => new TextEncoder().encode(content);
  it.each<[string, Uint8Array, RegExp]>([
    [
      'model.pkl',
      Uint8Array.of(0x80, 4, 0x95, 0),
      /is a bare pickle, which only Python can load; save the weights with/,
    ],
    ['model.pt.gz', Uint8Array.of(0x1f, 0x8b, 8), /is compressed as a whole; unpack it first/],
    ['model.gguf', text('GGUF\u0003'), /is GGUF/],
    ['model.tflite', text('\u001c\0\0\0TFL3'), /is TensorFlow Lite/],
    [
      'model.safetensors.index.json',
      text('{"weight_map": {"b.weight": "model-1.safetensors", "a.weight_hh_l0": "model-2.safetensors"}}'),
      /an index of shards, which holds no weights; open it together with "model-2\.safetensors"$/,
    ],
    ['config.json', text('{"hidden": 3}'), /is JSON, which holds no weights/],
  ])('%s', async (name, bytes, message) => {
    expect(await refusalOf(readWeightFile(name, bytes))).toMatch(message);
  });
});
