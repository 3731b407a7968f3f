/** The networks that learn in front of the reader: every number that the chapter prints of them. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { boxDimension } from '../../src/analysis/box_dimension.ts';
import { LearningTrack } from '../../src/analysis/learning_track.ts';
import { quantile } from '../../src/analysis/quantile.ts';
import { succeeds, TrainabilityMap } from '../../src/analysis/trainability.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import type { LearningPlan } from '../../src/experiment/learning_axes.ts';
import {
  parseTrainability,
  type TrainabilityChoice,
  trainabilityGrid,
  zoomedIn,
} from '../../src/experiment/trainability.ts';
import { learning, type SampledRadii } from '../../src/laboratory/learning.ts';
import { trainability } from '../../src/laboratory/trainability.ts';
import { learningPlanOf, learningWays } from '../../src/lessons/learning_ways.ts';
import { append, drawn, type Learnt } from '../../src/lessons/learnt.ts';
import { halfLearntAt, outcomeWords } from '../../src/lessons/outcome.ts';
import { networksFor, type RecallChange, recallCases, recallPlan } from '../../src/lessons/recall_plans.ts';
import { edgeMap, edgePlan } from '../../src/lessons/trainability_map.ts';
import { several } from '../../src/ui/numbers.ts';
import { benchOf } from '../parity/bench.ts';

/** What lets them learn where there is no GPU; other suites hold it to the oracle. */
let engine: WasmEngine;
beforeAll(async () => {
  engine = await WasmEngine.open();
});
afterAll(() => engine.dispose());

/** What became of a plan's networks, and the part of all their gradients that are longer than 1. */
async function learnt(plan: LearningPlan): Promise<Learnt & { readonly cutPart: number }> {
  const all = drawn(plan);
  const train = vi.spyOn(engine, 'train');
  for await (const report of learning({ plan, to: plan.learning.updates }, benchOf(engine)))
    append(all, report);
  const norms = train.mock.settledResults.flatMap((slice) =>
    slice.type === 'fulfilled' ? [...slice.value.gradientNorms] : [],
  );
  train.mockRestore();
  return { ...all, cutPart: norms.filter((norm) => norm > 1).length / norms.length };
}

async function outcomeOf(change: RecallChange) {
  const { track, cutPart } = await learnt(recallPlan(change));
  const median = track.quantiles.at(-1)?.p50;
  return { ...track.counts(track.updates), median, cutPart, words: outcomeWords(track) };
}

const of = ({ radii }: SampledRadii | { radii: Float64Array }, part: number) => quantile(radii, part);
const { vanishing, exploding } = recallCases;

describe('vanishing', () => {
  const experiment = { activation: vanishing.activation, gain: vanishing.gain };

  it('none of 200 learns, clipped or not: the loss stays where always answering 0 has it', async () => {
    for (const clip of [0, 1]) {
      const found = await outcomeOf({ experiment, learning: { clip } });
      expect(found).toMatchObject({ learnt: 0, diverged: 0, waiting: 200 });
      expect(found.median).toBeGreaterThan(0.9);
      expect(found.median).toBeLessThan(1.05);
      expect(found.words).toMatch(/^0 of 200 have learnt after 300 updates, median loss /);
      // A third of all gradients are longer than 1, and cut.
      if (clip === 1) expect(Math.round(10 * found.cutPart)).toBeOneOf([3, 4]);
    }
  });

  it.each([
    [12, 0.125, 0.04],
    [10, 0.5, 0.1],
    [8, 0.95, 0.03],
  ])('over a lag of %d a part of %d learns', async (steps, part, about) => {
    for (const clip of steps === 8 ? [0, 1] : [0]) {
      const { learnt: all } = await outcomeOf({ experiment: { ...experiment, steps }, learning: { clip } });
      expect(Math.abs(all / 200 - part)).toBeLessThanOrEqual(about);
    }
  });
});

describe('exploding', () => {
  const experiment = { activation: exploding.activation, gain: exploding.gain };

  it('loses each network with its second update', async () => {
    const { words, diverged } = await outcomeOf({ experiment });
    expect(diverged).toBe(200);
    expect(words).toBe('all 200 diverged, the first with update 2');
  });

  it('clipped, all live, 99 % of updates cut; a quarter learns; the median loss comes from a million to about 1, ρ from 1.6 to 1.1 or 1.2', async () => {
    const plan = recallPlan({ experiment, learning: { clip: 1 } });
    const { track, radii, cutPart } = await learnt(plan);
    const { learnt: all, diverged } = track.counts(300);
    expect(diverged).toBe(0);
    expect(Math.abs(all / 200 - 0.25)).toBeLessThan(0.05);
    expect(Math.log10(track.quantiles[0]?.p50 ?? 0)).toBeCloseTo(6, 0);
    expect(Math.abs(Math.log10(track.quantiles.at(-1)?.p50 ?? 0))).toBeLessThan(0.3);
    const [first, last] = [radii[0], radii.at(-1)];
    expect(first && of(first, 0.5).toFixed(1)).toBe('1.6');
    expect(last && of(last, 0.5).toFixed(1)).toBeOneOf(['1.1', '1.2']);
    expect(cutPart.toFixed(2)).toBe('0.99');
  });
});

describe('in words', () => {
  it.each([
    [[0.05, 1], 1, '1 of 2 has learnt after 10 updates, median loss 0.53'],
    [[0.05, 0.05], 2, '2 of 2 have learnt after 10 updates, median loss 0.050'],
  ])('%j: %d', (losses, half, words) => {
    const track = new LearningTrack([1, 1], 10);
    for (let update = 1; update <= 10; update++) track.append(Float32Array.from(losses), new Int32Array(2));
    expect(outcomeWords(track)).toBe(words);
    expect(halfLearntAt(track)).toBe(10);
    expect(track.counts(10).learnt).toBe(half);
  });

  it('one update, and no half of all where one of three has learnt, or where what had learnt diverged', () => {
    const track = new LearningTrack([1, 1, 1], 10);
    track.append(Float32Array.from([0.05, 1, 1]), new Int32Array(3));
    expect(outcomeWords(track)).toBe('0 of 3 have learnt after 1 update, median loss 1.0');
    for (let update = 2; update <= 10; update++)
      track.append(Float32Array.from([0.05, 0.05, 1]), new Int32Array(3));
    expect(halfLearntAt(track)).toBeUndefined();
    for (let update = 11; update <= 20; update++)
      track.append(Float32Array.from([0.05, 0.05, 1]), new Int32Array(3));
    expect(halfLearntAt(track)).toBe(11);
    track.append(Float32Array.from([Number.NaN, 0.05, 1]), Int32Array.of(21, 0, 0));
    expect(halfLearntAt(track)).toBeUndefined();
    expect([several(1, 'step'), several(0, 'step'), several(1000, 'step')]).toEqual([
      '1 step',
      '0 steps',
      '1\u202f000 steps',
    ]);
  });
});

describe('an orthogonal start', () => {
  it('nine in ten learn; ρ leaves 1 in every one within ten updates, and drifts on', async () => {
    const { track, radii } = await learnt(recallPlan({ experiment: { ensemble: 'orthogonal', gain: 1 } }));
    expect(track.counts(300).learnt / 200).toBeGreaterThan(0.9);
    const [first, last] = [radii[0], radii.at(-1)];
    expect(first?.update).toBe(0);
    for (const radius of first?.radii ?? []) expect(radius).toBeCloseTo(1, 6);
    expect(last?.update).toBe(300);
    expect(last && of(last, 0.1)).toBeGreaterThan(1.1);
    expect(last && of(last, 0.9)).toBeGreaterThan(1.3);
    const ten = recallPlan({ experiment: { ensemble: 'orthogonal', gain: 1 }, learning: { updates: 10 } });
    const early = (await learnt(ten)).radii.at(-1);
    expect(early?.update).toBe(10);
    expect(early && of(early, 0)).toBeGreaterThan(1.01);
  });

  it('a Gaussian one at gain 1 lets about half learn, an orthogonal one at 0.5 none', async () => {
    const half = await outcomeOf({ experiment: { gain: 1 } });
    expect(half.learnt / 200).toBeGreaterThan(0.4);
    expect(half.learnt / 200).toBeLessThan(0.6);
    expect((await outcomeOf({ experiment: { gain: 0.5, ensemble: 'orthogonal' } })).learnt).toBe(0);
  });
});

describe('the ways out, learnt', () => {
  /** How many have learnt, how many diverged, and when half of all had learnt. */
  describe.each([
    { name: 'tanh, PyTorch’s start', learnt: [0, 3], diverged: [0, 0] },
    { name: 'clipped', learnt: [0, 3], diverged: [0, 0] },
    { name: 'orthogonal, g = 1', learnt: [60, 64], diverged: [0, 0], half: [65, 85] },
    { name: 'IRNN', learnt: [0, 0], diverged: [43, 52] },
    { name: 'IRNN, clipped', learnt: [64, 64], diverged: [0, 0], half: [12, 15] },
    { name: 'flossed', learnt: [53, 64], diverged: [0, 0], half: [60, 92] },
    { name: 'LSTM, zero biases', learnt: [0, 5], diverged: [0, 0] },
    { name: 'LSTM, forget bias 3', learnt: [64, 64], diverged: [0, 0], half: [20, 27] },
    { name: 'LSTM, chrono', learnt: [64, 64], diverged: [0, 0], half: [38, 44] },
  ] as const)('$name', (said) => {
    it.each([1, 2])('of draw %d', async (seed) => {
      const way = learningWays.find((one) => one.name === said.name);
      if (!way) throw new Error(`There is no way called ${said.name}.`);
      const { track } = await learnt(learningPlanOf(way, 64, seed));
      const counts = track.counts(track.updates);
      const within = (value: number | undefined, [least, most]: readonly [number, number]) => {
        expect(value).toBeGreaterThanOrEqual(least);
        expect(value).toBeLessThanOrEqual(most);
      };
      within(counts.learnt, said.learnt);
      within(counts.diverged, said.diverged);
      if ('half' in said) within(halfLearntAt(track), said.half);
      else expect(halfLearntAt(track)).toBeUndefined();
    });
  });

  it('are all of one seed', () => {
    expect(new Set(learningWays.map((way) => learningPlanOf(way, 5, 7).experiment.seed))).toEqual(
      new Set([7]),
    );
    expect(networksFor('reference')).toBeLessThan(networksFor('wasm'));
  });
});

describe('a map of what learns', () => {
  /** The whole map, or a piece of it. */
  async function taught(clip: number, choice: TrainabilityChoice, seed = 1) {
    const grid = trainabilityGrid(choice);
    const [columns, rows] = [grid.x.centres.length, grid.y.centres.length];
    const map = new TrainabilityMap({ columns, rows, networks: 1 });
    for await (const { cells } of trainability({ plan: edgePlan(clip, seed), choice }, benchOf(engine)))
      map.take(cells);
    const cells = Array.from({ length: columns * rows }, (_, cell) => {
      const [rate, gain] = [grid.x.centres[cell % columns], grid.y.centres[Math.floor(cell / columns)]];
      return {
        rate: rate ?? 0,
        gain: gain ?? 0,
        fate: map.fates(cell)[0],
        isBlue: succeeds(map, 'loss')[cell] === 1,
      };
    });
    /** The middle one, over gains from 1 on, of the largest rates whose cells are blue. */
    const edges = grid.y.centres
      .filter((gain) => gain >= 1)
      .map((gain) =>
        Math.max(0, ...cells.filter((one) => one.gain === gain && one.isBlue).map(({ rate }) => rate)),
      );
    return {
      cells,
      edge: quantile(Float64Array.from(edges), 0.5),
      dimension: boxDimension(succeeds(map, 'loss'), map)?.dimension,
    };
  }
  const whole = parseTrainability(edgeMap('wasm'));
  const coarse = { ...whole, columns: 32, rows: 32 };

  // The figure’s own draw as the figure has it, and another.
  describe.each([
    [1, whole],
    [2, coarse],
  ])('of draw %d', (seed, choice) => {
    let edge: number;

    it('nothing is learnt at small gains; most diverges from somewhat more than 0.1 on; at a third of that most is blue, at a tenth nearly all', async () => {
      const { cells, dimension, ...found } = await taught(0, choice, seed);
      edge = found.edge;
      expect(cells).toHaveLength(choice.columns * choice.rows);
      const learnt = cells.filter(({ fate }) => fate?.kind === 'learns' && fate.learntAt !== undefined);
      const least = Math.min(...learnt.map(({ gain }) => gain));
      expect(least).toBeGreaterThan(0.38);
      expect(least).toBeLessThan(1);
      expect(edge).toBeGreaterThan(0.1);
      expect(edge).toBeLessThan(0.16);
      const blue = (part: number) => {
        const there = cells.filter(
          ({ rate, gain }) => gain >= 1 && Math.abs(Math.log(rate / (part * edge))) < 0.15,
        );
        return there.filter(({ isBlue }) => isBlue).length / there.length;
      };
      expect(blue(1)).toBeLessThan(0.75);
      expect(blue(1 / 3)).toBeGreaterThan(0.7);
      expect(blue(1 / 10)).toBeGreaterThan(0.95);
      const beyond = cells.filter(({ rate, gain }) => gain >= 1 && rate > 2 * edge);
      expect(beyond.filter(({ fate }) => fate?.kind === 'diverged').length / beyond.length).toBeGreaterThan(
        0.95,
      );
      expect(dimension).toBeGreaterThan(1.2);
    });

    it('clipped, not one diverges, and the edge stands at about five times the rate, not smooth', async () => {
      const clipped = await taught(1, whole, seed);
      expect(clipped.cells.filter(({ fate }) => fate?.kind === 'diverged')).toEqual([]);
      expect(clipped.edge / edge).toBeGreaterThan(3.5);
      expect(clipped.edge / edge).toBeLessThan(7);
      expect(clipped.dimension).toBeGreaterThan(1.1);
    });
  });

  it('six times as close the edge is no smooth line either; closer still, neighbours in the third digit of their rate end on either side', async () => {
    const { x } = trainabilityGrid(whole);
    const column = x.centres.findIndex((rate) => rate > 0.13);
    const piece = zoomedIn(whole, { columns: [column - 4, column + 3], rows: [22, 29] });
    const { dimension } = await taught(0, { ...piece, columns: 32, rows: 32 });
    expect(dimension).toBeGreaterThan(1.2);
    const { cells } = await taught(0, {
      ...zoomedIn(piece, { columns: [20, 27], rows: [20, 27] }),
      rows: 24,
    });
    const apart = cells.filter(({ isBlue, rate, gain }, i) => {
      const next = cells[i + 1];
      return next?.gain === gain && next.isBlue !== isBlue && next.rate / rate < 1.005;
    });
    expect(apart.length).toBeGreaterThan(100);
  });
});
