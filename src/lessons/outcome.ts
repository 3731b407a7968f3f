/** What became of networks that learn, in words. */
import type { LearningTrack } from '../analysis/learning_track.ts';
import { say } from '../language/say.ts';
import { several, significant } from '../ui/numbers.ts';

/** How many have learnt, how many diverged, and the loss in the median. */
export function outcomeWords(track: LearningTrack): string {
  const { updates, networks } = track;
  const { learnt, diverged } = track.counts(updates);
  const first = track.divergedAt.reduce((least, at) => (at > 0 && at < least ? at : least), Infinity);
  if (diverged === networks) return `all ${networks} diverged, the first with update ${first}`;
  const loss = track.quantiles.at(-1)?.p50;
  return [
    `${learnt} of ${networks} ${learnt === 1 ? say`has` : say`have`} learnt after ${several(updates, 'update')}`,
    ...(diverged > 0 ? [`${diverged} diverged`] : []),
    ...(loss === null || loss === undefined
      ? []
      : [`median loss ${significant(Number(loss.toPrecision(2)), 2)}`]),
  ].join(', ');
}

/** The update by which half of all networks had learnt; undefined where fewer have, those that diverged later not counted. */
export function halfLearntAt(track: LearningTrack): number | undefined {
  const learnt = track.learntAt.filter((_, network) => track.outcome(network, track.updates) === 'learnt');
  return learnt.sort()[Math.ceil(track.networks / 2) - 1];
}
