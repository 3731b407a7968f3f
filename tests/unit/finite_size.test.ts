/** Which theory holds of an experiment's gradients, and what N units change in it, against networks on the CPU engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { spectralRadius } from '../../src/networks/spectrum.ts';
import { meanRadius } from '../../src/theory/finite_size.ts';
import { type GradientTheory, gradientTheory, theoryOf } from '../../src/theory/gradient_theory.ts';
import { type Theory, theoryFor } from '../../src/theory/theory_line.ts';
import { growthRates, measureAll } from '../parity/experiments.ts';
import { drawn } from './drawn_products.ts';

const { signal } = new AbortController();

let engine: WasmEngine;
beforeAll(async () => {
  engine = await WasmEngine.open();
});
afterAll(() => engine.dispose());

/** At the experiment's own gain and scales, which are single values. */
async function theoryAt(experiment: Experiment): Promise<GradientTheory> {
  const theory = theoryOf(experiment);
  if ('silence' in theory) throw new Error(theory.silence);
  const { gain, inputScale, biasScale } = experiment;
  const settings = { gain: Number(gain), inputScale: Number(inputScale), biasScale: Number(biasScale) };
  const found = await gradientTheory(experiment, theory.name, settings);
  if (!found) throw new Error('The theory does not settle.');
  return found;
}

async function measured(experiment: Experiment) {
  const rates = growthRates(await measureAll(engine, experiment), experiment).sort((a, b) => a - b);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / rates.length;
  return { mean, deviation: Math.sqrt(variance) };
}

describe('the growth rate of N units', () => {
  it.each<Partial<Experiment>>([
    { gain: 2, inputScale: 1, hiddenSize: 64 },
    { gain: 3, inputScale: 1, hiddenSize: 64 },
    { gain: 2, inputScale: 1, hiddenSize: 16 },
    { gain: 1.5, inputScale: 0.5, hiddenSize: 128, networks: 128 },
    { gain: 1.5, inputScale: 0.5, hiddenSize: 64, ensemble: 'orthogonal' },
    { gain: 1, inputScale: 0.5, hiddenSize: 64, ensemble: 'orthogonal' },
    { gain: 3, hiddenSize: 256, networks: 64 },
  ])('%o: mean and deviation are measured', async (changes) => {
    const experiment: Experiment = {
      ...defaultExperiment,
      loss: 'random',
      networks: 256,
      steps: 100,
      ...changes,
    };
    const { finite, rate } = await theoryAt(experiment);
    if (typeof finite !== 'object') throw new Error(finite);
    const { mean, deviation } = await measured(experiment);
    // Nearer than infinitely many units are, by far.
    expect(Math.abs(mean - finite.mean)).toBeLessThan(0.3 * (rate - finite.mean) + 0.002);
    expect(deviation / finite.deviation).toBeGreaterThan(0.85);
    expect(deviation / finite.deviation).toBeLessThan(1.35);
  });

  it.each<[Partial<Experiment>, RegExp]>([
    [{ gain: 0.9 }, /eigenvalues of W/],
    [{ gain: 1.5 }, /eigenvalues of W|settle into fixed points/],
    [{ gain: 2 }, /settle into fixed points/],
    [{ gain: 2, inputScale: 1, biasScale: 1 }, /level of its own/],
    [{ gain: 1, inputScale: 1, activation: 'relu' }, /level of its own/],
    [{ gain: 2, inputScale: 1, ensemble: 'sparse', density: 0.05 }, /few entries/],
  ])('%o: why it is not known', async (changes, sentence) => {
    const { finite } = await theoryAt({ ...defaultExperiment, hiddenSize: 64, steps: 100, ...changes });
    expect(finite).toMatch(sentence);
  });
});

it.each([
  ['ginibre', 'independent', 24],
  ['ginibre', 'independent', 64],
  ['orthogonal', 'orthogonal', 24],
] as const)('the mean spectral radius of %s, N = %s', (ensemble, free, size) => {
  const radii = Array.from({ length: 80 }, (_, seed) => spectralRadius(drawn(ensemble, seed, size), size));
  const mean = radii.reduce((sum, radius) => sum + radius, 0) / radii.length;
  expect(Math.abs(mean - meanRadius(free, size))).toBeLessThan(0.025);
});

describe('which theory holds', () => {
  it.each<[Partial<Experiment>, string]>([
    [{}, 'mean field'],
    [{ activation: 'relu', inputScale: 1, ensemble: 'orthogonal' }, 'mean field'],
    [{ cell: 'gru', initialScale: 0 }, 'theory at rest'],
    [{ cell: 'leaky', inputScale: 1 }, 'dynamic mean field'],
  ])('of %o: %s', (changes, name) => {
    expect(theoryOf({ ...defaultExperiment, ...changes })).toEqual({ name });
  });

  it.each<[Partial<Experiment>, RegExp]>([
    [{ ensemble: 'symmetric' }, /comes back to it/],
    [{ ensemble: 'identity' }, /hears only itself/],
    [{ ensemble: 'low-rank' }, /outlier/],
    [{ cell: 'lstm', initialScale: 1 }, /at rest only/],
    [{ cell: 'residual' }, /does not settle/],
    [{ cell: 'leaky', activation: 'relu', inputScale: 1 }, /smooth/],
    [{ cell: 'leaky', ensemble: 'orthogonal' }, /independent entries/],
  ])('of %o: none, and why', (changes, silence) => {
    expect(theoryOf({ ...defaultExperiment, ...changes })).toEqual({
      silence: expect.stringMatching(silence),
    });
  });

  it('of a leaky cell in chaos is what its networks do', async () => {
    const experiment: Experiment = {
      ...defaultExperiment,
      ...{ cell: 'leaky', leak: 0.5, gain: 3, inputScale: 1, hiddenSize: 256, networks: 24, steps: 200 },
    };
    const { mean } = await measured(experiment);
    const { rate } = await theoryAt(experiment);
    expect(Math.abs(mean - rate)).toBeLessThan(0.02);
  });
});

describe('the lines over a range of gains', () => {
  const lines = (changes: Partial<Experiment>): Promise<Theory> =>
    theoryFor({ ...defaultExperiment, gain: [0.5, 3], steps: 100, ...changes }, signal);

  it('are the theory, and where four networks in five lie if that is known', async () => {
    const { gradient, band, caution, edge, reach } = await lines({ inputScale: 0.5, hiddenSize: 64 });
    expect(edge).toBeCloseTo(1.55, 2);
    const last = gradient?.y.at(-1) ?? Number.NaN;
    const [low, high] = [band?.low.y.at(-1) ?? Number.NaN, band?.high.y.at(-1) ?? Number.NaN];
    expect(low).toBeLessThan(high);
    // Finite networks grow less.
    expect((low + high) / 2).toBeLessThan(last);
    expect(band?.low.y[0]).toBeNaN();
    expect(caution).toMatch(/eigenvalues of W/);
    // χ = e^(±6/T) about the edge.
    if (!reach || !('from' in reach)) throw new Error('There should be a range of gains.');
    expect(reach.from).toBeLessThan(1.55);
    expect(reach.to).toBeGreaterThan(1.55);
    expect(reach.to - reach.from).toBeLessThan(0.5);
  });

  it('are one place of a single gain, with what mean field says there', async () => {
    const { gradient, reach } = await lines({ gain: 2, inputScale: 1 });
    expect(gradient?.x).toEqual([2]);
    if (!reach || !('depth' in reach)) throw new Error('There should be a depth scale.');
    expect(reach.depth).toBeCloseTo(1 / (2 * 0.046), 0);
    expect(Math.log(reach.growth ?? Number.NaN) / 2).toBeCloseTo(0.046, 3);
  });

  it('are those of dynamic mean field for a leaky cell in motion', async () => {
    const { name, gradient, edge } = await lines({
      cell: 'leaky',
      leak: 0.5,
      inputScale: 0.5,
      hiddenSize: 64,
    });
    expect(name).toBe('dynamic mean field');
    expect(gradient?.x.length).toBeGreaterThan(8);
    expect(edge).toBeGreaterThan(1.2);
    expect(edge).toBeLessThan(2);
    // What nothing drives leaves rest at a gain of 1.
    const { edge: still, gradient: line } = await lines({ cell: 'leaky', leak: 0.5, gain: [0.6, 2.6] });
    expect(still).toBeCloseTo(1, 9);
    expect(line?.y[line.x.indexOf(1)]).toBe(0);
    expect(line?.x).toEqual(line?.x.toSorted((a, b) => a - b));
  });
});
