/** What dynamics settle into: known maps through the analysis, and known networks through the job on the CPU engine. */
import { afterAll, describe, expect, it } from 'vitest';
import {
  binomialInterval,
  growthOf,
  type LongRun,
  returnsOf,
  settled,
  settlingCounts,
  settlingExperiment,
} from '../../src/analysis/settling.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { type SettledNetwork, settling } from '../../src/laboratory/settling.ts';
import { benchOf } from '../parity/bench.ts';
import { experimentWith, growthRates, measureAll } from '../parity/experiments.ts';
import { once } from '../parity/lend.ts';

const lend = once(() => WasmEngine.open());
afterAll(async () => (await lend()).dispose());

/** The long run of a map of the line, its λ from its own derivative. */
function runOf(step: (x: number) => number, slope: (x: number) => number, start: number): LongRun {
  const [steps, kept] = [4096, 128];
  let x = start;
  for (let i = 0; i < steps; i++) x = step(x);
  const first = x;
  const states: Float64Array[] = [];
  const logs: number[] = [];
  for (let i = 0; i < steps; i++) {
    logs.push(Math.log10(Math.abs(slope(x))));
    x = step(x);
    if (i >= steps - kept - 1) states.push(Float64Array.of(x));
  }
  // log10 |dx_T/dx_t|, for t = 0 … T.
  const norms = [0];
  for (const log of logs.toReversed()) norms.push((norms.at(-1) ?? 0) + log);
  const times = Array.from({ length: steps + 1 }, (_, t) => t);
  return {
    ...growthOf(norms.reverse(), times),
    resolution: 2.5e-3,
    returns: returnsOf(states),
    size: Math.abs(x),
    grown: Math.log10(Math.abs(x / first)) || 0,
  };
}

describe('maps of the line', () => {
  const logistic = (r: number) =>
    runOf(
      (x) => r * x * (1 - x),
      (x) => r * (1 - 2 * x),
      0.3,
    );

  it.each([
    [0.9, { kind: 'zero' }],
    [2.8, { kind: 'fixed', period: 1 }],
    [3.2, { kind: 'two', period: 2 }],
    [3.5, { kind: 'cycle', period: 4 }],
    [3.55, { kind: 'cycle', period: 8 }],
    [3.835, { kind: 'cycle', period: 3 }],
    [4, { kind: 'chaos' }],
    [3.7, { kind: 'chaos' }],
  ] as const)('the logistic map at r = %d', (r, known) => {
    expect(settled(logistic(r))).toEqual(known);
  });

  it('has λ = ln 2 where that is known, within its error', () => {
    const { rate, error } = logistic(4);
    expect(error).toBeLessThan(0.02);
    expect(Math.abs(rate - Math.LN2)).toBeLessThan(4 * error + 1e-3);
  });

  it('takes a rotation for quasi-periodic, one by a part of the circle for none', () => {
    const turned = (turn: number): LongRun => {
      const states = Array.from({ length: 129 }, (_, t) =>
        Float64Array.of(Math.cos(2 * Math.PI * turn * t), Math.sin(2 * Math.PI * turn * t)),
      );
      const growth = { rate: 0, error: 1e-6, late: 0, resolution: 1e-3 };
      return { ...growth, returns: returnsOf(states), size: 0.7, grown: 0 };
    };
    expect(settled(turned((Math.sqrt(5) - 1) / 2)).kind).toBe('quasi');
    // It comes back, and nothing draws it in.
    expect(settled(turned(2 / 7)).kind).toBe('undecided');
  });

  it('says nothing of a slow approach, in which steps are small because they are slow', () => {
    const { kind } = settled(
      runOf(
        (x) => x - x ** 3,
        (x) => 1 - 3 * x * x,
        0.3,
      ),
    );
    expect(kind).toBe('undecided');
  });

  it('sees a cycle that catches a trajectory after a long chaotic time', () => {
    const caught = { ...logistic(3.5), rate: 0.2, error: 0.05 };
    expect(caught.late).toBeLessThan(-0.5);
    expect(settled(caught)).toEqual({ kind: 'cycle', period: 4 });
  });
});

describe('counts', () => {
  it('puts each network where its gain is', () => {
    const networks = [0, 0.2, 0.5, 0.99, 1].map((gain) => ({ gain, kind: 'chaos' as const }));
    const counts = settlingCounts(networks, [0, 1], 96);
    expect(counts.gains).toEqual([0.125, 0.375, 0.625, 0.875]);
    expect(counts.totals).toEqual([2, 0, 1, 2]);
    expect(counts.of('chaos')).toEqual([2, 0, 1, 2]);
    expect(counts.of('zero')).toEqual([0, 0, 0, 0]);
    expect(settlingCounts(networks, [1, 1]).totals).toEqual([5]);
  });

  it('knows what a fraction may be', () => {
    // Wilson's interval of 0 of 10 and 5 of 10, as R's prop.test without correction has them.
    expect(binomialInterval(0, 10)[0]).toBe(0);
    expect(binomialInterval(0, 10)[1]).toBeCloseTo(0.2775, 3);
    expect(binomialInterval(5, 10)[0]).toBeCloseTo(0.2366, 3);
    expect(binomialInterval(5, 10)[1]).toBeCloseTo(0.7634, 3);
  });
});

describe('networks', () => {
  async function all(changes: Partial<Experiment>): Promise<SettledNetwork[]> {
    const experiment = settlingExperiment(experimentWith({ hiddenSize: 16, networks: 24, ...changes }));
    const found: SettledNetwork[] = [];
    for await (const some of settling(experiment, benchOf(await lend()))) found.push(...some);
    expect(found.map(({ index }) => index)).toEqual(Array.from({ length: experiment.networks }, (_, i) => i));
    return found;
  }
  const kindsOf = (found: readonly SettledNetwork[]) => [...new Set(found.map(({ kind }) => kind))].sort();

  it('come to zero below the edge, whatever the ensemble', async () => {
    expect(kindsOf(await all({ ensemble: 'orthogonal', gain: [0.1, 0.95] }))).toEqual(['zero']);
    expect(kindsOf(await all({ activation: 'relu', ensemble: 'orthogonal', gain: 0.9 }))).toEqual(['zero']);
  });

  it('come to fixed points and 2-cycles alone where W is symmetric', async () => {
    const found = await all({ ensemble: 'symmetric', gain: 1.5, hiddenSize: 32 });
    expect(kindsOf(found)).toEqual(['fixed', 'two']);
    for (const { rate } of found) expect(rate).toBeLessThan(0);
  });

  it('turn for ever where W is orthogonal, just above its edge', async () => {
    const found = await all({ ensemble: 'orthogonal', gain: 1.05, hiddenSize: 32 });
    expect(found.filter(({ kind }) => kind === 'quasi').length).toBeGreaterThanOrEqual(18);
    for (const { kind, rate } of found) {
      expect(['quasi', 'undecided']).toContain(kind);
      expect(Math.abs(rate)).toBeLessThan(5e-4);
    }
  });

  it('rotate where W is antisymmetric, until a cycle of four draws them in', async () => {
    const found = await all({ ensemble: 'antisymmetric', gain: 1.05 });
    expect(found.filter(({ kind, period }) => kind === 'cycle' && period === 4).length).toBeGreaterThan(12);
    expect(kindsOf(found).filter((kind) => !['cycle', 'quasi', 'undecided'].includes(kind))).toEqual([]);
  });

  it('come to a 2-cycle where one unit answers itself with the other sign', async () => {
    // One unit: W is +1 or −1 times its size.
    const found = await all({ ensemble: 'orthogonal', hiddenSize: 1, gain: 1.5, networks: 32 });
    expect(kindsOf(found)).toEqual(['fixed', 'two']);
  });

  it('have a fixed point of each unit where W is the identity, and a bias drives nothing', async () => {
    expect(kindsOf(await all({ ensemble: 'identity', gain: 1.5, biasScale: 0.1, networks: 4 }))).toEqual([
      'fixed',
    ]);
  });

  it('grow without bounds where nothing bounds them', async () => {
    const found = await all({ activation: 'identity', ensemble: 'orthogonal', gain: [0.8, 1.2] });
    for (const { gain, kind } of found)
      if (Math.abs(gain - 1) > 0.01) expect(kind).toBe(gain > 1 ? 'unbounded' : 'zero');
  });

  it('forget their start under an input below the edge, and do not where they remember or are chaotic', async () => {
    expect(kindsOf(await all({ inputScale: 0.5, gain: 0.9 }))).toEqual(['echo']);
    const chaotic = await all({ inputScale: 0.1, gain: 4, hiddenSize: 64, networks: 16 });
    expect(kindsOf(chaotic)).toEqual(['chaos']);
    for (const { apart } of chaotic) expect(apart).toBeGreaterThan(0.1);
    // Each unit keeps its sign under so weak an input, and one that starts at rest takes its sign from that.
    const fromRest = {
      inputScale: 0.05,
      initialScale: 0,
      ensemble: 'identity',
      gain: 2,
      networks: 4,
    } as const;
    expect(kindsOf(await all({ ...fromRest, hiddenSize: 8 }))).toEqual(['start']);
    expect(kindsOf(await all({ inputScale: 0.01, ensemble: 'identity', gain: 1.5, networks: 4 }))).toEqual([
      'start',
    ]);
  });
});

describe('the fraction of networks with λ > 10⁻³', () => {
  // notes on theory, float64: over runs of a length that is not said. Longer runs find fewer: chaos may be a transient.
  it.each([
    [64, 200, { 1.1: 0, 1.2: 0.05, 1.3: 0.25, 1.5: 0.62, 2: 0.93 }],
    [256, 48, { 1.1: 0.06, 1.2: 0.38, 1.3: 0.75 }],
  ] as const)('of %d units is what it was elsewhere', async (hiddenSize, networks, known) => {
    for (const [gain, fraction] of Object.entries(known)) {
      const experiment = experimentWith({
        ...{ hiddenSize, networks, gain: Number(gain) },
        ...{ warmUp: 500, steps: 500, loss: 'random' },
      });
      const rates = growthRates(await measureAll(await lend(), experiment), experiment);
      const [low, high] = binomialInterval(rates.filter((rate) => rate > 1e-3).length, networks, 4);
      // It is written with two digits.
      expect(fraction + 0.005).toBeGreaterThanOrEqual(low);
      expect(fraction - 0.005).toBeLessThanOrEqual(high);
    }
  });
});
