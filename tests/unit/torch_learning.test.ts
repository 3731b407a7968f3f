/** Training by the oracle against PyTorch's: every task, cell and way of training, over 20 updates. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import type { TaskName } from '../../src/experiment/learning.ts';
import { cellOf } from '../../src/networks/cells.ts';
import { lossGradient } from '../../src/networks/learning/loss_gradient.ts';
import { tasks } from '../../src/networks/learning/tasks.ts';
import { freshState, type Training, updated } from '../../src/networks/learning/training.ts';
import { norm } from '../../src/networks/vector.ts';

interface Fixture {
  readonly hiddenSize: number;
  readonly settings: { readonly leak: number; readonly residualScale: number; readonly forgetBias: number };
  readonly lag: number;
  readonly trainings: Readonly<
    Record<string, Omit<Training, 'clip' | 'truncate'> & Readonly<Record<'clip' | 'truncate', number | null>>>
  >;
  readonly tasks: Readonly<
    Record<
      TaskName,
      {
        readonly inputs: number;
        readonly outputs: number;
        readonly judgement: string;
        readonly batches: readonly (readonly {
          readonly inputs: readonly number[];
          readonly targets: readonly (number | null)[];
        }[])[];
        readonly begin: Readonly<Record<(typeof cells)[number], readonly number[]>>;
      }
    >
  >;
  readonly runs: readonly {
    readonly task: TaskName;
    readonly cell: (typeof cells)[number];
    readonly training: string;
    readonly losses: readonly number[];
    readonly gradientNorms: readonly number[];
    readonly theta: readonly number[];
  }[];
}

const cells = ['rnn', 'leaky', 'residual', 'gru', 'lstm'] as const;
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/torch_learning.json', import.meta.url), 'utf8'),
) as Fixture;

describe.each(Object.keys(tasks) as TaskName[])('%s', (name) => {
  it('is in PyTorch’s terms what it is in ours', () => {
    const [task, theirs] = [tasks[name], fixture.tasks[name]];
    expect({ inputs: task.inputs, outputs: task.outputs, judgement: task.judgement }).toEqual({
      inputs: theirs.inputs,
      outputs: theirs.outputs,
      judgement: theirs.judgement,
    });
    const [sequence] = theirs.batches[0] ?? [];
    expect(task.length(fixture.lag) * task.inputs).toBe(sequence?.inputs.length);
  });

  const runs = fixture.runs.filter(({ task }) => task === name);
  it.each(runs.map((run) => [run.cell, run.training, run] as const))(
    'is learnt as in PyTorch: %s by %s',
    (cell, way, run) => {
      const theirs = fixture.tasks[name];
      const { clip, truncate, ...rest } = fixture.trainings[way] ?? {};
      const training = { ...rest, clip: clip ?? 0, truncate: truncate ?? 0 } as Training;
      const learner = {
        cell: cellOf({ ...defaultExperiment, ...fixture.settings, cell }),
        hiddenSize: fixture.hiddenSize,
        task: tasks[name],
      };
      const batches = theirs.batches.map((batch) =>
        batch.map(({ inputs, targets }) => ({
          inputs: Float64Array.from(inputs),
          targets: Float64Array.from(targets, (target) => target ?? Number.NaN),
        })),
      );
      let theta: Float64Array = Float64Array.from(theirs.begin[cell]);
      let state = freshState(theta.length);
      for (const [update, expected] of run.losses.entries()) {
        const { loss, gradient } = lossGradient(
          learner,
          theta,
          batches[update % batches.length] ?? [],
          training.truncate,
        );
        expect(Math.abs(loss - expected)).toBeLessThan(1e-9);
        const length = run.gradientNorms[update] ?? NaN;
        expect(Math.abs(norm(gradient) / length - 1)).toBeLessThan(1e-9);
        ({ theta, state } = updated(theta, gradient, state, training));
      }
      theta.forEach((value, i) => {
        expect(Math.abs(value - (run.theta[i] ?? NaN))).toBeLessThan(1e-9);
      });
    },
  );
});
