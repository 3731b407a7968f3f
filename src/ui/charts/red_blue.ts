/**
 * ColorBrewer's diverging scale RdBu (Brewer & Harrower), made smooth as D3 does it: a uniform cubic B-spline over its
 * eleven colours.
 */

/** From red to blue, as red, green and blue bytes. */
const colors = [
  [103, 0, 31],
  [178, 24, 43],
  [214, 96, 77],
  [244, 165, 130],
  [253, 219, 199],
  [247, 247, 247],
  [209, 229, 240],
  [146, 197, 222],
  [67, 147, 195],
  [33, 102, 172],
  [5, 48, 97],
] as const;

/** The colour at a place between 0, red, and 1, blue: red, green and blue, 0 … 255. */
export function redBlue(place: number): readonly number[] {
  const pieces = colors.length - 1;
  const piece = Math.min(pieces - 1, Math.floor(place * pieces));
  const t = place * pieces - piece;
  return [0, 1, 2].map((channel) => {
    const at = (i: number) => colors[i]?.[channel];
    const from = at(piece) ?? 0;
    const to = at(piece + 1) ?? 0;
    // Beyond its ends the scale goes on straight.
    const before = at(piece - 1) ?? 2 * from - to;
    const after = at(piece + 2) ?? 2 * to - from;
    const spline =
      (1 - t) ** 3 * before +
      (4 - 6 * t ** 2 + 3 * t ** 3) * from +
      (1 + 3 * t + 3 * t ** 2 - 3 * t ** 3) * to +
      t ** 3 * after;
    return Math.min(255, Math.max(0, Math.round(spline / 6)));
  });
}
