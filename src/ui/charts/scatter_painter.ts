/** Everything of the scatter that is not a point: shaded limits, theory, running quantiles, names. */
import type uPlot from 'uplot';
import { linearFactor, placeOfFactor } from '../../analysis/bound.ts';
import { float32Infinity, float32Zero } from '../../analysis/float32_range.ts';
import type { PointCloud } from '../../analysis/point_cloud.ts';
import type { AxisRange, RunningLines } from '../../analysis/summary.ts';
import type { View } from '../../experiment/address.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { log10FinalNorm } from '../../theory/final_norm.ts';
import type { TheoryLine } from '../../theory/theory_line.ts';
import { count } from '../numbers.ts';
import type { Palette } from '../theme.ts';
import { type GradientAxis, type GradientScale, gradientScale } from './gradient_scale.ts';
import { type Curve, clipped, drawBand, drawCurve, Labels } from './line_painter.ts';

export interface ScatterView {
  readonly palette: Palette;
  readonly experiment: Experiment;
  readonly axis: GradientAxis;
  /** What the x axis shows. */
  readonly x: View['x'];
  readonly cloud: PointCloud;
  readonly lines: RunningLines | undefined;
  readonly theory: TheoryLine | undefined;
  readonly selection: AxisRange | undefined;
  readonly dead: number;
  readonly given: GivenPoint | undefined;
}

/** A network of a person's own among the random ones. */
export interface GivenPoint {
  readonly name: string;
  /** Where it stands on the x axis. */
  readonly x: number;
  /** log10‖∂L/∂state_0‖; −Infinity for an exact zero. */
  readonly log10Norm: number;
}

/** A gradient has vanished or exploded beyond this ratio, in decades. */
const phaseDecades = 6;
/** Half the diagonal of the diamond, in CSS pixels. */
const givenRadius = 9;
/** CSS pixels below which lines other than the median go unnamed: names would cover the data. */
const roomForNames = 420;

export function paintScatter(plot: uPlot, view: ScatterView): void {
  const { palette } = view;
  const scale = gradientScale(view.experiment, view.axis);
  const labels = new Labels(plot);
  dimUnselected(plot, view);
  shadeFloat32(plot, view, scale, labels);
  drawEdge(plot, view, labels);
  drawDead(plot, view, labels);
  nameRegions(plot, view, scale, labels);
  const halo = palette.surface;
  const { lines, theory } = view;
  const soft = { color: palette.soft, halo };
  const roomy = plot.bbox.width >= roomForNames * devicePixelRatio;
  if (lines) {
    const over = (decades: Float64Array) => scaled({ x: lines.x, y: decades }, scale);
    const p50 = over(lines.p50);
    const bound = lines.bound && over(lines.bound);
    const mean = theory && visible(plot, scaled(theory, scale));
    labels.avoid([...(bound ? [bound] : []), p50, powerLine(plot, view, scale), ...(mean ? [mean] : [])]);
    drawBand(plot, over(lines.p10), over(lines.p90), `${palette.ink}2e`);
    if (bound) drawCurve(plot, bound, { color: palette.soft, width: 1.25, dash: [6, 5] });
    drawPower(plot, view, scale, roomy ? labels : undefined);
    if (mean) drawCurve(plot, mean, { color: palette.soft, width: 1 });
    drawCurve(plot, p50, { color: halo, width: 4.5 });
    drawCurve(plot, p50, { color: palette.ink, width: 2.25 });
    // Above its line while there is room: the median's name would push it below.
    if (mean && roomy) labels.name(theoryName(view.experiment), mean, { ...soft, side: 'above' });
    labels.name('median, 10–90 %', p50, { color: palette.ink, halo, weight: 600, side: 'below' });
    if (bound && roomy) labels.name('bound', bound, { ...soft, side: 'above' });
  }
  drawGiven(plot, view, scale, labels);
}

function scaled({ x, y }: Curve, { offset, slope }: GradientScale): Curve {
  return { x, y: Float64Array.from(y, (value) => offset + slope * value) };
}

function shadeFloat32(
  plot: uPlot,
  { palette }: ScatterView,
  { offset, slope }: GradientScale,
  labels: Labels,
): void {
  const { ctx, bbox } = plot;
  const zero = plot.valToPos(offset + slope * float32Zero, 'y', true);
  const infinity = plot.valToPos(offset + slope * float32Infinity, 'y', true);
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
function drawEdge(plot: uPlot, { palette, experiment, x: axis }: ScatterView, labels: Labels): void {
  if (axis === 'gain' && experiment.cell === 'rnn') return;
  const { ctx, bbox } = plot;
  const at = placeOfFactor(experiment, axis, 1);
  const x = plot.valToPos(at, 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  clipped(plot, () => {
    ctx.strokeStyle = palette.muted;
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  });
  const style = { color: palette.soft, halo: palette.surface };
  labels.put(
    axis === 'rest' || experiment.cell === 'rnn' ? 'ρ = 1' : 'edge at rest',
    x + 5 * devicePixelRatio,
    bbox.top + bbox.height - 12 * devicePixelRatio,
    style,
  );
}

/** ρ^T: what a product of T linear steps would do, from the norm at T. */
function drawPower(plot: uPlot, view: ScatterView, scale: GradientScale, labels: Labels | undefined): void {
  const line = powerLine(plot, view, scale);
  drawCurve(plot, line, { color: view.palette.soft, width: 1.75, dash: [0.1, 4.5] });
  labels?.name(powerName(view), line, {
    color: view.palette.soft,
    halo: view.palette.surface,
    side: 'above',
  });
}

function powerLine(plot: uPlot, { experiment, x }: ScatterView, scale: GradientScale): Curve {
  const { min = 0, max = 1 } = plot.scales.x ?? {};
  const low = Math.max(1e-3, min ?? 0);
  const places = Float64Array.from({ length: 241 }, (_, i) => low + (((max ?? 1) - low) * i) / 240);
  const start = log10FinalNorm(experiment);
  const decades = (place: number) =>
    experiment.steps * Math.log10(linearFactor(experiment, x, place)) + start;
  return scaled({ x: places, y: places.map(decades) }, scale);
}

/** What the dotted line is called. */
function powerName({ experiment, x }: ScatterView): string {
  if (x === 'rest') return 'ρᵀ';
  if (experiment.cell !== 'rnn') return 'a linear step at rest, to the T';
  return x === 'gain' ? 'gᵀ' : 'ρᵀ';
}

function theoryName({ cell }: Experiment): string {
  return cell === 'rnn' ? 'mean field' : 'theory at rest';
}

/** Theory of a single gain is one point: a short stroke shows it. */
function visible(plot: uPlot, curve: Curve): Curve {
  const [x, y] = [curve.x[0], curve.y[0]];
  if (curve.x.length !== 1 || x === undefined || y === undefined) return curve;
  const reach = plot.posToVal(12, 'x') - plot.posToVal(0, 'x');
  return { x: [x - reach, x + reach], y: [y, y] };
}

function dimUnselected(plot: uPlot, { palette, selection }: ScatterView): void {
  if (!selection) return;
  const { ctx, bbox } = plot;
  const [left, right] = selection.map((radius) => plot.valToPos(radius, 'x', true));
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

/** Dead networks have no norm: a tick each on the floor of the plot, and how many there are. */
function drawDead(plot: uPlot, { cloud, palette, dead }: ScatterView, labels: Labels): void {
  if (dead === 0) return;
  const { ctx, bbox } = plot;
  const bottom = bbox.top + bbox.height;
  clipped(plot, () => {
    ctx.fillStyle = `${palette.ink}99`;
    for (let i = 0; i < cloud.length; i++) {
      if (cloud.log10Norm[i] !== -Infinity) continue;
      const x = plot.valToPos(cloud.x[i] ?? 0, 'x', true);
      ctx.fillRect(x, bottom - 7 * devicePixelRatio, devicePixelRatio, 7 * devicePixelRatio);
    }
  });
  const at = bottom - 16 * devicePixelRatio;
  labels.put(`${count(dead)} dead: gradient exactly zero`, bbox.left, at, {
    color: palette.soft,
    halo: palette.surface,
  });
}

/** A diamond with its name; on the floor where the gradient is exactly zero. */
function drawGiven(plot: uPlot, { given, palette }: ScatterView, scale: GradientScale, labels: Labels): void {
  if (!given) return;
  const { ctx, bbox } = plot;
  const pixel = devicePixelRatio;
  const x = plot.valToPos(given.x, 'x', true);
  const at = plot.valToPos(scale.offset + scale.slope * given.log10Norm, 'y', true);
  const y = given.log10Norm === -Infinity ? bbox.top + bbox.height - givenRadius * pixel : at;
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(Math.PI / 4);
  const half = (givenRadius / Math.SQRT2) * pixel;
  ctx.fillStyle = palette.accent;
  ctx.strokeStyle = palette.surface;
  ctx.lineWidth = 4 * pixel;
  ctx.strokeRect(-half, -half, 2 * half, 2 * half);
  ctx.fillRect(-half, -half, 2 * half, 2 * half);
  ctx.restore();
  const right = x > bbox.left + 0.7 * bbox.width;
  labels.put(given.name, x + (right ? -1 : 1) * (givenRadius + 5) * pixel, y, {
    color: palette.accent,
    halo: palette.surface,
    weight: 700,
    align: right ? 'right' : 'left',
  });
}

/** The phases stand where they are in truth: on the y axis. */
function nameRegions(plot: uPlot, view: ScatterView, { offset, slope }: GradientScale, labels: Labels): void {
  const { bbox, ctx } = plot;
  const { palette } = view;
  const start = log10FinalNorm(view.experiment);
  const pixel = devicePixelRatio;
  for (const [name, decades, color] of [
    ['exploding', start + phaseDecades, palette.warm],
    ['vanishing', start - phaseDecades, palette.cool],
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
