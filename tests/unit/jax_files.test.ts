/** Names of JAX's libraries: Flax's cells end where Flax says, Haiku's where its equations, written after its source, do. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readWeightFile } from '../../src/files/weight_file.ts';
import { warmedUp } from '../../src/networks/forward.ts';
import { networkOf, stretchOf } from '../../src/networks/given/given_network.ts';
import { readLayer } from '../../src/networks/given/recurrent_layer.ts';
import { givenCourse } from '../../src/networks/given/sequence.ts';
import type { Tensor } from '../../src/networks/given/tensor.ts';
import { readingOf } from '../../src/networks/given/weight_reading.ts';

interface Case {
  readonly base64: string;
  readonly inputs: readonly number[];
  readonly final: readonly number[];
}

function casesOf(name: string): [string, Case][] {
  const text = readFileSync(new URL(`../fixtures/${name}_files.json`, import.meta.url), 'utf8');
  return Object.entries<Case>(JSON.parse(text));
}

/** Where the cell of a file ends, as its tool has it: what was read, in sentences. */
async function endsThere({ base64, inputs, final }: Case): Promise<readonly string[]> {
  const file = await readWeightFile('cell', new Uint8Array(Buffer.from(base64, 'base64')));
  const reading = readingOf(file, {});
  if (!('read' in reading)) throw new Error(reading.sentence);
  expect(reading.choices).toHaveLength(1);
  expect(reading.read.at(-1)).toBe('Nothing else is in the file.');
  const sequence = { name: 'X', shape: [6, 2], values: () => Float64Array.from(inputs) };
  const layer = readLayer(reading.layer);
  const network = networkOf(
    await stretchOf(givenCourse(layer, { inputs: sequence, seed: 1, kind: { ...layer.said } })),
  );
  const { values, exponent } = warmedUp(network, 6);
  expect(final).toHaveLength(3);
  for (const [unit, value] of final.entries())
    expect((values[unit] ?? 0) * 2 ** exponent).toBeCloseTo(value, 12);
  return reading.read;
}

it.each(casesOf('flax'))('Flax’s %s, a tensor a gate, ends where Flax says', async (_, one) => {
  await endsThere(one);
});

it.each(casesOf('haiku'))('Haiku’s %s ends where its equations say', async (name, one) => {
  const read = await endsThere(one);
  expect(read).toContain('Its names are Haiku’s.');
  if (name.startsWith('gru'))
    expect(read).toEqual(
      expect.arrayContaining([
        'Its gates stand in the order z, r, n, and are put into PyTorch’s, r, z, n.',
        'Its update gate is open to what is new, PyTorch’s to what is kept: its weights and biases are negated, for 1 − σ(x) = σ(−x).',
        'Its reset gate multiplies h, before the product.',
      ]),
    );
  if (name.startsWith('vanilla'))
    expect(read).toContain('Its activation is relu: such a cell of its tool has no other.');
});

const counted = (...shape: number[]) => ({
  shape,
  values: () =>
    Float64Array.from({ length: shape.reduce((product, length) => product * length, 1) }, (_, i) => i),
});

function fileOf(tensors: Readonly<Record<string, Omit<Tensor, 'name'>>>) {
  return { bare: false, tensors: Object.entries(tensors).map(([name, tensor]) => ({ name, ...tensor })) };
}

describe('Haiku’s', () => {
  it.each(['lstm/linear/w', 'net/~/lstm_1/~/linear.w'])(
    'LSTM, %s, has its inputs first, its gates i, g, f, o',
    (name) => {
      const file = fileOf({ [name]: counted(3, 8), [name.replace(/w$/, 'b')]: counted(8) });
      const reading = readingOf(file, {});
      if (!('read' in reading)) throw new Error(reading.sentence);
      const { weightHH, weightIH, biasIH } = readLayer(reading.layer);
      expect(reading.layer).toMatchObject({ cell: 'lstm', hiddenSize: 2, inputSize: 1 });
      expect([...(weightIH ?? [])]).toEqual([0, 1, 4, 5, 2, 3, 6, 7]);
      expect([...weightHH]).toEqual([8, 16, 9, 17, 12, 20, 13, 21, 10, 18, 11, 19, 14, 22, 15, 23]);
      // The forget gate's are 4 + 1 and 5 + 1.
      expect([...(biasIH ?? [])]).toEqual([0, 1, 5, 6, 2, 3, 6, 7]);
      expect(reading.read).toContain('The forget gate’s bias is 1 more than in the file, as Haiku has it.');
    },
  );
});
