/** Spectra against a library's, for every fast engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, EngineName } from '../../src/engines/engine.ts';
import { ensembles } from '../../src/experiment/experiment.ts';
import { drawWeights } from '../../src/networks/ensemble.ts';
import { spectralNorm, spectralRadius } from '../../src/networks/spectrum.ts';
import { column, experimentWith, measureAll } from './experiments.ts';

const samples = [
  { hiddenSize: 8, networks: 200 },
  { hiddenSize: 32, networks: 200 },
  { hiddenSize: 64, networks: 200 },
  { hiddenSize: 128, networks: 200 },
  { hiddenSize: 7, networks: 50 },
];

/** Every ensemble at several sizes, up to `largest`: the library takes its time over large matrices. */
export function spectrumSuite(name: EngineName, open: () => Promise<Engine>, largest = 128): void {
  describe(`on the ${name} engine`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.dispose());

    describe.each(ensembles)('spectra of %s matrices', (ensemble) => {
      it.each(samples.filter(({ hiddenSize }) => hiddenSize <= largest))(
        'agree with an eigenvalue library: N = $hiddenSize',
        async ({ hiddenSize, networks }) => {
          const experiment = experimentWith({ ensemble, hiddenSize, networks, gain: 1, warmUp: 0, steps: 1 });
          const chunks = await measureAll(engine, experiment);
          const errors = (measured: number[], exact: (weights: Float64Array, size: number) => number) =>
            measured
              .map((value, i) => Math.abs(value / exact(drawWeights(experiment, i), hiddenSize) - 1))
              .sort((a, b) => a - b);
          const radius = errors(column(chunks, 'spectralRadius'), spectralRadius);
          const norm = errors(column(chunks, 'spectralNorm').slice(0, 20), spectralNorm);
          expect(radius[networks / 2]).toBeLessThan(1e-5);
          expect(radius.at(-1)).toBeLessThan(1e-3);
          expect(norm.at(-1)).toBeLessThan(1e-3);
        },
      );
    });
  });
}
