/** The sequences that a network learns from: its own stream of them, or one stream for all. */
import { normalQuantile, purpose } from '../normal.ts';
import { philox } from '../philox.ts';
import type { LearningSequence, SequenceDraw, Task } from './task.ts';

/**
 * Sequence `number` of a stream, drawn by its place: stream, number and position are the words of the counter.
 * @param stream the network's index, or 0 where all networks learn from the same
 */
export function drawSequence(
  task: Task,
  lag: number,
  { seed, stream, number }: { readonly seed: number; readonly stream: number; readonly number: number },
): LearningSequence {
  const word = (place: number): number => {
    const words = philox([stream, number, place >>> 2, purpose.task], [seed, 0]);
    return words[place & 3] ?? 0;
  };
  const draw: SequenceDraw = {
    uniform: (place) => ((word(place) >>> 8) + 0.5) * 2 ** -24,
    normal: (place) => normalQuantile(word(place)),
  };
  return task.draw(lag, draw);
}
