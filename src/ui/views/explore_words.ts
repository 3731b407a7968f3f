/** What stands under the titles of the explorer's charts: what is pointed at, which networks are shown, what to do. */
import { quantityTable, varies } from '../../analysis/quantities.ts';
import type { AxisRange } from '../../analysis/usual_window.ts';
import type { QuantityName } from '../../experiment/axes.ts';
import { say } from '../../language/say.ts';
import type { Exploration, Shown } from '../../session/exploration.ts';
import { count, several, significant } from '../numbers.ts';
import { reading } from '../quantity_words.ts';

/** Of the first chart, where it shows points. */
export function pointsReading({ hovered, range }: Exploration, { axes, experiment, summary }: Shown): string {
  if (hovered) {
    const names = new Set<QuantityName>([axes.x, 'radius', 'gain', axes.y, 'rate']);
    const numbers = [...names].map((name) => reading(quantityTable[name], hovered.values[name]));
    return [`Network ${count(hovered.index)}`, ...numbers].join(' · ');
  }
  const same = [axes.x, axes.y]
    .map((name) => quantityTable[name])
    .find((quantity) => !varies(quantity, experiment));
  if (same) return `Every network has the same ${same.label}.`;
  return range
    ? `Window ${windowWords(axes.x, range)}, ${several(summary.time.networks, 'network')}: drag its bar, or draw another. Click a network to pin it.`
    : 'Drag to choose the networks shown through time, click a network to pin it.';
}

/** Of a chart through time: which networks, and what of them. */
export function timeReading(
  { range }: Exploration,
  { axes, summary }: Shown,
  kind: 'gradient' | 'state',
): string {
  const { time } = summary;
  const where = range ? windowWords(axes.x, range) : say`all`;
  if (time.networks === 0) return `${where}: no network`;
  const { p10, p50 } = time[kind];
  const zero = p50.includes(null)
    ? ' · gaps: over half are exactly zero there'
    : p10.includes(null)
      ? ' · over a tenth are exactly zero: the band has no floor'
      : '';
  const networks = `${where}, ${several(time.networks, 'network')}`;
  return time.networks === 1 ? `${networks}${zero}` : `${networks}: median and 10–90 %${zero}`;
}

/** "ρ 1.35 to 1.66". */
export function windowWords(axis: QuantityName, [low, high]: AxisRange): string {
  const { label, symbol, field } = quantityTable[axis];
  return `${field ? label : symbol} ${significant(low)} to ${significant(high)}`;
}
