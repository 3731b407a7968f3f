/** Everything of the scatter that is not a point: shaded limits, theory, running quantiles, names. */
import type uPlot from 'uplot';
import { linearFactor, type RadiusOf, radiusOfFactor, radiusOfGain } from '../../analysis/bound.ts';
import { float32Infinity, float32Zero } from '../../analysis/float32_range.ts';
import type { PointCloud } from '../../analysis/point_cloud.ts';
import { type OfRatio, type Quantity, quantityTable } from '../../analysis/quantities.ts';
import type { RunningLines } from '../../analysis/running_lines.ts';
import type { AxisRange } from '../../analysis/summary.ts';
import type { Axes } from '../../experiment/axes.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { log10FinalNorm } from '../../networks/final_norm.ts';
import type { Theory, TheoryLine } from '../../theory/theory_line.ts';
import { count } from '../numbers.ts';
import type { Palette } from '../theme.ts';
import { type Curve, clipped, drawBand, drawCurve, Labels } from './line_painter.ts';

export interface ScatterView {
  readonly palette: Palette;
  readonly experiment: Experiment;
  readonly axes: Axes;
  readonly cloud: PointCloud;
  /** Undefined while those of other axes are all there is. */
  readonly lines: RunningLines | undefined;
  readonly theory: Theory;
  readonly selection: AxisRange | undefined;
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

/** A gradient has vanished or exploded beyond this ratio, in decades. */
const phaseDecades = 6;
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
  dimUnselected(plot, view);
  if (scale) shadeFloat32(plot, view, scale, labels);
  if (x.radiusOf) drawEdge(plot, view, x, x.radiusOf, labels);
  drawZeros(plot, view, labels);
  if (scale) nameRegions(plot, view, scale, labels);
  if (lines) drawLines(plot, view, lines, plane, labels);
  for (const given of view.given) drawGiven(plot, given, view.palette, labels);
}

function isRoomy({ bbox }: uPlot): boolean {
  return bbox.width >= roomForNames * devicePixelRatio;
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
  if (power && roomy) labels.name(powerName(view), power, { ...soft, side: 'above' });
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
  if (theory && roomy) labels.name(view.theory.name ?? 'theory', theory, { ...soft, side: 'above' });
  labels.name('median, 10–90 %', p50, { color: palette.ink, halo, weight: 600, side: 'below' });
  if (bound && roomy) labels.name('bound', bound, { ...soft, side: 'above' });
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
  const line = 10 * devicePixelRatio;
  const right = bbox.left + bbox.width - line;
  const style = { color: palette.muted, halo: palette.surface, align: 'right' } as const;
  if (zero < bottom - 2 * line) labels.put('plain float32 prints 0 here', right, bottom - 1.2 * line, style);
  if (infinity > bbox.top + 2 * line) {
    labels.put('plain float32 prints infinity here', right, bbox.top + line, style);
  }
}

/** The vertical where a linear step keeps its length: ρ = 1 of an RNN, and of any cell at rest. */
function drawEdge(
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
  const x = plot.valToPos(radiusOfFactor(experiment, radiusOf, 1), 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  clipped(plot, () => {
    ctx.strokeStyle = palette.muted;
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  });
  labels.put(
    own ? 'ρ = 1' : 'edge at rest',
    x + 5 * devicePixelRatio,
    bbox.top + bbox.height - 12 * devicePixelRatio,
    { color: palette.soft, halo: palette.surface },
  );
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

function dimUnselected(plot: uPlot, { palette, selection }: ScatterView): void {
  if (!selection) return;
  const { ctx, bbox } = plot;
  const [left, right] = selection.map((end) => plot.valToPos(end, 'x', true));
  if (left === undefined || right === undefined) return;
  clipped(plot, () => {
    ctx.fillStyle = `${palette.surface}b8`;
    ctx.fillRect(bbox.left, bbox.top, left - bbox.left, bbox.height);
    ctx.fillRect(right, bbox.top, bbox.left + bbox.width - right, bbox.height);
    ctx.strokeStyle = palette.accent;
    ctx.lineWidth = devicePixelRatio;
    for (const x of [left, right]) {
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
  });
}

/** An exact zero has no logarithm: a tick each on the floor of the plot, or at its left, and how many there are. */
function drawZeros(plot: uPlot, { cloud, palette, axes }: ScatterView, labels: Labels): void {
  const { ctx, bbox } = plot;
  const [right, up] = [cloud.column(axes.x), cloud.column(axes.y)];
  const bottom = bbox.top + bbox.height;
  const [long, wide] = [7 * devicePixelRatio, devicePixelRatio];
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
  const words = ofRatio ? (isRoomy(plot) ? 'dead: gradient exactly zero' : 'dead') : 'exactly zero';
  labels.put(`${count(floored)} ${words}`, bbox.left, bottom - 16 * devicePixelRatio, {
    color: palette.soft,
    halo: palette.surface,
  });
}

/** A diamond with its name; on the floor, or at the left, where a number is exactly zero. */
function drawGiven(plot: uPlot, given: GivenPoint, { surface }: Palette, labels: Labels): void {
  const { ctx, bbox } = plot;
  const pixel = devicePixelRatio;
  const x = given.x === -Infinity ? bbox.left + givenRadius * pixel : plot.valToPos(given.x, 'x', true);
  const floor = bbox.top + bbox.height - givenRadius * pixel;
  const y = given.y === -Infinity ? floor : plot.valToPos(given.y, 'y', true);
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(Math.PI / 4);
  const half = (givenRadius / Math.SQRT2) * pixel;
  ctx.fillStyle = given.color;
  ctx.strokeStyle = surface;
  ctx.lineWidth = 4 * pixel;
  ctx.strokeRect(-half, -half, 2 * half, 2 * half);
  ctx.fillRect(-half, -half, 2 * half, 2 * half);
  ctx.restore();
  const right = x > bbox.left + 0.7 * bbox.width;
  labels.put(given.name, x + (right ? -1 : 1) * (givenRadius + 5) * pixel, y, {
    color: given.color,
    halo: surface,
    weight: 700,
    align: right ? 'right' : 'left',
  });
}

/** The phases stand where they are in truth: on the y axis. */
function nameRegions(
  plot: uPlot,
  { palette }: ScatterView,
  { offset, slope }: OfRatio,
  labels: Labels,
): void {
  const { bbox, ctx } = plot;
  const pixel = devicePixelRatio;
  for (const [name, decades, color] of [
    ['exploding', phaseDecades, palette.warm],
    ['vanishing', -phaseDecades, palette.cool],
  ] as const) {
    const y = plot.valToPos(offset + slope * decades, 'y', true);
    const above = name === 'exploding';
    const room = above ? y - bbox.top : bbox.top + bbox.height - y;
    if (room < 12 * pixel) continue;
    clipped(plot, () => {
      ctx.strokeStyle = color;
      ctx.lineWidth = pixel;
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + 14 * pixel, y);
      ctx.stroke();
    });
    const change = above ? 'grown over 10⁶×' : 'shrunk over 10⁶×';
    const text = bbox.width >= roomForNames * pixel ? `${name}: ${change}` : name;
    labels.put(text, bbox.left, y + (above ? -10 : 10) * pixel, {
      color,
      halo: palette.surface,
      weight: 600,
    });
  }
}
