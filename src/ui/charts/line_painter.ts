/** Lines and bands on a plot's canvas: theory thin, data solid. */
import type uPlot from 'uplot';
import { pixel } from './type_scale.ts';

export interface Curve {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export interface Stroke {
  readonly color: string;
  /** CSS pixels. */
  readonly width: number;
  readonly dash?: readonly number[];
}

/** A polyline through the finite points of a curve, clipped to the plotting area; a gap where y is not finite. */
export function drawCurve(plot: uPlot, curve: Curve, { color, width, dash = [] }: Stroke): void {
  const { ctx } = plot;
  clipped(plot, () => {
    ctx.strokeStyle = color;
    ctx.lineWidth = width * pixel();
    ctx.lineJoin = 'round';
    ctx.lineCap = 'round';
    ctx.setLineDash(dash.map((length) => length * pixel()));
    ctx.beginPath();
    let pen = false;
    for (let i = 0; i < curve.x.length; i++) {
      const [x, y] = canvasPoint(plot, curve, i);
      if (!Number.isFinite(y)) pen = false;
      else if (pen) ctx.lineTo(x, y);
      else {
        ctx.moveTo(x, y);
        pen = true;
      }
    }
    ctx.stroke();
  });
}

/**
 * The area between two curves over the same x; where the lower one is an exact zero it reaches the floor. One outline a stretch:
 * thousands of small ones take a browser most of a second to fill.
 */
export function drawBand(plot: uPlot, low: Curve, high: Curve, color: string): void {
  const { ctx } = plot;
  clipped(plot, () => {
    ctx.fillStyle = color;
    ctx.beginPath();
    let lower: (readonly [x: number, y: number])[] = [];
    const close = () => {
      for (const [x, y] of lower.reverse()) ctx.lineTo(x, y);
      if (lower.length > 0) ctx.closePath();
      lower = [];
    };
    for (let i = 0; i < low.x.length; i++) {
      const [below, [x, y]] = [canvasPoint(plot, low, i, true), canvasPoint(plot, high, i)];
      if (!Number.isFinite(below[1] + y)) close();
      else {
        if (lower.length === 0) ctx.moveTo(x, y);
        else ctx.lineTo(x, y);
        lower.push(below);
      }
    }
    close();
    ctx.fill();
  });
}

/** Draws inside the plotting area only. */
export function clipped(plot: uPlot, draw: () => void): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}

function bottomOf({ bbox }: uPlot): number {
  return bbox.top + bbox.height;
}

/** Canvas pixels of a point of a curve; with `floor`, of an exact zero where the plot ends. */
export function canvasPoint(plot: uPlot, { x, y }: Curve, i: number, floor = false): [x: number, y: number] {
  if (y[i] === -Infinity && floor) return [plot.valToPos(x[i] ?? Number.NaN, 'x', true), bottomOf(plot)];
  // Far outside, canvas coordinates overflow to nothing; a few plot heights are as good as infinity.
  const far = 4 * plot.bbox.height;
  const py = plot.valToPos(y[i] ?? Number.NaN, 'y', true);
  return [
    plot.valToPos(x[i] ?? Number.NaN, 'x', true),
    Number.isFinite(py) ? Math.min(plot.bbox.top + far, Math.max(plot.bbox.top - far, py)) : py,
  ];
}
