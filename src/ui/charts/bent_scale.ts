/** A scale that is linear near no change at all and logarithmic far out, so that the edge has room beside what has vanished over a hundred decades. */
import type uPlot from 'uplot';
import { phaseDecades } from '../../analysis/phase.ts';
import type { Quantity } from '../../analysis/quantities.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { decadesWithin, evenly } from './axes.ts';
import { pixel } from './type_scale.ts';

/** Values up to about `reach` on either side of zero stand nearly evenly; beyond, each factor takes as much room as the one before. */
export interface Bend {
  readonly reach: number;
}

/** The bend of a quantity: where a gradient is alive it is nearly even. Undefined where it is no logarithm, and even as it is. */
export function bendOf({ scale, ofRatio }: Quantity, experiment: Experiment): Bend | undefined {
  if (scale !== 'decades' && scale !== 'rate') return undefined;
  return { reach: phaseDecades * (ofRatio?.(experiment).slope ?? 1) };
}

/** Where a value stands on a scale, in units of its reach: asinh(value / reach), or the value itself where nothing is bent. */
export function bent(bend: Bend | undefined, value: number): number {
  return bend ? Math.asinh(value / bend.reach) : value;
}

/** The value that stands at a place: the inverse of {@link bent}. */
export function unbent(bend: Bend | undefined, place: number): number {
  return bend ? bend.reach * Math.sinh(place) : place;
}

/** What a plot needs to know of it. */
export function scaleOf(bend: Bend | undefined): Pick<uPlot.Scale, 'distr' | 'fwd' | 'bwd'> {
  if (!bend) return {};
  return { distr: 100, fwd: (value) => bent(bend, value), bwd: (place) => unbent(bend, place) };
}

/** An axis with ticks where a bent scale has room for them. */
export function bentAxis(axis: uPlot.Axis, side: 'x' | 'y', bend: Bend, isDecades: boolean): uPlot.Axis {
  return {
    ...axis,
    filter: (_plot, ticks) => ticks,
    splits: ({ bbox }, _axis, low, high) => {
      const most = (side === 'x' ? bbox.width / 64 : bbox.height / 24) / pixel();
      return bentTicks(bend, [low, high], most, isDecades);
    },
  };
}

/** At most so many round numbers on a bent scale, in their order: zero and powers of ten before fives and twos; whole where they are decades. */
export function bentTicks(
  bend: Bend,
  [low, high]: readonly [number, number],
  most: number,
  isDecades: boolean,
): number[] {
  // Near enough to zero it is as good as even.
  if (Math.max(-low, high) <= 2 * bend.reach) return evenTicks([low, high], most, isDecades);
  const [from, to] = [bent(bend, low), bent(bend, high)];
  const apart = (to - from) / Math.max(2, most);
  const powers = Array.from({ length: 13 }, (_, i) => 10 ** (6 - i)).filter(
    (power) => !isDecades || power >= 1,
  );
  const candidates = [
    0,
    ...[1, 5, 2].flatMap((first) => powers.flatMap((power) => [-first * power, first * power])),
  ];
  const taken: number[] = [];
  for (const value of candidates) {
    if (value < low || value > high) continue;
    const place = bent(bend, value);
    if (taken.every((other) => Math.abs(bent(bend, other) - place) >= apart)) taken.push(value);
  }
  // And so is a short stretch without such numbers.
  return taken.length < 3 ? evenTicks([low, high], most, isDecades) : taken.sort((a, b) => a - b);
}

function evenTicks([low, high]: readonly [number, number], most: number, isDecades: boolean): number[] {
  return isDecades ? decadesWithin(low, high, most) : evenly(low, high, Math.max(2, most));
}
