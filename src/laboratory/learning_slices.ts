/** Networks that learn a slice of updates after another, so that others are let in between two, and something is seen to move. */
import {
  type LearnerStates,
  type LearningNetwork,
  type LearningReport,
  learnTogether,
} from '../networks/learning/learning_measurement.ts';
import { messages } from '../networks/turn.ts';
import type { Bench } from './job.ts';

/** A slice of updates takes about so long. */
const sliceMilliseconds = 200;
/** What an engine spends on a slice, whatever its length, is at most this part of what it spends on the updates. */
const asidePart = 1 / 3;

export interface SlicesOptions extends Pick<Bench, 'engine' | 'signal'> {
  readonly precision?: 'float32' | 'float64';
}

/** Takes networks that learn together as far as `to` updates. @throws the signal's reason */
export async function* learningSlices(
  networks: readonly LearningNetwork[],
  from: LearnerStates,
  to: number,
  { engine, signal, precision }: SlicesOptions,
): AsyncGenerator<LearningReport, void, void> {
  const pace = new Pace();
  let states = from;
  while (states.updates < to) {
    const start = performance.now();
    const updates = Math.min(pace.updates, to - states.updates);
    const report = await engine.train(networks, {
      ...{ from: states, updates, signal },
      ...(precision === 'float64' && { precision }),
    });
    ({ states } = report);
    pace.took(updates, performance.now() - start);
    yield report;
    await messages();
    signal.throwIfAborted();
  }
}

/** Places of networks that learn together: alike in kernels, and in how often they are updated. */
export function placesTogether(networks: readonly LearningNetwork[]): number[][] {
  const groups: { readonly first: LearningNetwork; readonly places: number[] }[] = [];
  for (const [place, network] of networks.entries()) {
    const group = groups.find(
      ({ first }) => learnTogether(first, network) && first.learning.updates === network.learning.updates,
    );
    if (group) group.places.push(place);
    else groups.push({ first: network, places: [place] });
  }
  return groups.map(({ places }) => places);
}

/** How many updates a slice has. What is spent aside from updates is told from slices of two lengths. */
class Pace {
  updates = 1;
  #before: { readonly updates: number; readonly milliseconds: number } | undefined;
  #aside = 0;

  /** @param milliseconds that the updates took together */
  took(updates: number, milliseconds: number): void {
    const before = this.#before;
    this.#before = { updates, milliseconds };
    if (before && before.updates !== updates) {
      const slope = (milliseconds - before.milliseconds) / (updates - before.updates);
      this.#aside = Math.max(0, milliseconds - Math.max(0, slope) * updates);
    }
    const each = Math.max(milliseconds - this.#aside, milliseconds / 4) / updates;
    const wanted = Math.max((sliceMilliseconds - this.#aside) / each, this.#aside / asidePart / each);
    // After the first another length is tried, to learn from.
    this.updates = Math.max(before ? 1 : 2, Math.min(2 * updates, Math.round(wanted)));
  }
}
