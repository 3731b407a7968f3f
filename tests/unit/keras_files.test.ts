/** Keras's files: every layer ends where Keras itself says, as its configuration has it; what is not computed is refused. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { readWeightFile } from '../../src/files/weight_file.ts';
import { warmedUp } from '../../src/networks/forward.ts';
import { networkOf, stretchOf } from '../../src/networks/given/given_network.ts';
import { readLayer } from '../../src/networks/given/recurrent_layer.ts';
import { givenCourse } from '../../src/networks/given/sequence.ts';
import { WeightFileError } from '../../src/networks/given/weight_file_error.ts';
import { readingOf } from '../../src/networks/given/weight_reading.ts';
import { refusalOf } from './weight_file_bytes.ts';

interface Case {
  readonly base64: string;
  readonly inputs: number[];
  readonly final: number[][];
  readonly backwards: boolean[];
}

const files: {
  readonly good: Record<string, Case>;
  readonly stack: Record<string, string>;
  readonly bad: Record<string, string>;
  readonly arrays: { readonly base64: string; readonly values: Record<string, number[]> };
} = JSON.parse(readFileSync(new URL('../fixtures/keras_files.json', import.meta.url), 'utf8'));

const decoded = (base64 = '') => new Uint8Array(inflateSync(Buffer.from(base64, 'base64')));

describe('a layer ends where Keras says', () => {
  it.each(Object.entries(files.good))('%s', async (name, { base64, inputs, final, backwards }) => {
    // The content tells what it is.
    const { choices } = readingOf(await readWeightFile('model', decoded(base64)), {});
    expect(choices).toHaveLength(final.length);
    for (const outline of choices) {
      const direction = outline.name.includes('backward') ? 1 : 0;
      const layer = readLayer(outline);
      const { inputSize } = layer;
      const rows = Array.from({ length: inputs.length / inputSize }, (_, t) =>
        inputs.slice(t * inputSize, (t + 1) * inputSize),
      );
      const read = backwards[direction] ? rows.toReversed() : rows;
      const sequence = {
        name: 'X',
        shape: [rows.length, inputSize],
        values: () => Float64Array.from(read.flat()),
      };
      const kind = { ...outline.said };
      const network = networkOf(await stretchOf(givenCourse(layer, { inputs: sequence, kind, seed: 1 })));
      const { values, exponent } = warmedUp(network, rows.length);
      for (const [unit, value] of (final[direction] ?? [Number.NaN]).entries()) {
        const ours = (values[unit] ?? 0) * 2 ** exponent;
        // Keras runs in float32.
        expect(Math.abs(ours - value), `${name}, unit ${unit}`).toBeLessThan(2e-6 * (1 + Math.abs(value)));
      }
    }
  });
});

describe('what a file says of its layers', () => {
  it.each(['.keras', '.h5'])(
    'a stack%s is its layers, whatever the optimiser keeps beside them',
    async (ending) => {
      const { choices, ...reading } = readingOf(
        await readWeightFile('stack', decoded(files.stack[ending])),
        {},
      );
      const words = choices.map(({ remarks }) => remarks.find((one) => one.startsWith('It is the layer')));
      expect(words).toEqual([
        'It is the layer "forward_lstm", LSTM.',
        'It is the layer "backward_lstm", LSTM.',
        'It is the layer "memory", GRU.',
        'It is the layer "lstm_1", LSTM.',
        'It is the layer "lstm_2", LSTM.',
      ]);
      expect('read' in reading && reading.read).toContain('What the optimiser keeps is left aside.');
    },
  );

  it('is its activation, which a person need not say', async () => {
    for (const name of ['relu.keras', 'relu.h5']) {
      const { choices } = readingOf(await readWeightFile(name, decoded(files.good[name]?.base64)), {});
      expect(choices).toMatchObject([{ cell: 'rnn', kindUnknown: false, said: { activation: 'relu' } }]);
    }
  });

  it('is assumed where it has weights alone', async () => {
    const name = 'lstm.weights.h5';
    const reading = readingOf(await readWeightFile(name, decoded(files.good[name]?.base64)), {});
    expect('read' in reading && reading.read).toEqual(
      expect.arrayContaining([
        '"layers/lstm/lstm_cell/recurrent_kernel" is read as an LSTM of 3 units with 2 inputs.',
        'Variables 0, 1 and 2 of a cell are its kernel, its recurrent kernel and its bias.',
        'Assumed: its gates are sigmoid and its candidate tanh, as Keras has them unless told otherwise.',
      ]),
    );
  });

  it('anybody’s arrays are read by their names, compressed or not', async () => {
    const { tensors } = await readWeightFile('arrays', decoded(files.arrays.base64));
    for (const [name, values] of Object.entries(files.arrays.values))
      expect([...(tensors.find((tensor) => tensor.name === name)?.values() ?? [])]).toEqual(values);
    expect(readingOf({ tensors, bare: false }, {}).choices).toMatchObject([
      { cell: 'gru', hiddenSize: 2, inputSize: 3 },
    ]);
    expect(() => tensors.find(({ name }) => name === 'steps')?.values()).toThrow(
      /"steps" holds elements of type "<i8"/,
    );
  });
});

it('an LSTM whose activation is not tanh is read with it, candidate and cell alike', async () => {
  // Among the bad ones of the fixture, as it was once refused.
  const file = await readWeightFile('relu lstm.keras', decoded(files.bad['relu lstm.keras']));
  expect(readingOf(file, {})).toMatchObject({ layer: { cell: 'lstm', said: { activation: 'relu' } } });
});

it.each(['reset before.keras', 'reset before.h5'])('%s is read with r before the product', async (name) => {
  const reading = readingOf(await readWeightFile(name, decoded(files.bad[name])), {});
  expect(reading).toMatchObject({ layer: { cell: 'gru', said: { reset: 'before' } } });
});

describe('what is refused, in a sentence', () => {
  it.each([
    ['reset before.weights.h5', /two rows of biases tell that the reset gate comes after the product/],
    ['hard gates.h5', /has gates with "hard_sigmoid"; sigmoid is allowed/],
    ['swish.keras', /has the activation "silu"; tanh, sigmoid, relu/],
    ['cyclic.h5', /groups stand in one another without end; a tree is allowed/],
  ])('%s', async (name, message) => {
    const reading = readWeightFile(name, decoded(files.bad[name])).then((file) => readingOf(file, {}));
    expect(await refusalOf(reading)).toMatch(message);
  });

  it.each<[string, Uint8Array, RegExp]>([
    [
      'no weights.keras',
      zipSync({ 'config.json': new Uint8Array() }),
      /is an archive of "config\.json", not what its/,
    ],
    ['empty.h5', new Uint8Array(), /"empty\.h5" is empty; /],
    ['begun.h5', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a), /cannot be read as HDF5/],
    [
      'no json.keras',
      zipSync({
        'config.json': Uint8Array.of(0x7b),
        'model.weights.h5': decoded(files.good['lstm.weights.h5']?.base64),
      }),
      /description of the model is no JSON/,
    ],
  ])('%s', async (name, bytes, message) => {
    expect(await refusalOf(readWeightFile(name, bytes))).toMatch(message);
  });

  it.each(['lstm.keras', 'relu.h5', 'gru.weights.h5'])('%s damaged is read or refused', async (name) => {
    // jsfive says of an attribute that it does not know.
    vi.spyOn(console, 'warn').mockReturnValue();
    const bytes = decoded(files.good[name]?.base64);
    // Most of a small file is empty: what is not says something.
    const telling = [...bytes.keys()].filter((place) => bytes[place] !== 0);
    const change = fc.tuple(fc.oneof(fc.constantFrom(...telling), fc.nat(bytes.length - 1)), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.nat(bytes.length),
        fc.boolean(),
        async (changes, length, cut) => {
          const damaged = bytes.slice(0, cut ? length : undefined);
          for (const [place, byte] of changes) if (place < damaged.length) damaged[place] = byte;
          try {
            for (const layer of readingOf(await readWeightFile(name, damaged), {}).choices) readLayer(layer);
          } catch (error) {
            if (!(error instanceof WeightFileError)) throw error;
            expect(error.message).toMatch(/^[^\n]{10,2000}$/);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
