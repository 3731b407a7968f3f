/** The cures of networks that do not learn: what each sets, where it applies, how it is taken back. */
import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { defaultLearning } from '../../src/experiment/learning.ts';
import type { LearningPlan } from '../../src/experiment/learning_axes.ts';
import { isCured, learningCures, takenBack, withChange } from '../../src/networks/learning/cures.ts';

const experiment = { ...defaultExperiment, warmUp: 0, gain: 0.5, steps: 30, hiddenSize: 16 };
const plain: LearningPlan = { experiment, learning: defaultLearning, ranges: [] };
const cureOf = (name: string) => {
  const cure = learningCures.find((one) => one.name === name);
  if (!cure) throw new Error(`There is no cure ${name}.`);
  return cure;
};

describe.each(learningCures)('$name', (cure) => {
  const cell = cure.name === 'chrono' ? 'lstm' : 'rnn';
  const plan: LearningPlan = { ...plain, experiment: { ...experiment, cell } };

  it('is given and taken back, on the same seed', () => {
    const cured = withChange(plan, cure.change(plan));
    expect(isCured(plan, cure)).toBe(false);
    expect(isCured(cured, cure)).toBe(true);
    expect(cured.experiment.seed).toBe(plan.experiment.seed);
    expect(takenBack(cure, cured, plan)).toEqual(plan);
    expect(isCured(takenBack(cure, cured), cure)).toBe(false);
  });

  it('says in a sentence each what it does and what it does not', () => {
    for (const sentence of [cure.does, cure.doesNot]) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});

it.each([
  ['chrono', { cell: 'rnn' }],
  ['identity', { cell: 'lstm' }],
  ['identity', { cell: 'residual' }],
  ['flossing', { cell: 'gru', activation: 'relu' }],
] as const)('%s does not apply to %j, and says why', (name, change) => {
  const plan: LearningPlan = { ...plain, experiment: { ...experiment, ...change } };
  expect(cureOf(name).appliesTo(plan)).toMatch(/^[A-Z].*\.$/);
  expect(isCured(plan, cureOf(name))).toBe(false);
});

it('leaves the gains in which networks differ, and takes a range of what it sets', () => {
  const ranged: LearningPlan = {
    experiment: { ...experiment, gain: [0.5, 2] },
    learning: defaultLearning,
    ranges: [{ axis: 'clip', from: 0.1, to: 10 }],
  };
  const cured = ['orthogonal', 'clipping'].reduce(
    (plan, name) => withChange(plan, cureOf(name).change(plan)),
    ranged,
  );
  expect(cured).toMatchObject({
    experiment: { gain: [0.5, 2], ensemble: 'orthogonal' },
    learning: { clip: 1 },
  });
  expect(cured.ranges).toEqual([]);
});
