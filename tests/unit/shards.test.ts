/** Weights in several files beside an index: the same as in one; only those that are needed are read, and a missing one is named. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { type FileQuestion, type OpenedFile, openFile } from '../../src/laboratory/open_file.ts';
import type { Refusal } from '../../src/laboratory/refusal.ts';
import { inReadingOrder } from '../../src/session/chosen_files.ts';
import { benchOf } from '../parity/bench.ts';
import { runCommand } from './terminal_double.ts';
import { stateDict } from './weight_file_bytes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const encoder = new TextEncoder();

/** A stack in two shards, and another one for what is not recurrent. */
const shapes = {
  'rnn.weight_ih_l0': [12, 2],
  'rnn.weight_hh_l0': [12, 3],
  'rnn.weight_ih_l1': [12, 3],
  'rnn.weight_hh_l1': [12, 3],
  'head.weight': [5, 3],
};
const shardOf: Readonly<Record<string, string>> = {
  'rnn.weight_ih_l0': 'model-00001-of-00003.safetensors',
  'rnn.weight_hh_l0': 'model-00001-of-00003.safetensors',
  'rnn.weight_ih_l1': 'model-00002-of-00003.safetensors',
  'rnn.weight_hh_l1': 'model-00002-of-00003.safetensors',
  'head.weight': 'model-00003-of-00003.safetensors',
};

function shards(): Map<string, Uint8Array> {
  const index = encoder.encode(JSON.stringify({ metadata: {}, weight_map: shardOf }));
  const files = new Map<string, Uint8Array>([['model.safetensors.index.json', index]]);
  for (const shard of new Set(Object.values(shardOf))) {
    const own = Object.entries(shapes).filter(([name]) => shardOf[name] === shard);
    files.set(shard, stateDict(Object.fromEntries(own), 0.2));
  }
  return files;
}

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const page = (files: readonly File[]): Promise<OpenedFile | FileQuestion | Refusal> =>
  openFile(
    { ...inReadingOrder(files), answers: { layer: 'rnn.weight_hh_l1' } },
    benchOf(new ReferenceEngine()),
  );

const handed = (names?: readonly string[]) =>
  [...shards()].flatMap(([name, bytes]) =>
    !names || names.includes(name) ? [new File([Uint8Array.from(bytes)], name)] : [],
  );

describe('in a terminal', () => {
  it('an index and its shards are what one file is; a shard without a layer need not be there', async () => {
    const whole = written('whole.safetensors', stateDict(shapes, 0.2));
    for (const [name, bytes] of shards()) if (!name.includes('-00003-')) written(name, bytes);
    const index = join(folder, 'model.safetensors.index.json');
    const numbers = async (path: string) => {
      const { status, stdout, stderr } = await runCommand(['analyze', path, '--steps', '4']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return JSON.parse(stdout);
    };
    const [{ read, ...found }, { read: _, ...expected }] = [await numbers(index), await numbers(whole)];
    expect(found).toEqual(expected);
    expect(found.layers).toHaveLength(2);
    expect(read).toContain(
      'Its index says where tensors stand: "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors" are read.',
    );
    expect(read).toContain(
      '"model-00003-of-00003.safetensors" has no tensor of a recurrent layer by their names.',
    );
    expect(read).toContain('Left aside: "head.weight".');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['missing', { 'rnn.weight_hh_l0': 'gone.safetensors' }, /gone\.safetensors cannot be read \(ENOENT/],
    [
      'elsewhere',
      { 'rnn.weight_hh_l0': '../secret' },
      /names "\.\.\/secret"; a file in the folder of the index/,
    ],
    [
      'wrong',
      { 'rnn.weight_hh_l7': 'model-00001-of-00003.safetensors' },
      /"model-00001-of-00003\.safetensors" has no "rnn\.weight_hh_l7", which stands in it by the index/,
    ],
  ])('a shard that is %s is named', async (_, map, message) => {
    for (const [name, bytes] of shards()) written(name, bytes);
    const index = written('wrong.index.json', encoder.encode(JSON.stringify({ weight_map: map })));
    const { status, stderr } = await runCommand(['analyze', index]);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('on the page', () => {
  it('files that are given together are one, in any order', async () => {
    expect(await page(handed().toReversed())).toMatchObject({
      layer: { name: 'rnn.weight_hh_l1', cell: 'lstm', hiddenSize: 3, inputSize: 3 },
    });
  });

  it('an index alone says what to add', async () => {
    const [index] = handed();
    expect(index && (await page([index]))).toEqual({
      refusal:
        'The file is an index of shards and names "model-00001-of-00003.safetensors", but it came alone; choose or drop the index and its shards together.',
    });
  });

  it('several files without an index are not guessed about', async () => {
    const names = ['model-00001-of-00003.safetensors', 'model-00002-of-00003.safetensors'];
    expect(await page(handed(names))).toMatchObject({
      refusal: expect.stringMatching(
        /came together with "model-00002.*an index \(\.index\.json\) and its shards/,
      ),
    });
  });
});

it('PyTorch’s shards are read by their index too', async () => {
  const { good } = JSON.parse(readFileSync(new URL('../fixtures/torch_files.json', import.meta.url), 'utf8'));
  const { base64, tensors } = good['state.pt'];
  const shard = 'pytorch_model-00001-of-00001.bin';
  written(shard, Buffer.from(base64, 'base64'));
  const map = Object.fromEntries(Object.keys(tensors).map((key) => [key, shard]));
  const index = written('pytorch_model.bin.index.json', encoder.encode(JSON.stringify({ weight_map: map })));
  expect((await runCommand(['analyze', index, '--steps', '3'])).status).toBe(0);
});
