/** The first two checks of trust as a suite, for every fast engine. */

import { beforeAll, describe, expect, it } from 'vitest';
import { ownTrajectoryErrors } from '../../src/analysis/own_trajectory.ts';
import { gradientLimit, residualLimit } from '../../src/analysis/own_trajectory_limits.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { activations, type Experiment } from '../../src/experiment/experiment.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { experimentWith } from './experiments.ts';
import type { Lender } from './lend.ts';

export const gain = [0.3, 3] as const;
export const driven = { inputScale: 0.5, biasScale: 0.3 };

/** Every activation, and other sizes and settings, on the engine's own trajectories. */
export function trustSuite(name: EngineName, lend: Lender): void {
  describe(`on the ${name} engine`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await lend();
    });

    describe.each(activations)('%s agrees with float64 on its own trajectory', (activation) => {
      it('over 100 steps, N = 30, driven', () =>
        expectTrust(engine, experimentWith({ activation, gain, hiddenSize: 30, steps: 100, ...driven }), 12));
      it('over 1000 steps, N = 30, autonomous', () =>
        expectTrust(engine, experimentWith({ activation, gain, hiddenSize: 30, steps: 1000 }), 6));
      it('over 100 steps, N = 4', () =>
        expectTrust(engine, experimentWith({ activation, gain, hiddenSize: 4, steps: 100 }), 12));
    });

    describe('other sizes and settings agree too', () => {
      it.each<Partial<Experiment>>([
        { hiddenSize: 5, steps: 100, ...driven },
        { hiddenSize: 64, steps: 1000, ...driven },
        { hiddenSize: 130, steps: 100, loss: 'random' },
        { hiddenSize: 256, steps: 100, ...driven, sharedInput: true },
        { hiddenSize: 61, steps: 100, ensemble: 'orthogonal', activation: 'gelu' },
        { hiddenSize: 32, steps: 100, ensemble: 'identity', activation: 'softplus', ...driven },
        { hiddenSize: 32, steps: 1000, activation: 'relu', initialScale: 0, biasScale: 5 },
        { cell: 'lstm', hiddenSize: 32, steps: 300, ...driven, forgetBias: 1 },
        { cell: 'lstm', hiddenSize: 5, steps: 100, initialScale: 0, biasScale: 1 },
        { cell: 'gru', hiddenSize: 40, steps: 100, ...driven, sharedInput: true },
        { cell: 'gru', hiddenSize: 29, steps: 100, loss: 'random' },
        { cell: 'leaky', hiddenSize: 5, steps: 1000, activation: 'relu' },
        { cell: 'residual', hiddenSize: 32, steps: 300, activation: 'gelu', ...driven },
        { hiddenSize: 32, steps: 1000, activation: 'leaky-relu', negativeSlope: 0.3, inputScale: 5 },
      ])('%o', (changes) => expectTrust(engine, experimentWith({ gain, ...changes }), 4));
    });
  });
}

/** Traces networks evenly over the gain axis and holds them to the first two checks of trust. */
export async function expectTrust(engine: Engine, experiment: Experiment, networks: number): Promise<void> {
  const agreements = [];
  const { signal } = new AbortController();
  for (let index = 0; index < networks; index++) {
    const network = { experiment, index };
    agreements.push(ownTrajectoryErrors(network, await engine.trace(network, { signal })));
  }
  const limit = gradientLimit(experiment.steps);
  const gradients = agreements.map(({ gradient }) => gradient).sort((a, b) => b - a);
  const residual = Math.max(...agreements.map(({ residual }) => residual));
  expect(gradients[0]).toBeLessThan(30 * limit);
  expect(gradients[1]).toBeLessThan(limit);
  expect(residual).toBeLessThan(residualLimit);
}
