/** Networks that are given, for every fast engine. */

import { beforeAll, describe, expect, it } from 'vitest';
import { NormsThroughTime } from '../../src/analysis/given_network.ts';
import { ownTrajectoryErrors } from '../../src/analysis/own_trajectory.ts';
import { gradientLimit, residualLimit } from '../../src/analysis/own_trajectory_limits.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { activations, type Experiment } from '../../src/experiment/experiment.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { readNpy } from '../../src/files/npy.ts';
import { readWeightFile } from '../../src/files/weight_file.ts';
import { type GivenNetwork, GivenNetworkError, stretchOf } from '../../src/networks/given/given_network.ts';
import { readLayer } from '../../src/networks/given/recurrent_layer.ts';
import { givenCourse } from '../../src/networks/given/sequence.ts';
import { readingOf } from '../../src/networks/given/weight_reading.ts';
import { log10Norm } from '../../src/networks/scaled_vector.ts';
import { givenFrom } from '../../src/networks/single_network.ts';
import { rowsOf } from '../../src/networks/trace.ts';
import { entry } from '../../src/networks/vector.ts';
import norms from '../fixtures/given/norms.json' with { type: 'json' };
import { experimentWith } from './experiments.ts';
import type { Lender } from './lend.ts';

const { signal } = new AbortController();

const givenOf = (experiment: Experiment) => givenFrom({ experiment, index: 0 });

/** log10 norms of every gradient and every state. */
const decades = (network: GivenNetwork, engine: Engine) =>
  engine.trace(network, { signal }).then(({ gradient, state }) => ({
    gradient: rowsOf(gradient).map(log10Norm),
    state: rowsOf(state).map(log10Norm),
  }));

const contracting = { gain: 0.7, inputScale: 0.4, biasScale: 0.3, loss: 'random', warmUp: 7 } as const;

export function givenSuite(
  name: EngineName,
  lend: Lender,
  fixture: (file: string) => Promise<Uint8Array>,
): void {
  describe(`on the ${name} engine, what is given`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await lend();
    });

    it.each<Partial<Experiment>>([
      { hiddenSize: 30, steps: 600 },
      { hiddenSize: 9, cell: 'leaky', leak: 0.4, activation: 'gelu' },
      { hiddenSize: 24, cell: 'residual', activation: 'softplus', gain: 0.3 },
      { hiddenSize: 20, cell: 'lstm', forgetBias: 0.5 },
      { hiddenSize: 19, cell: 'gru', steps: 300 },
      { hiddenSize: 256 },
      { hiddenSize: 1 },
    ])('as network 0 is network 0 again: %o', async (changes) => {
      const experiment = experimentWith({ ...contracting, networks: 1, steps: 50, ...changes });
      const { warmUp, steps } = experiment;
      const given = givenOf(experiment);
      const drawn = await engine.trace({ experiment, index: 0 }, { signal });
      const trace = await engine.trace(given, { signal });
      const { gradient, residual } = ownTrajectoryErrors(given, trace);
      expect(gradient).toBeLessThan(gradientLimit(warmUp + steps));
      expect(residual).toBeLessThan(residualLimit);
      for (const rows of ['state', 'gradient'] as const) {
        const [own, expected] = [rowsOf(trace[rows]).slice(warmUp), rowsOf(drawn[rows])];
        expect(own).toHaveLength(steps + 1);
        own.forEach((row, t) => {
          const other = expected[t];
          expect(log10Norm(row)).toBeCloseTo(other ? log10Norm(other) : Number.NaN, 4);
        });
      }
      expect(trace.preActivation.exponents).toHaveLength(warmUp + steps);
      expect(trace.preActivation.values).toHaveLength(
        (drawn.preActivation.values.length / steps) * (warmUp + steps),
      );
    });

    it('may start and end far outside the range of any float', async () => {
      const experiment = experimentWith({
        hiddenSize: 12,
        activation: 'relu',
        steps: 40,
        gain: 1.3,
        warmUp: 0,
      });
      const given = givenOf(experiment);
      const scaled = {
        ...given,
        initialState: given.initialState.map((h) => 1e200 * h),
        cotangent: given.cotangent.map((v) => 1e-250 * v),
      };
      const [moderate, extreme] = [await decades(given, engine), await decades(scaled, engine)];
      for (let t = 0; t <= 40; t++) {
        expect(entry(extreme.state, t) - 200).toBeCloseTo(entry(moderate.state, t), 3);
        expect(entry(extreme.gradient, t) + 250).toBeCloseTo(entry(moderate.gradient, t), 3);
      }
    });

    it('is refused in a sentence where it is too large', async () => {
      const units = engine.describe().can.givenUnits + 1;
      const given = givenOf(experimentWith({ hiddenSize: 4, steps: 3 }));
      const vector = new Float64Array(units);
      const large: GivenNetwork = {
        ...{ ...given, hiddenSize: units, weights: new Float64Array(units ** 2) },
        ...{ drives: vector, recurrentBias: vector, initialState: vector, cotangent: vector },
      };
      const sentence = `The ${name} engine takes given networks of up to ${units - 1} units`;
      const refused = () => engine.trace(large, { signal });
      await expect(refused()).rejects.toThrow(GivenNetworkError);
      await expect(refused()).rejects.toThrow(sentence);
    });

    it('is refused in a sentence where float32 cannot hold it', async () => {
      const given = givenOf(experimentWith({ hiddenSize: 4, steps: 3, inputScale: 1 }));
      const huge = { ...given, drives: given.drives.map((drive) => 1e35 * drive) };
      await expect(engine.trace(huge, { signal })).rejects.toThrow(
        'The largest entry of the input and its bias',
      );
      // One entry is within the range, a sum of products is not.
      const linear = { ...given.settings, activation: 'identity' } as const;
      const weights = given.weights.map(() => 9e29);
      const steep = { ...given, settings: linear, weights, gain: 1 };
      const sums = { ...steep, drives: given.drives.map(() => 9e29) };
      await expect(engine.trace(sums, { signal })).rejects.toThrow('leave the range of float32');
    });

    describe('agrees with PyTorch’s autograd', () => {
      it.each(norms.cases)('$name', async (expected) => {
        const { name: file, cell, cotangent } = expected;
        const array = async (ending: string) => readNpy(await fixture(`${file}${ending}`), ending);
        const weights = await readWeightFile('.safetensors', await fixture(`${file}.safetensors`));
        const [outline] = readingOf(weights, {}).choices;
        const activation = activations.find((candidate) => candidate === expected.activation);
        if (!outline || !activation) throw new Error(`The fixture ${file} has no layer, or no activation.`);
        const course = givenCourse(readLayer(outline), {
          ...{ seed: 1, kind: { activation }, inputs: await array('_inputs.npy') },
          initial: [await array('_hidden.npy'), ...(cell ? [await array('_cell.npy')] : [])],
          ...(cotangent && { cotangent: await array('_cotangent.npy') }),
        });
        const network = await stretchOf(course);
        const trace = await engine.trace(network, { signal });
        const steps = expected.log10GradientNorm.length - 1;
        const { gradient, residual } = ownTrajectoryErrors(network, trace);
        expect(gradient).toBeLessThan(gradientLimit(steps));
        expect(residual).toBeLessThan(residualLimit);
        const norms = new NormsThroughTime(network, [0, steps]);
        norms.take(trace, 0);
        const { log10GradientNorm, parts } = norms.whole();
        // The third check of trust, of networks that contract and have no kink.
        if (activation !== 'relu' && steps <= 1000) {
          const start = expected.log10GradientNorm[0] ?? 0;
          expect(Math.abs(entry(log10GradientNorm, 0) - start)).toBeLessThan(2e-4);
        }
        if (cell) expect(parts.cell?.at(-1)).toBe(-Infinity);
      });
    });
  });
}
