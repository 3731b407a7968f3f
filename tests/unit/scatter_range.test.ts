/** What the first chart's axes span: where the networks are, wide enough that chance does not look like an effect. */
import { describe, expect, it } from 'vitest';
import { PointCloud, pointsSince } from '../../src/analysis/point_cloud.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import type { Shown } from '../../src/session/exploration.ts';
import { bent } from '../../src/ui/charts/bent_scale.ts';
import { frameOf, unitedFrame } from '../../src/ui/charts/scatter_range.ts';
import { collectionOf, experimentWith } from './analysis_measured.ts';

/** What a chart shows of networks with the given radii and decades. */
function shown(
  experiment: Experiment,
  radius: (gain: number) => number,
  decades: (gain: number) => number = () => 0,
) {
  const gain = (index: number) => networkSettings(experiment, index).gain;
  const collection = collectionOf(experiment, {
    spectralRadius: (index) => radius(gain(index)),
    gradient: (index, t) => (t === experiment.steps ? 0 : decades(gain(index))),
  });
  const cloud = new PointCloud(experiment.networks);
  cloud.append(pointsSince(collection, 0));
  return { cloud, experiment, axes: { x: 'radius', y: 'decades' } } as unknown as Shown;
}

describe('the x axis', () => {
  it('of a single network is a fifth of its number wide, with the network in the middle', () => {
    const one = experimentWith({ networks: 1, gain: 0.9, steps: 5 });
    const [low = 0, high = 0] =
      frameOf(
        shown(one, () => 0.9003),
        'edge',
      ).x ?? [];
    expect(high - low).toBeGreaterThan(0.18);
    expect((low + high) / 2).toBeCloseTo(0.9, 2);
  });

  it('of a narrow range of gains that somebody chose is no wider than it', () => {
    const few = experimentWith({ networks: 50, gain: [0.98, 1.02], steps: 5 });
    const [low = 0, high = 0] =
      frameOf(
        shown(few, (gain) => gain),
        'edge',
      ).x ?? [];
    expect(high - low).toBeLessThan(0.06);
  });
});

describe('the y axis', () => {
  const sweep = experimentWith({ networks: 400, gain: [0.1, 2], steps: 5 });
  const vanishing = shown(
    sweep,
    (gain) => gain,
    (gain) => Math.max(-100, 60 * Math.log10(gain)),
  );

  it('that opens on the edge leaves what is alive nearly a third of it, an even one its share', () => {
    const part = (scale: 'edge' | 'even') => {
      const { y, bend } = frameOf(vanishing, scale);
      const [low, high] = (y ?? [0, 1]).map((value) => bent(bend, value));
      return (bent(bend, 6) - bent(bend, -6)) / ((high ?? 1) - (low ?? 0));
    };
    expect(part('even')).toBeLessThan(0.2);
    expect(part('edge')).toBeGreaterThan(0.3);
  });

  it('has half a decade of room at least, and keeps its bend while a run goes on', () => {
    const flat = frameOf(
      shown(sweep, (gain) => gain),
      'edge',
    );
    expect(flat.y?.[0]).toBeLessThanOrEqual(-0.5);
    expect(flat.y?.[1]).toBeGreaterThanOrEqual(0.5);
    expect(unitedFrame(flat, frameOf(vanishing, 'edge')).bend).toEqual({ reach: 6 });
  });
});
