/**
 * Networks that learn while somebody watches: what each slice of updates made of them, as it comes. Where they stand is left on
 * the shelf, so that whoever stops may go on from there; where that is lost, they are taken there again first.
 */
import type { LearningPlan } from '../experiment/learning_axes.ts';
import { sampledNetworks } from '../experiment/learning_sample.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { startingStates } from '../networks/learning/first_states.ts';
import type { LearnerStates, LearningNetwork } from '../networks/learning/learning_measurement.ts';
import { breather, messages } from '../networks/turn.ts';
import type { Bench } from './job.ts';
import { networksOf, thetaOf } from './learning_record.ts';
import { learningSlices } from './learning_slices.ts';
import { learntRadius } from './learnt_radius.ts';

export interface LearningRequest {
  readonly plan: LearningPlan;
  /** Updates after which it ends. */
  readonly to: number;
  /** Where it goes on: the job that left the networks, and the updates that are known of them. */
  readonly from?: { readonly run: number; readonly updates: number };
  /** A network that is looked at. */
  readonly watched?: number;
}

/** Spectral radii of the sampled networks at an update. */
export interface SampledRadii {
  readonly update: number;
  readonly networks: readonly number[];
  readonly radii: Float64Array;
}

/** What some more updates have come to. */
export interface LearningProgress {
  readonly engine: EngineDescription;
  /** Networks that are ready to learn, while some are not. */
  readonly ready?: number;
  /** Updates that are made again, of which nothing new is to be said. */
  readonly again?: number;
  /** Losses of the new updates, [updates × networks]; NaN from the update on with which one diverged. */
  readonly losses: Float32Array;
  readonly divergedAt: Int32Array;
  readonly radii?: SampledRadii;
  readonly operations: number;
  readonly seconds: number;
}

/** Times at most at which spectral radii are found … */
const mostTimes = 64;
/** … and the part of all time that they may take on the way. */
const radiiPart = 0.2;

/** @throws the signal's reason */
export async function* learning(
  { plan, to, from, watched }: LearningRequest,
  { id, engine, signal, shelf }: Pick<Bench, 'id' | 'engine' | 'signal' | 'shelf'>,
): AsyncGenerator<LearningProgress, void, void> {
  const left = from && shelf.learning.get(from.run);
  if (from) shelf.learning.delete(from.run);
  const known = from?.updates ?? 0;
  const goesOn = left?.states.updates === known;
  const networks = left?.networks ?? networksOf(plan);
  const report = { engine: engine.describe(), losses: new Float32Array(), operations: 0, seconds: 0 };
  let first = goesOn ? left.states : undefined;
  for (const starting = startingStates(networks, signal); !first; ) {
    const next = await starting.next();
    if (next.done) first = next.value;
    else yield { ...report, ready: next.value, divergedAt: new Int32Array(networks.length) };
    await messages();
  }
  const record = { networks, states: first };
  shelf.learning.set(id, record);
  const sample = sampledNetworks(networks.length, watched);
  const apart = Math.max(1, Math.ceil(plan.learning.updates / mostTimes));
  const start = performance.now();
  let spent = 0;
  let found = -1;
  const radiiAt = async (states: LearnerStates): Promise<Pick<LearningProgress, 'radii'>> => {
    const { updates } = states;
    const isEnd = updates === 0 || updates === to;
    const isDue = updates >= found + apart && spent <= radiiPart * (performance.now() - start);
    if (updates === found || !(isEnd || isDue)) return {};
    const begun = performance.now();
    const radii = await radiiOf(networks, states, sample, signal);
    spent += performance.now() - begun;
    found = updates;
    return { radii: { update: updates, networks: sample, radii } };
  };
  if (!goesOn && known > 0) {
    for await (const { states } of learningSlices(networks, first, known, { engine, signal })) {
      record.states = states;
      yield { ...report, again: states.updates, divergedAt: states.divergedAt };
    }
  }
  if (known === 0) yield { ...report, divergedAt: first.divergedAt, ...(await radiiAt(first)) };
  for await (const { states, losses, operations, seconds } of learningSlices(networks, record.states, to, {
    engine,
    signal,
  })) {
    record.states = states;
    yield {
      ...{ engine: engine.describe(), losses: Float32Array.from(losses), operations, seconds },
      divergedAt: states.divergedAt,
      ...(await radiiAt(states)),
    };
  }
}

/** ρ of networks at their places, in that order. @throws the signal's reason */
export async function radiiOf(
  networks: readonly LearningNetwork[],
  states: LearnerStates,
  places: readonly number[],
  signal: AbortSignal,
): Promise<Float64Array> {
  const breathe = breather(signal);
  const radii = new Float64Array(places.length).fill(Number.NaN);
  for (const [i, place] of places.entries()) {
    const network = networks[place];
    if (network) radii[i] = await learntRadius(network, thetaOf(network, states, place), breathe);
    await breathe();
  }
  return radii;
}
