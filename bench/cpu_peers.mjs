/**
 * The sides of the CPU comparison that are programs of their own: PyTorch and the native loop. Each waits for a line,
 * does a pass, and answers with its milliseconds and the norms of the first networks.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Debian's Python first: its packages are not another one's. */
const pythons = ['/usr/bin/python3', 'python3', 'python'];

/**
 * @typedef {{ pass: () => Promise<import('./cpu_page.ts').Pass>, close: () => void }} Peer
 * @typedef {{ folder: string, networks: number, steps: number, checked: number }} Work the folder has the matrices
 */

/**
 * Writes what the peers read.
 * @param {string} folder
 * @param {import('./workload.ts').Workload} workload
 */
export function writeWorkload(folder, { weights, initialState }) {
  writeFileSync(join(folder, 'weights'), weights);
  writeFileSync(join(folder, 'states'), initialState);
}

/**
 * PyTorch, or undefined where there is none.
 * @param {Work} work
 * @returns {Promise<(Peer & { name: string }) | undefined>}
 */
export async function openTorch({ folder, networks, steps, checked }) {
  const python = pythons.find((command) => spawnSync(command, ['-c', 'import torch']).status === 0);
  if (!python) return undefined;
  const inputs = [join(folder, 'weights'), join(folder, 'states'), networks, steps, checked];
  const { ask, close } = start(python, [join(here, 'torch_peer.py'), ...inputs.map(String)]);
  return { name: `PyTorch ${await ask()}`, pass: async () => passOf(await ask('\n')), close };
}

/**
 * Compiles the native loop; undefined where there is no compiler, or none that knows SSE.
 * @param {string} folder
 */
export function compileNativeLoop(folder) {
  const program = join(folder, 'native_loop');
  const command = ['-O3', '-msse4.1', '-o', program, join(here, 'native_loop.c'), '-lm', '-pthread'];
  return spawnSync('cc', command).status === 0 ? program : undefined;
}

/**
 * @param {string} program
 * @param {Work} work
 * @param {number} threads
 * @returns {Peer}
 */
export function openNativeLoop(program, { folder, networks, steps, checked }, threads) {
  const inputs = [join(folder, 'weights'), networks, steps, threads, checked];
  const { ask, close } = start(program, inputs.map(String));
  return { pass: async () => passOf(await ask('\n')), close };
}

/**
 * @param {string} command
 * @param {string[]} options
 */
function start(command, options) {
  const child = spawn(command, options, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const ended = once(lines, 'close');
  return {
    /** @param {string} [line] */
    async ask(line = '') {
      const answer = once(lines, 'line');
      child.stdin.write(line);
      const [text] = await Promise.race([answer, ended]);
      if (text === undefined) throw new Error(`${command} ended early`);
      return String(text);
    },
    close: () => void child.kill(),
  };
}

/** @param {string} line */
function passOf(line) {
  const [milliseconds = Number.NaN, ...norms] = line.split(' ').map(Number);
  return { milliseconds, norms };
}
