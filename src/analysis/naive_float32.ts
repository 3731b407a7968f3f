/** Where a plain product in float32, without exponents of its own, would have printed 0 or infinity instead of a gradient. */
import { entry } from '../networks/vector.ts';
import { float32Infinity, float32Zero } from './float32_range.ts';

/**
 * How many steps back from the loss a gradient norm leaves float32's range, to a straight line between the kept times;
 * undefined for one that stays within it.
 * @param times at which norms are kept, ascending, the last of them T
 * @param decades log10 of the norm at each
 */
export function float32Death(times: readonly number[], decades: ArrayLike<number>): number | undefined {
  const last = times.length - 1;
  const end = entry(times, last);
  for (let place = last; place >= 0; place--) {
    const value = entry(decades, place);
    const limit = value < float32Zero ? float32Zero : float32Infinity;
    if (value >= float32Zero && value <= float32Infinity) continue;
    if (place === last) return 0;
    const after = entry(decades, place + 1);
    const [time, next] = [entry(times, place), entry(times, place + 1)];
    // An exact zero lies at no slope from what came after it.
    const part = Number.isFinite(value) ? (limit - after) / (value - after) : 1;
    return Math.ceil(end - next + part * (next - time));
  }
  return undefined;
}
