/** Saturation, however deep, for every engine: gradients that no float holds, against 60 digits and against the oracle. */
import { beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/analysis/own_trajectory.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { activations, cells } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { cellOf } from '../../src/networks/cells.ts';
import type { GivenNetwork } from '../../src/networks/given/given_network.ts';
import { log10Norm } from '../../src/networks/scaled_vector.ts';
import saturated from '../fixtures/saturated.json' with { type: 'json' };
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
  });
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
