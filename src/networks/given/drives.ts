/** What enters the units of a layer out of a file: what it reads, times its input weights. */
import { entry, multiply } from '../vector.ts';
import type { GivenCourse } from './given_network.ts';
import type { RecurrentLayer } from './recurrent_layer.ts';

/**
 * W_ih·x_t + b_ih of any stretch of times, row-major [steps × rows]; without input weights x_t enters as it is.
 * @param rows of W_ih
 * @param inputs x of the step from state `step` to state `step + 1`
 */
export function drivesBy(
  { weightIH, biasIH }: Pick<RecurrentLayer, 'weightIH' | 'biasIH'>,
  rows: number,
  inputs: (step: number) => Float64Array,
): GivenCourse['entering'] {
  return async ({ from, to }, breathe = () => undefined) => {
    const drives = new Float64Array((to - from) * rows);
    for (let step = from; step < to; step++) {
      const drive = weightIH ? multiply(weightIH, inputs(step)) : inputs(step);
      const place = (step - from) * rows;
      drives.set(drive, place);
      if (biasIH) for (let i = 0; i < rows; i++) drives[place + i] = entry(drive, i) + entry(biasIH, i);
      await breathe();
    }
    return drives;
  };
}
