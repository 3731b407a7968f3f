/** Where a person's own network stands among the random ones that the charts show. */
import { quantityTable } from '../../analysis/quantities.ts';
import { type Standing, standingAmong } from '../../analysis/standing.ts';
import type { Shown } from '../../session/exploration.ts';
import type { Given } from '../../session/given.ts';
import type { GivenPoint } from '../charts/scatter_painter.ts';

/** Half the width of the neighbourhood that it is compared within, as a part of the x axis. */
const neighbourhood = 0.03;

/** A network among those near it on the x axis. */
export interface Place extends Standing {
  /** What the axis is called, and the network's number on it. */
  readonly axis: string;
  readonly x: number;
  readonly reach: number;
}

/** Its point; undefined while its numbers, or the charts, are of another cell, or it has none on these axes. */
export function givenPoint(
  { reading, fileName }: Given,
  shown: Shown | undefined,
  color: string,
): GivenPoint | undefined {
  if (!shown || !reading || reading.experiment.cell !== shown.experiment.cell) return undefined;
  const [x, y] = [reading.values[shown.axes.x], reading.values[shown.axes.y]];
  return Number.isNaN(x) || Number.isNaN(y) ? undefined : { name: fileName, x, y, color };
}

/** How its gradient stands among the networks near it; undefined where it has no place on the charts. */
export function givenPlace(given: Given, shown: Shown | undefined): Place | undefined {
  const point = givenPoint(given, shown, '');
  if (!point || !shown || !given.reading || !Number.isFinite(point.x)) return undefined;
  const { cloud, axes } = shown;
  const places = cloud.column(axes.x);
  const ends = Array.from(cloud.order(axes), (index) => places[index] ?? 0).filter(Number.isFinite);
  const reach = neighbourhood * ((ends.at(-1) ?? 1) - (ends[0] ?? 0));
  const networks = { length: cloud.length, x: places, log10Norm: cloud.column('decades') };
  const own = { x: point.x, log10Norm: given.reading.values.decades };
  return {
    ...standingAmong(networks, own, reach),
    ...{ axis: quantityTable[axes.x].symbol, x: point.x, reach },
  };
}
