/** Spectra against a library's, for every fast engine. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { type Experiment, ensembles } from '../../src/experiment/experiment.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { cellOf } from '../../src/networks/cells.ts';
import { drawWeights } from '../../src/networks/ensemble.ts';
import { largestModulus, restRadius } from '../../src/networks/rest_radius.ts';
import { eigenvalues, spectralNorm, spectralRadius } from '../../src/networks/spectrum.ts';
import { entry, multiply } from '../../src/networks/vector.ts';
import { column, experimentWith, measureAll } from './experiments.ts';
import type { Lender } from './lend.ts';

/** The squaring kernels are the same for every ensemble: all sizes of one, and of the others one with padding and one without. */
const samples = [
  { ensemble: 'ginibre', hiddenSize: 8, networks: 200 },
  { ensemble: 'ginibre', hiddenSize: 64, networks: 50 },
  { ensemble: 'ginibre', hiddenSize: 128, networks: 20 },
  { ensemble: 'orthogonal', hiddenSize: 128, networks: 10 },
  { ensemble: 'irnn', hiddenSize: 128, networks: 10 },
  ...ensembles.map((ensemble) => ({ ensemble, hiddenSize: 7, networks: 50 })),
  ...ensembles.map((ensemble) => ({ ensemble, hiddenSize: 32, networks: 60 })),
] as const;

/** Every ensemble at several sizes, up to `largest`: the library takes its time over large matrices. */
export function spectrumSuite(name: EngineName, lend: Lender, largest = 128): void {
  describe(`on the ${name} engine`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await lend();
    });

    it('of nilpotent matrices are 0', async () => {
      const sampled = { ensemble: 'sparse', density: 0.1, hiddenSize: 8, networks: 100 } as const;
      const experiment = experimentWith({ ...sampled, warmUp: 0, steps: 1 });
      const radii = column(await measureAll(engine, experiment), 'spectralRadius');
      const nilpotent = radii.map((_, i) => isNilpotent(drawWeights(experiment, i), 8));
      expect(nilpotent.filter(Boolean).length).toBeGreaterThan(10);
      expect(radii.map((radius) => radius === 0)).toEqual(nilpotent);
    });

    it('of draws that squaring cannot tell are float64’s, at rest too', async () => {
      const sampled = { ensemble: 'sparse', density: 0.05, hiddenSize: 20, networks: 60 } as const;
      const cell = { cell: 'leaky', leak: 0.6 } as const;
      const experiment = experimentWith({ ...sampled, ...cell, gain: [0.5, 2], warmUp: 0, steps: 1 });
      const chunks = await measureAll(engine, experiment, ['restRadius']);
      const radii = column(chunks, 'spectralRadius');
      const atRest = chunks.flatMap(({ restRadius = [] }) => [...restRadius]);
      expect(atRest).toHaveLength(60);
      radii.forEach((radius, index) => {
        const { gain } = networkSettings(experiment, index);
        const values = eigenvalues(drawWeights(experiment, index), 20);
        expect(Math.abs(radius - gain * largestModulus(values))).toBeLessThanOrEqual(1e-3 * radius);
        const rest = restRadius(values, cellOf(experiment).rest, gain);
        expect(Math.abs(entry(atRest, index) / rest - 1)).toBeLessThan(1e-3);
      });
    });

    it.each(samples.filter(({ hiddenSize }) => hiddenSize <= largest))(
      'agree with an eigenvalue library: $ensemble, N = $hiddenSize',
      async ({ ensemble, hiddenSize, networks }) => {
        // Few of so many sparse matrices are nilpotent.
        const sampled = { ensemble, hiddenSize, networks, density: 0.6 };
        const experiment = experimentWith({ ...sampled, gain: 1, warmUp: 0, steps: 1 });
        const chunks = await measureAll(engine, experiment);
        const exact = librarySpectra(experiment);
        const errors = (measured: readonly number[], exact: readonly number[]) =>
          exact.map((value, i) => Math.abs(entry(measured, i) / value - 1)).sort((a, b) => a - b);
        const radius = errors(column(chunks, 'spectralRadius'), exact.radii);
        const norm = errors(column(chunks, 'spectralNorm'), exact.norms);
        expect(chunks.reduce((sum, { count }) => sum + count, 0)).toBe(networks);
        // All eigenvalues of an IRNN are nearly as large as the largest.
        expect(radius[networks / 2]).toBeLessThan(ensemble === 'irnn' ? 5e-5 : 1e-5);
        expect(radius.at(-1)).toBeLessThan(1e-3);
        expect(norm.at(-1)).toBeLessThan(1e-3);
      },
    );
  });
}

/** The library takes longer than an engine does: each experiment once, for all engines of a page or process. */
const known = new Map<string, { radii: number[]; norms: number[] }>();

/** ρ of every network of an experiment, and ‖W‖₂ of the first twenty, as the library has them. */
function librarySpectra(experiment: Experiment): { radii: number[]; norms: number[] } {
  const { hiddenSize, networks } = experiment;
  const key = JSON.stringify(experiment);
  const found = known.get(key);
  if (found) return found;
  const matrices = Array.from({ length: networks }, (_, index) => drawWeights(experiment, index));
  const spectra = {
    radii: matrices.map((weights) => spectralRadius(weights, hiddenSize)),
    norms: matrices.slice(0, 20).map((weights) => spectralNorm(weights, hiddenSize)),
  };
  known.set(key, spectra);
  return spectra;
}

/** Whether no path along nonzero entries is as long as the matrix is large. */
function isNilpotent(matrix: Float64Array, size: number): boolean {
  const magnitudes = matrix.map(Math.abs);
  let paths: Float64Array = new Float64Array(size).fill(1);
  for (let step = 0; step < size; step++) paths = multiply(magnitudes, paths);
  return paths.every((count) => count === 0);
}
