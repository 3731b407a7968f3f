/**
 * Networks that learn, however many: a stretch of them after another, each to its last update, so that memory does not grow with
 * their number.
 */
import { LearningOutcomes } from '../analysis/learning_outcomes.ts';
import type { LearningSlice, LearntNetwork } from '../analysis/learnt_network.ts';
import { stretches } from '../engines/plan.ts';
import { bounds, type NetworkRange } from '../experiment/experiment.ts';
import { type LearningPlan, valueIn } from '../experiment/learning_axes.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { firstStates } from '../networks/learning/first_states.ts';
import {
  type LearningNetwork,
  type TrainOptions,
  thetaSize,
} from '../networks/learning/learning_measurement.ts';
import { judgedUpdates } from '../networks/learning/task.ts';
import { baselineOf } from '../networks/learning/tasks.ts';
import { breather } from '../networks/turn.ts';
import { entry } from '../networks/vector.ts';
import type { Bench } from './job.ts';
import { networksOf, thetaOf } from './learning_record.ts';
import { learningSlices, placesTogether } from './learning_slices.ts';
import { learntRadius } from './learnt_radius.ts';

/** Memory of a stretch: θ and what an optimiser remembers, before a slice and after it. */
const stretchBytes = 2 ** 28;
const bytesOfEntry = 2 * 3 * 8;
/** Networks that learn together, at most. */
const mostTogether = 4096;

type Tools = Pick<Bench, 'engine' | 'signal'> & Pick<TrainOptions, 'precision'>;

/** What has happened: some updates of some networks, or a stretch that has had all of them. */
export type LearningEvent =
  | { readonly slice: LearningSlice; readonly trainedBy: EngineDescription }
  | { readonly learnt: readonly LearntNetwork[] };

/**
 * Lets networks of a plan learn, each with the numbers that it has in the whole.
 * @throws the signal's reason
 */
export async function* learningStretches(
  plan: LearningPlan,
  { range: { from, to }, ...bench }: Tools & { readonly range: NetworkRange },
): AsyncGenerator<LearningEvent, void, void> {
  const [, hiddenSize] = bounds(valueIn(plan, 'hidden-size'));
  const bytes = bytesOfEntry * thetaSize({ ...plan, experiment: { ...plan.experiment, hiddenSize } });
  const together = Math.max(1, Math.min(mostTogether, Math.floor(stretchBytes / bytes)));
  for (const stretch of stretches(from, to, together)) {
    const networks = networksOf(plan, stretch);
    const learnt: LearntNetwork[] = [];
    for (const own of placesTogether(networks)) {
      const group = own.flatMap((place) => networks[place] ?? []);
      const places = group.map(({ index }) => index - from);
      for await (const event of learnTo(plan.learning.updates, group, { ...bench, places })) {
        if ('learnt' in event) learnt.push(...event.learnt);
        else yield event;
      }
    }
    yield { learnt: learnt.sort((a, b) => a.network.index - b.network.index) };
  }
}

/** All updates of networks that learn together. */
async function* learnTo(
  updates: number,
  networks: readonly LearningNetwork[],
  { engine, signal, precision, places }: Tools & Pick<LearningSlice, 'places'>,
): AsyncGenerator<LearningEvent, void, void> {
  const outcomes = new LearningOutcomes(
    networks.map(baselineOf),
    judgedUpdates(networks[0]?.learning.batch ?? 1),
  );
  let states = await firstStates(networks, signal);
  const radii = await radiiOf(networks, states.theta, signal);
  for await (const report of learningSlices(networks, states, updates, {
    ...{ engine, signal },
    ...(precision && { precision }),
  })) {
    const after = states.updates;
    ({ states } = report);
    const { losses, gradientNorms } = report;
    outcomes.append(losses, states.divergedAt);
    const description = engine.describe();
    const trainedBy = report.trainedBy ?? { ...description, precision: precision ?? description.precision };
    yield { slice: { places, after, losses, gradientNorms }, trainedBy };
  }
  const finalRadii = await radiiOf(networks, states.theta, signal);
  yield {
    learnt: networks.map((network, place) => ({
      network,
      spectralRadius: entry(radii, place),
      finalSpectralRadius: entry(finalRadii, place),
      outcome: outcomes.outcome(place),
      theta: thetaOf(network, states, place),
    })),
  };
}

/** ρ of each. */
async function radiiOf(
  networks: readonly LearningNetwork[],
  theta: Float64Array,
  signal: AbortSignal,
): Promise<Float64Array> {
  const radii = new Float64Array(networks.length);
  const size = theta.length / networks.length;
  const breathe = breather(signal);
  for (const [place, network] of networks.entries())
    radii[place] = await learntRadius(network, theta.subarray(place * size, (place + 1) * size), breathe);
  return radii;
}
