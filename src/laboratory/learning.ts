/** Networks that learn, update after update: how their losses fall, and what becomes of each. */
import { LearningCurves } from '../analysis/learning.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { wholeOf } from '../experiment/experiment.ts';
import type { Learning } from '../experiment/learning.ts';
import type { LearnerStates } from '../networks/learning/learning_measurement.ts';
import { tasks } from '../networks/learning/tasks.ts';
import { messages } from '../networks/turn.ts';
import type { Bench } from './job.ts';

export interface LearningRequest {
  readonly experiment: Experiment;
  readonly learning: Learning;
}

/** What has become of the networks so far. */
export interface LearningReport {
  readonly updates: number;
}

export interface LearntNetworks {
  readonly curves: LearningCurves;
  readonly states: LearnerStates;
}

/** A slice of updates takes about so long: others are let in between two. */
const sliceMilliseconds = 300;

/** Lets all networks of an experiment learn. @throws the signal's reason */
export async function* learning(
  { experiment, learning: asked }: LearningRequest,
  { engine, signal }: Pick<Bench, 'engine' | 'signal'>,
): AsyncGenerator<LearningReport, LearntNetworks, void> {
  const range = wholeOf(experiment);
  const curves = new LearningCurves(experiment.networks, tasks[asked.task].baseline(experiment.steps));
  let states: LearnerStates | undefined;
  let updates = 1;
  while (!states || states.updates < asked.updates) {
    const start = performance.now();
    const slice = Math.min(updates, asked.updates - (states?.updates ?? 0));
    const report = await engine.train(experiment, {
      ...{ learning: asked, range, updates: slice, signal },
      ...(states && { from: states }),
    });
    ({ states } = report);
    curves.append(report.losses, states.divergedAt);
    yield { updates: states.updates };
    await messages();
    signal.throwIfAborted();
    const took = (performance.now() - start) / slice;
    updates = Math.max(1, Math.min(2 * slice, Math.floor(sliceMilliseconds / took)));
  }
  return { curves, states };
}
