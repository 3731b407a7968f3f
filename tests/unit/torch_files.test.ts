/** PyTorch's files: what torch.save wrote is read to the last bit, nothing is executed, nothing malformed gets through. */
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readWeightFile } from '../../src/files/weight_file.ts';
import { readLayer } from '../../src/networks/given/recurrent_layer.ts';
import { WeightFileError } from '../../src/networks/given/weight_file_error.ts';
import { readingOf } from '../../src/networks/given/weight_reading.ts';
import { refusalOf } from './weight_file_bytes.ts';

interface WrittenFile {
  readonly base64: string;
  readonly tensors: Readonly<Record<string, { readonly shape: number[]; readonly values: number[] }>>;
}

const written: Record<'good' | 'bad', Record<string, WrittenFile>> & {
  readonly made: Record<string, { readonly base64: string; readonly weight: number[] }>;
} = JSON.parse(readFileSync(new URL('../fixtures/torch_files.json', import.meta.url), 'utf8'));

function bytesOf(name: string): Uint8Array {
  const file = written.good[name] ?? written.bad[name];
  if (!file) throw new Error(`no fixture ${name}`);
  return new Uint8Array(Buffer.from(file.base64, 'base64'));
}

describe('what torch.save wrote', () => {
  it.each(Object.entries(written.good))('%s is read to the last bit', async (name, { tensors }) => {
    const { tensors: read } = await readWeightFile(name, bytesOf(name));
    for (const [tensorName, { shape, values }] of Object.entries(tensors)) {
      const tensor = read.find((candidate) => candidate.name === tensorName);
      expect(tensor?.shape).toEqual(shape);
      expect(tensor?.values()).toEqual(Float64Array.from(values));
    }
  });

  it('is told by its content, whatever its name', async () => {
    const { tensors } = await readWeightFile('weights.csv', bytesOf('state.pt'));
    expect(tensors.map(({ name }) => name)).toContain('weight_hh_l0_reverse');
  });

  it('of a checkpoint is the model, and what stands beside it is named', async () => {
    const reading = readingOf(await readWeightFile('lightning.ckpt', bytesOf('lightning.ckpt')), {});
    expect(reading.choices.map(({ name }) => name)).toEqual([
      'model.rnn.weight_hh_l0',
      'model.rnn.weight_hh_l0_reverse',
    ]);
    expect('read' in reading && reading.read).toContain(
      'Its weights stand under "state_dict"; beside them "epoch", "global_step", "pytorch-lightning_version", "loops", "callbacks", "optimizer_states", "hyper_parameters", which are no part of the model.',
    );
  });

  it('holds itself, or one thing a million million times, and is gone through once', async () => {
    expect((await readWeightFile('cyclic.pt', bytesOf('cyclic.pt'))).tensors).toHaveLength(1);
    expect((await readWeightFile('laughs.pt', bytesOf('laughs.pt'))).tensors).toHaveLength(1);
  });
});

describe('a weight that is computed of others', () => {
  const opened = (name: string) =>
    readWeightFile(name, new Uint8Array(Buffer.from(written.made[name]?.base64 ?? '', 'base64')));

  it.each(['spectral', 'spectral of old', 'weight norm'])('%s is what PyTorch computes', async (name) => {
    const { choices } = readingOf(await opened(name), {});
    const weights = choices.map((layer) => [...readLayer(layer).weightHH]);
    expect(weights).toHaveLength(1);
    for (const [i, value] of (written.made[name]?.weight ?? []).entries())
      expect(weights[0]?.[i]).toBeCloseTo(value, 13);
  });

  it('in a way that the file does not say is refused', async () => {
    const refusal = await refusalOf(opened('orthogonal').then((file) => readingOf(file, {})));
    expect(refusal).toMatch(/^"parametrizations\.weight_hh_l0\.original" is what a weight is computed from/);
    expect(refusal).toMatch(/remove_parametrizations\(module, name\) before saving$/);
  });
});

describe('what is refused, in a sentence', () => {
  it.each([
    [
      'old.pt',
      /^The file is of torch\.save before PyTorch 1\.6, which is no zip archive; load it and save it again/,
    ],
    ['harm.pt', /asks Python for "posix\.system", which is no part of tensors .* nothing in a file is run/],
    [
      'module.pt',
      /asks Python for "torch\.nn\.modules\.rnn\.GRU".*save it with torch\.save\(model\.state_dict\(\)/,
    ],
    ['program.pt', /is a TorchScript program; its weights alone are allowed: torch\.save\(torch\.jit\.load/],
    [
      'quantised.pt',
      /asks Python for "torch\._utils\._rebuild_qtensor".* its weights are quantised by PyTorch: save the state dict of the model from before it was$/,
    ],
    ['packed.pt', /asks Python for "torch\.ScriptObject".* its weights are quantised by PyTorch/],
    ['number.pt', /holds no tensors; save it with/],
  ])('%s', async (name, message) => {
    expect(await refusalOf(readWeightFile(name, bytesOf(name)))).toMatch(message);
    expect(existsSync('/tmp/harm')).toBe(false);
  });

  it('integers, when somebody asks for them', async () => {
    const { tensors } = await readWeightFile('integers.pt', bytesOf('integers.pt'));
    expect(() => tensors[0]?.values()).toThrow(
      /"tokens" holds elements of type I64; F64, F32, F16, BF16 are/,
    );
  });
});

/** A file of one pickle and the storages of it; a pickle is opcodes, and texts that stand as they are. */
function torchFile(pickle: readonly (number | string)[], storages: Readonly<Record<string, number>> = {}) {
  const encoder = new TextEncoder();
  const codes = pickle.flatMap((part) => (typeof part === 'number' ? [part] : [...encoder.encode(part)]));
  const files: Record<string, Uint8Array> = { 'archive/data.pkl': Uint8Array.from([0x80, 2, ...codes]) };
  for (const [key, size] of Object.entries(storages)) files[`archive/data/${key}`] = new Uint8Array(size);
  return zipSync(files, { level: 0 });
}

const bytesOfNumber = (value: number) => [
  value & 255,
  (value >> 8) & 255,
  (value >> 16) & 255,
  (value >> 24) & 255,
];
const unicode = (text: string) => ['X', ...bytesOfNumber(text.length), text];
const int = (value: number) => ['J', ...bytesOfNumber(value)];
const tuple = (...items: (number | string)[][]) => ['(', ...items.flat(), 't'];

/** `{"w": a tensor}` */
const tensorPickle = (offset: number, shape: number[], strides: number[], key = '0') => [
  '}',
  ...unicode('w'),
  'ctorch._utils\n_rebuild_tensor_v2\n',
  ...tuple(
    [...tuple(unicode('storage'), ['ctorch\nFloatStorage\n'], unicode(key), unicode('cpu'), int(4)), 'Q'],
    int(offset),
    tuple(...shape.map(int)),
    tuple(...strides.map(int)),
    [0x89],
    ['ccollections\nOrderedDict\n', ')', 'R'],
  ),
  'R',
  's.',
];

describe('malformed files', () => {
  it('written by hand are read where they are right', async () => {
    const [tensor] = (await readWeightFile('w.pt', torchFile(tensorPickle(1, [3], [1]), { 0: 16 }))).tensors;
    expect(tensor?.values()).toEqual(new Float64Array(3));
  });

  it.each<[string, Uint8Array, RegExp]>([
    [
      'beyond its storage',
      torchFile(tensorPickle(2, [3], [1]), { 0: 16 }),
      /"w" is 3, and its storage has only 4/,
    ],
    [
      'a huge stride',
      torchFile(tensorPickle(0, [2], [2 ** 30]), { 0: 16 }),
      /its storage has only 4 elements/,
    ],
    ['a huge view', torchFile(tensorPickle(0, [2 ** 30, 2 ** 30], [0, 0]), { 0: 16 }), /has only 4 elements/],
    ['a negative place', torchFile(tensorPickle(-1, [1], [1]), { 0: 16 }), /no view of a storage/],
    ['a negative stride', torchFile(tensorPickle(3, [2], [-1]), { 0: 16 }), /no view of a storage/],
    ['axes without strides', torchFile(tensorPickle(0, [2, 2], [1]), { 0: 16 }), /of 2 axes and 1 strides/],
    [
      'a storage that is not there',
      torchFile(tensorPickle(0, [1], [1], '../7')),
      /has no "archive\/data\/\.\.\/7"/,
    ],
    [
      'eval',
      torchFile(['c__builtin__\neval\n', ...tuple(unicode('1')), 'R.']),
      /asks Python for "__builtin__\.eval"/,
    ],
    ['a look-alike', torchFile(['ctorch._utils\n_rebuild_tensor_v2.x\n', '.']), /_rebuild_tensor_v2\.x"/],
    [
      'an inner name',
      torchFile(['c__proto__\nconstructor\n', ')R.']),
      /asks Python for "__proto__\.constructor"/,
    ],
    ['an opcode of old', torchFile(['I1\n.']), /has the opcode 0x49 at byte 2, which no state dict/],
    ['an empty stack', torchFile(['s.']), /pickle is damaged or cut short/],
    ['no stop', torchFile(['}']), /pickle is damaged or cut short/],
    ['no mark', torchFile(['}t.']), /pickle is damaged or cut short/],
    ['a memory of nothing', torchFile(['h', 3, '.']), /pickle is damaged or cut short/],
    ['a call of no function', torchFile(['}', ')', 'R.']), /pickle is damaged or cut short/],
    ['a text without an end', torchFile(['X', 255, 255, 255, 127, 'a']), /pickle is damaged or cut short/],
    ['a number without an end', torchFile([0x8b, 255, 255, 255, 127, 1]), /pickle is damaged or cut short/],
    ['lists without end', torchFile([']'.repeat(400_000)]), /more than 300000 lists and dictionaries/],
    [
      'a pickle without end',
      torchFile(['N'.repeat(9 * 2 ** 20)]),
      /pickle has 9437\d+ bytes; 8388608 are allowed/,
    ],
    [
      'a strange storage',
      torchFile([...tuple(unicode('storage'), unicode('x'), unicode('0')), 'Q.']),
      /none of PyTorch’s/,
    ],
    [
      'the other order of bytes',
      zipSync({ 'a/data.pkl': new Uint8Array(), 'a/byteorder': new TextEncoder().encode('big') }),
      /has "big"-endian elements; little-endian ones are allowed/,
    ],
  ])('%s', async (_, bytes, message) => {
    const refusal = refusalOf(
      readWeightFile('w.pt', bytes).then(({ tensors }) => tensors.map((tensor) => tensor.values())),
    );
    expect(await refusal).toMatch(message);
  });

  it('that go deep are gone through', async () => {
    const deep = torchFile([']'.repeat(200_000), 'a'.repeat(199_999), '.']);
    expect((await readWeightFile('deep.pt', deep)).tensors).toEqual([]);
  });

  it.each(['state.pt', 'protocol4.bin', 'lightning.ckpt', 'harm.pt'])(
    '%s damaged is read or refused',
    async (name) => {
      const bytes = bytesOf(name);
      const pickle = fc.integer({ min: 60, max: Math.min(bytes.length - 1, 2500) });
      const change = fc.tuple(fc.oneof(pickle, fc.nat(bytes.length - 1)), fc.nat(255));
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { minLength: 1, maxLength: 6 }),
          fc.nat(bytes.length),
          fc.boolean(),
          async (changes, length, cut) => {
            const damaged = bytes.slice(0, cut ? length : undefined);
            for (const [place, byte] of changes) if (place < damaged.length) damaged[place] = byte;
            try {
              for (const layer of readingOf(await readWeightFile(name, damaged), {}).choices)
                readLayer(layer);
            } catch (error) {
              if (!(error instanceof WeightFileError)) throw error;
              expect(error.message).toMatch(/^[^\n]{10,2000}$/);
            }
          },
        ),
        { numRuns: 500 },
      );
    },
  );
});
