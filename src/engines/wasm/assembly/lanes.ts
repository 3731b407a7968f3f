// What the four lanes of a register are. A large network has them to itself: four of its units. Of small ones four go
// abreast, a network a lane, each with powers of two, settings and a fate of its own: then no lane is idle, no sum runs across
// lanes, and what a step costs beside its products is paid once for four. Kernels are written for both: what is said of a
// network is a register in which a network alone has all lanes alike.
import { abreast } from './generated/facts';

/** The sum of what the lanes have gathered, for each network. */
// @ts-ignore: decorator
@inline
export function total(gathered: v128): v128 {
  return abreast == 1 ? acrossLanes(gathered) : gathered;
}

/** The sum of all lanes, in every lane. */
// @ts-ignore: decorator
@inline
export function acrossLanes(v: v128): v128 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.add(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2));
}

/** For each network, whether anything that the lanes have gathered is so: all bits set, or none. */
// @ts-ignore: decorator
@inline
export function anyOf(gathered: v128): v128 {
  return abreast == 1 ? i32x4.splat(v128.any_true(gathered) ? -1 : 0) : gathered;
}

/** The largest of what the lanes have gathered, for each network, as whole numbers from 0 up. */
// @ts-ignore: decorator
@inline
export function largestOf(gathered: v128): v128 {
  if (abreast != 1) return gathered;
  const pairs = i32x4.max_u(gathered, v128.shuffle<i32>(gathered, gathered, 2, 3, 0, 1));
  return i32x4.max_u(pairs, v128.shuffle<i32>(pairs, pairs, 1, 0, 3, 2));
}

/** Number `place` of a unit's neighbours for a product: of a network alone in all lanes. `alone` is known when this is compiled. */
// @ts-ignore: decorator
@inline
export function loadUnit(alone: bool, unit: usize, place: usize = 0): v128 {
  return alone ? v128.load32_splat(unit + 4 * place) : v128.load(unit + 16 * place);
}
