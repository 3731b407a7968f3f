/** Networks in files against PyTorch's autograd: `analyze` in float64, and the CPU kernels within the limits of trust. */

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { gradientThroughTime } from '../../src/analysis/given_network.ts';
import { gradientLimit, ownTrajectoryErrors, residualLimit } from '../../src/analysis/own_trajectory.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { activations } from '../../src/experiment/experiment.ts';
import { readNpy } from '../../src/files/npy.ts';
import { readSafetensors } from '../../src/files/safetensors.ts';
import { readLayer, recurrentLayers } from '../../src/networks/given/recurrent_layer.ts';
import { givenNetwork } from '../../src/networks/given/sequence.ts';
import { entry } from '../../src/networks/vector.ts';
import norms from '../fixtures/given/norms.json' with { type: 'json' };
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

describe('the CPU kernels agree with float64', () => {
  const { signal } = new AbortController();

  it.each(norms.cases)('along their own trajectory, and with PyTorch at the end: $name', async (given) => {
    const { name, cell, cotangent } = given;
    const read = async (ending: string) => readFile(fixtures(`${name}${ending}`));
    const array = async (ending: string) => readNpy(await read(ending), ending);
    const [outline] = recurrentLayers(readSafetensors(await read('.safetensors')));
    const activation = activations.find((candidate) => candidate === given.activation);
    if (!outline || !activation) throw new Error(`The fixture ${name} has no layer, or no activation.`);
    const network = await givenNetwork(readLayer(outline), {
      ...{ seed: 1, activation, inputs: await array('_inputs.npy') },
      initial: [await array('_hidden.npy'), ...(cell ? [await array('_cell.npy')] : [])],
      ...(cotangent && { cotangent: await array('_cotangent.npy') }),
    });
    const engine = await WasmEngine.open({ workers: 1 });
    const trace = await engine.trace(network, { signal });
    engine.dispose();
    const steps = given.log10GradientNorm.length - 1;
    const { gradient, residual } = ownTrajectoryErrors(network, trace);
    expect(gradient).toBeLessThan(gradientLimit(steps));
    expect(residual).toBeLessThan(residualLimit);
    const { log10GradientNorm, parts } = gradientThroughTime(network, trace);
    // The third check of trust, of networks that contract and have no kink.
    if (activation !== 'relu' && steps <= 1000) {
      expect(Math.abs(entry(log10GradientNorm, 0) - (given.log10GradientNorm[0] ?? 0))).toBeLessThan(2e-4);
    }
    if (cell) expect(parts.cell?.at(-1)).toBe(-Infinity);
  });
});
