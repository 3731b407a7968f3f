/** The sequences that a network learns from: its own stream of them, or one stream for all. */
import { normalQuantile, purpose } from '../normal.ts';
import { philoxInto } from '../philox.ts';
import { type LearningSequence, type SequenceDraw, type Task, targetsOf } from './task.ts';

/** @param stream the network's index, or 0 where all networks learn from the same */
interface SequenceStream {
  readonly seed: number;
  readonly stream: number;
}

/** Sequence `number` of a stream, drawn by its place: stream, number and position are the words of the counter. */
export function drawSequence(
  task: Task,
  lag: number,
  { seed, stream, number }: SequenceStream & { readonly number: number },
): LearningSequence {
  const sequences = drawSequences(task, lag, { seed, stream, first: number, count: 1 });
  const inputs = task.length(lag) * task.inputs;
  return { inputs: sequences.slice(0, inputs), targets: sequences.slice(inputs) };
}

/** Some in a row, from number `first` on: of each its inputs and then its targets. Written to `to` where that is given, of as many numbers. */
export function drawSequences(
  task: Task,
  lag: number,
  { seed, stream, first, count }: SequenceStream & { readonly first: number; readonly count: number },
  to?: Float64Array<ArrayBuffer>,
): Float64Array<ArrayBuffer> {
  const length = task.length(lag);
  const [ofInputs, ofTargets] = [length * task.inputs, length * targetsOf(task)];
  const all = to?.fill(0) ?? new Float64Array(count * (ofInputs + ofTargets));
  const words = new Uint32Array(4);
  let number = first;
  let drawn = -1;
  const word = (place: number): number => {
    const quad = place >>> 2;
    if (quad !== drawn) philoxInto(words, stream, number, quad, purpose.task, seed, 0);
    drawn = quad;
    return words[place & 3] ?? 0;
  };
  const draw: SequenceDraw = {
    uniform: (place) => ((word(place) >>> 8) + 0.5) * 2 ** -24,
    normal: (place) => normalQuantile(word(place)),
  };
  for (let from = 0; from < all.length; from += ofInputs + ofTargets) {
    const inputs = all.subarray(from, from + ofInputs);
    const targets = all.subarray(from + ofInputs, from + ofInputs + ofTargets).fill(Number.NaN);
    task.draw(lag, draw, { inputs, targets });
    number += 1;
    drawn = -1;
  }
  return all;
}
