/** ‖∂L/∂W_hh‖ against float64 along the engine's own trajectory, for every engine. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { cells, type Experiment } from '../../src/experiment/experiment.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { parameterErrors } from '../../src/laboratory/validation_checks.ts';
import { column, experimentWith, measureAll } from './experiments.ts';

const { signal } = new AbortController();

const gain = [0.3, 3] as const;
const driven = { inputScale: 0.5, biasScale: 0.3 };

/** Cells, activations, and both ends of every range: a size is no multiple of four unless said. */
const experiments: readonly Partial<Experiment>[] = [
  ...cells.map((cell) => ({ cell, gain, ...driven })),
  ...(['relu', 'sigmoid', 'gelu'] as const).map((activation) => ({ activation, gain, ...driven })),
  { hiddenSize: 64, steps: 100, gain },
  { cell: 'gru', hiddenSize: 72, loss: 'random' },
  // Exploding and vanishing over hundreds of decades, in more than one segment.
  { activation: 'identity', gain: 3, steps: 1000 },
  { activation: 'softplus', gain: 3, steps: 300 },
  { gain: 0.1, steps: 1000 },
  { cell: 'lstm', gain: 0.1, steps: 600, warmUp: 0 },
  // h underflows to zero, and with it the terms of all later steps: the earliest are what is left.
  { cell: 'gru', gain: 0.1, steps: 600, warmUp: 0 },
];

export function parameterNormSuite(name: EngineName, open: () => Promise<Engine>): void {
  describe(`‖∂L/∂W_hh‖ of the ${name} engine`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.dispose());

    it.each(experiments)('agrees with float64 on its own trajectory: %o', async (changes) => {
      const settings = { hiddenSize: 13, networks: 5, steps: 40, warmUp: 10 };
      const experiment = experimentWith({ ...settings, ...changes });
      expect(await parameterErrors(engine, experiment, signal)).toMatchObject([{ passed: true }]);
    });

    it('is an exact zero exactly where no step’s product reaches the loss', async () => {
      const experiment = experimentWith({ activation: 'relu', hiddenSize: 4, networks: 40, gain: 1.2 });
      const chunks = await measureAll(engine, experiment, ['parameterNorm']);
      const norms = chunks.flatMap(({ log10ParameterNorm = [] }) => [...log10ParameterNorm]);
      const dead = column(chunks, 'deathStep').map((step) => step === experiment.steps - 1);
      expect(dead.filter(Boolean).length).toBeGreaterThan(3);
      expect(norms.map((norm) => norm === Number.NEGATIVE_INFINITY)).toEqual(dead);
      expect(await parameterErrors(engine, experiment, signal)).toMatchObject([{ passed: true }]);
    });

    it('is measured where it is wanted, and leaves everything else as it is', async () => {
      const experiment = experimentWith({ hiddenSize: 20, networks: 12, steps: 300, gain, ...driven });
      const [without, wanted] = [
        await measureAll(engine, experiment),
        await measureAll(engine, experiment, ['parameterNorm']),
      ];
      for (const chunk of without) expect(chunk).not.toHaveProperty('log10ParameterNorm');
      for (const chunk of wanted) expect(chunk.log10ParameterNorm).toHaveLength(chunk.count);
      for (const quantity of ['spectralRadius', 'log10GradientNorm', 'log10StateNorm'] as const) {
        expect(column(wanted, quantity)).toEqual(column(without, quantity));
      }
    });
  });
}
