/** Lines, bands and their direct labels on a plot's canvas: theory thin, data solid, labels that avoid each other. */
import type uPlot from 'uplot';

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
    ctx.lineWidth = width * devicePixelRatio;
    ctx.lineJoin = 'round';
    ctx.lineCap = 'round';
    ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
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

/** Between the plotting area and names beside it, in CSS pixels. */
const besideGap = 7;

/** Room for names beside the plotting area, in CSS pixels: no system's sans is wider on average. */
export function roomBeside(names: readonly string[]): number {
  return 2 * besideGap + 6.8 * Math.max(0, ...names.map((name) => name.length));
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface LabelStyle {
  readonly color: string;
  /** Outline that keeps the text readable over points. */
  readonly halo: string;
  readonly weight?: number;
  readonly align?: CanvasTextAlign;
}

/** Places labels on one plot, each moved down or up until it covers no other. */
export class Labels {
  readonly #taken: Box[] = [];
  readonly #curves: (readonly (readonly [x: number, y: number])[])[] = [];
  readonly #plot: uPlot;

  constructor(plot: uPlot) {
    this.#plot = plot;
  }

  /** Text at canvas pixels. */
  put(text: string, x: number, y: number, style: LabelStyle): void {
    const { color, halo, align = 'left' } = style;
    const { ctx, bbox } = this.#plot;
    ctx.save();
    ctx.font = fontOf(style);
    const width = ctx.measureText(text).width;
    const line = 15 * devicePixelRatio;
    const margin = 6 * devicePixelRatio;
    const start = align === 'right' ? x - width : align === 'center' ? x - width / 2 : x;
    const left = Math.min(bbox.left + bbox.width - width - margin, Math.max(bbox.left + margin, start));
    const top = this.#freeTop(left, left + width, y - line / 2, line);
    this.#taken.push({ left, right: left + width, top, bottom: top + line });
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.lineJoin = 'round';
    ctx.strokeStyle = halo;
    ctx.lineWidth = 4 * devicePixelRatio;
    ctx.strokeText(text, left, top + line / 2);
    ctx.fillStyle = color;
    ctx.fillText(text, left, top + line / 2);
    ctx.restore();
  }

  /** Curves that no name of a curve may lie on. */
  avoid(curves: readonly Curve[]): void {
    for (const curve of curves) {
      this.#curves.push(Array.from(curve.x, (_, i) => canvasPoint(this.#plot, curve, i)));
    }
  }

  /** Names a curve where it leaves the plotting area or ends; further left, or not at all, where there is no room. */
  name(text: string, curve: Curve, style: LabelStyle & { readonly side: 'above' | 'below' }): void {
    const { bbox } = this.#plot;
    const gap = 11 * devicePixelRatio;
    const inside = (y: number) => y >= bbox.top && y <= bbox.top + bbox.height;
    const stride = Math.max(1, Math.round(curve.x.length / 16));
    let first = true;
    for (let i = curve.x.length - 1; i >= 0; i -= first ? 1 : stride) {
      const [x, y] = canvasPoint(this.#plot, curve, i);
      if (!inside(y) || x < bbox.left || x > bbox.left + bbox.width) continue;
      const last = canvasPoint(this.#plot, curve, Math.min(i + 1, curve.x.length - 1));
      if (first && Number.isFinite(last[1]) && !inside(last[1])) {
        const edge = last[1] < bbox.top ? bbox.top + gap : bbox.top + bbox.height - gap;
        if (this.#tryAt(text, x + gap, edge, style)) return;
      }
      first = false;
      if (this.#trySides(text, x, y, gap, { ...style, align: 'right' })) return;
    }
  }

  /** Names a curve at a part of its length, on the side where it does not run into the text; not at all without room. */
  nameAlong(
    text: string,
    curve: Curve,
    part: number,
    style: LabelStyle & { readonly side: 'above' | 'below' },
  ): void {
    const gap = 12 * devicePixelRatio;
    const above = style.side === 'above';
    const stride = Math.max(1, Math.round(curve.x.length / 16));
    for (let i = Math.round(part * (curve.x.length - 1)); i < curve.x.length; i += stride) {
      const [x, y] = canvasPoint(this.#plot, curve, i);
      if (!Number.isFinite(y)) continue;
      const [beforeX, before] = canvasPoint(this.#plot, curve, Math.max(0, i - 1));
      const slope = i === 0 ? 0 : (y - before) / (x - beforeX);
      const level = !(Math.abs(slope) > 0.12);
      const align = level ? 'center' : slope < 0 === above ? 'right' : 'left';
      if (this.#trySides(text, x, y, gap, { ...style, align })) return;
    }
  }

  /**
   * Names curves at the right of the plotting area, where no curve goes: each at the height of its end, or as near as the
   * others let it. Names for which there is no height are left out, those of the lowest first.
   */
  beside(names: readonly { readonly text: string; readonly y: number; readonly color: string }[]): void {
    const { ctx, bbox } = this.#plot;
    const line = 14 * devicePixelRatio;
    const within = names.toSorted((a, b) => a.y - b.y).slice(0, Math.max(1, Math.floor(bbox.height / line)));
    const heights = within.map(({ y }) => Math.min(bbox.top + bbox.height, Math.max(bbox.top, y)));
    // Down from the top as far as they need, then up again from the bottom.
    for (let i = 0; i < heights.length; i++)
      heights[i] = Math.max(heights[i] ?? 0, (heights[i - 1] ?? bbox.top - line / 2) + line);
    let lowest = bbox.top + bbox.height + line / 2;
    for (let i = heights.length - 1; i >= 0; i--) {
      lowest = Math.min(heights[i] ?? 0, lowest - line);
      heights[i] = lowest;
    }
    ctx.save();
    ctx.font = fontOf({ weight: 600 });
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    within.forEach(({ text, color }, i) => {
      ctx.fillStyle = color;
      ctx.fillText(text, bbox.left + bbox.width + besideGap * devicePixelRatio, heights[i] ?? 0);
    });
    ctx.restore();
  }

  #trySides(
    text: string,
    x: number,
    y: number,
    gap: number,
    style: LabelStyle & { readonly side: 'above' | 'below' },
  ): boolean {
    const sides = style.side === 'above' ? [-gap, gap] : [gap, -gap];
    return sides.some((offset) => this.#tryAt(text, x, y + offset, style));
  }

  /** Puts a text exactly here, if it covers neither a text nor a curve. */
  #tryAt(text: string, x: number, y: number, style: LabelStyle): boolean {
    const { ctx, bbox } = this.#plot;
    ctx.save();
    ctx.font = fontOf(style);
    const width = ctx.measureText(text).width;
    ctx.restore();
    const half = 7 * devicePixelRatio;
    const left = style.align === 'right' ? x - width : style.align === 'center' ? x - width / 2 : x;
    const box = { left, right: left + width, top: y - half, bottom: y + half };
    const margin = 6 * devicePixelRatio;
    const within =
      box.left >= bbox.left + margin &&
      box.right <= bbox.left + bbox.width - margin &&
      box.top >= bbox.top &&
      box.bottom <= bbox.top + bbox.height;
    const free = this.#taken.every(
      (other) =>
        box.right <= other.left ||
        box.left >= other.right ||
        box.bottom <= other.top ||
        box.top >= other.bottom,
    );
    if (!within || !free || this.#curves.some((curve) => crosses(curve, box))) return false;
    this.put(text, x, y, style);
    return true;
  }

  #freeTop(left: number, right: number, wanted: number, line: number): number {
    const { bbox } = this.#plot;
    const lowest = bbox.top + bbox.height - line;
    const within = (top: number) => Math.min(lowest, Math.max(bbox.top, top));
    const free = (top: number) =>
      this.#taken.every(
        (box) => right <= box.left || left >= box.right || top + line <= box.top || top >= box.bottom,
      );
    for (let step = 0; step < 12; step++) {
      for (const top of [within(wanted + step * line * 0.5), within(wanted - step * line * 0.5)]) {
        if (free(top)) return top;
      }
    }
    return within(wanted);
  }
}

function fontOf({ weight = 400 }: Pick<LabelStyle, 'weight'>): string {
  return `${weight} ${12 * devicePixelRatio}px system-ui, sans-serif`;
}

/** Whether a polyline passes through a box. */
function crosses(curve: readonly (readonly [x: number, y: number])[], box: Box): boolean {
  return curve.some(([x1, y1], i) => {
    const [x0, y0] = curve[i - 1] ?? [x1, y1];
    const [low, high] = [Math.max(box.left, Math.min(x0, x1)), Math.min(box.right, Math.max(x0, x1))];
    if (!(low <= high) || !Number.isFinite(y0 + y1)) return false;
    const at = (x: number) => (x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0));
    const [a, b] = x1 === x0 ? [y0, y1] : [at(low), at(high)];
    return Math.min(a, b) <= box.bottom && Math.max(a, b) >= box.top;
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

function canvasPoint(plot: uPlot, { x, y }: Curve, i: number, floor = false): [x: number, y: number] {
  if (y[i] === -Infinity && floor) return [plot.valToPos(x[i] ?? Number.NaN, 'x', true), bottomOf(plot)];
  // Far outside, canvas coordinates overflow to nothing; a few plot heights are as good as infinity.
  const far = 4 * plot.bbox.height;
  const py = plot.valToPos(y[i] ?? Number.NaN, 'y', true);
  return [
    plot.valToPos(x[i] ?? Number.NaN, 'x', true),
    Number.isFinite(py) ? Math.min(plot.bbox.top + far, Math.max(plot.bbox.top - far, py)) : py,
  ];
}
