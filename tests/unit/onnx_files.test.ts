/** ONNX: what PyTorch exports is what PyTorch has, the conventions of its nodes are the onnx package's own. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWeightFile } from '../../src/files/weight_file.ts';
import { warmedUp } from '../../src/networks/forward.ts';
import { networkOf, stretchOf } from '../../src/networks/given/given_network.ts';
import { readLayer } from '../../src/networks/given/recurrent_layer.ts';
import { givenCourse } from '../../src/networks/given/sequence.ts';
import { WeightFileError } from '../../src/networks/given/weight_file_error.ts';
import { readingOf } from '../../src/networks/given/weight_reading.ts';
import { joined, refusalOf } from './weight_file_bytes.ts';

interface Encoded {
  readonly base64: string;
}

const files: {
  readonly exported: Record<string, Encoded & { readonly weights: Record<string, number[]> }>;
  readonly written: Record<string, Encoded & { readonly inputs: number[]; readonly final: number[][] }>;
  readonly bad: Record<string, Encoded>;
  readonly within: Encoded;
  readonly kinds: Encoded;
} = JSON.parse(readFileSync(new URL('../fixtures/onnx_files.json', import.meta.url), 'utf8'));

const decoded = ({ base64 }: Encoded) => new Uint8Array(Buffer.from(base64, 'base64'));
const opened = (file: Encoded) => readWeightFile('model.onnx', decoded(file));

describe('what PyTorch exports is read as PyTorch has it', () => {
  it.each(Object.entries(files.exported))('%s', async (_, file) => {
    const { choices } = readingOf(await opened(file), {});
    const suffixes = Object.keys(file.weights).flatMap((name) => /^weight_hh(.*)$/.exec(name)?.[1] ?? []);
    expect(choices).toHaveLength(suffixes.length);
    for (const [i, suffix] of suffixes.entries()) {
      const outline = choices[i];
      if (!outline) throw new Error('no layer');
      const layer = readLayer(outline);
      for (const [part, name] of [
        [layer.weightHH, 'weight_hh'],
        [layer.weightIH, 'weight_ih'],
        [layer.biasIH, 'bias_ih'],
        [layer.biasHH, 'bias_hh'],
      ] as const) {
        const expected = file.weights[`${name}${suffix}`];
        // An exporter may write biases of zero where there are none.
        if (expected) expect([...(part ?? [])]).toEqual(expected);
        else expect([...(part ?? [])].every((value) => value === 0)).toBe(true);
      }
    }
  });

  it('and what shapes are computed with is not named as left aside', async () => {
    const file = files.exported.lstm;
    const layer = 'onnx::LSTM_377[1]';
    const reading = file && readingOf(await opened(file), { layer });
    const aside = reading && 'read' in reading && reading.read.at(-1);
    expect(aside).toMatch(/^Left aside: "onnx::LSTM_422", "onnx::LSTM_423", "onnx::LSTM_424"/);
    expect(aside).not.toMatch(/Unsqueeze|Concat/);
  });

  it('says of what its weights are computed', async () => {
    const file = files.exported['unfolded gru'];
    const reading = file && readingOf(await opened(file), {});
    expect(reading && 'read' in reading && reading.read).toContainEqual(
      '"/Unsqueeze_1_output_0" is "weight_hh_l0", put into another order.',
    );
  });

  it('with its activation', async () => {
    const file = files.exported.relu;
    if (!file) throw new Error('no fixture');
    const reading = readingOf(await opened(file), {});
    expect(reading.choices[0]?.said).toEqual({ activation: 'relu', negativeSlope: 0.01 });
  });
});

describe('a node ends where the onnx package says', () => {
  it.each(Object.entries(files.written))('%s', async (_, file) => {
    const read = await opened(file);
    const { choices } = readingOf(read, {});
    expect(choices).toHaveLength(file.final.length);
    for (const [direction, outline] of choices.entries()) {
      const layer = readLayer(outline);
      const { inputSize, hiddenSize } = layer;
      const rows = Array.from({ length: file.inputs.length / inputSize }, (_, t) =>
        file.inputs.slice(t * inputSize, (t + 1) * inputSize),
      );
      const reversed = outline.remarks.some((remark) => remark.endsWith(' reverse.'));
      const inputs = {
        name: 'X',
        shape: [rows.length, inputSize],
        values: () => Float64Array.from((reversed ? rows.toReversed() : rows).flat()),
      };
      const given = await stretchOf(givenCourse(layer, { inputs, seed: 1 }));
      const { values, exponent } = warmedUp(networkOf(given), rows.length);
      const final = file.final[direction] ?? [];
      expect(final).toHaveLength(hiddenSize);
      for (const [unit, value] of final.entries())
        expect((values[unit] ?? 0) * 2 ** exponent).toBeCloseTo(value, 12);
    }
  });

  it('may have an activation for each direction', async () => {
    const { choices } = readingOf(await opened(files.kinds), {});
    expect(choices.map(({ name, said }) => [name, said?.activation])).toEqual([
      ['R[0]', 'relu'],
      ['R[1]', 'leaky-relu'],
    ]);
    expect(choices[1]?.said?.negativeSlope).toBe(0.25);
  });

  it('is found in a branch, where its weights are constants', async () => {
    const reading = readingOf(await opened(files.within), {});
    expect(reading.choices).toMatchObject([{ name: 'R', cell: 'gru', hiddenSize: 2, inputSize: 2 }]);
    expect('read' in reading && reading.read).toContain('It is the node "layer", GRU, forward.');
  });
});

it('a GRU with linear_before_reset = 0 is read as one whose reset gate comes before the product', async () => {
  // Among the bad ones of the fixture, as it was once refused.
  const file = files.bad['reset before'];
  if (!file) throw new Error('no fixture');
  expect(readingOf(await opened(file), {})).toMatchObject({ layer: { said: { reset: 'before' } } });
});

describe('what is refused, in a sentence', () => {
  it.each([
    ['peepholes', /"R", a node LSTM, has peepholes \("P"\)/],
    ['clip', /clips its pre-activations/],
    ['coupled', /couples its input and forget gates/],
    ['relu gates', /has gates with "HardSigmoid"; Sigmoid is allowed/],
    ['affine', /has the activation "Affine"; tanh, sigmoid, relu/],
    ['computed', /has weights "R" that are computed and not kept; export it with constants folded/],
    ['doubling', /has weights "R15" that are computed and not kept/],
    ['outside', /The elements of "R" are in another file; save the model in one with onnx\.save/],
    ['dense', /has no RNN, GRU or LSTM node: it has "MatMul"; a layer that was unrolled/],
  ])('%s', async (name, message) => {
    const file = files.bad[name];
    if (!file) throw new Error('no fixture');
    const reading = opened(file).then((read) => readingOf(read, {}).choices.map(readLayer));
    expect(await refusalOf(reading)).toMatch(message);
  });

  it.each<[string, number[], RegExp]>([
    ['no graph', [8, 1, 0x12, 1, 65], /has no graph of ONNX; if it is a SavedModel/],
    ['cut short', [8, 1, 0x3a, 100, 0x0a], /no whole protobuf message/],
    ['groups in groups', [8, 1, 0x12, 0, ...Array<number>(10_000).fill(0x0b)], /no whole protobuf message/],
    ['a number for a graph', [8, 1, 0x38, 1], /no whole protobuf message/],
  ])('%s', async (_, bytes, message) => {
    expect(await refusalOf(readWeightFile('model.onnx', Uint8Array.from(bytes)))).toMatch(message);
  });

  it('nodes without end', async () => {
    const nodes = new Uint8Array(600_000).map((_, i) => (i % 2 ? 0 : 0x0a));
    const length = [(600_000 & 127) | 128, ((600_000 >> 7) & 127) | 128, 600_000 >> 14];
    const bytes = joined(Uint8Array.of(8, 1, 0x3a, ...length), nodes);
    expect(await refusalOf(readWeightFile('m.onnx', bytes))).toMatch(/more than 200000 nodes and tensors/);
  });

  it.each(['lstm', 'gru'])('an exported %s damaged is read or refused', async (name) => {
    const file = files.exported[name];
    if (!file) throw new Error('no fixture');
    const bytes = decoded(file);
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.nat(bytes.length),
        fc.boolean(),
        async (changes, length, cut) => {
          const damaged = bytes.slice(0, cut ? length : undefined);
          for (const [place, byte] of changes) if (place < damaged.length) damaged[place] = byte;
          try {
            for (const layer of readingOf(await readWeightFile('m.onnx', damaged), {}).choices)
              readLayer(layer);
          } catch (error) {
            if (!(error instanceof WeightFileError)) throw error;
            expect(error.message).toMatch(/^[^\n]{10,2000}$/);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
