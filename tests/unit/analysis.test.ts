import { describe, expect, it } from 'vitest';
import { boundDecades, linearFactor, radiusOfFactor, radiusOfGain } from '../../src/analysis/bound.ts';
import { Collection } from '../../src/analysis/collection.ts';
import { float32Infinity, float32Zero } from '../../src/analysis/float32_range.ts';
import { GradientRatios } from '../../src/analysis/gradient_ratios.ts';
import { countPhases, phaseOf } from '../../src/analysis/phase.ts';
import { PointCloud, pointsSince } from '../../src/analysis/point_cloud.ts';
import { percentiles, quantile } from '../../src/analysis/quantile.ts';
import {
  byQuantity,
  columnOf,
  filedQuantities,
  quantities,
  quantityTable,
  wantsOf,
} from '../../src/analysis/quantities.ts';
import { runningLines } from '../../src/analysis/running_lines.ts';
import { runningQuantiles } from '../../src/analysis/running_quantiles.ts';
import { summarise } from '../../src/analysis/summary.ts';
import { networksWithin, throughTime } from '../../src/analysis/through_time.ts';
import { quantityNames } from '../../src/experiment/axes.ts';
import { activations } from '../../src/experiment/experiment.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import { activationOf } from '../../src/networks/activation.ts';
import { collectionOf, experimentWith, measurementOf, uniforms } from './analysis_measured.ts';

describe('a collection', () => {
  const experiment = experimentWith({ networks: 10, steps: 4, biasScale: [0, 1] });
  // Network 3 is dead at t ≤ 2; the others fall by `index` decades a step towards t = 0.
  const formulas = {
    gradient: (index: number, t: number) => (index === 3 && t <= 2 ? -Infinity : 1 - index * (4 - t)),
    state: (index: number, t: number) => index + t / 10,
    deathStep: (index: number) => (index === 3 ? 2 : -1),
    spectralRadius: (index: number) => index + 0.25,
    spectralNorm: (index: number) => index + 0.75,
  };

  it('derives rate and ratio from the ends of each curve', () => {
    const collection = new Collection(experiment);
    collection.append(measurementOf(experiment, formulas, 0, 4));
    expect(collection.count).toBe(4);
    collection.append(measurementOf(experiment, formulas, 4, 6));
    expect(collection.count).toBe(10);
    expect(collection.times).toEqual([0, 1, 2, 3, 4]);
    expect([...collection.log10GradientNorm]).toEqual([1, -3, -7, -Infinity, -15, -19, -23, -27, -31, -35]);
    expect([...collection.log10GradientRatio]).toEqual([0, -4, -8, -Infinity, -16, -20, -24, -28, -32, -36]);
    // 20 decades in 4 steps are 5·ln 10 nats a step.
    expect(collection.growthRate[5]).toBeCloseTo(-5 * Math.log(10), 14);
    expect(collection.growthRate[3]).toBe(-Infinity);
    expect([...collection.deathStep]).toEqual([-1, -1, -1, 2, -1, -1, -1, -1, -1, -1]);
    expect(collection.spectralRadius[9]).toBe(9.25);
    expect(collection.spectralNorm[9]).toBe(9.75);
    for (let index = 0; index < 10; index++) {
      const { gain, inputScale, biasScale } = networkSettings(experiment, index);
      expect(collection.gain[index]).toBe(gain);
      expect(collection.inputScale[index]).toBe(inputScale);
      expect(collection.biasScale[index]).toBe(biasScale);
    }
  });

  it('gives the curves of one network', () => {
    const collection = collectionOf(experiment, formulas);
    expect([...collection.curve(2).log10GradientNorm]).toEqual([-7, -5, -3, -1, 1]);
    expect([...collection.curve(2).log10GradientRatio]).toEqual([-8, -6, -4, -2, 0]);
    expect([...collection.curve(2).log10StateNorm]).toEqual([2, 2.1, 2.2, 2.3, 2.4]);
    expect([...collection.curve(3).log10GradientRatio]).toEqual([-Infinity, -Infinity, -Infinity, -3, 0]);
  });

  it('refuses what does not fit', () => {
    const collection = new Collection(experiment);
    const chunk = (first: number, count: number) => measurementOf(experiment, formulas, first, count);
    expect(() => collection.append(chunk(1, 2))).toThrow('begins at network 0, got 1');
    collection.append(chunk(0, 3));
    expect(() => collection.append(chunk(0, 3))).toThrow('begins at network 3, got 0');
    expect(() => collection.append(chunk(3, 8))).toThrow('11 networks measured, 10 asked for');
    expect(() => collection.append({ ...chunk(3, 2), count: 3 })).toThrow(RangeError);
    expect(() => collection.append({ ...chunk(3, 2), log10StateNorm: new Float64Array(9) })).toThrow(
      RangeError,
    );
    expect(collection.count).toBe(3);
    expect(() => collection.curve(3)).toThrow(RangeError);
    expect(() => collection.curve(-1)).toThrow(RangeError);
    expect(() => collection.curve(Number.NaN)).toThrow(RangeError);
  });
});

describe('phases', () => {
  it.each([
    [-Infinity, 'dead'],
    [-6.001, 'vanishing'],
    [-6, 'alive'],
    [0, 'alive'],
    [6, 'alive'],
    [6.001, 'exploding'],
  ] as const)('a ratio of %d decades is %s', (ratio, phase) => {
    expect(phaseOf(ratio)).toBe(phase);
  });

  it('are counted among the networks measured so far', () => {
    const experiment = experimentWith({ networks: 100, steps: 1 });
    const ratios = [-Infinity, -7, -7, 0, 0, 0, 7, 7, 7, 7];
    const collection = new Collection(experiment);
    collection.append(
      measurementOf(experiment, { gradient: (index, t) => (t === 0 ? (ratios[index] ?? 0) : 0) }, 0, 10),
    );
    expect(countPhases(collection)).toEqual({ dead: 1, vanishing: 2, alive: 3, exploding: 4 });
  });
});

describe('quantiles', () => {
  it('are those of NumPy', () => {
    // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [.1, .5, .9])
    const { p10, p50, p90 } = percentiles(Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6));
    expect(p10).toBe(1);
    expect(p50).toBe(3.5);
    expect(p90).toBeCloseTo(6.9, 14);
    expect(quantile(Float64Array.of(7), 0.9)).toBe(7);
    expect(quantile(new Float64Array(0), 0.5)).toBeNaN();
    expect(percentiles(new Float64Array(0))).toEqual({ p10: null, p50: null, p90: null });
  });

  it('are the same as by sorting, ties and zeros included', () => {
    const uniform = uniforms();
    for (let length = 1; length < 400; length += 7) {
      const values = Float64Array.from({ length }, () => {
        const u = uniform.next().value;
        return u < 0.2 ? -Infinity : u < 0.5 ? 0.25 : u;
      });
      const sorted = values.toSorted();
      for (const fraction of [0, 0.1, 0.5, 0.9, 1]) {
        const position = fraction * (length - 1);
        const lower = sorted[Math.floor(position)] ?? Number.NaN;
        const upper = sorted[Math.ceil(position)] ?? Number.NaN;
        const expected =
          lower === -Infinity ? lower : lower + (upper - lower) * (position - Math.floor(position));
        expect(quantile(values.slice(), fraction)).toBe(expected);
      }
    }
  });

  it('are gaps where they are exact zeros', () => {
    const values = Float64Array.of(-Infinity, 1, -Infinity, 2, 3);
    expect(percentiles(values)).toEqual({ p10: null, p50: 1, p90: 2.6 });
  });
});

describe('running quantiles', () => {
  /** x even over [0, 2]; y = x² plus noise that is uniform over [−½, ½]. */
  function parabola(count: number) {
    const uniform = uniforms(count);
    const x = Float64Array.from({ length: count }, () => 2 * uniform.next().value);
    return { x, y: x.map((value) => value ** 2 + uniform.next().value - 0.5) };
  }

  it('follow the median and the band', () => {
    const { x, y } = parabola(65_536);
    const running = runningQuantiles(x, y);
    expect(running.x).toHaveLength(64);
    running.x.forEach((center, i) => {
      expect(center).toBeCloseTo((2 * (i + 0.5)) / 64, 2);
      expect(Math.abs((running.p50[i] ?? 9) - center ** 2)).toBeLessThan(0.06);
      expect(Math.abs((running.p10[i] ?? 9) - center ** 2 + 0.4)).toBeLessThan(0.06);
      expect(Math.abs((running.p90[i] ?? 9) - center ** 2 - 0.4)).toBeLessThan(0.06);
    });
  });

  it('of a dozen networks are one or two windows, of fewer none', () => {
    const { x, y } = parabola(100);
    expect(runningQuantiles(x.subarray(0, 11), y.subarray(0, 11)).x).toEqual([]);
    expect(runningQuantiles(x.subarray(0, 12), y.subarray(0, 12)).x.length).toBeGreaterThanOrEqual(1);
    expect(runningQuantiles(x, y).x.length).toBeGreaterThan(5);
    expect(runningQuantiles(new Float64Array(0), new Float64Array(0)).p50).toEqual([]);
  });

  it('of networks with one and the same x are their plain quantiles', () => {
    const y = Float64Array.from({ length: 101 }, (_, i) => i);
    expect(runningQuantiles(new Float64Array(101).fill(1.5), y)).toEqual({
      x: [1.5],
      p10: [10],
      p50: [50],
      p90: [90],
    });
  });

  it('end where networks are too sparse to speak of', () => {
    const { x, y } = parabola(4000);
    const outlier = Float64Array.of(...x, 10);
    const running = runningQuantiles(outlier, Float64Array.of(...y, -50));
    expect(Math.max(...running.x)).toBeLessThan(2);
    expect(Math.min(...running.p10.map(Number))).toBeGreaterThan(-1);
  });

  it('never mix networks from either side of a gap', () => {
    const x = Float64Array.from({ length: 2040 }, (_, i) => (i < 2000 ? i / 2000 : 9 + (i - 2000) / 40));
    expect(Math.max(...runningQuantiles(x, x).x)).toBeLessThan(1);
  });

  it('ascend in x, however uneven the networks lie', () => {
    const uniform = uniforms(7);
    for (let trial = 0; trial < 50; trial++) {
      const x = Float64Array.from({ length: 300 }, () => {
        const u = uniform.next().value;
        return u < 0.5 ? Math.floor(6 * u) / 3 : u ** 8;
      });
      const running = runningQuantiles(x, x);
      running.x.slice(1).forEach((center, i) => {
        expect(center).toBeGreaterThan(running.x[i] ?? Infinity);
      });
    }
  });

  it('are gaps where the quantile is an exact zero', () => {
    const x = Float64Array.from({ length: 4096 }, (_, i) => i / 4096);
    const y = x.map((value, i) => (value < 0.5 && i % 5 === 0 ? -Infinity : 1));
    const running = runningQuantiles(x, y);
    expect(running.p10.slice(0, 28).every((value) => value === null)).toBe(true);
    expect(running.p10.slice(36).every((value) => value === 1)).toBe(true);
    expect(running.p50.every((value) => value === 1)).toBe(true);
  });

  it('leave the columns as they were', () => {
    const { x, y } = parabola(500);
    const before = [x.slice(), y.slice()];
    runningQuantiles(x, y);
    expect([x, y]).toEqual(before);
  });
});

describe('norms through time', () => {
  const ratiosOf = (collection: Collection) => {
    const ratios = new GradientRatios(collection.experiment, collection.range);
    ratios.append(collection);
    return ratios;
  };

  // Gradient at t: 1 + gain·(t − T) decades; state: gain.
  const experiment = experimentWith({ networks: 1001, steps: 10, gain: [0.01, 2] });
  const gainOf = (index: number) => networkSettings(experiment, index).gain;
  const collection = collectionOf(experiment, {
    gradient: (index, t) => 1 + gainOf(index) * (t - 10),
    state: gainOf,
  });

  it('are of the networks within the range of gains', () => {
    const selected = networksWithin(collection.gain, [0.5, 1]);
    expect(selected.length).toBeCloseTo(250, -1);
    expect([...selected]).toEqual(
      Array.from({ length: 1001 }, (_, index) => index).filter(
        (index) => gainOf(index) >= 0.5 && gainOf(index) <= 1,
      ),
    );
    const { p10, p50, p90 } = throughTime(collection, selected, 'gradientNorm');
    expect(p50).toHaveLength(11);
    expect(p50[10]).toBe(1);
    expect(p50[0]).toBeCloseTo(1 - 10 * 0.75, 1);
    expect(p10[0]).toBeCloseTo(1 - 10 * 0.95, 1);
    expect(p90[5]).toBeCloseTo(1 - 5 * 0.55, 1);
    expect(throughTime(collection, selected, 'gradientRatio').p50[0]).toBeCloseTo(-7.5, 1);
    expect(throughTime(collection, selected, 'gradientRatio').p90[10]).toBe(0);
    expect(throughTime(collection, selected, 'stateNorm').p50[3]).toBeCloseTo(0.75, 2);
  });

  it('of no network are gaps', () => {
    const none = networksWithin(collection.gain, [5, 6]);
    expect(none).toHaveLength(0);
    expect(throughTime(collection, none, 'stateNorm').p50).toEqual(new Array(11).fill(null));
  });

  it('are gaps before the death of the quantile', () => {
    const mortal = collectionOf(experimentWith({ networks: 20, steps: 3 }), {
      gradient: (index, t) => (index < 15 && t <= 1 ? -Infinity : t),
    });
    const all = networksWithin(mortal.gain, [0, 10]);
    expect(throughTime(mortal, all, 'gradientNorm')).toEqual({
      p10: [null, null, 2, 3],
      p50: [null, null, 2, 3],
      p90: [0, 1, 2, 3],
    });
    expect([...ratiosOf(mortal).quantile(0.9)]).toEqual([-3, -2, -1, 0]);
    expect([...ratiosOf(mortal).quantile(0.5)]).toEqual([null, null, -1, 0]);
  });

  it('of very many networks look at an even part of them', () => {
    const large = experimentWith({ networks: 20_000, steps: 3 });
    const gains = (index: number) => networkSettings(large, index).gain;
    const many = collectionOf(large, { gradient: (index, t) => gains(index) * (t - 3) });
    const all = networksWithin(many.gain, [0, 10]);
    expect(all).toHaveLength(20_000);
    const { p10, p50 } = throughTime(many, all, 'gradientRatio');
    const exact = [...ratiosOf(many).quantile(0.5)];
    expect(p50[0]).not.toBe(exact[0]);
    expect(p50[0]).toBeCloseTo(Number(exact[0]), 2);
    expect(p10[0]).toBeCloseTo(-3 * (0.1 + 0.9 * 1.9), 2);
  });
});

describe('quantities', () => {
  // Network 1 is dead at t ≤ 1; nobody asked for ρ at rest.
  const experiment = experimentWith({ networks: 3, steps: 2, gain: 1.5, loss: 'random' });
  const collection = collectionOf(experiment, {
    gradient: (index, t) => (index === 1 && t <= 1 ? -Infinity : (index + 1) * (t - 2)),
    state: (index, t) => index + t / 10,
    spectralRadius: (index) => index + 0.25,
    deathStep: (index) => (index === 1 ? 1 : -1),
  });

  it('each have a name, a column in files and words of their own', () => {
    expect(quantities.map(({ name }) => name).sort()).toEqual([...quantityNames].sort());
    for (const words of ['key', 'label', 'symbol', 'hint'] as const) {
      expect(new Set(quantities.map((quantity) => quantity[words])).size, words).toBe(quantities.length);
    }
    for (const { name, hint } of quantities) {
      expect(name).toMatch(/^[a-z-]+$/);
      expect(hint).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('are read from where they stand in a collection', () => {
    expect(byQuantity((quantity) => [...columnOf(quantity, collection)])).toEqual({
      gain: [1.5, 1.5, 1.5],
      'input-scale': [0, 0, 0],
      'bias-scale': [0, 0, 0],
      radius: [0.25, 1.25, 2.25],
      'spectral-norm': [3, 3, 3],
      rest: [Number.NaN, Number.NaN, Number.NaN],
      rate: [-Math.LN10, -Infinity, -3 * Math.LN10],
      decades: [-2, -Infinity, -6],
      'gradient-ratio': [-2, -Infinity, -6],
      'state-norm': [0.2, 1.2, 2.2],
      'parameter-norm': [Number.NaN, Number.NaN, Number.NaN],
      'death-step': [Number.NaN, 1, Number.NaN],
    });
    expect([...columnOf(quantityTable.radius, collection, 2)]).toEqual([2.25]);
  });

  it('that are of the gradient follow from its ratio', () => {
    const summed = collectionOf(
      { ...experiment, loss: 'sum' },
      {
        gradient: (index, t) => 0.5 * Math.log10(64) + index * (t - 2),
      },
    );
    for (const { ofRatio, name, of } of quantities) {
      if (!ofRatio) continue;
      const { offset, slope } = ofRatio(summed.experiment);
      for (const place of [0, 1, 2]) {
        const ratio = quantityTable['gradient-ratio'].of(summed, place);
        expect(of(summed, place), name).toBeCloseTo(offset + slope * ratio, 12);
      }
    }
  });

  it('that cost something are asked for once', () => {
    expect(wantsOf(['radius', 'decades'])).toEqual([]);
    expect(wantsOf(['rest', 'rate', 'rest'])).toEqual(['restRadius']);
    expect(wantsOf(['parameter-norm', 'rest'])).toEqual(['parameterNorm', 'restRadius']);
  });

  it('are filed always, where the networks differ in them, or where they are asked for', () => {
    const keys = (changes: Parameters<typeof experimentWith>[0], ...asked: ('rest' | 'radius')[]) =>
      filedQuantities(experimentWith(changes), asked).map(({ key }) => key);
    const always = [
      'gain',
      'spectralRadius',
      'spectralNorm',
      'growthRate',
      'log10GradientNorm',
      'statusStep',
    ];
    expect(keys({ gain: 1 })).toEqual(always);
    expect(keys({ biasScale: [0, 1] })).toEqual(['gain', 'biasScale', ...always.slice(1)]);
    expect(keys({}, 'rest', 'radius')).toEqual([...always, 'restRadius']);
  });
});

describe('points and lines on two axes', () => {
  const experiment = experimentWith({ networks: 400, steps: 50, gain: [0.5, 1.5] });
  const gainOf = (index: number) => networkSettings(experiment, index).gain;
  // log10 g a step, a decade less where the index is odd; network 7 is dead, and 8 has a state of exactly zero.
  const collection = collectionOf(experiment, {
    gradient: (index, t) =>
      index === 7 && t < 50
        ? -Infinity
        : 0.5 * Math.log10(64) + (50 - t) * Math.log10(gainOf(index)) - (t < 50 ? index % 2 : 0),
    state: (index) => (index === 8 ? -Infinity : 3 * gainOf(index)),
    deathStep: (index) => (index === 7 ? 49 : -1),
  });

  it('follow a power law as closely as its power does, at any steepness', () => {
    const { x, p50 } = runningLines(collection, { x: 'radius', y: 'decades' });
    expect(x.length).toBeGreaterThan(5);
    x.forEach((place, i) => {
      const power = 0.5 * Math.log10(64) + 50 * Math.log10(place);
      expect(Math.abs((p50[i] ?? 9) - power + 0.5)).toBeLessThan(0.51);
    });
  });

  it('are the same line whichever way a gradient is read', () => {
    const decades = runningLines(collection, { x: 'gain', y: 'decades' });
    for (const y of ['rate', 'gradient-ratio'] as const) {
      const other = runningLines(collection, { x: 'gain', y });
      const { offset, slope } = quantityTable[y].ofRatio?.(experiment) ?? { offset: 0, slope: 0 };
      const start = 0.5 * Math.log10(64);
      other.p50.forEach((value, i) => {
        expect(value).toBeCloseTo(offset + slope * ((decades.p50[i] ?? 9) - start), 9);
      });
      other.bound?.forEach((value, i) => {
        expect(value).toBeCloseTo(offset + slope * ((decades.bound?.[i] ?? 9) - start), 9);
      });
      expect(other.bound).toHaveLength(other.x.length);
    }
  });

  it('have a bound only where a gradient stands over a spectral radius', () => {
    expect(runningLines(collection, { x: 'state-norm', y: 'decades' })).not.toHaveProperty('bound');
    expect(runningLines(collection, { x: 'radius', y: 'state-norm' })).not.toHaveProperty('bound');
  });

  it('run over any quantity, exact zeros of it left out', () => {
    const { x, p50 } = runningLines(collection, { x: 'state-norm', y: 'gain' });
    expect(x.length).toBeGreaterThan(5);
    x.forEach((place, i) => {
      expect(p50[i]).toBeCloseTo(place / 3, 2);
    });
  });

  it('of what nobody has are none', () => {
    for (const axes of [
      { x: 'rest', y: 'decades' },
      { x: 'radius', y: 'rest' },
    ] as const) {
      expect(runningLines(collection, axes).x).toHaveLength(0);
    }
  });

  it('arrive in chunks, and are walked along in order', () => {
    const cloud = new PointCloud(400);
    cloud.append(pointsSince(collection, 0));
    const half = new Collection(experiment);
    half.append(measurementOf(experiment, {}, 0, 200));
    const early = new PointCloud(400);
    early.append(pointsSince(half, 0));
    expect(early.length).toBe(200);
    half.append(measurementOf(experiment, {}, 200, 200));
    early.append(pointsSince(half, 200));
    expect([...early.column('radius')]).toEqual([...cloud.column('radius')]);

    const axes = { x: 'state-norm', y: 'rate' } as const;
    const order = cloud.order(axes);
    expect(order).toHaveLength(400);
    expect(order[0]).toBe(8);
    expect(cloud.along(axes, undefined, 1)).toBe(8);
    expect(cloud.along(axes, undefined, -1)).toBe(order[399]);
    expect(cloud.along(axes, undefined, 1e9)).toBe(order[399]);
    expect(cloud.along(axes, 8, 1)).toBe(order[1]);
    expect(cloud.along(axes, 8, 1e9)).toBe(order[399]);
    expect(cloud.along({ x: 'radius', y: 'rate' }, order[5], 0)).toBe(order[5]);
    // Only one network ever died.
    expect([...cloud.order({ x: 'radius', y: 'death-step' })]).toEqual([7]);
    expect(cloud.along({ x: 'rest', y: 'rate' }, undefined, 1)).toBeUndefined();
  });

  it('are summed up over a range of whatever is to the right', () => {
    const all = summarise(collection, { x: 'state-norm', y: 'decades' }, 'all');
    expect(all.time.networks).toBe(400);
    const some = summarise(collection, { x: 'state-norm', y: 'decades' }, [3, 3.6]);
    const inside = Array.from({ length: 400 }, (_, i) => 3 * gainOf(i)).filter((x) => x >= 3 && x <= 3.6);
    expect(some.time.networks).toBe(inside.length);
    expect(some.axes).toEqual({ x: 'state-norm', y: 'decades' });
  });
});

describe('the bound', () => {
  it.each(activations)('max φ′ of %s is the maximum of its derivative', (activation) => {
    const { derivative, greatestSlope } = activationOf(experimentWith({ activation }));
    let most = 0;
    for (let z = -40; z <= 40; z += 1e-3) most = Math.max(most, derivative(z));
    expect(greatestSlope).toBeCloseTo(most, 6);
    expect(greatestSlope).toBeGreaterThanOrEqual(most * (1 - 1e-12));
  });

  it('of GELU is 1.128904…', () => {
    expect(activationOf(experimentWith({ activation: 'gelu' })).greatestSlope).toBeCloseTo(1.1289043, 6);
  });

  it('is T·log10(‖W‖₂·max φ′), and ρ^T is T·log10 ρ', () => {
    const experiment = experimentWith({ networks: 3, steps: 50, activation: 'sigmoid' });
    const collection = new Collection(experiment);
    collection.append(measurementOf(experiment, { spectralNorm: () => 40 }, 0, 2));
    const bound = boundDecades(collection);
    expect(bound).toHaveLength(2);
    expect(bound?.[1]).toBeCloseTo(50, 12); // 40/4 = 10
    const leaky = collectionOf({ ...collection.experiment, cell: 'leaky', leak: 0.5 });
    // ½ + ½·¼·‖W‖₂
    const norm = leaky.spectralNorm[1] ?? Number.NaN;
    expect(boundDecades(leaky)?.[1]).toBeCloseTo(50 * Math.log10(0.5 + 0.125 * norm), 6);
    expect(boundDecades(collectionOf({ ...collection.experiment, cell: 'lstm' }))).toBeUndefined();
  });

  it('a linear step has ρ as its factor, of a cell that keeps some of its state that and more', () => {
    const experiment = experimentWith({ cell: 'gru' });
    expect(linearFactor(experimentWith({}), 'matrix', 0.7)).toBe(0.7);
    expect(linearFactor(experiment, 'jacobian', 0.7)).toBe(0.7);
    expect(linearFactor(experiment, 'matrix', 2)).toBe(1);
    expect(radiusOfFactor(experiment, 'matrix', 1)).toBe(2);
    const lstm = experimentWith({ cell: 'lstm', forgetBias: 1 });
    expect(radiusOfFactor(lstm, 'matrix', 1)).toBeCloseTo(1.0758, 4);
  });

  it('an infinitely wide network of a gain has it as its spectral radius, and a step at rest keeps some beside it', () => {
    const experiment = experimentWith({ cell: 'gru' });
    expect(radiusOfGain(experiment, 'matrix', 1.5)).toBe(1.5);
    expect(radiusOfGain(experiment, 'jacobian', 2)).toBe(1);
    expect(radiusOfGain(experiment, 'jacobian', 0)).toBe(0.5);
  });

  it('float32 ends where it does', () => {
    expect(Math.fround(10 ** (float32Zero + 1e-6))).toBeGreaterThan(0);
    expect(Math.fround(10 ** (float32Zero - Math.log10(2) - 1e-6))).toBe(0);
    expect(Math.fround(10 ** (float32Infinity - 1e-9))).toBeLessThan(Infinity);
    expect(Math.fround(10 ** (float32Infinity + 1e-6))).toBe(Infinity);
    expect(float32Zero).toBeCloseTo(-44.853, 3);
    expect(float32Infinity).toBeCloseTo(38.5318, 4);
  });
});
