/** What became of a training, in words. */
import { significant } from '../ui/numbers.ts';
import type { Update } from './recall_training.ts';

/** A mean loss below this is a task learnt: the answer has the right sign nearly always. */
const learnt = 0.2;
/** Always answering 0 has a loss of 1: up to this much below it, and above it, is the noise of a batch. */
const [leastOfNothing, mostOfNothing] = [0.8, 1.3];

export function outcome(updates: readonly Update[]): string {
  const last = updates.at(-1);
  if (!last) return 'not begun';
  if (Number.isNaN(last.loss)) return `NaN at update ${last.number}`;
  const recent = updates.slice(-20);
  const loss = recent.reduce((sum, update) => sum + update.loss, 0) / recent.length;
  const count = `${last.number} ${last.number === 1 ? 'update' : 'updates'}`;
  return `loss ${significant(loss, 2)} after ${count}, ${verdict(loss)}`;
}

function verdict(loss: number): string {
  if (loss < learnt) return 'learnt';
  if (loss < leastOfNothing) return 'half learnt';
  return loss < mostOfNothing ? 'nothing learnt' : 'far off';
}
