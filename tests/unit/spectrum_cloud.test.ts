/** Spectra of many networks: what charts show of them. */
import { describe, expect, it } from 'vitest';
import { convergence, spectrumAt } from '../../src/analysis/lyapunov.ts';
import type { NetworkSpectrum } from '../../src/analysis/network_spectrum.ts';
import { SpectrumCloud } from '../../src/analysis/spectrum_cloud.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { framePlan } from '../../src/networks/lyapunov.ts';
import {
  alongLines,
  convergenceLines,
  nameOfRank,
  readingRows,
  sortedLines,
} from '../../src/ui/views/lyapunov_lines.ts';
import { experimentWith } from '../parity/experiments.ts';

function spectrumOf(exponents: readonly number[], change: Partial<NetworkSpectrum> = {}): NetworkSpectrum {
  return {
    exponents: Float64Array.from(exponents),
    standardErrors: Float64Array.from(exponents, () => 0.01),
    ...{ rounding: 0, kaplanYorkeDimension: 1, entropyRate: 0.5, positiveShare: 0.25 },
    ...{ unread: exponents.filter(Number.isNaN).length, sumResidual: 0 },
    ...change,
  };
}

/** Networks whose largest exponents are 0, 1, 2 …, the others one and two below. */
function cloudOf(change: Partial<Experiment>, networks: number): SpectrumCloud {
  const cloud = new SpectrumCloud(experimentWith({ networks, hiddenSize: 4, ...change }), 3, 4);
  cloud.append(Array.from({ length: networks }, (_, i) => spectrumOf([i, i - 1, i - 2])));
  return cloud;
}

describe('a cloud of spectra', () => {
  it('stands along the span that its networks differ in', () => {
    const byGain = cloudOf({ gain: [1, 3] }, 8);
    expect(byGain.axis).toBe('gain');
    expect(byGain.places[0]).toBeCloseTo(2, 6);
    expect(byGain.within([1, 2]).every((index) => (byGain.places[index] ?? 0) <= 2)).toBe(true);
    expect(byGain.within([1, 2]).length + byGain.within([2.000001, 3]).length).toBe(8);
    expect(cloudOf({ gain: 1, biasScale: [0, 1] }, 8).axis).toBe('biasScale');
    expect(cloudOf({ gain: 1 }, 8).axis).toBeUndefined();
  });

  it('has quantiles of every rank, where what is lost is the least', () => {
    const cloud = cloudOf({ gain: 1 }, 11);
    const all = cloud.within(undefined);
    expect(cloud.overRanks(all)).toEqual({ p10: [1, 0, -1], p50: [5, 4, 3], p90: [9, 8, 7] });
    expect(cloud.median(all)).toBe(5);
    expect(cloud.readable(all)).toBe(3);
    cloud.append(Array.from({ length: 12 }, () => spectrumOf([3, 2, Number.NaN])));
    const more = cloud.within(undefined);
    expect(cloud.overRanks(more).p50[2]).toBeNull();
    expect(cloud.overRanks(more).p90[2]).not.toBeNull();
    expect(cloud.readable(more)).toBe(2);
  });

  it('counts only what is known of networks', () => {
    const cloud = cloudOf({ gain: 1 }, 3);
    cloud.append([
      spectrumOf([1, 0, -1], { entropyRate: Number.NaN }),
      spectrumOf([1, 0, -1], { entropyRate: 7 }),
    ]);
    expect(cloud.medianOf([3, 4], ({ entropyRate }) => entropyRate)).toBe(7);
  });
});

describe('charts of exponents', () => {
  it('draw networks in order where they do not differ in a setting', () => {
    const { x, lines } = alongLines(cloudOf({ gain: 1 }, 5), 'exponents');
    expect(x).toEqual([0.1, 0.3, 0.5, 0.7, 0.9]);
    expect(lines.map(({ name }) => name)).toEqual(['λ₁', 'λ₂', 'λ₃']);
    expect(lines[0]?.y).toEqual([4, 3, 2, 1, 0]);
  });

  it('draw each of a few, and quantiles of many, against a setting', () => {
    const few = alongLines(cloudOf({ gain: [1, 3] }, 5), 'exponents');
    expect(few.x).toEqual(few.x.toSorted());
    expect(few.lines[0]?.band).toBeUndefined();
    const many = alongLines(cloudOf({ gain: [1, 3] }, 400), 'entropy');
    expect(many.lines[0]?.y[0]).toBeCloseTo(0.5 / 4, 12);
    expect(many.lines[0]?.band).toBeDefined();
  });

  it('leave out a line of exact zeros, and keep it in the table', () => {
    const cloud = new SpectrumCloud(experimentWith({ networks: 2, gain: 1, hiddenSize: 2 }), 2, 2);
    cloud.append([spectrumOf([0.5, -Infinity]), spectrumOf([0.25, -Infinity])]);
    const { lines, table } = alongLines(cloud, 'exponents');
    expect(lines.map(({ name }) => name)).toEqual(['λ₁']);
    expect(table.columns).toContain('λ₂ median');
  });

  it('put theory and one network beside the median', () => {
    const cloud = cloudOf({ gain: 1 }, 5);
    const one = {
      ...{ index: 2, gain: 1, spectrum: spectrumOf([2, 1, 0]) },
      convergence: {
        steps: Float64Array.of(10, 20),
        exponents: Float64Array.of(3, 1, 0, 2, 1, 0),
        standardErrors: Float64Array.of(NaN, NaN, NaN, 0.1, 0.1, 0.1),
      },
    };
    const theory = {
      ...{ curve: { x: [0.125, 0.375, 0.625, 0.875], y: [2, 1, 0, -1] }, sentence: '' },
      numbers: { largest: 2.5, dimension: 0.5, entropy: 0.25, positive: 0.5, mean: 0 },
    };
    const { x, lines } = sortedLines(cloud, cloud.within(undefined), one, theory);
    expect(x).toEqual([0.125, 0.375, 0.625]);
    expect(lines.map(({ name }) => name)).toEqual(['median', 'network 2', 'theory']);
    expect(lines[2]?.y).toEqual([2, 1, 0]);
    const rows = readingRows(cloud, cloud.within(undefined), one, theory);
    expect(rows[0]?.slice(1)).toEqual(['2.0000 ± 0.010', '2.0000 ± 0.010', '2.5000']);
    expect(rows[1]?.at(-1)).toBe('2.00');
    expect(convergenceLines(one).lines[0]).toMatchObject({
      y: [3, 2],
      band: { low: [null, 1.9], high: [null, 2.1] },
    });
    expect(nameOfRank(63)).toBe('λ₆₄');
  });
});

describe('convergence', () => {
  it('ends with what the whole says, errors too', () => {
    const plan = framePlan({ steps: 8, warmUp: 0 }, 1);
    const logs = Float64Array.of(1, 3, 2, 2, 1, 3, 2, 2);
    const measurement = { count: 1, logs, amplification: Float64Array.of(1) };
    const { steps, exponents, standardErrors } = convergence(measurement, 0, plan);
    const whole = spectrumAt(measurement, 0, { plan, precision: 2 ** -52, masks: false });
    expect([...steps]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(exponents[1]).toBe(2);
    expect(standardErrors[0]).toBeNaN();
    expect(standardErrors[1]).toBe(1);
    expect(exponents.at(-1)).toBe(whole.exponents[0]);
    expect(standardErrors.at(-1)).toBeCloseTo(whole.standardErrors[0] ?? NaN, 12);
  });
});
