/** Networks that learn, followed live: what is judged is what the terminal judges, and what is kept is kept evenly. */
import { describe, expect, it } from 'vitest';
import { LearningTrack } from '../../src/analysis/learning_track.ts';
import { outcomeBins } from '../../src/analysis/outcome_bins.ts';
import { LearningCurves } from './learning_curves.ts';

/** Losses that fall at a rate of their own, the last network's until it diverges; the shares are exact in float32. */
function losses(updates: number, networks: number, endsAt: number): Float64Array {
  return Float64Array.from({ length: updates * networks }, (_, i) => {
    const [update, network] = [Math.floor(i / networks) + 1, i % networks];
    if (network === networks - 1 && update >= endsAt) return Number.NaN;
    return 2 ** -Math.floor((update * network) / 16);
  });
}

function followed(updates: number, networks: number, slice: number, endsAt = Number.POSITIVE_INFINITY) {
  const track = new LearningTrack(
    Array.from({ length: networks }, () => 1),
    10,
  );
  const curves = new LearningCurves(track.baselines);
  const all = losses(updates, networks, endsAt);
  for (let from = 0; from < updates; from += slice) {
    const to = Math.min(updates, from + slice);
    const divergedAt = Int32Array.from({ length: networks }, (_, i) =>
      i === networks - 1 && to >= endsAt ? endsAt : 0,
    );
    const part = all.slice(from * networks, to * networks);
    track.append(Float32Array.from(part), divergedAt);
    curves.append(part, divergedAt);
  }
  return { track, curves };
}

describe('a track of networks that learn', () => {
  it.each([1, 7, 60])('says of each what the terminal says, in slices of %i updates', (slice) => {
    const { track, curves } = followed(60, 6, slice, 40);
    for (let network = 0; network < 6; network++) {
      const { outcome, learntAt = 0, divergedAt = 0, finalLoss } = curves.outcome(network);
      expect(track.outcome(network, 60)).toBe(outcome === 'baseline' ? 'waiting' : outcome);
      expect(track.divergedAt[network]).toBe(divergedAt);
      if (divergedAt === 0) expect(track.learntAt[network]).toBe(learntAt);
      const loss = track.lossesAt(track.placeOf(60))[network] ?? 0;
      if (finalLoss === null) expect(loss).toBeNaN();
      else expect(loss).toBeCloseTo(finalLoss, 6);
    }
    expect(track.counts(60)).toEqual({ learnt: 3, waiting: 2, diverged: 1 });
  });

  it('says what was so by an update before', () => {
    const { track } = followed(60, 6, 60, 40);
    expect(track.counts(9)).toEqual({ learnt: 0, waiting: 6, diverged: 0 });
    expect(track.outcome(5, 39)).not.toBe('diverged');
    expect(track.outcome(5, 40)).toBe('diverged');
    const learnt = track.learntAt[4] ?? 0;
    expect([track.outcome(4, learnt - 1), track.outcome(4, learnt)]).toEqual(['waiting', 'learnt']);
  });

  it('keeps every update of a short run, and even ones of a long one, always the newest', () => {
    const { track } = followed(300, 2, 50);
    expect(track.kept).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    const { track: long } = followed(5000, 2, 333);
    expect(long.kept.length).toBeLessThanOrEqual(512);
    expect(long.kept.at(-1)).toBe(5000);
    const gaps = new Set(long.kept.slice(1, -1).map((update, i) => update - (long.kept[i] ?? 0)));
    expect([...gaps]).toEqual([16]);
    expect(long.placeOf(0)).toBe(-1);
    expect(long.kept[long.placeOf(1000)]).toBe(993);
    expect(long.curveOf(1)).toHaveLength(long.kept.length);
  });

  it('counts one that has diverged as worse than any that has not', () => {
    const { track } = followed(60, 6, 60, 40);
    expect(track.quantiles.at(-1)?.p50).not.toBeNull();
    expect(track.quantiles.at(-1)?.p90).toBeNull();
    expect(track.curveOf(5).slice(39)).toEqual(Array.from({ length: 21 }, () => null));
  });
});

it('outcomes are counted in even stretches of an axis, those without a place in none', () => {
  const places = [0, 0.1, 0.9, 1, Number.NaN];
  const bins = outcomeBins(places, ['learnt', 'waiting', 'diverged', 'learnt', 'learnt'], [0, 1]);
  expect(bins).toHaveLength(4);
  expect(bins[0]).toEqual({ from: 0, to: 0.25, learnt: 1, waiting: 1, diverged: 0, networks: 2 });
  expect(bins[3]).toMatchObject({ learnt: 1, diverged: 1, networks: 2 });
  expect(bins.reduce((sum, { networks }) => sum + networks, 0)).toBe(4);
});
