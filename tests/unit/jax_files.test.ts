/** Names of JAX's libraries: Flax's cells end where Flax says, Haiku's are put together as its source does. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readWeightFile } from '../../src/files/weight_file.ts';
import { warmedUp } from '../../src/networks/forward.ts';
import { networkOf } from '../../src/networks/given/given_network.ts';
import { readLayer } from '../../src/networks/given/recurrent_layer.ts';
import { givenNetwork } from '../../src/networks/given/sequence.ts';
import type { Tensor } from '../../src/networks/given/tensor.ts';
import { readingOf } from '../../src/networks/given/weight_reading.ts';

const flax: Record<string, { readonly base64: string; readonly inputs: number[]; readonly final: number[] }> =
  JSON.parse(readFileSync(new URL('../fixtures/flax_files.json', import.meta.url), 'utf8'));

describe('Flax’s cells, a tensor a gate', () => {
  it.each(Object.entries(flax))('%s ends where Flax says', async (_, { base64, inputs, final }) => {
    const file = await readWeightFile('cell.npz', new Uint8Array(Buffer.from(base64, 'base64')));
    const reading = readingOf(file, {});
    if (!('read' in reading)) throw new Error(reading.sentence);
    expect(reading.choices).toHaveLength(1);
    expect(reading.read.at(-1)).toBe('Nothing else is in the file.');
    const sequence = { name: 'X', shape: [6, 2], values: () => Float64Array.from(inputs) };
    const network = networkOf(await givenNetwork(readLayer(reading.layer), { inputs: sequence, seed: 1 }));
    const { values, exponent } = warmedUp(network, 6);
    expect(final).toHaveLength(3);
    for (const [unit, value] of final.entries())
      expect((values[unit] ?? 0) * 2 ** exponent).toBeCloseTo(value, 12);
  });
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

  it('GRU is refused: its reset gate comes before the product', () => {
    const file = fileOf({ 'gru/w_h': counted(2, 6), 'gru/w_i': counted(3, 6), 'gru/b': counted(6) });
    expect(() => readingOf(file, {})).toThrow(
      /^"gru\/w_h", by its name Haiku’s, has its reset gate before the product/,
    );
  });

  it('plain RNN is asked about', () => {
    const file = fileOf({
      'vanilla_rnn/input_to_hidden/w': counted(3, 2),
      'vanilla_rnn/input_to_hidden/b': counted(2),
      'vanilla_rnn/hidden_to_hidden/w': counted(2, 2),
      'vanilla_rnn/hidden_to_hidden/b': counted(2),
    });
    expect(readingOf(file, {})).toMatchObject({ about: 'kind', choices: [{ cell: 'rnn', inputSize: 3 }] });
  });
});
