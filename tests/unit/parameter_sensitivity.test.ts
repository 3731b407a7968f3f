/** Where the parameters' gradient comes from, and how it grows with memory where the state's does not. */
import { describe, expect, it } from 'vitest';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { cells, type Experiment, keptTimes } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { type SensitiveNetwork, sensitivity } from '../../src/laboratory/sensitivity.ts';
import { memoryCurse } from '../../src/lessons/memory_curse.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import { runNetwork } from '../../src/networks/run.ts';
import { log10Norm } from '../../src/networks/scaled_vector.ts';
import { entry } from '../../src/networks/vector.ts';
import { weightGradient, weightGradientTerms } from '../../src/networks/weight_gradient.ts';
import { benchOf } from '../parity/bench.ts';

const bench = benchOf(new ReferenceEngine());

async function measured(experiment: Experiment, first = 0): Promise<SensitiveNetwork[]> {
  const networks: SensitiveNetwork[] = [];
  const request = { experiment, first, networks: 3, seconds: 60 };
  for await (const report of sensitivity(request, bench)) {
    if ('network' in report) networks.push(report.network);
  }
  return networks;
}

describe('the terms of ∂L/∂W_hh', () => {
  const settings = { hiddenSize: 8, steps: 12, warmUp: 3, gain: 1.3, inputScale: 0.4, networks: 5 };
  it.each([
    ...cells.map((cell) => ({ cell })),
    { cell: 'gru', reset: 'before' } as const,
    // More steps than are kept.
    { cell: 'rnn', steps: 1200 } as const,
  ])('%o', async (change) => {
    const experiment: Experiment = { ...defaultExperiment, ...settings, ...change };
    const networks = await measured(experiment, 2);
    expect(networks.map(({ index }) => index)).toEqual([2, 0, 1]);
    const [found] = networks;
    const network = drawNetwork(experiment, 2);
    const terms = [...weightGradientTerms(network, await runNetwork(network, experiment))].map(log10Norm);
    const times = keptTimes(experiment);
    expect(found?.times).toEqual(times);
    expect(found?.terms[0]).toBeNaN();
    times.slice(1).forEach((time, i) => {
      expect(found?.terms[i + 1]).toBeCloseTo(terms[time - 1] ?? Number.NaN, 9);
    });
  });
});

describe('a scalar linear unit, h ← λ·h + x with white input', () => {
  // Identity matrices and φ = 1: every unit of every network is one, and ∂L/∂W_ii of L = Σ h_T is its ∂h_T/∂λ.
  const expected = (lambda: number) => (1 + lambda ** 2) / (1 - lambda ** 2) ** 3;

  it.each([
    [0.9, 264, { networks: 12, length: 160 }],
    [0.99, 2.51e5, { networks: 2, length: 1200 }],
    [0.999, 2.5e8, { networks: 1, length: 7000 }],
  ] as const)(
    'E[(∂h/∂λ)²] = (1 + λ²)/(1 − λ²)³ at λ = %d: %d',
    async (lambda, printed, { networks, length }) => {
      expect(Number(expected(lambda).toPrecision(3))).toBe(printed);
      const experiment: Experiment = {
        ...{ ...defaultExperiment, ensemble: 'identity', activation: 'identity', hiddenSize: 64 },
        ...{ gain: lambda, inputScale: 1, initialScale: 0, warmUp: length, steps: length, networks },
      };
      const squares: number[] = [];
      for (let index = 0; index < networks; index++) {
        const network = drawNetwork(experiment, index);
        const { values, exponent } = await weightGradient(network, await runNetwork(network, experiment));
        for (let unit = 0; unit < 64; unit++) squares.push((entry(values, unit * 65) * 2 ** exponent) ** 2);
      }
      // ∂h/∂λ is linear in the inputs, and so Gaussian: the mean of n squares has a relative error of √(2/n).
      const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
      const error = Math.sqrt(2 / squares.length);
      expect(Math.abs(mean / expected(lambda) - 1)).toBeLessThan(4 * error);
      expect(4 * error).toBeLessThan(0.71);
    },
  );

  it('the chapter’s figure says the same', () => {
    const points = [...memoryCurse(1)];
    expect(points.length).toBeGreaterThan(8);
    for (const { weight, measured: found, error } of points) {
      expect(error).toBeLessThan(0.12);
      expect(Math.abs(found ** 2 / expected(weight) - 1)).toBeLessThan(4 * 2 * error);
    }
    expect(points.at(-1)?.weight).toBeCloseTo(0.999, 6);
  });
});
