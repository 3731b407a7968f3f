/** Where a person's own network stands among the random ones that the charts show. */
import { type Standing, standingAmong } from '../../analysis/standing.ts';
import type { Shown } from '../../session/exploration.ts';
import type { Given } from '../../session/given.ts';
import type { GivenPoint } from '../charts/scatter_painter.ts';

/** Half the width of the neighbourhood that it is compared within, as a part of the x axis. */
const neighbourhood = 0.03;

/** Its point; undefined while its numbers, or the charts, are of another cell, or its place is not known. */
export function givenPoint({ reading, fileName }: Given, shown: Shown | undefined): GivenPoint | undefined {
  if (!shown || !reading || reading.experiment.cell !== shown.experiment.cell) return undefined;
  const x = reading.places[shown.x];
  return Number.isNaN(x) ? undefined : { name: fileName, x, log10Norm: reading.log10GradientNorm };
}

/** Its standing among the networks near it. */
export function givenStanding(point: GivenPoint, { cloud }: Shown): Standing & { readonly reach: number } {
  const order = cloud.byX;
  const [first, last] = [cloud.x[order[0] ?? 0] ?? 0, cloud.x[order.at(-1) ?? 0] ?? 1];
  const reach = neighbourhood * (last - first);
  return { ...standingAmong(cloud, point, reach), reach };
}
