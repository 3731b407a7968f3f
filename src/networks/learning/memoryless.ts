/** What the best answer that needs no memory costs on the very sequences that a network learnt from: a baseline without their luck. */
import type { Stream } from './learning_run.ts';
import { drawSequences } from './sequences.ts';
import { type Task, targetsOf } from './task.ts';

/** The mean loss over some updates, at least one, of which there were `first` before. An entropy's is the baseline itself, whatever is drawn. */
export function memorylessLoss(
  task: Task,
  { seed, stream, lag, batch }: Stream,
  { first, updates }: { readonly first: number; readonly updates: number },
): number {
  const { guess } = task;
  if (!guess) return task.baseline(lag);
  const length = task.length(lag);
  const [inputs, columns] = [length * task.inputs, targetsOf(task)];
  const each = inputs + length * columns;
  const all = drawSequences(task, lag, { seed, stream, first: first * batch, count: updates * batch });
  let [sum, asked] = [0, 0];
  for (let from = 0; from < all.length; from += each) {
    for (let place = 0; place < length * columns; place++) {
      const target = all[from + inputs + place] ?? Number.NaN;
      if (Number.isNaN(target)) continue;
      sum += (target - guess(Math.floor(place / columns))) ** 2;
      asked += 1;
    }
  }
  return sum / asked;
}
