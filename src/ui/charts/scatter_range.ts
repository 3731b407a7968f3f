/** Which part of the plane the scatter shows: where the networks are, never widened by a line of theory. */
import { radiusOfGain } from '../../analysis/bound.ts';
import { type Quantity, quantityTable, type Scale } from '../../analysis/quantities.ts';
import type { Axes, AxisScale } from '../../experiment/axes.ts';
import { bounds, type Experiment } from '../../experiment/experiment.ts';
import type { Shown } from '../../session/exploration.ts';
import { type Bend, bendOf, bent, unbent } from './bent_scale.ts';

type Range = readonly [minimum: number, maximum: number];

/** Part of the networks at either end that may lie beyond the axes. */
const tail = 0.003;
/** Width of an axis of plain numbers, at least, where all networks have one gain: part of the number, and in itself. */
const [leastShare, leastWidth] = [0.2, 0.2];
/** Points looked at to choose a range. */
const sample = 4000;

/** What a scatter's axes span; undefined where no network has a number there. */
export interface ScatterFrame {
  readonly x: Range | undefined;
  readonly y: Range | undefined;
  /** How the y axis is bent; undefined where it is even. */
  readonly bend: Bend | undefined;
}

/** What an axis spans where no network says otherwise. */
export const emptyRange: Readonly<Record<Scale, Range>> = {
  number: [0, 1],
  decades: [-10, 10],
  rate: [-1, 1],
  step: [0, 1],
};

/** The axes that show a run. */
export function frameOf({ cloud, experiment, axes }: Shown, scale: AxisScale): ScatterFrame {
  const along = (side: keyof Axes, bend?: Bend) => {
    const quantity = quantityTable[axes[side]];
    return rangeOf(quantity, cloud.column(quantity.name), experiment, bend);
  };
  const bend = scale === 'edge' ? bendOf(quantityTable[axes.y], experiment) : undefined;
  return { x: along('x'), y: along('y', bend), bend };
}

/** Axes that show several runs, with room at the sides; undefined while there are none. */
export function sharedFrame(several: readonly Shown[], scale: AxisScale): ScatterFrame | undefined {
  const frame = several
    .map((shown) => frameOf(shown, scale))
    .reduce<ScatterFrame | undefined>((all, one) => unitedFrame(all, one), undefined);
  if (!frame?.x || several.length === 1) return frame;
  const [low, high] = frame.x;
  const room = 0.03 * (high - low);
  return { ...frame, x: [low === 0 ? 0 : low - room, high + room] };
}

/** Axes that show both, bent as the first is, which may be none. */
export function unitedFrame(
  a: ScatterFrame | undefined,
  b: Pick<ScatterFrame, 'x' | 'y' | 'bend'>,
): ScatterFrame {
  return { x: united(a?.x, b.x), y: united(a?.y, b.y), bend: a ? a.bend : b.bend };
}

/** Axes that show one more network of an experiment. */
export function frameWith(
  frame: ScatterFrame,
  { x, y }: { readonly x: number; readonly y: number },
  { axes, experiment }: Pick<Shown, 'axes' | 'experiment'>,
): ScatterFrame {
  const around = (name: Axes['x'], value: number): Range | undefined => {
    if (!Number.isFinite(value)) return undefined;
    const quantity = quantityTable[name];
    return quantity.scale === 'number' ? [value, 1.03 * value] : padded([value, value], quantity, experiment);
  };
  return unitedFrame(frame, { x: around(axes.x, x), y: around(axes.y, y), bend: frame.bend });
}

/** Range of an axis that holds nearly every network that has a number there. */
function rangeOf(
  quantity: Quantity,
  values: Float32Array,
  experiment: Experiment,
  bend: Bend | undefined,
): Range | undefined {
  if (quantity.scale !== 'number') {
    const range = mostOf(values, tail);
    return range && padded(range, quantity, experiment, bend);
  }
  const range = united(mostOf(values, 0), gainsOn(quantity, experiment));
  if (!range) return undefined;
  const [low, high] = range;
  // A few networks that hardly differ stand in the middle: from nearer, chance would look like an effect.
  const least = typeof experiment.gain === 'number' ? Math.max(leastShare * high, leastWidth) : 0;
  const pad = Math.max(0.02 * (high - low), 0.005 * high, 1e-3, (least - (high - low)) / 2);
  return [low < 0.25 * high ? 0 : low - pad, high + pad];
}

/** Where the experiment's range of gains lies on an axis of spectral radii. */
function gainsOn({ radiusOf }: Quantity, experiment: Experiment): Range | undefined {
  if (!radiusOf) return undefined;
  const [low, high] = bounds(experiment.gain);
  return [radiusOfGain(experiment, radiusOf, low), radiusOfGain(experiment, radiusOf, high)];
}

/** With room at both ends as the scale has it, half a decade at least. */
function padded([low, high]: Range, { ofRatio }: Quantity, experiment: Experiment, bend?: Bend): Range {
  const { slope } = ofRatio?.(experiment) ?? { slope: 1 };
  const [from, to] = [bent(bend, low), bent(bend, high)];
  const room = 0.05 * (to - from);
  return [
    Math.min(low - 0.5 * slope, unbent(bend, from - room)),
    Math.max(high + 0.5 * slope, unbent(bend, to + room)),
  ];
}

/** All finite values, unless a few lone ones would take up a large part of the range. */
function mostOf(values: Float32Array, lowerTail: number): Range | undefined {
  const finite: number[] = [];
  const stride = Math.max(1, Math.floor(values.length / sample));
  for (let i = 0; i < values.length; i += stride) {
    const value = values[i] ?? Number.NaN;
    if (Number.isFinite(value)) finite.push(value);
  }
  if (finite.length === 0) return undefined;
  finite.sort((a, b) => a - b);
  const at = (share: number) => finite[Math.round(share * (finite.length - 1))] ?? 0;
  const [low, high] = [at(lowerTail), at(1 - tail)];
  const all = at(1) - at(0);
  return all <= 1.25 * (high - low) ? [at(0), at(1)] : [low, high];
}

/** The smallest range with both in it: while a run goes on, axes grow and never shrink. */
function united(a: Range | undefined, b: Range | undefined): Range | undefined {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}
