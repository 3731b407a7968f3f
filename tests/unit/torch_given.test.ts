/** Networks in files against PyTorch's autograd: `analyze` in float64, and the CPU kernels within the limits of trust. */

import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import norms from '../fixtures/given/norms.json' with { type: 'json' };
import { givenSuite } from '../parity/given.ts';
import { once } from '../parity/lend.ts';
import { fixtures } from './given_files.ts';
import { runCommand } from './terminal_double.ts';

type Case = (typeof norms.cases)[number];
type Norms = readonly (number | null)[];

function wordsOf({ name, activation, cell, cotangent }: Case): string[] {
  const file = (ending: string) => fixtures(`${name}${ending}`);
  return [
    ...['analyze', file('.safetensors'), '--inputs', file('_inputs.npy'), '--activation', activation],
    ...['--initial', cell ? `${file('_hidden.npy')},${file('_cell.npy')}` : file('_hidden.npy')],
    ...(cotangent ? ['--cotangent', file('_cotangent.npy')] : []),
  ];
}

/** Largest error of the norms themselves, relative, over all t; zeros must be zeros. */
function worstError(measured: Norms, expected: Norms): number {
  expect(measured).toHaveLength(expected.length);
  const errors = expected.map((decades, t) => {
    const own = measured[t];
    if (decades === null || own === null || own === undefined) return own === decades ? 0 : Number.NaN;
    return Math.abs(10 ** (own - decades) - 1);
  });
  return Math.max(...errors);
}

it('covers what PyTorch has, and gradients below 1e-1000', () => {
  const names = norms.cases.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['tanh', 'relu', 'gru', 'lstm']));
  const least = Math.min(...norms.cases.map(({ log10GradientNorm }) => log10GradientNorm[0] ?? 0));
  expect(least).toBeLessThan(-1000);
});

describe('analyze in float64 agrees with PyTorch to 1e-9 at every t', () => {
  it.each(norms.cases)('$name', async (given) => {
    const { status, stdout, stderr } = await runCommand([...wordsOf(given), '--engine', 'reference']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { log10GradientNorm, parts, steps } = JSON.parse(stdout);
    expect(steps).toBe(given.log10GradientNorm.length - 1);
    expect(worstError(log10GradientNorm, given.log10GradientNorm)).toBeLessThan(1e-9);
    if (given.hidden) expect(worstError(parts.hidden, given.hidden)).toBeLessThan(1e-9);
    if (given.memory) expect(worstError(parts.cell, given.memory)).toBeLessThan(1e-9);
  });
});

const fixture = (file: string) => readFile(fixtures(file));
const lend = once(() => WasmEngine.open({ workers: 1 }));
afterAll(async () => (await lend()).dispose());
givenSuite('wasm', lend, fixture);
