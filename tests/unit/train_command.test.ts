/** The command that the page copies lets the page's networks learn. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { terminalDefault } from '../../src/experiment/command.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { effective } from '../../src/experiment/fields.ts';
import { defaultLearning, type Learning } from '../../src/experiment/learning.ts';
import { idleInLearning, type LearningPlan, learningAxis } from '../../src/experiment/learning_axes.ts';
import { trainCommand } from '../../src/experiment/train_command.ts';
import { readFlags } from '../../src/terminal/command_line.ts';
import { trainFlagNames } from '../../src/terminal/train.ts';
import { trainingAsked } from '../../src/terminal/training_asked.ts';
import { runCommand } from './terminal_double.ts';

const plan: LearningPlan = { experiment: terminalDefault, learning: defaultLearning, ranges: [] };

/** The words after `npm run -s cli -- train`, which need no quotes. */
function words(command: string): string[] {
  expect(command).toMatch(/^npm run -s cli -- train( --[a-z-]+(=[a-z0-9.:+-]+)?)*$/);
  return command.split(' ').slice(6);
}

/** What learning does not have is as usual. */
function withoutIdle(experiment: Experiment): Partial<Experiment> {
  return Object.fromEntries(
    Object.entries(effective(experiment)).filter(([key]) => !idleInLearning.some((idle) => idle === key)),
  );
}

it('says only what differs from the terminal’s defaults', () => {
  expect(trainCommand(plan, 'wasm')).toBe('npm run -s cli -- train');
  expect(
    trainCommand(
      {
        experiment: { ...terminalDefault, cell: 'lstm', warmUp: 7, gain: [0.5, 2] },
        learning: { ...defaultLearning, task: 'copy', rate: [1e-3, 1], momentum: 0.5, sharedData: true },
        ranges: [{ axis: 'forget-bias', from: 0, to: 3 }],
      },
      'reference',
    ),
  ).toBe(
    'npm run -s cli -- train --cell=lstm --gain=0.5:2 --task=copy --rate=0.001:1 --shared-data --forget-bias=0:3 --engine=reference',
  );
});

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => value + 0);
/** A range of any number that networks of any kind have. */
const ranges = fc.uniqueArray(
  fc
    .constantFrom(
      ...['steps', 'hidden-size', 'clip', 'weight-decay', 'batch', 'truncate'].map((name) =>
        learningAxis(name),
      ),
    )
    .chain(({ name, kind, minimum: min, maximum: max }) => {
      const value = kind === 'integer' ? fc.integer({ min, max }) : finite(min, max);
      return fc
        .tuple(value, value)
        .filter(([from, to]) => from < to)
        .map(([from, to]) => ({ axis: name, from, to }));
    }),
  { maxLength: 3, selector: ({ axis }) => axis },
);
const experiments = fc.record({
  cell: fc.constantFrom('rnn', 'lstm', 'leaky', 'gru'),
  biasScale: fc.oneof(finite(0, 5), fc.constant([1e-7, 5] as const)),
  inputScale: fc.constantFrom(0, 1),
  gain: finite(0.01, 10),
  seed: fc.integer({ min: 0, max: 4_294_967_295 }),
});
const learnings = fc.record({
  task: fc.constantFrom('recall', 'copy'),
  optimizer: fc.constantFrom('sgd', 'adam'),
  rate: fc.oneof(finite(1e-6, 1e3), fc.constant([1e-5, 3] as const)),
  momentum: finite(0, 1),
  sharedData: fc.boolean(),
});

it('is read back as the plan, whatever it is', () => {
  fc.assert(
    fc.property(experiments, learnings, ranges, (change, taught, spread) => {
      const experiment: Experiment = { ...terminalDefault, ...change };
      const learning: Learning = { ...defaultLearning, ...taught };
      const idle = { axis: 'density', from: 0.1, to: 0.2 };
      const command = trainCommand({ experiment, learning, ranges: [...spread, idle] }, 'wasm');
      const read = trainingAsked(readFlags(words(command), trainFlagNames)).plan;
      const sorted = (some: LearningPlan['ranges']) => some.toSorted((a, b) => a.axis.localeCompare(b.axis));
      expect(sorted(read.ranges)).toEqual(sorted(spread));
      expect(withoutIdle(read.experiment)).toEqual(withoutIdle(experiment));
      expect(read.learning).toEqual(taught.optimizer === 'sgd' ? learning : { ...learning, momentum: 0 });
    }),
  );
});

it('lets the same networks learn', async () => {
  const small: LearningPlan = {
    experiment: { ...terminalDefault, hiddenSize: 5, networks: 4, steps: 3, seed: 9 },
    learning: { ...defaultLearning, updates: 3, rate: [0.001, 0.1] },
    ranges: [{ axis: 'clip', from: 0.1, to: 1 }],
  };
  const { status, stdout } = await runCommand(['train', ...words(trainCommand(small, 'reference'))]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout).training).toEqual({ ...small.learning, ranges: small.ranges });
});
