/** What the engine's machine can do at most: beside it, rates say how far there is to go. */
import type { Machine } from '../analysis/roofline.ts';
import type { Bench } from './job.ts';

export function machine(_: undefined, { engine }: Pick<Bench, 'engine'>): Promise<Machine> {
  return engine.machine();
}
