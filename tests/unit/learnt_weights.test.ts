/** What has learnt, as files: PyTorch loads and runs them as they learnt, and they are read here as what they are. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { trainInFloat64 } from '../../src/engines/train.ts';
import type { CellName } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { defaultLearning } from '../../src/experiment/learning.ts';
import { networkPlan } from '../../src/experiment/learning_axes.ts';
import { learntWeights } from '../../src/files/learnt_weights.ts';
import { readSafetensors } from '../../src/files/safetensors.ts';
import { cellOf } from '../../src/networks/cells.ts';
import { firstStates } from '../../src/networks/learning/first_states.ts';
import { lossGradient } from '../../src/networks/learning/loss_gradient.ts';
import { tasks } from '../../src/networks/learning/tasks.ts';
import { readFlags } from '../../src/terminal/command_line.ts';
import { trainFlagNames } from '../../src/terminal/train.ts';
import { trainingAsked } from '../../src/terminal/training_asked.ts';

interface Fixture {
  readonly networks: Readonly<
    Record<
      string,
      {
        readonly flags: readonly string[];
        readonly file: string;
        readonly inputs: readonly (readonly number[])[];
        readonly answers: readonly (readonly number[])[];
      }
    >
  >;
}

const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/torch_learnt.json', import.meta.url), 'utf8'),
) as Fixture;
const { signal } = new AbortController();

/** Header and data as another reader would see them. */
function headerOf(
  bytes: Uint8Array,
): Record<string, { dtype: string }> & { __metadata__: Record<string, string> } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
}

describe.each(Object.entries(fixture.networks))('%s', (_, { flags, file, inputs, answers }) => {
  const plan = trainingAsked(readFlags(flags, trainFlagNames)).plan;
  const network = { ...networkPlan(plan, 1), index: 1 };
  const learnt = firstStates([network], signal).then((from) =>
    trainInFloat64([network], { from, updates: network.learning.updates, signal }),
  );

  it('is the file that PyTorch has read', async () => {
    const { states } = await learnt;
    const theirs = readSafetensors(Uint8Array.from(Buffer.from(file, 'base64')));
    const ours = readSafetensors(learntWeights(network, states.theta));
    expect(ours.map(({ name, shape }) => [name, shape])).toEqual(
      theirs.map(({ name, shape }) => [name, shape]),
    );
    for (const [i, { values }] of theirs.entries())
      for (const [j, value] of values().entries()) expect(ours[i]?.values()[j]).toBeCloseTo(value, 10);
  });

  it('answers in PyTorch what it answers here, at every step of three sequences', async () => {
    const { states } = await learnt;
    const { experiment, learning } = network;
    const task = tasks[learning.task];
    const learner = { cell: cellOf(experiment), hiddenSize: experiment.hiddenSize, task };
    for (const [i, sequence] of inputs.entries()) {
      for (const [t, answer] of (answers[i] ?? []).entries()) {
        // Asked at that step alone for PyTorch's answer and one: the loss is 0 there, and 1 beside it.
        const lossAt = (target: number) => {
          const targets = new Float64Array(experiment.steps).fill(Number.NaN);
          targets[t] = target;
          return lossGradient(learner, states.theta, [{ inputs: Float64Array.from(sequence), targets }], 0)
            .loss;
        };
        expect(lossAt(answer)).toBeLessThan(1e-20);
        expect(lossAt(answer + 1)).toBeCloseTo(1, 9);
      }
    }
  });
});

describe('a file', () => {
  const of = (cell: CellName, update?: number) => {
    const experiment = {
      ...defaultExperiment,
      cell,
      hiddenSize: 4,
      gain: 1,
      forgetBias: 2,
      leak: 0.25,
      seed: 77,
    };
    const network = { experiment, learning: defaultLearning, index: 3 };
    return firstStates([network], signal).then(({ theta }) => learntWeights(network, theta, update));
  };

  it('says what learnt, and what PyTorch has no layer for', async () => {
    const { __metadata__: metadata } = headerOf(await of('leaky', 12));
    expect(metadata).toMatchObject({
      format: 'pt',
      cell: 'leaky',
      activation: 'tanh',
      seed: '77',
      index: '3',
      update: '12',
    });
    expect(JSON.parse(metadata.experiment ?? '')).toMatchObject({ cell: 'leaky', leak: 0.25, hiddenSize: 4 });
    expect(JSON.parse(metadata.training ?? '')).toEqual(defaultLearning);
  });

  it('adds an LSTM’s forget bias to its own gate alone', async () => {
    const bias = readSafetensors(await of('lstm')).find(({ name }) => name === 'bias_ih_l0');
    expect(Array.from(bias?.values() ?? [], (value) => value + 0)).toEqual([
      0, 0, 0, 0, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
  });

  it('is in float32 where that is what was learnt in', async () => {
    const experiment = { ...defaultExperiment, hiddenSize: 4, gain: 1 };
    const network = { experiment, learning: defaultLearning, index: 0 };
    const { theta } = await firstStates([network], signal);
    const rounded = learntWeights(network, Float64Array.from(theta, Math.fround));
    expect(headerOf(rounded).weight_hh_l0?.dtype).toBe('F32');
    const [, weights] = readSafetensors(rounded);
    expect([...(weights?.values() ?? [])]).toEqual([...theta.subarray(0, 16)].map(Math.fround));
    const finer = theta.slice();
    finer[0] = 0.1;
    expect(headerOf(learntWeights(network, finer)).weight_hh_l0?.dtype).toBe('F64');
  });
});
