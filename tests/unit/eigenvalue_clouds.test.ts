/** Eigenvalues of weights and of steps, their densities, and where theory has them end. */
import { describe, expect, it } from 'vitest';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { cells, type Experiment } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { cloud, density } from '../../src/laboratory/clouds.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import { atOnce } from '../../src/networks/spectra/steps.ts';
import { bareEigenvalueSteps, type Eigenvalue, eigenvalues } from '../../src/networks/spectrum.ts';
import type { Curve } from '../../src/theory/eigenvalue_edge.ts';
import { benchOf, resultOf } from '../parity/bench.ts';

const bench = benchOf(new ReferenceEngine());
const experimentOf = (settings: Partial<Experiment>): Experiment => ({
  ...{ ...defaultExperiment, warmUp: 40, steps: 4, gain: 1, networks: 6 },
  ...settings,
});

const modulus = ({ real, imaginary }: Eigenvalue) => Math.hypot(real, imaginary);

/** Whether a point is within closed curves: how often a ray to the right meets them. */
function within({ real, imaginary }: Eigenvalue, curves: readonly Curve[]): boolean {
  let crossings = 0;
  for (const curve of curves) {
    curve.forEach(([x1, y1], i) => {
      const [x0, y0] = curve[(i + curve.length - 1) % curve.length] ?? [0, 0];
      if (y0 > imaginary === y1 > imaginary) return;
      if (x0 + ((imaginary - y0) / (y1 - y0)) * (x1 - x0) > real) crossings += 1;
    });
  }
  return crossings % 2 === 1;
}

it('without bounds they are the same eigenvalues', () => {
  const { weights } = drawNetwork(experimentOf({ hiddenSize: 32, ensemble: 'sparse' }), 0);
  const size = (values: readonly Eigenvalue[]) => values.map(modulus).sort((a, b) => a - b);
  const bare = size(atOnce(bareEigenvalueSteps(weights, 32)));
  size(eigenvalues(weights, 32)).forEach((value, i) => {
    expect(bare[i]).toBeCloseTo(value, 9);
  });
});

describe('edges of a large network', () => {
  it.each(cells)('%s: next to all eigenvalues of its step are within, and they fill it', async (cell) => {
    const experiment = experimentOf({
      ...{ cell, hiddenSize: 200, gain: 2.5, inputScale: 0.5, forgetBias: 1, leak: 0.4 },
    });
    const { eigenvalues: found, theory } = await cloud(
      { experiment, index: 0, matrix: 'step', time: 4 },
      bench,
    );
    expect(theory.curves.length).toBeGreaterThan(0);
    const shrunk = (share: number) => {
      const middle = mean(found.map(({ real }) => real));
      return theory.curves.map((curve) =>
        curve.map(([x, y]) => [middle + share * (x - middle), share * y] as const),
      );
    };
    const share = (curves: readonly Curve[]) => mean(found.map((value) => Number(within(value, curves))));
    expect(share(shrunk(1.12))).toBeGreaterThan(0.98);
    expect(share(theory.curves)).toBeGreaterThan(0.9);
    expect(share(shrunk(0.85))).toBeLessThan(0.985);
  });

  it('of an orthogonal W times slopes it is a ring', async () => {
    const experiment = experimentOf({ ensemble: 'orthogonal', hiddenSize: 200, gain: 1.5, inputScale: 0.3 });
    const { eigenvalues: found, theory } = await cloud(
      { experiment, index: 0, matrix: 'step', time: 4 },
      bench,
    );
    const [outer, inner] = theory.curves.map((curve) => Math.hypot(...(curve[0] ?? [0, 0])));
    const moduli = found.map(modulus);
    expect(Math.abs(Math.max(...moduli) / (outer ?? 0) - 1)).toBeLessThan(0.1);
    expect(Math.abs(Math.min(...moduli) / (inner ?? 0) - 1)).toBeLessThan(0.1);
    expect(inner).toBeGreaterThan(0.1);
  });

  it.each([
    ['ginibre', 1.5],
    ['orthogonal', 1.5],
    ['symmetric', 3],
    ['antisymmetric', 3],
    ['low-rank', 3.75],
    ['identity', 1.5],
    ['irnn', 1.515],
  ] as const)('weights of %s reach as far as is drawn', async (ensemble, reach) => {
    const experiment = experimentOf({ ensemble, outlier: 2.5, hiddenSize: 200, gain: 1.5 });
    const { eigenvalues: found, theory } = await cloud(
      { experiment, index: 0, matrix: 'weights', time: 1 },
      bench,
    );
    const drawn = Math.max(...theory.curves.flat().map(([x, y]) => Math.hypot(x, y)));
    expect(Math.abs(Math.max(...found.map(modulus)) / reach - 1)).toBeLessThan(0.1);
    expect(drawn / reach).toBeCloseTo(1, 1);
  });
});

describe('a density', () => {
  it.each(['weights', 'step'] as const)('of %s counts every eigenvalue of every network', async (matrix) => {
    const experiment = experimentOf({ cell: 'gru', hiddenSize: 12, networks: 40, inputScale: 0.3 });
    const found = await resultOf(density({ experiment, matrix, time: 3 }, bench));
    const counted = found.counts.reduce((sum, count) => sum + count, 0) + found.outside;
    expect(found.networks).toBe(40);
    expect(counted).toBe(40 * 12);
    // Row by row the mirror image of itself: eigenvalues come in conjugate pairs.
    const row = (i: number) => [...found.counts.subarray(i * found.cells, (i + 1) * found.cells)];
    expect(row(found.cells - 1 - 40)).toEqual(row(40));
    const { eigenvalues: one } = await cloud({ experiment, index: 0, matrix, time: 3 }, bench);
    for (const { real, imaginary } of one) {
      const place = (x: number) => Math.floor(((x / found.extent + 1) / 2) * found.cells);
      expect(found.counts[place(imaginary) * found.cells + place(real)]).toBeGreaterThan(0);
    }
  });

  it('ends when nobody waits for it any more', async () => {
    const stop = new AbortController();
    const experiment = experimentOf({ hiddenSize: 64, networks: 4096 });
    const counting = density(
      { experiment, matrix: 'weights', time: 1 },
      benchOf(new ReferenceEngine(), stop.signal),
    );
    const first = await counting.next();
    expect(first.done).toBe(false);
    stop.abort();
    await expect(counting.next()).rejects.toThrow();
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
