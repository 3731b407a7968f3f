/** Long sequences, on every engine: memory that does not grow with them, numbers that stay right, and somebody who is heard meanwhile. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ownTrajectoryErrors } from '../../src/analysis/own_trajectory.ts';
import { gradientLimit, residualLimit } from '../../src/analysis/own_trajectory_limits.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { type Experiment, keptTimes } from '../../src/experiment/experiment.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import { log10Norm } from '../../src/networks/scaled_vector.ts';
import { rowsOf } from '../../src/networks/trace.ts';
import { entry } from '../../src/networks/vector.ts';
import { column, experimentWith, measureAll } from './experiments.ts';
import type { Lender } from './lend.ts';

const { signal } = new AbortController();
const million = 1_000_000;

/** @param longest steps that the engine goes within some seconds */
export function longSuite(name: EngineName, lend: Lender, longest: number): void {
  describe(`long sequences on the ${name} engine`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await lend();
    });

    const experimentOf = (changes: Partial<Experiment>) =>
      experimentWith({ hiddenSize: 6, networks: 1, warmUp: 50, gain: 1.3, ...changes });

    const followed: readonly (Partial<Experiment> & { readonly steps: number })[] = [
      { steps: 10_000, cell: 'rnn', inputScale: 0.4 },
      { steps: 10_000, cell: 'gru', gain: 2 },
      { steps: 100_000, cell: 'rnn', activation: 'relu', gain: 1.1 },
    ];
    it.each(followed.filter(({ steps }) => steps <= longest))(
      'agree with float64 on their own trajectory: %o',
      async (changes) => {
        const network = { experiment: experimentOf(changes), index: 0 };
        const trace = await engine.trace(network, { signal });
        const { gradient, residual } = ownTrajectoryErrors(network, trace);
        expect(gradient).toBeLessThan(gradientLimit(changes.steps));
        expect(residual).toBeLessThan(residualLimit);
        const measured = column(await measureAll(engine, network.experiment), 'log10GradientNorm');
        const rows = rowsOf(trace.gradient);
        keptTimes(network.experiment).forEach((t, place) => {
          expect(entry(measured, place)).toBeCloseTo(
            log10Norm(rows[t] ?? { values: new Float64Array(), exponent: 0 }),
            4,
          );
        });
      },
    );

    it('a stretch of a trace is that of the whole', async () => {
      const network = { experiment: experimentOf({ cell: 'lstm', steps: 1500, inputScale: 0.5 }), index: 0 };
      const whole = await engine.trace(network, { signal });
      for (const stretch of [
        { from: 0, to: 10 },
        { from: 200, to: 1100 },
        { from: 512, to: 768 },
        { from: 1490, to: 1500 },
      ]) {
        const part = await engine.trace(network, { signal, stretch });
        for (const row of ['state', 'preActivation', 'gradient'] as const) {
          const rows = rowsOf(whole[row]).slice(stretch.from, stretch.to + (row === 'preActivation' ? 0 : 1));
          expect(rowsOf(part[row]).map(log10Norm), row).toEqual(rows.map(log10Norm));
        }
        const { gradient, residual } = ownTrajectoryErrors(network, part, stretch);
        expect(gradient).toBeLessThan(gradientLimit(1500));
        expect(residual).toBeLessThan(residualLimit);
      }
    });

    it('single times of a trace are those of the whole, and what the cell keeps is left out', async () => {
      const network = { experiment: experimentOf({ cell: 'lstm', steps: 1500, inputScale: 0.5 }), index: 0 };
      const whole = await engine.trace(network, { signal });
      const times = [0, 3, 511, 512, 513, 1024, 1499, 1500];
      const shares: number[] = [];
      const progress = (share: number) => shares.push(share);
      const some = await engine.trace(network, { signal, stretch: { from: 0, to: 1500, times }, progress });
      for (const row of ['state', 'gradient'] as const) {
        const rows = rowsOf(whole[row]);
        expect(rowsOf(some[row]), row).toEqual(times.map((t) => rows[t]));
      }
      expect(some.preActivation.exponents).toHaveLength(0);
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    });

    it('norms at logarithmic times are those of the same trajectory', async () => {
      const linear = experimentOf({ steps: 3000, inputScale: 0.4 });
      const logarithmic = { ...linear, times: 'log' } as const;
      const [even, close] = [keptTimes(linear), keptTimes(logarithmic)];
      expect(close.slice(-6)).toEqual([2995, 2996, 2997, 2998, 2999, 3000]);
      const norms = async (experiment: Experiment, quantity: 'log10GradientNorm' | 'log10StateNorm') =>
        column(await measureAll(engine, experiment), quantity);
      const shared = even.filter((t) => close.includes(t));
      expect(shared.length).toBeGreaterThan(20);
      for (const quantity of ['log10GradientNorm', 'log10StateNorm'] as const) {
        const [a, b] = [await norms(linear, quantity), await norms(logarithmic, quantity)];
        for (const t of shared) expect(entry(a, even.indexOf(t))).toBe(entry(b, close.indexOf(t)));
      }
    });

    it('one that is stopped ends soon, and tells how far it is until then', async () => {
      const controller = new AbortController();
      const told: number[] = [];
      let stopped = 0;
      const progress = (part: number) => {
        told.push(part);
        if (told.length !== 3) return;
        stopped = performance.now();
        controller.abort();
      };
      const endless = experimentOf({ hiddenSize: 128, steps: million, warmUp: million });
      const measuring = async () => {
        for await (const _ of engine.measure(endless, { signal: controller.signal, progress }));
      };
      await expect(measuring()).rejects.toThrow('abort');
      expect(performance.now() - stopped).toBeLessThan(3000);
      expect(told).toEqual([...told].sort((a, b) => a - b));
      expect(entry(told, 0)).toBeGreaterThan(0);
      expect(entry(told, 2)).toBeLessThan(1);
      // What comes next is not held up by it.
      expect(await measureAll(engine, experimentOf({ steps: 20 }))).toHaveLength(1);
    });

    const gains = longest < million ? [] : [2.5];
    it.each(gains)(
      'over a million steps a tangent forward and the gradient back have one exponent: g = %f',
      async (gain) => {
        const experiment = experimentOf({ hiddenSize: 4, steps: million, inputScale: 0.3, gain });
        const decades = column(await measureAll(engine, experiment), 'log10GradientNorm');
        const rate = (Math.LN10 * (entry(decades, 0) - entry(decades, decades.length - 1))) / million;
        expect(Math.abs(rate - tangentExponent(experiment))).toBeLessThan(1e-3);
      },
    );
  });
}

/** λ₁ in nats a step of network 0 of a tanh experiment: one tangent, pushed along a float64 trajectory of its own. */
function tangentExponent(experiment: Experiment): number {
  const { hiddenSize: size, steps } = experiment;
  const { weights, gain, drive, bias } = drawNetwork(experiment, 0);
  let state = new Float64Array(size);
  let tangent = new Float64Array(size).fill(1 / Math.sqrt(size));
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    const input = drive(step);
    const next = new Float64Array(size);
    const pushed = new Float64Array(size);
    let squares = 0;
    for (let i = 0; i < size; i++) {
      let z = entry(input, i) + entry(bias, i);
      let q = 0;
      for (let j = 0; j < size; j++) {
        const w = gain * entry(weights, i * size + j);
        z += w * entry(state, j);
        q += w * entry(tangent, j);
      }
      const e = Math.exp(-2 * Math.abs(z));
      next[i] = Math.tanh(z);
      pushed[i] = (4 * e * q) / (1 + e) ** 2;
      squares += entry(pushed, i) ** 2;
    }
    const length = Math.sqrt(squares);
    sum += Math.log(length);
    tangent = pushed.map((q) => q / length);
    state = next;
  }
  return sum / steps;
}
