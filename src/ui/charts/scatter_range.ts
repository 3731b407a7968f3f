/** Which part of the plane the scatter shows: where the networks are, never widened by a line of theory. */

import type { PointCloud } from '../../analysis/point_cloud.ts';
import { bounds } from '../../experiment/experiment.ts';
import { cellOf } from '../../networks/cells.ts';
import type { Shown } from '../../session/exploration.ts';

type Range = readonly [minimum: number, maximum: number];

/** Part of the networks at either end that may lie beyond the axes. */
const tail = 0.003;
/** Points looked at to choose a range. */
const sample = 4000;

/** What a scatter's axes span: x, and the norms in decades while any network lives. */
export interface ScatterFrame {
  readonly places: Range;
  readonly norms: Range | undefined;
}

/** The axes that show a run. */
export function frameOf(shown: Shown): ScatterFrame {
  return { places: placeRange(shown.cloud, gainsOnAxis(shown)), norms: normRange(shown.cloud) };
}

/** Axes that show several runs, with room at the sides; undefined while there are none. */
export function sharedFrame(several: readonly Shown[]): ScatterFrame | undefined {
  const frame = several
    .map(frameOf)
    .reduce<ScatterFrame | undefined>((all, one) => unitedFrame(all, one), undefined);
  if (!frame || several.length === 1) return frame;
  const [low, high] = frame.places;
  const room = 0.03 * (high - low);
  return { ...frame, places: [low === 0 ? 0 : low - room, high + room] };
}

/** Axes that show both; the first may be none. */
export function unitedFrame(a: ScatterFrame | undefined, b: ScatterFrame): ScatterFrame {
  return { places: united(a?.places, b.places) ?? b.places, norms: united(a?.norms, b.norms) };
}

/** Axes that show one more network. */
export function frameWith(
  frame: ScatterFrame,
  { x, log10Norm }: { readonly x: number; readonly log10Norm: number },
): ScatterFrame {
  const norms = Number.isFinite(log10Norm) ? paddedNorms([log10Norm, log10Norm]) : undefined;
  return unitedFrame(frame, { places: [x, 1.03 * x], norms });
}

/** Where the experiment's range of gains lies on the x axis. */
function gainsOnAxis({ experiment, x }: Shown): Range {
  const [low, high] = bounds(experiment.gain);
  if (x !== 'rest') return [low, high];
  const { direct, slope } = cellOf(experiment).rest;
  return [direct + slope * low, direct + slope * high];
}

/** Range of the x axis that holds nearly every network, and the gains asked for. */
function placeRange(cloud: PointCloud, gains: Range): Range {
  const [low, high] = united(mostOf(cloud.x, cloud.length, 0), gains) ?? gains;
  const pad = Math.max(0.02 * (high - low), 0.005 * high, 1e-3);
  return [low < 0.25 * high ? 0 : low - pad, high + pad];
}

/** Range of the norms (decades) that holds nearly every living network. */
function normRange(cloud: PointCloud): Range | undefined {
  const range = mostOf(cloud.log10Norm, cloud.length, tail);
  return range && paddedNorms(range);
}

/** Norms (decades), with room above and below. */
function paddedNorms([low, high]: Range): Range {
  const pad = Math.max(0.05 * (high - low), 0.5);
  return [low - pad, high + pad];
}

/** All finite values, unless a few lone ones would take up a large part of the range. */
function mostOf(values: Float32Array, length: number, lowerTail: number): Range | undefined {
  const finite: number[] = [];
  const stride = Math.max(1, Math.floor(length / sample));
  for (let i = 0; i < length; i += stride) {
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
