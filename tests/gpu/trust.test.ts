import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradientLimit, ownTrajectoryErrors, residualLimit } from '../../src/analysis/own_trajectory.ts';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { shapeFor } from '../../src/engines/webgpu/shape.ts';
import { activations, type Experiment } from '../../src/experiment/experiment.ts';
import { entry } from '../../src/networks/vector.ts';
import { column, experimentWith, measureAll } from './experiments.ts';

let engine: WebgpuEngine;
beforeAll(async () => {
  engine = await WebgpuEngine.open();
});
afterAll(() => engine.dispose());

/** Traces networks evenly over the gain axis and holds them to the first two checks of trust. */
async function expectTrust(experiment: Experiment, networks: number, on = engine): Promise<void> {
  const agreements = [];
  for (let index = 0; index < networks; index++) {
    agreements.push(ownTrajectoryErrors(experiment, await on.trace(experiment, index)));
  }
  const limit = gradientLimit(experiment.steps);
  const gradients = agreements.map(({ gradient }) => gradient).sort((a, b) => b - a);
  const residual = Math.max(...agreements.map(({ residual }) => residual));
  expect(gradients[0]).toBeLessThan(30 * limit);
  expect(gradients[1]).toBeLessThan(limit);
  expect(residual).toBeLessThan(residualLimit);
}

const gain = [0.3, 3] as const;
const driven = { inputScale: 0.5, biasScale: 0.3 };

describe.each(activations)('%s on the GPU agrees with float64 on its own trajectory', (activation) => {
  it('over 100 steps, N = 30, driven', () =>
    expectTrust(experimentWith({ activation, gain, hiddenSize: 30, steps: 100, ...driven }), 12));
  it('over 1000 steps, N = 30, autonomous', () =>
    expectTrust(experimentWith({ activation, gain, hiddenSize: 30, steps: 1000 }), 6));
  it('over 100 steps, N = 4', () =>
    expectTrust(experimentWith({ activation, gain, hiddenSize: 4, steps: 100 }), 12));
});

describe('other sizes and settings agree too', () => {
  it.each<Partial<Experiment>>([
    { hiddenSize: 5, steps: 100, ...driven },
    { hiddenSize: 64, steps: 1000, ...driven },
    { hiddenSize: 130, steps: 100, loss: 'random' },
    { hiddenSize: 256, steps: 100, ...driven, sharedInput: true },
    { hiddenSize: 61, steps: 100, ensemble: 'orthogonal', activation: 'gelu' },
    { hiddenSize: 64, steps: 100, ensemble: 'identity', activation: 'softplus', ...driven },
    { hiddenSize: 64, steps: 1000, activation: 'relu', initialScale: 0, biasScale: 5 },
    { hiddenSize: 64, steps: 1000, activation: 'leaky-relu', negativeSlope: 0.3, inputScale: 5 },
  ])('%o', (changes) => expectTrust(experimentWith({ gain, ...changes }), 4));
});

describe('the layouts that other adapters get agree too', () => {
  it.each([
    ['a discrete GPU', { software: false, subgroupSize: 32 }],
    ['a software adapter without subgroups', { software: true, subgroupSize: 0 }],
  ])('%s', async (_, adapter) => {
    const other = await WebgpuEngine.open({ shapeOf: (hiddenSize) => shapeFor(hiddenSize, adapter) });
    for (const hiddenSize of [6, 30, 64, 100]) {
      const experiment = experimentWith({ gain, hiddenSize, steps: 50, ...driven });
      await expectTrust(experiment, 3, other);
      const radii = async (on: WebgpuEngine) =>
        column(await measureAll(on, { ...experiment, networks: 9 }), 'spectralNorm');
      const expected = await radii(engine);
      (await radii(other)).forEach((norm, i) => {
        expect(norm / entry(expected, i)).toBeCloseTo(1, 4);
      });
    }
    other.dispose();
  });
});
