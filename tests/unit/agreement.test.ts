import { describe, expect, it } from 'vitest';
import { judge, judgeWithOutliers } from '../../src/analysis/check.ts';
import { evenSample } from '../../src/analysis/even_sample.ts';
import { gradientLimit } from '../../src/analysis/own_trajectory_limits.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { activations } from '../../src/experiment/experiment.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import { checkAgreement } from '../../src/laboratory/agreement.ts';
import { compareGrowth } from '../../src/laboratory/growth_statistics.ts';
import type { Measurement } from '../../src/networks/measurement.ts';
import { entry } from '../../src/networks/vector.ts';
import { experimentWith } from './analysis_measured.ts';
import { wrongTraces } from './wrong_engines.ts';

const { signal } = new AbortController();
const small = experimentWith({ hiddenSize: 12, networks: 200, steps: 40, warmUp: 20, gain: [0.3, 2.5] });

describe('the sample', () => {
  it('is even over the gain axis and over the batch', () => {
    const indices = evenSample(small, 16);
    expect(new Set(indices).size).toBe(16);
    indices.forEach((index, cell) => {
      const place = (networkSettings(small, index).gain - 0.3) / 2.2;
      expect(Math.abs(place * 16 - cell - 0.5)).toBeLessThan(1.1);
    });
    for (const part of [0, 1, 2, 3]) {
      const from = 50 * part;
      expect(indices.filter((index) => index >= from && index < from + 50).length).toBeGreaterThan(1);
    }
  });

  it('is every network where there are no more, and spans a batch of one gain', () => {
    expect(evenSample({ ...small, networks: 5 }, 16).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    expect(evenSample({ ...small, gain: 1, networks: 8 }, 4)).toEqual([1, 3, 5, 7]);
  });
});

describe('the rule', () => {
  it('excuses one outlier of a small sample, one of a hundred, none of one', () => {
    const errors = (count: number, ...others: number[]) => [...new Array<number>(count).fill(1), ...others];
    const measure = { check: 'one', limit: 1, unit: 'decades' };
    const judged = (all: number[]) => judgeWithOutliers(measure, all);
    const excused = { ...measure, worst: 29, networks: 16, beyond: 1, passed: true };
    expect(judged(errors(15, 29))).toEqual(excused);
    expect(judge(measure, errors(15, 29))).toEqual({ ...excused, passed: false });
    expect(judged(errors(15, 31)).passed).toBe(false);
    expect(judged(errors(14, 2, 2)).passed).toBe(false);
    expect(judged(errors(298, 2, 2, 2)).passed).toBe(true);
    expect(judged(errors(297, 2, 2, 2, 2)).passed).toBe(false);
    expect(judged([2]).passed).toBe(false);
    expect(judged(errors(15, Number.NaN))).toMatchObject({ passed: false, worst: Number.NaN });
  });
});

describe('an engine that is right', () => {
  it.each(activations)('passes with %s', async (activation) => {
    const verdict = await checkAgreement(new ReferenceEngine(), { ...small, activation }, { signal });
    expect(verdict.checks.gradient).toMatchObject({ worst: 0, limit: gradientLimit(40), networks: 16 });
    expect(verdict.checks.step).toMatchObject({ worst: 0, networks: 16, passed: true });
    expect(verdict.passed).toBe(true);
    expect(verdict.sentence).toMatch(/^Agreed with float64 to 0 decades \(limit 6\.7e-5\) on 16 networks/);
  });

  it('is held to an independent run where it contracts, and to statistics in chaos', async () => {
    const engine = new ReferenceEngine();
    const calm = await checkAgreement(engine, { ...small, gain: [0.3, 0.8] }, { signal });
    expect(calm.checks.independent).toMatchObject({ networks: 16, worst: 0, passed: true });
    expect([calm.chaotic, calm.checks.growth]).toEqual([false, undefined]);
    const wild = await checkAgreement(engine, { ...small, gain: 2.5, inputScale: 0.2 }, { signal });
    expect(wild.checks.growth?.networks).toBe(64);
    expect(wild.sentence).toContain('In chaos');
    expect(wild.passed).toBe(true);
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    const check = checkAgreement(new ReferenceEngine(), small, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(check).rejects.toThrow('enough');
  });
});

/** The reference, but with gradients that grow by a quarter more in each step. */
class Growing extends ReferenceEngine {
  override async *measure(...parameters: Parameters<ReferenceEngine['measure']>) {
    for await (const measurement of super.measure(...parameters)) yield grown(measurement);
  }
}

function grown(measurement: Measurement): Measurement {
  const norms = measurement.log10GradientNorm;
  const last = norms.length - 1;
  const steps = (i: number) => last - i;
  return {
    ...measurement,
    log10GradientNorm: norms.map((_, i) => entry(norms, i) + 0.1 * steps(i)),
  };
}

describe('an engine that is wrong is seen to fail', () => {
  it.each(Object.entries(wrongTraces))('one that %s', async (_, open) => {
    const verdict = await checkAgreement(open(new ReferenceEngine()), small, { signal });
    expect(verdict.passed).toBe(false);
    expect(verdict.sentence).toMatch(/^Do not trust these numbers: /);
  });

  it('one whose growth rates are off in chaos', async () => {
    const wild = { ...small, gain: [2, 3] as const };
    const right = await compareGrowth(new ReferenceEngine(), wild, signal);
    const wrong = await compareGrowth(new Growing(), wild, signal);
    expect([right?.passed, wrong?.passed]).toEqual([true, false]);
    expect((await checkAgreement(new Growing(), wild, { signal })).sentence).toContain('mean growth rate');
  });
});
