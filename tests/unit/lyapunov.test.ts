/** Lyapunov spectra: frames against maps whose exponents are known, and the oracle against published tables and against itself. */
import { describe, expect, it } from 'vitest';
import {
  convergence,
  entropyRate,
  kaplanYorkeDimension,
  positiveExponents,
  spectrumAt,
  sumResidual,
} from '../../src/analysis/lyapunov.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { masks } from '../../src/networks/activation.ts';
import { cellOf } from '../../src/networks/cells.ts';
import { Frame, startingFrame } from '../../src/networks/frame.ts';
import { framePlan, type SpectrumMeasurement, windowOf, windowSteps } from '../../src/networks/lyapunov.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import type { ScaledVector } from '../../src/networks/scaled_vector.ts';
import { logDeterminant } from '../../src/networks/spectra/log_determinant.ts';
import { entry } from '../../src/networks/vector.ts';
import { experimentWith } from '../parity/experiments.ts';

const { signal } = new AbortController();
const float64 = 2 ** -52;

/** What a frame of two or three directions gains a step along a trajectory whose Jacobians are these. */
function exponentsAlong(jacobians: Iterable<readonly (readonly number[])[]>, size: number): number[] {
  const frame = new Frame(startingFrame(1, size, size), size);
  const sums = new Float64Array(size);
  let steps = 0;
  for (const jacobian of jacobians) {
    frame.carry(({ values, exponent }: ScaledVector) => ({
      values: Float64Array.from(jacobian, (row) =>
        row.reduce((sum, factor, j) => sum + factor * entry(values, j), 0),
      ),
      exponent,
    }));
    frame.orthonormalise().logs.forEach((log, j) => {
      sums[j] = entry(sums, j) + log;
    });
    steps += 1;
  }
  return [...sums].map((sum) => sum / steps);
}

describe('a frame', () => {
  it('finds the exponents of Hénon’s map', () => {
    function* trajectory() {
      let [x, y] = [0.1, 0.1];
      for (let i = 0; i < 200_000; i++) {
        yield [
          [-2.8 * x, 1],
          [0.3, 0],
        ];
        [x, y] = [1 - 1.4 * x * x + y, 0.3 * x];
      }
    }
    const [first = NaN, second = NaN] = exponentsAlong(trajectory(), 2);
    expect(first).toBeCloseTo(0.4192, 2);
    expect(second).toBeCloseTo(-1.6229, 2);
    expect(first + second).toBeCloseTo(Math.log(0.3), 8);
    expect(kaplanYorkeDimension([0.4192, -1.6229], 2)).toBeCloseTo(1.2583, 4);
  });

  it('finds those of Lorenz’s flow, per unit of time', () => {
    const step = 0.005;
    type Point = readonly [number, number, number];
    const flow = ([x, y, z]: Point): Point => [10 * (y - x), x * (28 - z) - y, x * y - (8 / 3) * z];
    const slope = ([x, y, z]: Point) => [
      [-10, 10, 0],
      [28 - z, -1, -x],
      [y, x, -8 / 3],
    ];
    const moved = (a: Point, b: readonly number[], by: number): Point => [
      a[0] + by * (b[0] ?? NaN),
      a[1] + by * (b[1] ?? NaN),
      a[2] + by * (b[2] ?? NaN),
    ];
    const product = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]) =>
      a.map((row) =>
        [0, 1, 2].map((j) => row.reduce((sum, factor, i) => sum + factor * (b[i]?.[j] ?? NaN), 0)),
      );
    const unit = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const added = (a: readonly (readonly number[])[], b: readonly (readonly number[])[], by: number) =>
      a.map((row, i) => row.map((value, j) => value + by * (b[i]?.[j] ?? NaN)));
    function* trajectory() {
      let at: Point = [1, 1, 20];
      for (let i = 0; i < 120_000; i++) {
        // Runge and Kutta's four slopes, of the point and of its tangents.
        const p1 = flow(at);
        const t1 = slope(at);
        const at2 = moved(at, p1, step / 2);
        const p2 = flow(at2);
        const t2 = product(slope(at2), added(unit, t1, step / 2));
        const at3 = moved(at, p2, step / 2);
        const p3 = flow(at3);
        const t3 = product(slope(at3), added(unit, t2, step / 2));
        const at4 = moved(at, p3, step);
        const p4 = flow(at4);
        const t4 = product(slope(at4), added(unit, t3, step));
        if (i >= 2000)
          yield added(added(added(added(unit, t1, step / 6), t2, step / 3), t3, step / 3), t4, step / 6);
        at = moved(moved(moved(moved(at, p1, step / 6), p2, step / 3), p3, step / 3), p4, step / 6);
      }
    }
    const [first = NaN, second = NaN, third = NaN] = exponentsAlong(trajectory(), 3).map(
      (rate) => rate / step,
    );
    expect(Math.abs(first - 0.9056)).toBeLessThan(0.03);
    expect(Math.abs(second)).toBeLessThan(0.02);
    expect(Math.abs(third + 14.5723)).toBeLessThan(0.05);
    expect(first + second + third).toBeCloseTo(-41 / 3, 4);
  });
});

describe('what follows from a spectrum', () => {
  it('has a dimension, an entropy and a number of growing directions', () => {
    expect(kaplanYorkeDimension([-1, -2], 2)).toBe(0);
    expect(kaplanYorkeDimension([1, 0.5], 2)).toBe(2);
    expect(kaplanYorkeDimension([1, 0.5], 3)).toBeNaN();
    expect(kaplanYorkeDimension([1, -0.5, -1], 3)).toBe(2.5);
    expect(entropyRate([1, 0.5, -3], 3)).toBe(1.5);
    expect(entropyRate([1, 0.5], 3)).toBeNaN();
    expect(positiveExponents([1, 0.5, 0, -3])).toBe(2);
  });

  it('has windows that share out all steps', () => {
    for (const steps of [1, 7, 31, 32, 33, 100, 1000])
      for (const every of [1, 3, 8]) {
        const plan = framePlan({ steps, warmUp: 0 }, every);
        const lengths = Array.from({ length: plan.windows }, (_, place) => windowSteps(plan, place));
        expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(steps);
        expect(Math.min(...lengths)).toBeGreaterThan(0);
        expect(plan.windows).toBeLessThanOrEqual(32);
        expect(windowOf(plan, 1)).toBe(0);
        expect(windowOf(plan, steps)).toBe(plan.windows - 1);
      }
  });
});

/** The spectra of all of an experiment's networks by the oracle. */
async function measured(change: Parameters<typeof experimentWith>[0], exponents: number, every: number) {
  const experiment = experimentWith(change);
  const engine = new ReferenceEngine();
  const chunks: SpectrumMeasurement[] = [];
  for await (const chunk of engine.spectrum(experiment, { signal, exponents, every })) chunks.push(chunk);
  engine.dispose();
  const plan = framePlan(experiment, every);
  return {
    experiment,
    chunks,
    plan,
    spectra: chunks.map((chunk) =>
      spectrumAt(chunk, 0, { plan, precision: float64, masks: masks(experiment) }),
    ),
  };
}

describe('the oracle', () => {
  it.each([
    ['rnn', 'tanh', 0],
    ['rnn', 'tanh', 0.5],
    ['rnn', 'sigmoid', 0],
    ['leaky', 'tanh', 0],
    ['residual', 'tanh', 0],
    ['gru', 'tanh', 0.2],
    ['lstm', 'tanh', 0.5],
  ] as const)(
    'adds up to the determinants of its Jacobians: %s, %s, σ_x = %f',
    async (cell, activation, inputScale) => {
      const change = {
        cell,
        activation,
        inputScale,
        hiddenSize: 6,
        networks: 2,
        gain: 1.6,
        steps: 40,
        warmUp: 10,
      };
      const all = cellOf(experimentWith(change)).parts * 6;
      const { experiment, spectra, chunks } = await measured(change, all, 2);
      for (const [index, { exponents }] of spectra.entries()) {
        const logSlopes = chunks[index]?.logSlopes?.[0];
        if (cell !== 'rnn') {
          expect(logSlopes).toBeUndefined();
          expect(exponents.every(Number.isFinite)).toBe(true);
          continue;
        }
        const { weights, gain } = drawNetwork(experiment, index);
        const logDet = logDeterminant(
          weights.map((w) => gain * w),
          6,
        );
        expect(sumResidual(exponents, logSlopes ?? NaN, logDet)).toBeCloseTo(0, 9);
      }
    },
  );

  it('does not depend on how often it makes its frame orthonormal', async () => {
    const change = { hiddenSize: 8, networks: 1, gain: 2, steps: 64, warmUp: 40 };
    const [often, seldom] = [await measured(change, 8, 1), await measured(change, 8, 4)];
    often.spectra[0]?.exponents.forEach((exponent, j) => {
      expect(seldom.spectra[0]?.exponents[j]).toBeCloseTo(exponent, 6);
    });
  });

  it('has the rates of a linear network: the logarithms of its eigenvalues', async () => {
    const { spectra } = await measured(
      { activation: 'identity', ensemble: 'orthogonal', hiddenSize: 8, networks: 1, gain: 0.9, steps: 50 },
      8,
      8,
    );
    for (const exponent of spectra[0]?.exponents ?? [])
      expect(exponent).toBeCloseTo(Math.log(Math.fround(0.9)), 10);
  });

  it('converges, window by window', async () => {
    const { chunks, plan, spectra } = await measured(
      { hiddenSize: 8, networks: 1, gain: 2, steps: 320, warmUp: 100 },
      8,
      2,
    );
    const [chunk] = chunks;
    if (!chunk) throw new Error('Nothing was measured.');
    const { steps, exponents } = convergence(chunk, 0, plan);
    expect(steps.at(-1)).toBe(320);
    const last = [...exponents.slice(-8)].sort((a, b) => b - a);
    last.forEach((exponent, j) => {
      expect(exponent).toBeCloseTo(spectra[0]?.exponents[j] ?? NaN, 12);
    });
  });

  it('finds exact zeros: a unit that ReLU masks all the time', async () => {
    const { spectra } = await measured(
      { activation: 'relu', hiddenSize: 8, networks: 3, gain: 1, steps: 40, warmUp: 20 },
      8,
      1,
    );
    for (const { exponents } of spectra) expect(exponents.at(-1)).toBe(-Infinity);
  });
});
