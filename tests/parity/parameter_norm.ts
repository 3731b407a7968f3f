/** ‖∂L/∂W_hh‖ against float64 along the engine's own trajectory, for every engine. */

import { beforeAll, describe, expect, it } from 'vitest';
import { stepsOf } from '../../src/analysis/own_trajectory.ts';
import { gradientLimit } from '../../src/analysis/own_trajectory_limits.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { cells, type Experiment } from '../../src/experiment/experiment.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { parameterNormAlong } from '../../src/laboratory/parameter_norm.ts';
import { parameterErrors } from '../../src/laboratory/validation_checks.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import { log10ParameterNorm, parameterGradient } from '../../src/networks/parameter_gradient.ts';
import { log10Norm } from '../../src/networks/scaled_vector.ts';
import { rowsOf } from '../../src/networks/trace.ts';
import { resultOf } from '../unit/result_of.ts';
import { column, experimentWith, measureAll, sameNumbers } from './experiments.ts';
import type { Lender } from './lend.ts';
import { driven, gain } from './trust.ts';

const { signal } = new AbortController();
const nothing = { values: new Float64Array(), exponent: 0 };

/** Every cell, some activations, and both ends of every range; sizes are no multiples of a kernel's block. */
const experiments: readonly Partial<Experiment>[] = [
  ...cells.map((cell) => ({ cell, gain, ...driven })),
  { activation: 'gelu', gain, ...driven },
  { cell: 'gru', hiddenSize: 36, gain, loss: 'random' },
  // Exploding and vanishing over hundreds of decades, in more than one segment.
  { activation: 'identity', gain: 3, steps: 1000 },
  { activation: 'softplus', gain: 3, steps: 300 },
  { gain: 0.1, steps: 1000 },
  // A small h underflows to zero, and with it the terms of all later steps: the earliest are what is left.
  { cell: 'gru', gain: 0.1, steps: 600, warmUp: 0 },
];

export function parameterNormSuite(name: EngineName, lend: Lender): void {
  describe(`‖∂L/∂W_hh‖ of the ${name} engine`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await lend();
    });

    it.each(experiments)('agrees with float64 on its own trajectory: %o', async (changes) => {
      const settings = { hiddenSize: 5, networks: 6, steps: 40, warmUp: 10 };
      const experiment = experimentWith({ ...settings, ...changes });
      expect(await parameterErrors(engine, experiment, signal)).toMatchObject([{ passed: true }]);
    });

    it.each<Partial<Experiment>>([
      ...cells.map((cell) => ({ cell })),
      { cell: 'gru', reset: 'before' },
      { activation: 'relu', gain: 3 },
      { cell: 'gru', activation: 'relu', gain: 3, inputScale: 5, steps: 200 },
      { gain: 0.1, steps: 400 },
    ])('of all parameters is summed along a trace, stretch by stretch: %o', async (changes) => {
      const settings = { hiddenSize: 5, networks: 3, steps: 90, warmUp: 10, gain: 1.5, ...driven };
      const experiment = experimentWith({ ...settings, ...changes });
      for (const index of [0, 2]) {
        const trace = await engine.trace({ experiment, index }, { signal });
        const network = { ...drawNetwork(experiment, index), weights: trace.weights };
        const exact = log10ParameterNorm(network, parameterGradient(network, stepsOf(trace)));
        for (const together of [experiment.steps, 32]) {
          const along = parameterNormAlong({ experiment, index }, { engine, signal }, together);
          const summed = await resultOf(along);
          expect(Math.abs(summed.log10ParameterNorm - exact)).toBeLessThan(gradientLimit(experiment.steps));
          expect(summed.gradient.at(0)).toBeCloseTo(log10Norm(rowsOf(trace.gradient)[0] ?? nothing), 5);
        }
      }
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
      const experiment = experimentWith({ hiddenSize: 5, networks: 12, steps: 300, gain, ...driven });
      const [without, wanted] = [
        await measureAll(engine, experiment),
        await measureAll(engine, experiment, ['parameterNorm']),
      ];
      for (const chunk of without) expect(chunk).not.toHaveProperty('log10ParameterNorm');
      for (const chunk of wanted) expect(chunk.log10ParameterNorm).toHaveLength(chunk.count);
      for (const quantity of ['spectralRadius', 'log10GradientNorm', 'log10StateNorm'] as const) {
        expect(sameNumbers(column(wanted, quantity), column(without, quantity))).toBe(true);
      }
    });
  });
}
