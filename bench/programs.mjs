/**
 * Sides that are programs of their own: PyTorch and the native loop. Each waits for a line, does a pass, and answers with its
 * milliseconds and the norms of the first networks.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Debian's Python first: its packages are not another one's. */
const pythons = ['/usr/bin/python3', 'python3', 'python'];

/**
 * @typedef {import('./works.ts').Work} Work
 * @typedef {import('./page.ts').Opened & { pass: () => Promise<import('./page.ts').Pass>, close: () => void }} Program
 */

/**
 * The programs that do a work: those that this machine has.
 * @param {Work} work
 * @param {{ folder: string, drawn: import('./works.ts').Drawn, checked: number }} files where they read what is drawn
 * @returns {Promise<Program[]>}
 */
export async function openPrograms(work, { folder, drawn, checked }) {
  if (work.on !== 'cpu' || work.direction !== 'both' || work.experiment.cell !== 'rnn') return [];
  const { networks, steps } = work.experiment;
  const [weights, states] = [join(folder, 'weights'), join(folder, 'states')];
  writeFileSync(weights, drawn.weights);
  writeFileSync(states, drawn.initialState);
  /** @type {Program[]} */
  const programs = [];
  const common = { plain: false, tried: [] };
  const python = pythonWithTorch();
  if (python) {
    const { ask, ...torch } = start(python, [
      join(here, 'torch_peer.py'),
      weights,
      states,
      networks,
      steps,
      checked,
    ]);
    programs.push({ ...common, name: `PyTorch ${await ask()}`, peer: 'PyTorch', work, ...torch });
  } else {
    console.log('PyTorch is left out: get it with `apt-get install python3-torch` or `pip install torch`.');
  }
  // Without an activation it is the linear network's gradient that comes out.
  /** @type {Work} */
  const linear = { ...work, experiment: { ...work.experiment, activation: 'identity' } };
  for (const peer of /** @type {const} */ (['C, 128 bits', 'C, widest'])) {
    const compiled = compileNativeLoop(folder, peer);
    if (!compiled) console.log(`${peer}, is left out: there is no C compiler \`cc\` that takes its options.`);
    for (const threads of compiled ? new Set([availableParallelism(), 1]) : []) {
      const { ask: _, ...loop } = start(compiled?.program ?? '', [
        weights,
        networks,
        steps,
        threads,
        checked,
      ]);
      const name = `C, ${compiled?.bits} bits, product only, ${threads} thread${threads === 1 ? '' : 's'}`;
      programs.push({
        ...common,
        name,
        peer: threads === 1 ? `${peer}, one thread` : peer,
        work: linear,
        ...loop,
      });
    }
  }
  return programs;
}

/** A Python that has PyTorch; undefined where there is none. */
export function pythonWithTorch() {
  return pythons.find((command) => spawnSync(command, ['-c', 'import torch']).status === 0);
}

/**
 * Compiles the native loop for 128 bits, or for the widest vectors that this machine has; undefined where there is no
 * compiler, or none that knows them.
 * @param {string} folder
 * @param {'C, 128 bits' | 'C, widest'} width
 */
function compileNativeLoop(folder, width) {
  const bits = width === 'C, widest' ? widestVectors() : 128;
  const program = join(folder, `native_loop_${bits}`);
  const target = width === 'C, widest' ? ['-march=native', `-mprefer-vector-width=${bits}`] : ['-msse4.1'];
  const command = ['-O3', ...target, '-o', program, join(here, 'native_loop.c'), '-lm', '-pthread'];
  return bits !== undefined && spawnSync('cc', command).status === 0 ? { program, bits } : undefined;
}

/** Bits of the widest vectors that the compiler says this processor has; undefined where they are not above 128. */
function widestVectors() {
  const macros = spawnSync('cc', ['-march=native', '-dM', '-E', '-x', 'c', '/dev/null'], {
    encoding: 'utf8',
  });
  if (macros.status !== 0) return undefined;
  return macros.stdout.includes('__AVX512F__') ? 512 : macros.stdout.includes('__AVX__') ? 256 : undefined;
}

/** The first line that the C compiler says of itself. */
export function compilerVersion() {
  const { status, stdout } = spawnSync('cc', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0] : undefined;
}

/**
 * A program that answers each line with one.
 * @param {string} command
 * @param {(string | number)[]} options
 */
export function start(command, options) {
  const child = spawn(command, options.map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const ended = once(lines, 'close');
  const ask = async (line = '') => {
    const answer = once(lines, 'line');
    child.stdin.write(line);
    const [text] = await Promise.race([answer, ended]);
    if (text === undefined) throw new Error(`${command} ended early`);
    return String(text);
  };
  return {
    ask,
    async pass() {
      const [milliseconds = Number.NaN, ...norms] = (await ask('\n')).split(' ').map(Number);
      return { milliseconds, norms };
    },
    close: () => void child.kill(),
  };
}
