/** The Learn view in sentences: how learning stands, what a network is, and what a picture says of what it shows. */

import type { LearningTrack } from '../../analysis/learning_track.ts';
import { formatField } from '../../experiment/field_text.ts';
import { learningFields } from '../../experiment/learning.ts';
import { appliesInPlan, type LearningPlan, networkPlan, valueIn } from '../../experiment/learning_axes.ts';
import { variedAxes } from '../../experiment/learning_plan.ts';
import type { EngineDescription } from '../../experiment/provenance.ts';
import { version } from '../../files/version.ts';
import { decimalMark } from '../../language/language.ts';
import { withinSentence } from '../../language/nouns.ts';
import { say } from '../../language/say.ts';
import type { WatchedLearning } from '../../session/learning.ts';
import { wholeLearning } from '../../session/learning_address.ts';
import type { Told } from '../charts/picture.ts';
import { engineWords } from '../engine_words.ts';
import { experimentWords } from '../experiment_words.ts';
import { arithmeticRate, count, duration, exact, several, significant } from '../numbers.ts';

/** How it stands, in a sentence or two. */
export function stateWords(session: WatchedLearning): string {
  const { state, track, plan, head, wanted, ready, again, refusal, failure, engine, seconds, operations } =
    session;
  if (refusal) return refusal;
  if (!track || !plan) return 'Nothing has begun yet.';
  const networks = several(track.networks, 'network');
  const device = engine ? engineWords[engine.name] : '';
  if (state === 'failed')
    return `Learning could not go on after update ${count(track.updates)}: ${failure}. “Try again” goes on from there.`;
  if (again > 0)
    return `The first ${count(track.updates)} updates are made again, since what had been made was lost: ${count(again)} of them so far.`;
  if (session.settling) return 'Waits until the controls rest.';
  if (ready > 0)
    return `${count(ready)} of ${networks} are ready${plan.learning.floss > 0 ? ': their exponents are flossed first' : ''}.`;
  if (track.updates === 0) return engine ? `${networks} to be drawn…` : 'Opening an engine…';
  const pace =
    seconds > 0
      ? ` · ${significant(track.updates / seconds, 2)} updates/s · ${arithmeticRate(operations / seconds)}`
      : '';
  const made =
    track.updates < wanted
      ? `${count(track.updates)} of ${several(wanted, 'update')}`
      : several(wanted, 'update');
  if (state === 'running') return `${made} of ${networks} are made · ${device}${pace}`;
  if (state === 'paused')
    return `Paused at update ${count(head)}; ${made} of ${networks} are made. ${countsWords(track, head)}.`;
  return `${made} of ${networks} in ${duration(1000 * seconds)} · ${device}${pace}. ${countsWords(track, head)}.`;
}

/** What has become of all, by an update. */
export function countsWords(track: LearningTrack, update: number): string {
  const { learnt, waiting, diverged } = track.counts(update);
  const ends = Array.from(track.divergedAt).filter((at) => at > 0 && at <= update);
  const first = ends.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = ends.reduce((a, b) => Math.max(a, b), 0);
  const when =
    first === last ? `with update ${count(first)}` : `with updates ${count(first)} to ${count(last)}`;
  const have = (some: number) => `${count(some)} ${some === 1 ? say`has` : say`have`}`;
  return `${have(learnt)} learnt, ${have(waiting)} not, ${diverged === 0 ? say`none` : count(diverged)} diverged${diverged === 0 ? '' : ` (${when})`}`;
}

/** A network under the cursor. */
export function networkWords(plan: LearningPlan, track: LearningTrack, index: number, head: number): string {
  const own = networkPlan(plan, index);
  const numbers = variedAxes(plan).map(
    ({ name, label }) => `${withinSentence(label)} ${significant(Number(valueIn(own, name)), 4)}`,
  );
  const loss = track.lossesAt(track.placeOf(head))[index] ?? Number.NaN;
  const outcome = {
    learnt: `learnt after update ${count(track.learntAt[index] ?? 0)}`,
    waiting: 'not learnt yet',
    diverged: `diverged with update ${count(track.divergedAt[index] ?? 0)}`,
  }[track.outcome(index, head)];
  return [
    `network ${count(index)}`,
    ...numbers,
    ...(Number.isNaN(loss) ? [] : [`loss ${significant(loss)}`]),
    outcome,
  ].join(' · ');
}

/** What a picture says of what it shows. */
export function toldOfLearning(plan: LearningPlan, engine: EngineDescription, updates: number): Told {
  const training = learningFields
    .filter(
      (field) =>
        appliesInPlan(field, plan) === true &&
        plan.learning[field.key] !== field.usual &&
        field.key !== 'task',
    )
    .map(
      (field) =>
        `${withinSentence(field.label)} ${formatField(field, plan.learning[field.key]).replace('.', decimalMark)}`,
    );
  const ranges = plan.ranges.map(({ axis, from, to }) => `${axis} ${exact(from)} to ${exact(to)}`);
  const task = learningFields[0];
  const words = [
    experimentWords(plan.experiment),
    [`task ${task ? plan.learning.task : ''}`, ...training, ...ranges, several(updates, 'update')].join(', '),
    `${engineWords[engine.name]}, ${engine.device} · Vanishing Point ${version}`,
  ];
  const learn = wholeLearning(plan);
  return {
    words,
    entries: {
      Software: `Vanishing Point ${version}`,
      learn,
      engine: JSON.stringify(engine),
      version,
      updates: String(updates),
    },
  };
}
