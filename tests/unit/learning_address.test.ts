/** Networks that learn in a link: what is written reads back, and what is not understood is said. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from '../../src/experiment/address.ts';
import { usualAxes } from '../../src/experiment/axes.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import type { LearningPlan } from '../../src/experiment/learning_axes.ts';
import { effectivePlan, usualPlan, variedAxes } from '../../src/experiment/learning_plan.ts';
import { learningPresets, presetOf, presetPlan } from '../../src/experiment/learning_presets.ts';
import { trainabilityPresets } from '../../src/experiment/trainability_presets.ts';
import { readLearning, shownX, wholeLearning, writeLearning } from '../../src/session/learning_address.ts';

const plan: LearningPlan = {
  experiment: { ...usualPlan.experiment, cell: 'lstm', gain: 0.9, seed: 7 },
  learning: { ...usualPlan.learning, task: 'adding', optimizer: 'sgd', rate: [0.001, 0.1], sharedData: true },
  ranges: [
    { axis: 'forget-bias', from: 0, to: 3 },
    { axis: 'clip', from: 0.5, to: 8 },
  ],
};

describe('a link', () => {
  it('reads back as it was written, also out of an address', () => {
    const text = writeLearning(plan, { x: 'clip', pinned: 12 });
    expect(text).toContain('task=adding');
    expect(text).toContain('rate=0.001:0.1');
    expect(text).toContain('forget-bias=0:3');
    const search = writeAddress(defaultExperiment, { engine: 'auto', ...usualAxes, learn: text });
    const { view, notices } = readAddress(search);
    expect(notices).toEqual([]);
    const read = readLearning(view.learn ?? '');
    expect(read).toEqual({
      plan: { ...plan, ranges: read.plan.ranges },
      sight: { x: 'clip', pinned: 12 },
      notices: [],
    });
    expect(new Set(read.plan.ranges)).toEqual(new Set(plan.ranges));
  });

  it('says what is not as usual and nothing else; a record says all that applies', () => {
    expect(readLearning('')).toEqual({ plan: usualPlan, sight: { x: 'gain' }, notices: [] });
    expect(writeLearning(usualPlan, { x: 'gain' })).toBe('');
    const { experiment, learning } = usualPlan;
    const other = {
      ...usualPlan,
      experiment: { ...experiment, steps: 7 },
      learning: { ...learning, clip: 2 },
    };
    expect(writeLearning(other, { x: 'gain', pinned: 3 })).toBe('steps=7,clip=2,pin=3');
    const record = wholeLearning(usualPlan);
    expect(record).toContain('cell=rnn,activation=tanh,');
    expect(record).not.toMatch(/chrono|forget-bias|warm-up|input-scale/);
    expect(readLearning(record)).toEqual(readLearning(''));
  });

  it('of before, with every field in it, says what it said', () => {
    const text =
      'cell=lstm,forget-bias=-1:5,activation=tanh,ensemble=ginibre,hidden-size=16,networks=512,steps=40,gain=1,bias-scale=0,seed=1,' +
      'task=recall,optimizer=adam,rate=0.01,weight-decay=0,clip=0,truncate=0,updates=300,batch=8,floss=0,chrono=0,' +
      'shared-data=false,x=forget-bias,pin=12';
    const { plan: read, sight, notices } = readLearning(text);
    expect(notices).toEqual([]);
    expect(sight).toEqual({ x: 'forget-bias', pinned: 12 });
    expect(read.ranges).toEqual([{ axis: 'forget-bias', from: -1, to: 5 }]);
    expect(read.experiment).toMatchObject({
      cell: 'lstm',
      hiddenSize: 16,
      networks: 512,
      steps: 40,
      gain: 1,
    });
    expect(read.learning).toMatchObject({ optimizer: 'adam', rate: 0.01, clip: 0, updates: 300, batch: 8 });
    expect(writeLearning(read, sight)).toBe('preset=forget-bias,pin=12');
    expect(readLearning(writeLearning(read, sight))).toEqual({ plan: read, sight, notices: [] });
  });

  it('may start from a preset, and then says what differs from it', () => {
    for (const preset of learningPresets) {
      const { plan: read, sight, notices } = readLearning(`preset=${preset.name}`);
      expect(notices).toEqual([]);
      expect(presetOf(read)?.preset).toBe(preset);
      expect(sight).toEqual({ x: preset.x ?? 'gain' });
      expect(writeLearning(read, sight)).toBe(preset.name === 'start' ? '' : `preset=${preset.name}`);
    }
    const [changed, single] = [
      readLearning('preset=forget-bias,updates=40'),
      readLearning('preset=forget-bias,forget-bias=1'),
    ];
    expect(changed.plan.learning.updates).toBe(40);
    expect(changed.plan.ranges).toEqual([{ axis: 'forget-bias', from: -1, to: 5 }]);
    expect([single.plan.ranges, single.plan.experiment.forgetBias]).toEqual([[], 1]);
    expect(readLearning('preset=forget-bias,forget-bias=0:2').plan.ranges).toEqual([
      { axis: 'forget-bias', from: 0, to: 2 },
    ]);
    expect(readLearning('preset=rate,updates=many').notices).toEqual([
      expect.stringMatching(/^updates must be .* The preset’s, 300, is used\.$/),
    ]);
  });

  it('with a map by the name of a preset starts from that one’s networks', () => {
    for (const { name, plan: mapped } of trainabilityPresets) {
      const map = `preset=${name},cells=16x16`;
      expect(effectivePlan(readLearning('', map).plan)).toEqual(effectivePlan(mapped));
      expect(writeLearning(effectivePlan(mapped), { x: 'gain' }, map)).toBe('');
      const usual = writeLearning(usualPlan, { x: 'gain' }, map);
      expect(usual).not.toBe('');
      expect(readLearning(usual, map).plan).toEqual(usualPlan);
    }
    expect(readLearning('', 'preset=nowhere').plan).toEqual(usualPlan);
  });

  it('reads back, whatever is said', () => {
    const plans = fc.record({
      cell: fc.constantFrom('rnn', 'lstm', 'gru', 'leaky'),
      gain: fc.constantFrom(1, [0.1, 2.5], [0.5, 1.5]),
      seed: fc.constantFrom(1, 9),
      optimizer: fc.constantFrom('sgd', 'adam'),
      rate: fc.constantFrom(0.02, 0.01, [0.001, 0.1]),
      task: fc.constantFrom('recall', 'adding', 'sine'),
      preset: fc.constantFrom(usualPlan, ...learningPresets.map((preset) => presetPlan(preset))),
      ranges: fc.subarray([
        { axis: 'forget-bias', from: 0, to: 3 },
        { axis: 'clip', from: 0.5, to: 8 },
      ]),
      map: fc.constantFrom(undefined, 'rate=0.1:1,gain=1:2', 'preset=forget', 'preset=nowhere'),
      x: fc.constantFrom('gain', 'radius', 'rate', 'clip'),
    });
    fc.assert(
      fc.property(plans, ({ preset, cell, gain, seed, optimizer, rate, task, ranges, map, x }) => {
        const said = effectivePlan({
          experiment: { ...preset.experiment, cell, gain, seed } as LearningPlan['experiment'],
          learning: { ...preset.learning, optimizer, rate, task } as LearningPlan['learning'],
          ranges,
        });
        const { plan: read, sight, notices } = readLearning(writeLearning(said, { x }, map), map);
        expect(notices).toEqual([]);
        expect(read).toEqual(said);
        expect(shownX(read, sight.x)).toBe(shownX(said, x));
      }),
    );
  });

  it.each([
    ['rate=fast', /^rate must be a number from .*; "fast" is not\. The usual, 0\.02, is used\.$/],
    ['rate=1:0.1', /^rate must be a range whose from is below its to/],
    ['steps=30:10', /^steps must be a range such as/],
    ['hidden-size=8:64', /^hidden-size must be a whole number/],
    ['task=sleep', /^task must be one of recall, /],
    [
      'optimizer=adam,momentum=0.9',
      /^momentum changes nothing in learn, and is ignored\. Only gradient descent/,
    ],
    ['forget-bias=0:3', /^forget-bias changes nothing in learn/],
    ['input-scale=1', /^Unknown in learn, and ignored: "input-scale"\.$/],
    ['gain=1,gain=2', /^gain is given twice in learn/],
    ['x=colour', /^x must be one of /],
    ['networks=10,pin=10', /^pin must be a whole number from 0 to 9/],
    ['preset=lagging', /^preset of learn must be one of start, lag, .*; "lagging" is not\. None is used\.$/],
    ['nonsense', /^Unknown in learn, and ignored: "nonsense"\.$/],
  ])('%s is said to mean nothing', (text, sentence) => {
    const { notices, plan: read } = readLearning(text);
    expect(notices).toEqual([expect.stringMatching(sentence)]);
    expect(effectivePlan(read)).toEqual(read);
  });
});

it('means in links of version 1 what it meant when they were written', () => {
  // Whoever changes a preset, or what is usual, changes the version of links.
  expect(usualPlan).toMatchSnapshot();
  const presets = learningPresets.map((preset) => [
    preset.name,
    presetPlan(preset, preset.variants?.[0]),
    preset.x,
  ]);
  expect(presets).toMatchSnapshot();
  expect(trainabilityPresets.map(({ name, plan: mapped, map }) => [name, mapped, map])).toMatchSnapshot();
});

describe('presets of networks that learn', () => {
  it.each(learningPresets.map((preset) => [preset.name, preset] as const))(
    '%s is known again by its link',
    (_, preset) => {
      for (const variant of preset.variants ?? [undefined]) {
        const said = presetPlan(preset, variant);
        const { plan: read, notices } = readLearning(writeLearning(said, { x: preset.x ?? 'gain' }));
        expect(notices).toEqual([]);
        expect(presetOf(read)).toEqual({ preset, ...(variant && { variant }) });
        expect(variedAxes(read).map(({ name }) => name)).toContain(preset.x ?? 'gain');
      }
    },
  );

  it('an own plan is none of them, another seed of one is', () => {
    expect(presetOf(plan)).toBeUndefined();
    const other = { ...usualPlan, experiment: { ...usualPlan.experiment, seed: 5, networks: 10 } };
    expect(presetOf(other)?.preset.name).toBe('start');
  });
});
