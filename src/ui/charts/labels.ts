/** Names on a plot's canvas: of lines along them, of regions and levels within them; none on another, and on data only where there is no other room. */
import type uPlot from 'uplot';
import { type Bend, bent, unbent } from './bent_scale.ts';
import { type Box, LabelRoom, type Place } from './label_room.ts';
import { type Curve, canvasPoint } from './line_painter.ts';
import { pixel, typeScale } from './type_scale.ts';

export interface LabelStyle {
  readonly color: string;
  /** Outline that keeps the text readable over points. */
  readonly halo: string;
  readonly weight?: number;
  /** Whether it is drawn wherever there is any room at all, rather than left out where it would cover much. */
  readonly keep?: boolean;
}

/** Where a name may stand: its anchor in canvas pixels, and on which side of it its text begins. */
export interface Anchor {
  readonly x: number;
  readonly y: number;
  readonly align?: 'left' | 'center' | 'right';
  /** The point of a line that it names. */
  readonly of?: readonly [x: number, y: number];
  /** Against other anchors: 1 is as bad as lying on points all over. */
  readonly cost?: number;
}

/** Beyond this cost a name is left out; sooner, if there is a shorter one instead. */
const [most, mostOfLonger] = [1.8, 1];
/** CSS pixels from the middle of a name to its line. */
const gaps = [14, 21, 30] as const;
/** Along how many places of a line its name is tried. */
const tries = 28;
/** Between the plotting area and names beside it, in CSS pixels. */
const besideGap = 7;

/** Room for names beside the plotting area, in CSS pixels: no system's sans is wider on average. */
export function roomBeside(names: readonly string[]): number {
  return typeScale() * (2 * besideGap + 6.8 * Math.max(0, ...names.map((name) => name.length)));
}

/** What lies on a plot, and no name on it, in canvas pixels: the button of one that is seen from nearer. */
export const kept = new WeakMap<uPlot, () => Box[]>();

/** Collects names and what they had better not cover, until `draw`. */
export class Labels {
  readonly #plot: uPlot;
  readonly #room: LabelRoom;
  readonly #area: Box;
  readonly #wanted: {
    texts: readonly string[];
    style: LabelStyle;
    places: (width: number) => Iterable<Place>;
  }[] = [];

  constructor(plot: uPlot) {
    const { left, top, width, height } = plot.bbox;
    this.#plot = plot;
    this.#area = { left, top, right: left + width, bottom: top + height };
    this.#room = new LabelRoom(this.#area, pixel(), kept.get(plot)?.());
  }

  /** Curves that names had better not lie on. */
  avoid(curves: readonly Curve[]): void {
    for (const curve of curves) for (const [x, y] of this.#along(curve)) this.#room.cover(x, y, 'line');
  }

  /** Points that names had better not lie on, in the units of the axes, y perhaps bent; what is not finite is not drawn. */
  avoidPoints(x: ArrayLike<number>, y: ArrayLike<number>, bend?: Bend): void {
    const height = (place: number) => this.#plot.valToPos(unbent(bend, place), 'y', true);
    const [x0, y0] = [this.#plot.valToPos(0, 'x', true), height(0)];
    const [perX, perY] = [this.#plot.valToPos(1, 'x', true) - x0, height(1) - y0];
    for (let i = 0; i < x.length; i++) {
      const up = bent(bend, y[i] ?? Number.NaN);
      this.#room.cover(x0 + perX * (x[i] ?? Number.NaN), y0 + perY * up, 'points');
    }
  }

  /** A name at one of several anchors; of several texts the first that has room. */
  put(text: string | readonly string[], anchors: readonly Anchor[], style: LabelStyle): void {
    this.#wanted.push({
      texts: [text].flat(),
      style,
      places: (width) => anchors.map((anchor) => placeOf(anchor, width)),
    });
  }

  /** Names a curve near a part of its visible length, 0 … 1: above or below it, or beside it where it is steep. */
  name(
    text: string,
    curve: Curve,
    part: number,
    style: LabelStyle & { readonly side: 'above' | 'below' },
  ): void {
    const { left, right, top, bottom } = this.#area;
    const visible = this.#along(curve).filter(([x, y]) => x >= left && x <= right && y >= top && y <= bottom);
    const stride = Math.max(1, Math.floor(visible.length / tries));
    const dot = pixel();
    const anchors = visible
      .filter((_, i) => i % stride === 0 || i === visible.length - 1)
      .flatMap(([x, y], i, { length }) =>
        gaps.flatMap((gap, further): Anchor[] => {
          const away = gap * dot;
          const cost = 0.5 * Math.abs(i / Math.max(1, length - 1) - part) + 0.08 * further;
          const [near, other] = style.side === 'above' ? [y - away, y + away] : [y + away, y - away];
          const of = [x, y] as const;
          return [
            ...(['center', 'left', 'right'] as const).flatMap((align) => [
              { x, y: near, of, align, cost },
              { x, y: other, of, align, cost: cost + 0.1 },
            ]),
            { x: x + away, y, of, align: 'left', cost: cost + 0.05 },
            { x: x - away, y, of, align: 'right', cost: cost + 0.05 },
          ];
        }),
      );
    this.put(text, anchors, style);
  }

  /** Places every name, those that are kept first, else in the order in which they came, and writes them. */
  draw(): void {
    const { ctx } = this.#plot;
    ctx.save();
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.lineJoin = 'round';
    ctx.lineWidth = 4 * pixel();
    const kept = ({ style }: { style: LabelStyle }) => Number(style.keep ?? false);
    for (const { texts, style, places } of this.#wanted.toSorted((a, b) => kept(b) - kept(a))) {
      ctx.font = fontOf(style);
      for (const [i, text] of texts.entries()) {
        if (text === '') continue;
        const limit = style.keep ? Infinity : i < texts.length - 1 ? mostOfLonger : most;
        const { width } = ctx.measureText(text);
        const box =
          this.#room.take(width, places(width), limit) ??
          (style.keep ? this.#room.take(width, this.#anywhere(places(width))) : undefined);
        if (!box) continue;
        const middle = (box.top + box.bottom) / 2;
        ctx.strokeStyle = style.halo;
        ctx.strokeText(text, box.left, middle);
        ctx.fillStyle = style.color;
        ctx.fillText(text, box.left, middle);
        break;
      }
    }
    ctx.restore();
  }

  /**
   * Names curves at the right of the plotting area, where no curve goes: each at the height of its end, or as near as the
   * others let it. Names for which there is no height are left out, those of the lowest first.
   */
  beside(names: readonly { readonly text: string; readonly y: number; readonly color: string }[]): void {
    const { ctx, bbox } = this.#plot;
    const line = 14 * pixel();
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
      ctx.fillText(text, bbox.left + bbox.width + besideGap * pixel(), heights[i] ?? 0);
    });
    ctx.restore();
  }

  /** Every place, dearer the further from the first of some. */
  *#anywhere(places: Iterable<Place>): Iterable<Place> {
    const { left, right, top, bottom } = this.#area;
    const [from] = places;
    const dot = pixel();
    const step = 12 * dot;
    if (!from) return;
    for (let middle = top; middle < bottom; middle += step) {
      for (let x = left; x < right; x += step) {
        const away = Math.hypot(x - from.left, middle - from.middle);
        yield { left: x, middle, cost: (0.01 * away) / dot };
      }
    }
  }

  /** Canvas pixels all along a curve, close enough for no cell of the grid to be missed. */
  #along(curve: Curve): (readonly [x: number, y: number])[] {
    const step = 2 * pixel();
    const points: (readonly [x: number, y: number])[] = [];
    let before: readonly [number, number] | undefined;
    for (let i = 0; i < curve.x.length; i++) {
      const [x, y] = canvasPoint(this.#plot, curve, i);
      const isDrawn = Number.isFinite(x + y);
      if (isDrawn && before) {
        const [x0, y0] = before;
        const pieces = Math.min(4096, Math.ceil(Math.hypot(x - x0, y - y0) / step));
        for (let k = 1; k < pieces; k++)
          points.push([x0 + ((x - x0) * k) / pieces, y0 + ((y - y0) * k) / pieces]);
      }
      if (isDrawn) points.push([x, y]);
      before = isDrawn ? [x, y] : undefined;
    }
    return points;
  }
}

/** Anchors along a horizontal stretch of canvas pixels, dearer the further from where it begins; texts begin at it, or end where it goes left. */
export function across(from: number, to: number, y: number, cost = 0): Anchor[] {
  const align = from < to ? 'left' : 'right';
  return along(from, to, cost).map(([x, dear]) => ({ x, y, align, cost: dear }));
}

/** The same along a vertical stretch, at the side of it. */
export function upright(x: number, from: number, to: number, align: 'left' | 'right', cost = 0): Anchor[] {
  return along(from, to, cost).map(([y, dear]) => ({ x, y, align, cost: dear }));
}

function along(from: number, to: number, cost: number): (readonly [place: number, cost: number])[] {
  // An axis that spans nothing has no places; one may reach far beyond the plot.
  if (!Number.isFinite(to - from)) return [];
  const count = Math.min(200, Math.max(2, Math.round(Math.abs(to - from) / (16 * pixel()))));
  return Array.from({ length: count }, (_, i) => [
    from + ((to - from) * i) / count,
    cost + (0.5 * i) / count,
  ]);
}

function placeOf({ x, y, of, align = 'left', cost = 0 }: Anchor, width: number): Place {
  const left = align === 'right' ? x - width : align === 'center' ? x - width / 2 : x;
  return { left, middle: y, cost, ...(of && { stalk: { from: of, to: [x, y] } }) };
}

function fontOf({ weight = 400 }: Pick<LabelStyle, 'weight'>): string {
  return `${weight} ${12 * pixel()}px system-ui, sans-serif`;
}
