/** Saturation, however deep, for every engine: gradients that no float holds, against 60 digits and against the oracle. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ownTrajectoryErrors } from '../../src/analysis/own_trajectory.ts';
import { gradientLimit, residualLimit } from '../../src/analysis/own_trajectory_limits.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { dimensions, experimentAt } from '../../src/experiment/box.ts';
import { activations, cells, type Experiment, keptTimes } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { cellOf } from '../../src/networks/cells.ts';
import type { GivenNetwork } from '../../src/networks/given/given_network.ts';
import { log10Norm } from '../../src/networks/scaled_vector.ts';
import { rowsOf } from '../../src/networks/trace.ts';
import { entry } from '../../src/networks/vector.ts';
import saturated from '../fixtures/saturated.json' with { type: 'json' };
import { column, experimentWith, measureAll, sameNumbers } from './experiments.ts';
import type { Lender } from './lend.ts';

const { signal } = new AbortController();

export function saturationSuite(name: EngineName, lend: Lender): void {
  describe(`on the ${name} engine, what is saturated`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await lend();
    });

    it.each(saturated)('is as 60 digits have it: $name', async (expected) => {
      const trace = await engine.trace(givenOf(expected), { signal });
      const decades = rowsOf(trace.gradient).map(log10Norm);
      expect(decades).toHaveLength(expected.log10GradientNorm.length);
      const most = engine.describe().precision === 'float64' ? 1e-9 : 3e-5;
      decades.forEach((value, t) => {
        const exact = expected.log10GradientNorm[t] ?? Number.NaN;
        expect(Math.abs(value - exact) / Math.max(1, Math.abs(exact))).toBeLessThan(most);
      });
    });

    // The oracle's own numbers: nothing of them is left to float32.
    it.each([5, 10])('is what float64 says, a low-rank W at gain %d', async (gain) => {
      const experiment = experimentWith({
        ...{ ensemble: 'low-rank', outlier: 10, gain, hiddenSize: 16, networks: 6, steps: 10 },
      });
      const chunks = await measureAll(engine, experiment);
      const measured = column(chunks, 'log10GradientNorm');
      const beyond = chunks.reduce((sum, chunk) => sum + (chunk.beyondRange?.networks ?? 0), 0);
      expect(beyond).toBe(engine.describe().precision === 'float64' ? 0 : 6);
      const exact = column(await measureAll(new ReferenceEngine(), experiment), 'log10GradientNorm');
      expect(sameNumbers(measured, exact)).toBe(true);
      const atStart = measured.filter((_, i) => i % 11 === 0);
      for (const decades of atStart) expect(decades / gain).toBeLessThan(-55);
      for (const decades of atStart) expect(decades / gain).toBeGreaterThan(-95);
    });
  });

  // Its step has two products, one after the other, which no kernel has.
  it.each<Partial<Experiment>>([{}, { activation: 'relu', ensemble: 'sparse', density: 0.3 }])(
    `on the ${name} engine a GRU with its reset gate before the product is the oracle’s: %o`,
    async (changes) => {
      const engine = await lend();
      const experiment = experimentWith({
        ...{
          cell: 'gru',
          reset: 'before',
          hiddenSize: 10,
          networks: 3,
          steps: 12,
          warmUp: 3,
          inputScale: 0.4,
        },
        ...changes,
      });
      const wants = ['parameterNorm'] as const;
      const measured = await measureAll(engine, experiment, wants);
      const exact = await measureAll(new ReferenceEngine(), experiment, wants);
      for (const norms of ['log10GradientNorm', 'log10StateNorm'] as const)
        expect(sameNumbers(column(measured, norms), column(exact, norms))).toBe(true);
      const parameters = (chunks: typeof exact) =>
        chunks.flatMap((chunk) => [...(chunk.log10ParameterNorm ?? [])]);
      expect(sameNumbers(parameters(measured), parameters(exact))).toBe(true);
      const after = await measureAll(engine, { ...experiment, reset: 'after' });
      expect(column(after, 'log10GradientNorm')).not.toEqual(column(measured, 'log10GradientNorm'));
    },
  );
}

/** What costs time. */
const limits = { networks: [1, 2], steps: [1, 60], warmUp: [0, 20] } as const;

/**
 * Experiments from the whole box of all fields, each held to float64 along the engine's own trajectory, and what is measured
 * of many to what is traced of one. Kernels that take long to compile are held to it in a few kinds of network.
 */
export function boxSuite(
  name: EngineName,
  lend: Lender,
  runs: number,
  kinds: readonly Partial<Experiment>[] = [{}],
): void {
  it.each(kinds)(
    `anywhere in the box of all fields the ${name} engine agrees with float64: %o`,
    async (kind) => {
      const engine = await lend();
      let [checked, beyond] = [0, 0];
      // No finer: kernels are told of fields in float32, where 1e-46 is nothing.
      const coordinate = fc.integer({ min: 0, max: 2 ** 24 - 1 }).map((place) => place / 2 ** 24);
      const point = fc.array(coordinate, { minLength: dimensions, maxLength: dimensions });
      await fc.assert(
        fc.asyncProperty(point, async (coordinates) => {
          const experiment = { ...experimentAt(coordinates, limits), ...kind };
          const measured = await measureAll(engine, experiment);
          const norms = column(measured, 'log10GradientNorm');
          const deaths = column(measured, 'deathStep');
          const times = keptTimes(experiment);
          for (let index = 0; index < experiment.networks; index++) {
            const network = { experiment, index };
            const trace = await engine.trace(network, { signal });
            const { gradient, residual } = ownTrajectoryErrors(network, trace);
            const limit = gradientLimit(experiment.steps);
            checked += 1;
            if (gradient > limit) beyond += 1;
            expect(gradient).toBeLessThan(30 * limit);
            expect(residual).toBeLessThan(residualLimit);
            const decades = rowsOf(trace.gradient).map(log10Norm);
            for (const [i, t] of times.entries()) {
              const [own, traced] = [entry(norms, index * times.length + i), entry(decades, t)];
              expect(own === traced ? 0 : Math.abs(own - traced)).toBeLessThan(30 * limit);
            }
            expect(deaths[index]).toBe(decades.lastIndexOf(-Infinity));
          }
        }),
        { numRuns: runs, seed: 1 },
      );
      expect(beyond).toBeLessThanOrEqual(Math.max(1, Math.ceil(checked / 100)));
    },
  );
}

/** A network of the fixture, which starts at rest and sums its last h. */
function givenOf({ hiddenSize, weights, drives, ...names }: (typeof saturated)[number]): GivenNetwork {
  const cell = cells.find((candidate) => candidate === names.cell);
  const activation = activations.find((candidate) => candidate === names.activation);
  if (!cell || !activation) throw new Error(`The fixture has a network of no known kind: ${names.name}.`);
  const settings = { ...defaultExperiment, cell, activation, forgetBias: 0 };
  const { blocks, parts } = cellOf(settings);
  const ends = new Float64Array(parts * hiddenSize);
  return {
    ...{ settings, hiddenSize, gain: 1, initialState: ends, cotangent: ends.slice().fill(1, 0, hiddenSize) },
    ...{ weights: Float64Array.from(weights), drives: Float64Array.from(drives) },
    recurrentBias: new Float64Array(blocks * hiddenSize),
  };
}
