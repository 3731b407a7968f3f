/** What networks that learn differ in. */
import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { defaultLearning } from '../../src/experiment/learning.ts';
import {
  alongRange,
  type LearningPlan,
  learningAxes,
  learningAxis,
  networkPlan,
  parseLearningRange,
  valueIn,
  withValue,
} from '../../src/experiment/learning_axes.ts';
import { entry } from '../../src/networks/vector.ts';

const plan: LearningPlan = {
  experiment: { ...defaultExperiment, cell: 'lstm', gain: [0.5, 1.5] },
  learning: { ...defaultLearning, rate: [1e-4, 1] },
  ranges: [
    { axis: 'forget-bias', from: 0, to: 3 },
    { axis: 'clip', from: 0.1, to: 10 },
    { axis: 'steps', from: 5, to: 60 },
  ],
};

it('has no axis twice, and none that a sequence to learn from does not have', () => {
  const names = learningAxes.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of ['gain', 'rate', 'clip', 'forget-bias', 'steps', 'hidden-size', 'batch', 'leak'])
    expect(names).toContain(name);
  for (const name of ['warm-up', 'input-scale', 'initial-scale', 'seed', 'networks', 'task'])
    expect(names).not.toContain(name);
});

describe('every network of a plan', () => {
  const networks = Array.from({ length: 256 }, (_, index) => networkPlan(plan, index));

  it('has numbers of its own within the ranges, whole where they count', () => {
    for (const { experiment, learning, ranges } of networks) {
      expect(ranges).toEqual([]);
      expect(typeof experiment.gain).toBe('number');
      expect(typeof learning.rate).toBe('number');
      expect(experiment.forgetBias).toBeGreaterThanOrEqual(0);
      expect(experiment.forgetBias).toBeLessThanOrEqual(3);
      expect(learning.clip).toBeGreaterThanOrEqual(0.0999);
      expect(learning.clip).toBeLessThanOrEqual(10);
      expect(Number.isInteger(experiment.steps)).toBe(true);
    }
  });

  it('stands evenly over every pair of ranges', () => {
    const places = networks.map(({ experiment, learning }) => [
      experiment.forgetBias / 3,
      Math.log(learning.clip / 0.1) / Math.log(100),
      (experiment.steps - 5) / 55,
      Math.log(Number(learning.rate) / 1e-4) / Math.log(1e4),
    ]);
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < a; b++) {
        const cells = places.map((place) =>
          [a, b].map((axis) => Math.min(3, Math.floor(4 * entry(place, axis)))).join(),
        );
        expect(new Set(cells).size).toBe(16);
      }
    }
  });

  it('is the same whatever was set first', () => {
    const set = withValue(plan, 'clip', 2);
    expect(valueIn(set, 'clip')).toBe(2);
    expect(valueIn(plan, 'clip')).toEqual([0.1, 10]);
    expect(set.ranges).toHaveLength(2);
    expect(networkPlan(set, 5).learning.clip).toBe(2);
  });
});

it('goes by ratio where a slider does, and from zero where it begins there', () => {
  expect(alongRange({ axis: 'clip', from: 0.1, to: 10 }, 0.5)).toBeCloseTo(1, 6);
  expect(alongRange({ axis: 'clip', from: 0, to: 10 }, 0)).toBe(0);
  expect(alongRange({ axis: 'leak', from: 0, to: 1 }, 0.25)).toBe(0.25);
  expect(alongRange({ axis: 'steps', from: 1, to: 100 }, 0.5)).toBe(10);
});

it.each([
  ['clip', '3:1', /^clip must be a range such as 0:1000000, its from below its to/],
  ['clip', '-1:1', /^clip must be a number from 0/],
  ['steps', '1:2:3', /^steps must be a range such as 1:1000000/],
])('refuses %s=%s', (name, text, sentence) => {
  expect(() => parseLearningRange(learningAxis(name), text)).toThrow(sentence);
});

it('names the axes where there is none of a name', () => {
  expect(() => learningAxis('colour')).toThrow(/^axis must be one of leak, /);
});
