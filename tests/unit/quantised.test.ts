/** Weights of whole numbers: with their scale they are numbers, as ONNX Runtime makes and runs them; packed in another way they are refused by name. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWeightFile } from '../../src/files/weight_file.ts';
import { warmedUp } from '../../src/networks/forward.ts';
import { networkOf, stretchOf } from '../../src/networks/given/given_network.ts';
import { readLayer } from '../../src/networks/given/recurrent_layer.ts';
import { givenCourse } from '../../src/networks/given/sequence.ts';
import { readingOf } from '../../src/networks/given/weight_reading.ts';
import { runCommand } from './terminal_double.ts';
import { npyBytes, refusalOf, safetensorsBytes, stateDict } from './weight_file_bytes.ts';

interface Case {
  readonly base64: string;
  readonly weights: readonly { readonly ih: number[]; readonly hh: number[] }[];
  readonly inputs?: number[];
  readonly final?: number[];
}

const files: Record<string, Case> = JSON.parse(
  readFileSync(new URL('../fixtures/quantised_files.json', import.meta.url), 'utf8'),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('ONNX Runtime’s int8', () => {
  it.each(Object.entries(files))('%s', async (name, { base64, weights, inputs, final }) => {
    const file = await readWeightFile('model.onnx', new Uint8Array(Buffer.from(base64, 'base64')));
    const reading = readingOf(file, {});
    expect(reading.choices).toHaveLength(weights.length);
    for (const [i, { ih, hh }] of weights.entries()) {
      const outline = reading.choices[i];
      if (!outline) throw new Error('no layer');
      const layer = readLayer(outline);
      expect([...(layer.weightIH ?? [])], name).toEqual(ih);
      expect([...layer.weightHH], name).toEqual(hh);
      expect(outline.remarks).toContainEqual(
        expect.stringMatching(
          /^"R_q\w*" holds whole numbers, read as scale·\(q − zero\) with "R_\w*scale" and "R_\w*zero/,
        ),
      );
      if (!inputs || !final) continue;
      const X = { name: 'X', shape: [inputs.length / 2, 2], values: () => Float64Array.from(inputs) };
      const network = networkOf(await stretchOf(givenCourse(layer, { inputs: X, seed: 1 })));
      const { values, exponent } = warmedUp(network, inputs.length / 2);
      final.forEach((value, unit) => {
        expect(Math.abs((values[unit] ?? 0) * 2 ** exponent - value)).toBeLessThan(2e-6);
      });
    }
    expect('read' in reading && reading.read.at(-1)).not.toMatch(/scale|zero/);
  });
});

/** int8 W_hh [4 × 1] whose rows are 1, −2, 3, −4, beside float weights of inputs. */
function int8File(
  beside: Readonly<Record<string, readonly [dtype: string, shape: number[], values: ArrayBufferView]>>,
): Uint8Array {
  const all = {
    weight_ih_l0: ['F64', [4, 1], Float64Array.of(1, 2, 3, 4)],
    weight_hh_l0: ['I8', [4, 1], Int8Array.of(1, -2, 3, -4)],
    ...beside,
  } as const;
  const pieces: number[] = [];
  const header = Object.entries(all).map(([name, [dtype, shape, values]]) => {
    const from = pieces.length;
    pieces.push(...new Uint8Array(values.buffer));
    return [name, { dtype, shape, data_offsets: [from, pieces.length] }] as const;
  });
  return safetensorsBytes(JSON.stringify(Object.fromEntries(header)), Uint8Array.from(pieces));
}

async function recurrent(bytes: Uint8Array) {
  const reading = readingOf(await readWeightFile('w.safetensors', bytes), {});
  if (!('layer' in reading)) throw new Error(reading.sentence);
  return { values: [...readLayer(reading.layer).weightHH], read: reading.read };
}

describe('int8 with its scale beside it', () => {
  it('of a whole tensor, with and without a zero', async () => {
    const scale = ['F32', [1], Float32Array.of(0.5)] as const;
    const { values, read } = await recurrent(
      int8File({ weight_hh_l0_scale: [scale[0], [...scale[1]], scale[2]] }),
    );
    expect(values).toEqual([0.5, -1, 1.5, -2]);
    expect(read).toContain(
      '"weight_hh_l0" holds whole numbers, read as scale·(q − zero) with "weight_hh_l0_scale", zero 0.',
    );
    expect(read).toContain('Nothing else is in the file.');
    const both = await recurrent(
      int8File({
        'weight_hh_l0.scale': ['F32', [], Float32Array.of(0.5)],
        'weight_hh_l0.zero_point': ['I8', [], Int8Array.of(2)],
      }),
    );
    expect(both.values).toEqual([-0.5, -2, 0.5, -3]);
  });

  it('of each row', async () => {
    const { values } = await recurrent(
      int8File({ weight_hh_l0_scale: ['F32', [4, 1], Float32Array.of(1, 2, 4, 8)] }),
    );
    expect(values).toEqual([1, -4, 12, -32]);
  });

  it('in an .npz', async () => {
    const npy = (descr: string, shape: string, values: ArrayBufferView) =>
      npyBytes(
        `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`,
        Uint8Array.from(new Uint8Array(values.buffer)),
      );
    const bytes = zipSync({
      'weight_ih_l0.npy': npy('<f8', '(4, 1)', Float64Array.of(1, 1, 1, 1)),
      'weight_hh_l0.npy': npy('|i1', '(4, 1)', Int8Array.of(1, -2, 3, -4)),
      'weight_hh_l0_scale.npy': npy('<f8', '()', Float64Array.of(0.25)),
    });
    expect((await recurrent(bytes)).values).toEqual([0.25, -0.5, 0.75, -1]);
  });

  it('whose scale fits nothing, or is not there, is refused', async () => {
    expect(await refusalOf(recurrent(int8File({})))).toMatch(/"weight_hh_l0" holds elements of type I8/);
    const three = int8File({ weight_hh_l0_scale: ['F32', [3], Float32Array.of(1, 2, 3)] });
    expect(await refusalOf(recurrent(three))).toMatch(
      /"weight_hh_l0_scale" beside "weight_hh_l0" is not understood/,
    );
  });
});

describe('weights that are packed in another way are refused by name', () => {
  it.each<[string, Record<string, number[]>, RegExp]>([
    ['GPTQ alone', { 'lstm.qweight': [4, 4], 'lstm.qzeros': [1, 4] }, /"lstm\.qweight" is GPTQ’s and AWQ’s/],
    [
      'GPTQ beside a layer',
      { 'lstm.weight_ih_l0': [4, 1], 'lstm.weight_hh_l0': [4, 1], 'lstm.qzeros': [1, 4] },
      /"lstm\.qzeros" is GPTQ’s and AWQ’s, whose packed weights are not read; .*: save the model dequantised/,
    ],
    [
      'bitsandbytes',
      { 'lstm.weight_ih_l0': [4, 1], 'lstm.weight_hh_l0': [4, 1], 'lstm.weight_hh_l0.absmax': [1] },
      /"lstm\.weight_hh_l0\.absmax" is bitsandbytes’s/,
    ],
  ])('%s', async (name, shapes, message) => {
    const path = join(folder, `${name}.safetensors`);
    writeFileSync(path, stateDict(shapes));
    const { status, stderr } = await runCommand(['analyze', path]);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
