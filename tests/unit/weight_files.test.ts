/** Files of weights: what NumPy and safetensors wrote is read exactly, and nothing malformed gets through. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWeightFile } from '../../src/files/weight_file.ts';
import { readLayer } from '../../src/networks/given/recurrent_layer.ts';
import { WeightFileError } from '../../src/networks/given/weight_file_error.ts';
import { readingOf } from '../../src/networks/given/weight_reading.ts';
import { joined, npyBytes, safetensorsBytes, stateDict } from './weight_file_bytes.ts';

interface WrittenFile {
  readonly base64: string;
  readonly tensors: Readonly<Record<string, { readonly shape: number[]; readonly values: number[] }>>;
}

const written: Record<'good' | 'bad', Record<string, WrittenFile>> = JSON.parse(
  readFileSync(new URL('../fixtures/weight_files.json', import.meta.url), 'utf8'),
);
const bytesOf = ({ base64 }: WrittenFile) => new Uint8Array(Buffer.from(base64, 'base64'));
const text = (content: string) => new TextEncoder().encode(content);

const readTensors = async (name: string, bytes: Uint8Array) => (await readWeightFile(name, bytes)).tensors;

/** Every tensor of a file with all its values. */
const readAll = async (name: string, bytes: Uint8Array) =>
  (await readTensors(name, bytes)).map((tensor) => ({ ...tensor, values: tensor.values() }));

describe('files that NumPy and safetensors wrote', () => {
  it.each(Object.entries(written.good))('%s is read to the last bit', async (name, file) => {
    const tensors = await readTensors(name, bytesOf(file));
    for (const [tensorName, { shape, values }] of Object.entries(file.tensors)) {
      const tensor = tensors.find((candidate) => candidate.name === tensorName);
      expect(tensor?.shape).toEqual(shape);
      expect(tensor?.values()).toEqual(Float64Array.from(values));
    }
  });

  it('may begin anywhere in a larger buffer', async () => {
    const file = written.good['lstm.safetensors'];
    if (!file) throw new Error('no fixture');
    const bytes = joined(Uint8Array.of(1, 2, 3), bytesOf(file)).subarray(3);
    const reading = readingOf(await readWeightFile('lstm.safetensors', bytes), {});
    const values = file.tensors['encoder.rnn.weight_hh_l0']?.values ?? [];
    expect('layer' in reading && readLayer(reading.layer).weightHH).toEqual(Float64Array.from(values));
  });

  it('hold integers that nobody needs, and say so when somebody asks', async () => {
    const file = written.good['lstm.safetensors'];
    const tensors = await readTensors('lstm.safetensors', file ? bytesOf(file) : new Uint8Array());
    const steps = tensors.find(({ name }) => name === 'head.steps');
    expect(() => steps?.values()).toThrow(/"head.steps" holds elements of type I64; F64, F32, F16, BF16 are/);
  });
});

describe('a bare matrix as text', () => {
  it('is rows of numbers apart by commas', async () => {
    const content = '\uFEFF# trained\r\n1, -2.5\r\n\r\n+3e-1,.5\n';
    expect(await readAll('W.CSV', text(content))).toEqual([
      { name: 'W.CSV', shape: [2, 2], values: Float64Array.of(1, -2.5, 0.3, 0.5) },
    ]);
  });

  it('reads back whatever number was written', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        async (numbers) => {
          const [row] = await readAll('W.csv', text(numbers.map((value) => String(value)).join(',')));
          // −0 is written as 0.
          expect(row?.values).toEqual(Float64Array.from(numbers, (value) => value + 0));
        },
      ),
    ));
});

const header = (entries: object) => JSON.stringify(entries);
const entry = (from: number, to: number, more: object = {}) => ({
  dtype: 'F32',
  shape: [(to - from) / 4],
  data_offsets: [from, to],
  ...more,
});
const npyHeader = (shape: string, descr = "'<f8'", order = 'False') =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;
const eight = new Uint8Array(8);

describe('files that are refused, with a sentence', () => {
  it.each<[string, Uint8Array, RegExp]>([
    [
      'of another kind',
      text('PK'),
      /"of another kind" is of no kind that is read; .* allowed as \.safetensors, .*\.csv have them/,
    ],

    [
      'empty.safetensors',
      new Uint8Array(),
      /"empty\.safetensors" is empty; files of weights are allowed as /,
    ],
    ['cut.safetensors', Uint8Array.of(9, 0, 0), /ends after 3 bytes/],
    [
      'huge.safetensors',
      safetensorsBytes('{}', new Uint8Array(1000), 1e10),
      /header of 10000000000 bytes, and only 1002 follow/,
    ],
    [
      'endless.safetensors',
      new Uint8Array(16).fill(255),
      /header of 18446744073709552000 bytes, and only 8 follow/,
    ],
    ['text.safetensors', safetensorsBytes('no JSON'), /not a JSON object/],
    ['list.safetensors', safetensorsBytes('[1]'), /not a JSON object/],
    ['space.safetensors', safetensorsBytes(' {}'), /not a JSON object/],
    ['null.safetensors', safetensorsBytes('null'), /not a JSON object/],
    ['utf8.safetensors', joined(safetensorsBytes('', undefined, 2), Uint8Array.of(0x7b, 0xff)), /not UTF-8/],
    [
      'nothing.safetensors',
      safetensorsBytes('{"a":null}'),
      /"a" has no "dtype" that the format knows; it knows F64/,
    ],
    [
      'dtype.safetensors',
      safetensorsBytes(header({ a: entry(0, 4, { dtype: 'F31' }) }), eight),
      /"a" has no "dtype"/,
    ],
    ['proto.safetensors', safetensorsBytes('{"__proto__":{"dtype":"F32"}}'), /"__proto__" has no "shape"/],
    [
      'shape.safetensors',
      safetensorsBytes(header({ a: entry(0, 4, { shape: [-1] }) }), eight),
      /"a" has no "shape"/,
    ],
    [
      'half.safetensors',
      safetensorsBytes(header({ a: entry(0, 4, { shape: [0.5, 2] }) }), eight),
      /"a" has no "shape"/,
    ],
    [
      'offsets.safetensors',
      safetensorsBytes(header({ a: entry(0, 4, { data_offsets: [4, 0] }) }), eight),
      /two whole numbers, begin and end/,
    ],
    [
      'size.safetensors',
      safetensorsBytes(header({ a: entry(0, 4, { shape: [2] }) }), eight),
      /"a" has 4 bytes of data; 2 of F32 takes 8/,
    ],
    [
      'vast.safetensors',
      safetensorsBytes(header({ a: entry(0, 8, { shape: [2 ** 40, 2 ** 40] }) }), eight),
      /has 8 bytes of data; 1099511627776 × 1099511627776 of F32 takes 4.8/,
    ],
    [
      'claim.safetensors',
      safetensorsBytes(header({ a: entry(0, 1e10) }), eight),
      /"a" ends at byte 10000000000 of the data, and there are only 8/,
    ],
    [
      'overlap.safetensors',
      safetensorsBytes(header({ a: entry(0, 8), b: entry(4, 8) }), eight),
      /"b" overlaps another tensor; tensors must follow/,
    ],
    [
      'hole.safetensors',
      safetensorsBytes(header({ a: entry(0, 4), b: entry(8, 12) }), new Uint8Array(12)),
      /"b" leaves a hole of 4 bytes before it/,
    ],
    ['late.safetensors', safetensorsBytes(header({ a: entry(4, 8) }), eight), /"a" leaves a hole of 4 bytes/],
    [
      'rest.safetensors',
      safetensorsBytes(header({ a: entry(0, 4) }), eight),
      /4 bytes after the last tensor belong to none/,
    ],
    [
      'twice.safetensors',
      safetensorsBytes(`{"a":${header(entry(0, 8))},"\\u0061":${header(entry(0, 8))}}`, eight),
      /"a" stands twice in the header/,
    ],
    [
      'inner.safetensors',
      safetensorsBytes('{"a":{"dtype":"F32","dtype":"F64","shape":[1],"data_offsets":[0,8]}}', eight),
      /"dtype" stands twice/,
    ],
    [
      'metadata.safetensors',
      safetensorsBytes('{"__metadata__":{"a":1}}'),
      /"__metadata__" must be an object of texts/,
    ],
    [
      'nan.safetensors',
      stateDict({ weight_hh_l0: [2, 2] }, Number.NaN),
      /"weight_hh_l0" holds NaN as its element 0; every element must be a finite/,
    ],
    [
      'infinite.safetensors',
      stateDict({ weight_hh_l0: [2, 2] }, Infinity),
      /holds Infinity as its element 0/,
    ],

    ['empty.npy', new Uint8Array(), /"empty\.npy" is empty; /],
    ['zip.npy', text('PK\u0003\u0004'), /begins as a zip archive and has no directory at its end/],
    ['version.npy', npyBytes(npyHeader('(1,)'), eight, 4), /of \.npy version 4; 1, 2 and 3 are allowed/],
    ['cut.npy', npyBytes(npyHeader('(1,)')).subarray(0, 9), /ends before the length of its header/],
    [
      'header.npy',
      npyBytes(npyHeader('(1,)')).subarray(0, 40),
      /claims a header of \d+ bytes, and only 30 follow/,
    ],
    [
      'long.npy',
      npyBytes(npyHeader('(1,)') + ' '.repeat(20_000), eight),
      /claims a header of 20\d\d\d bytes, and 10000 are allowed/,
    ],
    ['words.npy', npyBytes('import os', eight), /not the dictionary that a \.npy file has/],
    ['missing.npy', npyBytes("{'descr': '<f8', 'shape': (1,)}", eight), /not the dictionary/],
    [
      'double.npy',
      npyBytes("{'descr': '<f8', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", eight),
      /not the dictionary/,
    ],
    ['shape.npy', npyBytes(npyHeader('(8)'), eight), /The shape "\(8\)" is no tuple/],
    ['comma.npy', npyBytes(npyHeader('(,)'), eight), /The shape "\(,\)" is no tuple/],
    ['short.npy', npyBytes(npyHeader('(2, 1)'), eight), /has 8 bytes of data; 2 × 1 of F64 takes 16/],
    [
      'rest.npy',
      npyBytes(npyHeader('()'), new Uint8Array(9)),
      /has 9 bytes of data; a single number of F64 takes 8/,
    ],
    [
      'claim.npy',
      npyBytes(npyHeader('(35355, 35355)'), new Uint8Array(1000)),
      /35355 × 35355 of F64 takes 9999808200/,
    ],
    [
      'nan.npy',
      npyBytes(npyHeader('(1,)'), new Uint8Array(Float64Array.of(Number.NaN).buffer)),
      /holds NaN as its element 0/,
    ],

    ['empty.csv', text('\n# nothing\n'), /holds no numbers/],
    ['header.csv', text('a,b\n1,2'), /Line 1 holds "a"; finite numbers such as .* without a header/],
    ['ragged.csv', text('1,2\n\n3'), /Line 3 has 1 number, and the first row has 2 numbers; all rows/],
    ['gap.csv', text('1,,2'), /Line 1 holds an empty cell/],
    ['nan.csv', text('1,2\n3,nan'), /Line 2 holds "nan"/],
    ['large.csv', text('1e999'), /"large.csv" holds Infinity as its element 0/],
    ['semicolon.csv', text('1;2\n3;4'), /Line 1 holds "1;2"; .*apart by commas/],
    ['binary.csv', Uint8Array.of(0xff, 0xfe, 0), /not text; numbers apart by commas/],
  ])('%s', async (name, bytes, message) => {
    const error = await readAll(name, bytes).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WeightFileError);
    expect(String(error)).toMatch(message);
  });

  it.each<[string, RegExp]>([
    ['big_endian.npy', /big-endian elements of type ">f8"; "<f8", "<f4", "<f2" are allowed/],
    ['integers.npy', /elements of type "<i8"/],
    ['complex.npy', /elements of type "<c16"/],
    ['structured.npy', /elements of type "\[\(a, <f8\)/],
  ])('NumPy’s %s', async (name, message) => {
    const file = written.bad[name];
    await expect(readTensors(name, file ? bytesOf(file) : new Uint8Array())).rejects.toThrow(message);
  });
});

/** Reads everything that there is to read; only our own error may come of it. */
async function readsOrRefuses(name: string, bytes: Uint8Array): Promise<'read' | 'refused'> {
  try {
    for (const layer of readingOf(await readWeightFile(name, bytes), {}).choices) readLayer(layer);
    return 'read';
  } catch (error) {
    if (!(error instanceof WeightFileError)) throw error;
    expect(error.message).toMatch(/^[^\n]{10,2000}$/);
    return 'refused';
  }
}

describe.each([
  ...Object.entries({ ...written.good, ...written.bad }).map(
    ([name, file]) => [name, bytesOf(file)] as const,
  ),
  ['matrix.csv', text('0.5,1e-3,-2\n1,2,3\n4,5,6\n')] as const,
])('%s damaged', (name, bytes) => {
  it('anywhere is read or refused', async () => {
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    // The first bytes and the header are where damage says something.
    const early = fc.tuple(fc.nat(Math.min(bytes.length - 1, 200)), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(change, early), { minLength: 1, maxLength: 8 }), async (changes) => {
        const damaged = bytes.slice();
        for (const [place, byte] of changes) damaged[place] = byte;
        await readsOrRefuses(name, damaged);
      }),
      { numRuns: 2000 },
    );
  });

  it('by an end too soon is refused, at every length', async () => {
    for (let length = 0; length < bytes.length; length++) {
      const outcome = await readsOrRefuses(name, bytes.subarray(0, length));
      // Text may end in the middle of a number and still be a matrix.
      if (!name.endsWith('.csv')) expect(outcome, `${length} bytes`).toBe('refused');
    }
  });

  it('by more bytes, or others altogether, is read or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (more, appended) => {
        await readsOrRefuses(name, appended ? joined(bytes, more) : more);
      }),
      { numRuns: 1000 },
    );
  });
});

it('a safetensors header that is any JSON is read or refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.uint8Array({ maxLength: 50 }), async (json, data) => {
      await readsOrRefuses('any.safetensors', safetensorsBytes(json, data));
    }),
  );
  const plausible = fc.record(
    {
      dtype: fc.constantFrom<unknown>('F32', 'F64', 'BF16', 'I8', 'F4', 'f32', 3, null),
      shape: fc.oneof(fc.array(fc.nat(4)), fc.constant(null), fc.array(fc.double())),
      data_offsets: fc.oneof(fc.array(fc.nat(64), { maxLength: 3 }), fc.constant('0')),
    },
    { requiredKeys: [] },
  );
  const names = fc.oneof(
    fc.constantFrom('weight_hh_l0', 'weight_ih_l0', '__metadata__', '__proto__'),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, plausible, { maxKeys: 4 }), async (entries) => {
      await readsOrRefuses('any.safetensors', safetensorsBytes(JSON.stringify(entries), new Uint8Array(64)));
    }),
    { numRuns: 2000 },
  );
});

it('a header of braces to the brim is refused in no time', async () => {
  const deep = safetensorsBytes('{"a":'.repeat(1e6));
  const wide = safetensorsBytes(`{"a":${'['.repeat(1e6)}${']'.repeat(1e6)}}`);
  const start = performance.now();
  expect(await readsOrRefuses('deep.safetensors', deep)).toBe('refused');
  expect(await readsOrRefuses('wide.safetensors', wide)).toBe('refused');
  expect(performance.now() - start).toBeLessThan(10_000);
});
