/** Everything of the scatter that is not a point: shaded limits, theory, running quantiles, names. */

import type uPlot from 'uplot';
import { linearFactor, type RadiusOf, radiusOfFactor, radiusOfGain } from '../../analysis/bound.ts';
import { float32Infinity, float32Zero } from '../../analysis/float32_range.ts';
import type { MeasuredEdge } from '../../analysis/measured_edge.ts';
import { phaseDecades } from '../../analysis/phase.ts';
import type { PointCloud } from '../../analysis/point_cloud.ts';
import { type OfRatio, type Quantity, quantityTable } from '../../analysis/quantities.ts';
import type { RunningLines } from '../../analysis/running_lines.ts';
import type { AxisRange } from '../../analysis/usual_window.ts';
import type { Axes } from '../../experiment/axes.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { say } from '../../language/say.ts';
import { log10FinalNorm } from '../../networks/final_norm.ts';
import type { Theory, TheoryLine } from '../../theory/theory_line.ts';
import { count, fixed } from '../numbers.ts';
import type { Palette } from '../theme.ts';
import type { Bend } from './bent_scale.ts';
import { across, Labels, upright } from './labels.ts';
import { type Curve, clipped, drawBand, drawCurve } from './line_painter.ts';
import { pixel } from './type_scale.ts';

export interface ScatterView {
  readonly palette: Palette;
  readonly experiment: Experiment;
  readonly axes: Axes;
  /** How the y axis is bent. */
  readonly bend: Bend | undefined;
  readonly cloud: PointCloud;
  /** Undefined while those of other axes are all there is. */
  readonly lines: RunningLines | undefined;
  readonly theory: Theory;
  /** The window on the x axis. */
  readonly range: AxisRange | undefined;
  readonly edge: MeasuredEdge | undefined;
  readonly given: readonly GivenPoint[];
}

/** A network of a person's own among the random ones. */
export interface GivenPoint {
  readonly name: string;
  /** Its numbers on the two axes; −Infinity for an exact zero. */
  readonly x: number;
  readonly y: number;
  readonly color: string;
}

/** An axis of gradients over one of spectral radii: where theory and the limits of a product of steps mean something. */
interface GradientPlane {
  readonly radiusOf: RadiusOf;
  readonly scale: OfRatio;
}

/** Half the diagonal of the diamond, in CSS pixels. */
const givenRadius = 9;
/** CSS pixels below which lines other than the median go unnamed: names would cover the data. */
const roomForNames = 420;

export function paintScatter(plot: uPlot, view: ScatterView): void {
  const { experiment, axes, lines } = view;
  const [x, y] = [quantityTable[axes.x], quantityTable[axes.y]];
  const scale = y.ofRatio?.(experiment);
  const plane = scale && x.radiusOf && { radiusOf: x.radiusOf, scale };
  const labels = new Labels(plot);
  labels.avoidPoints(view.cloud.column(axes.x), view.cloud.column(axes.y), view.bend);
  shadeWindow(plot, view);
  if (scale) shadeFloat32(plot, view, scale, labels);
  if (x.radiusOf) drawUnit(plot, view, x, x.radiusOf, labels);
  if (view.edge) drawEdge(plot, view.palette, view.edge, x, labels);
  drawZeros(plot, view, labels);
  if (scale) nameRegions(plot, view, scale, labels);
  if (lines) drawLines(plot, view, lines, plane, labels);
  for (const given of view.given) drawGiven(plot, given, view.palette, labels);
  labels.draw();
}

function isRoomy({ bbox }: uPlot): boolean {
  return bbox.width >= roomForNames * pixel();
}

function drawLines(
  plot: uPlot,
  view: ScatterView,
  { x, p10, p50: median, p90, bound: limit }: RunningLines,
  plane: GradientPlane | undefined,
  labels: Labels,
): void {
  const { palette } = view;
  const halo = palette.surface;
  const soft = { color: palette.soft, halo };
  const roomy = isRoomy(plot);
  const p50 = { x, y: median };
  const bound = limit && { x, y: limit };
  const power = plane && powerLine(plot, view, plane);
  const { gradient, band } = view.theory;
  const theory = plane && gradient && theoryLine(plot, view, gradient, plane);
  labels.avoid([bound, p50, power, theory].filter((curve) => curve !== undefined));
  drawBand(plot, { x, y: p10 }, { x, y: p90 }, `${palette.ink}2e`);
  if (bound) drawCurve(plot, bound, { color: palette.soft, width: 1.25, dash: [6, 5] });
  if (power) drawCurve(plot, power, { color: palette.soft, width: 1.75, dash: [0.1, 4.5] });
  if (power && roomy) labels.name(powerName(view), power, 1, { ...soft, side: 'above' });
  if (theory) drawCurve(plot, theory, { color: palette.soft, width: 1 });
  if (plane && band) {
    // N units have larger radii than infinitely many.
    const wider = quantityTable[view.axes.x].field ? 1 : band.radius;
    for (const { x: gains, y } of [band.low, band.high]) {
      const side = { x: gains.map((gain) => gain * wider), y };
      drawCurve(plot, theoryLine(plot, view, side, plane), { color: palette.soft, width: 1, dash: [2, 3] });
    }
  }
  drawCurve(plot, p50, { color: halo, width: 4.5 });
  drawCurve(plot, p50, { color: palette.ink, width: 2.25 });
  // Above its line while there is room: the median's name would push it below.
  if (theory && roomy) labels.name(view.theory.name ?? say`theory`, theory, 1, { ...soft, side: 'above' });
  labels.name('median, 10–90 %', p50, 1, {
    ...{ color: palette.ink, halo, weight: 600, side: 'below', keep: true },
  });
  if (bound && roomy) labels.name(say`bound`, bound, 1, { ...soft, side: 'above' });
}

function shadeFloat32(
  plot: uPlot,
  { palette, experiment }: ScatterView,
  { offset, slope }: OfRatio,
  labels: Labels,
): void {
  const { ctx, bbox } = plot;
  const start = log10FinalNorm(experiment);
  const zero = plot.valToPos(offset + slope * (float32Zero - start), 'y', true);
  const infinity = plot.valToPos(offset + slope * (float32Infinity - start), 'y', true);
  const bottom = bbox.top + bbox.height;
  clipped(plot, () => {
    ctx.fillStyle = `${palette.ink}0d`;
    if (zero < bottom) ctx.fillRect(bbox.left, zero, bbox.width, bottom - zero);
    if (infinity > bbox.top) ctx.fillRect(bbox.left, bbox.top, bbox.width, infinity - bbox.top);
  });
  const line = 10 * pixel();
  const right = bbox.left + bbox.width - line;
  const style = { color: palette.muted, halo: palette.surface };
  // From the edge of the plot as far as the limit reaches.
  const rows = (edge: number, away: 1 | -1, reach: number) =>
    Array.from({ length: Math.min(6, Math.max(0, Math.floor(reach / (2 * line)))) }, (_, i) =>
      across(right, bbox.left, edge + away * line * (1.2 + 1.6 * i), 0.1 * i),
    ).flat();
  labels.put('plain float32 prints 0 here', rows(bottom, -1, bottom - zero), style);
  labels.put('plain float32 prints infinity here', rows(bbox.top, 1, infinity - bbox.top), style);
}

/** The vertical where a linear step keeps its length: ρ = 1 of an RNN, and of any cell at rest. */
function drawUnit(
  plot: uPlot,
  { palette, experiment }: ScatterView,
  { field }: Quantity,
  radiusOf: RadiusOf,
  labels: Labels,
): void {
  const own = radiusOf === 'jacobian' || experiment.cell === 'rnn';
  // The gain stands for ρ, and is not it.
  if (field && own) return;
  const { ctx, bbox } = plot;
  const place = radiusOfFactor(experiment, radiusOf, 1);
  const x = plot.valToPos(place, 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  clipped(plot, () => {
    ctx.strokeStyle = palette.muted;
    ctx.lineWidth = pixel();
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  });
  const [low, high] = plot.scales.y ? [plot.scales.y.min ?? 0, plot.scales.y.max ?? 1] : [0, 1];
  labels.avoid([{ x: [place, place], y: [low, high] }]);
  const [away, bottom] = [5 * pixel(), bbox.top + bbox.height - 12 * pixel()];
  labels.put(
    own ? 'ρ = 1' : 'edge at rest',
    [...upright(x + away, bottom, bbox.top, 'left'), ...upright(x - away, bottom, bbox.top, 'right', 0.1)],
    { color: palette.soft, halo: palette.surface },
  );
}

/** The verticals where the median crosses zero growth, first and last, how sure they are, and what becomes of gradients on either side. */
function drawEdge(
  plot: uPlot,
  palette: Palette,
  { crossings, interval }: MeasuredEdge,
  x: Quantity,
  labels: Labels,
): void {
  const [first, last = first] = [crossings[0], crossings.at(-1)];
  if (!first || !last) return;
  const { ctx, bbox } = plot;
  const at = (value: number) => plot.valToPos(value, 'x', true);
  const [top, bottom] = [bbox.top, bbox.top + bbox.height];
  const places = first === last ? [first] : [first, last];
  clipped(plot, () => {
    if (interval) {
      ctx.fillStyle = `${palette.ink}1c`;
      ctx.fillRect(at(interval.low), top, at(interval.high) - at(interval.low), bbox.height);
    }
    ctx.fillStyle = palette.ink;
    for (const { at: place } of places)
      for (let y = top; y < bottom; y += 8 * pixel()) ctx.fillRect(at(place), y, 1.5 * pixel(), 5 * pixel());
  });
  const { min = 0, max = 1 } = plot.scales.y ?? {};
  labels.avoid(places.map(({ at: place }) => ({ x: [place, place], y: [min ?? 0, max ?? 1] })));
  for (const { at: place, direction } of places) {
    const [left, right] = direction === 'upwards' ? [say`shrinks`, say`grows`] : [say`grows`, say`shrinks`];
    const edge = `edge ${x.symbol} = ${fixed(place, 2)}`;
    const line = at(place);
    if (line < bbox.left || line > bbox.left + bbox.width) continue;
    const away = 6 * pixel();
    const heights = Array.from({ length: 24 }, (_, i) => bottom - (14 + 14 * i) * pixel()).filter(
      (y) => y > top,
    );
    const anchors = heights.flatMap((y, i) => [
      { x: line + away, y, align: 'left' as const, cost: 0.03 * i },
      { x: line - away, y, align: 'right' as const, cost: 0.1 + 0.03 * i },
    ]);
    labels.put([`${left} ← ${edge} → ${right}`, edge], anchors, {
      ...{ color: palette.ink, halo: palette.surface, weight: 600 },
    });
  }
}

/** ρ^T: what a product of T linear steps would do, from the norm at T. */
function powerLine(plot: uPlot, { experiment }: ScatterView, { radiusOf, scale }: GradientPlane): Curve {
  const { min = 0, max = 1 } = plot.scales.x ?? {};
  const low = Math.max(1e-3, min ?? 0);
  const x = Float64Array.from({ length: 241 }, (_, i) => low + (((max ?? 1) - low) * i) / 240);
  const decades = (place: number) => experiment.steps * Math.log10(linearFactor(experiment, radiusOf, place));
  return { x, y: x.map((place) => scale.offset + scale.slope * decades(place)) };
}

/** What the dotted line is called. */
function powerName({ experiment, axes }: ScatterView): string {
  const { field, symbol, radiusOf } = quantityTable[axes.x];
  if (radiusOf === 'jacobian') return 'ρᵀ';
  return experiment.cell === 'rnn' ? `${field ? symbol : 'ρ'}ᵀ` : 'a linear step at rest, to the T';
}

/** Theory on these axes. Of a single gain it is one point: a short stroke shows it. */
function theoryLine(
  plot: uPlot,
  { experiment }: ScatterView,
  theory: TheoryLine,
  { radiusOf, scale }: GradientPlane,
): Curve {
  const x = theory.x.map((gain) => radiusOfGain(experiment, radiusOf, gain));
  const y = theory.y.map((decades) => scale.offset + scale.slope * decades);
  const [place, value] = [x[0], y[0]];
  if (x.length !== 1 || place === undefined || value === undefined) return { x, y };
  const reach = plot.posToVal(12, 'x') - plot.posToVal(0, 'x');
  return { x: [place - reach, place + reach], y: [value, value] };
}

/** Whose networks are shown through time. */
function shadeWindow(plot: uPlot, { palette, range }: ScatterView): void {
  if (!range) return;
  const { ctx, bbox } = plot;
  const [left = 0, right = 0] = range.map((end) => plot.valToPos(end, 'x', true));
  clipped(plot, () => {
    ctx.fillStyle = `${palette.accent}1f`;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.fillStyle = `${palette.accent}b0`;
    for (const x of [left, right - pixel()]) ctx.fillRect(x, bbox.top, pixel(), bbox.height);
  });
}

/** An exact zero has no logarithm: a tick each on the floor of the plot, or at its left, and how many there are. */
function drawZeros(plot: uPlot, { cloud, palette, axes }: ScatterView, labels: Labels): void {
  const { ctx, bbox } = plot;
  const [right, up] = [cloud.column(axes.x), cloud.column(axes.y)];
  const bottom = bbox.top + bbox.height;
  const [long, wide] = [7 * pixel(), pixel()];
  let floored = 0;
  clipped(plot, () => {
    ctx.fillStyle = `${palette.ink}99`;
    right.forEach((x, i) => {
      const y = up[i] ?? Number.NaN;
      if (x !== -Infinity && y !== -Infinity) return;
      const at = x === -Infinity ? bbox.left : plot.valToPos(x, 'x', true);
      if (y === -Infinity && !Number.isNaN(x)) {
        floored++;
        ctx.fillRect(at, bottom - long, wide, long);
      } else if (x === -Infinity && !Number.isNaN(y)) {
        ctx.fillRect(bbox.left, plot.valToPos(y, 'y', true), long, wide);
      }
    });
  });
  if (floored === 0) return;
  const { ofRatio } = quantityTable[axes.y];
  // In little room the whole sentence would be moved away from the floor that it is about, over points.
  const words = ofRatio ? (isRoomy(plot) ? 'dead: gradient exactly zero' : say`dead`) : 'exactly zero';
  labels.put(`${count(floored)} ${words}`, across(bbox.left, bbox.left + bbox.width, bottom - 16 * pixel()), {
    color: palette.soft,
    halo: palette.surface,
    keep: true,
  });
}

/** A diamond with its name; on the floor, or at the left, where a number is exactly zero. */
function drawGiven(plot: uPlot, given: GivenPoint, { surface }: Palette, labels: Labels): void {
  const { ctx, bbox } = plot;
  const dot = pixel();
  const x = given.x === -Infinity ? bbox.left + givenRadius * dot : plot.valToPos(given.x, 'x', true);
  const floor = bbox.top + bbox.height - givenRadius * dot;
  const y = given.y === -Infinity ? floor : plot.valToPos(given.y, 'y', true);
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(Math.PI / 4);
  const half = (givenRadius / Math.SQRT2) * dot;
  ctx.fillStyle = given.color;
  ctx.strokeStyle = surface;
  ctx.lineWidth = 4 * dot;
  ctx.strokeRect(-half, -half, 2 * half, 2 * half);
  ctx.fillRect(-half, -half, 2 * half, 2 * half);
  ctx.restore();
  const away = (givenRadius + 5) * dot;
  labels.put(
    given.name,
    [
      { x: x + away, y },
      { x: x - away, y, align: 'right', cost: 0.1 },
      ...[y - 1.3 * away, y + 1.3 * away].map(
        (height) => ({ x, y: height, align: 'center', cost: 0.2 }) as const,
      ),
    ],
    { color: given.color, halo: surface, weight: 700, keep: true },
  );
}

/** The phases stand where they are in truth: on the y axis. */
function nameRegions(
  plot: uPlot,
  { palette }: ScatterView,
  { offset, slope }: OfRatio,
  labels: Labels,
): void {
  const { bbox, ctx } = plot;
  const dot = pixel();
  for (const [name, decades, color] of [
    [say`exploding`, phaseDecades, palette.warm],
    [say`vanishing`, -phaseDecades, palette.cool],
  ] as const) {
    const y = plot.valToPos(offset + slope * decades, 'y', true);
    const above = decades > 0;
    const room = above ? y - bbox.top : bbox.top + bbox.height - y;
    if (room < 12 * dot) continue;
    clipped(plot, () => {
      ctx.strokeStyle = color;
      ctx.lineWidth = dot;
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + 14 * dot, y);
      ctx.stroke();
    });
    const change = above ? 'grown over 10⁶×' : 'shrunk over 10⁶×';
    const rows = Array.from({ length: Math.min(4, Math.floor(room / (16 * dot))) + 1 }, (_, i) =>
      across(bbox.left, bbox.left + bbox.width, y + (above ? -1 : 1) * (10 + 16 * i) * dot, 0.1 * i),
    );
    labels.put([`${name}: ${change}`, name], rows.flat(), { color, halo: palette.surface, weight: 600 });
  }
}
