/**
 * Damaged files of every format take no more memory than twice their size and 64 MiB beyond what a small file takes: each is read by a process of
 * its own, which says at its end what it has had.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joined, npyBytes, safetensorsBytes, stateDict } from './weight_file_bytes.ts';

const script = fileURLToPath(new URL('../../scripts/cli.mjs', import.meta.url));
const MiB = 2 ** 20;

/** The most memory that a process has had, in bytes, is the last line that it writes to stderr. */
const counted = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync, writeSync } from 'node:fs';
  // What resourceUsage says begins at what the process that started this one has.
  const own = () => 1024 * Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  process.on('exit', () => writeSync(2, (process.platform === 'linux' ? own() : 1024 * process.resourceUsage().maxRSS) + '\\n'));
`)}`;

let folder: string;
let usual: number;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
  // Once to build it, once to see what it takes by itself.
  await read('small.safetensors', stateDict({ a: [2, 3] }));
  usual = (await read('small.safetensors', stateDict({ a: [2, 3] }))).memory;
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(name: string, bytes: Uint8Array): Promise<{ memory: number; status: number; said: string }> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return new Promise((resolve) => {
    const words = ['--import', counted, script, 'analyze', path];
    const child = execFile(process.execPath, words, { maxBuffer: MiB }, (_, __, stderr) => {
      const lines = stderr.trimEnd().split('\n');
      resolve({ memory: Number(lines.at(-1)), status: child.exitCode ?? -1, said: lines.at(-2) ?? '' });
    });
  });
}

const encoder = new TextEncoder();
const filled = (length: number, pattern: string | Uint8Array) => {
  const piece = typeof pattern === 'string' ? encoder.encode(pattern) : pattern;
  const bytes = new Uint8Array(length);
  bytes.set(piece);
  for (let done = piece.length; done < length; done *= 2)
    bytes.copyWithin(done, 0, Math.min(done, length - done));
  return bytes;
};
/** A field of protobuf's that holds bytes. */
function field(number: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = content.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) break;
  }
  return joined(Uint8Array.of(number * 8 + 2, ...length), content);
}
/** A model whose graph is this. */
const onnx = (graph: Uint8Array) => joined(Uint8Array.of(8, 8), field(7, graph));
const torch = (pickle: Uint8Array) =>
  zipSync({ 'archive/data.pkl': [pickle, { level: 0 }], 'archive/version': encoder.encode('3\n') });
const entries = (count: number) =>
  `{${Array.from({ length: count }, (_, i) => `"${i}":{"dtype":"F32","shape":[],"data_offsets":[0,0]}`).join()}}`;

/** Stored, not packed: a file is as large as what it holds. */
const keras = (config: Uint8Array) =>
  zipSync({
    'config.json': [joined(encoder.encode('['), config, encoder.encode('0]')), { level: 0 }],
    'model.weights.h5': new Uint8Array(9),
    'metadata.json': encoder.encode('{}'),
  });

const unwritten =
  'eNrr9HBx4+WS4mIAAQ4OBhYGAQZk8B8KOnhR+TD5BCjNCKU7oPQKJpg4I1hOAiouCDUfXV1IkKsrSPV/NACz5wErhOZgGAUjEXi4OgaA6AgoH5ZKTzChqsspLslFTo8eFNqLK/16MEP4GazEpd8XnKPpdzT9ItIvLD11sGKm3/jk1JwctHLVgUx7g/38XUApGJbuFJhRzUVPx6OAtHIggB3CL+Akrhxw4BktB0bLAUQ5oAClJ3CiqitKTS4tKkrNK4nPTi3KS81hQCsPLCgsBzTYUc1DT8ejAFc5wAYJM0YYXwNCM0EFWNAaKGh8ZmAJAlIpqCAPlVJgEOdgEK+HKmMFxhBInokZYiA3UB7EYITbxwEuiVJS03ISS1LhxnNASyZmJmZ4kcMCsRaqJIAm4YGergy4R9MIOQAA3dtzmA==';

const cases: readonly [string, () => Uint8Array][] = [
  ['header.safetensors', () => safetensorsBytes(entries(400_000))],
  ['headers.safetensors', () => safetensorsBytes(entries(120_000), new Uint8Array(), 2 ** 22)],
  [
    'index.json',
    () =>
      encoder.encode(`{"weight_map":{${Array.from({ length: 220_000 }, (_, i) => `"${i}":"${i}"`).join()}}}`),
  ],
  ['lines.csv', () => joined(filled(24 * MiB, '1\n'), encoder.encode('1,2\n'))],
  ['line.csv', () => joined(filled(24 * MiB, '1,'), encoder.encode('x\n'))],
  [
    'claims.npy',
    () =>
      npyBytes(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (9000000000, 1000), }",
        new Uint8Array(MiB),
      ),
  ],
  ['bomb.npz', () => zipSync({ 'a.npy': new Uint8Array(2 ** 27) }, { level: 9 })],
  ['lists.pt', () => torch(filled(8 * MiB - 64, ']'))],
  ['marks.pt', () => torch(filled(8 * MiB - 64, '('))],
  ['memory.pt', () => torch(filled(8 * MiB - 64, Uint8Array.of(0x4e, 0x94)))],
  ['texts.pt', () => torch(filled(8 * MiB - 64, Uint8Array.of(0x8c, 1, 0x61)))],
  // A tensor of ten million axes, a node that reads ten million tensors, an attribute of as many numbers, and many nodes.
  ['axes.onnx', () => onnx(field(5, filled(20 * MiB, Uint8Array.of(8, 1))))],
  ['reads.onnx', () => onnx(field(1, filled(20 * MiB, Uint8Array.of(10, 0))))],
  ['numbers.onnx', () => onnx(field(1, field(5, field(8, filled(20 * MiB, Uint8Array.of(1))))))],
  ['nodes.onnx', () => onnx(filled(20 * MiB, Uint8Array.of(10, 0)))],
  // Descriptions of a model: too long a one, and one of nothing but lists.
  ['config.keras', () => keras(filled(48 * MiB, '[],'))],
  ['lists.keras', () => keras(filled(4 * MiB - 1, '[],'))],
  // h5py’s, of 16 MiB that were never written.
  ['claims.h5', () => new Uint8Array(inflateSync(Buffer.from(unwritten, 'base64')))],
  [
    'nothing.h5',
    () =>
      joined(
        Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a),
        filled(24 * MiB, Uint8Array.of(0, 1, 8, 8)),
      ),
  ],
];

describe('a damaged file takes little memory, and a sentence says what it is', () => {
  it.each(cases)('%s', async (name, make) => {
    const bytes = make();
    const { memory, status, said } = await read(name, bytes);
    expect(status, said).toBe(2);
    expect(said).toMatch(/^.{20,2000}$/);
    expect(Math.round((memory - usual) / MiB), said).toBeLessThan(2 * (bytes.length / MiB) + 64);
  });
});
