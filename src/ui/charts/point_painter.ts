/**
 * Draws networks as small translucent discs, straight into pixels: 65 536 of them in a few milliseconds,
 * where a path each would take a second.
 */
import type { ColorTable } from './growth_color.ts';

export interface PointFrame {
  /** Pixels of the plotting area. */
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  /** A value's pixel = offset + slope·value. */
  readonly x: { readonly offset: number; readonly slope: number };
  readonly y: { readonly offset: number; readonly slope: number };
}

/** What is drawn: [networks] each. What is not finite is not drawn here. */
export interface Points {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** The entry of the colour table that a network has. */
  readonly colorOf: (network: number) => number;
}

interface Stamp {
  readonly dx: Int32Array;
  readonly dy: Int32Array;
  readonly coverage: Float32Array;
}

/** Networks `from` … `to − 1`, among `of` expected in all (more points: smaller and fainter). */
export function paintPoints(
  context: CanvasRenderingContext2D,
  frame: PointFrame,
  { points, from, to, of }: { points: Points; from: number; to: number; of: number },
  colors: ColorTable,
): void {
  const { width, height } = frame;
  if (width === 0 || height === 0 || to <= from) return;
  const image = context.getImageData(0, 0, width, height);
  const stamp = disc(pointRadius(of) * frame.pixelRatio);
  const opacity = pointOpacity(of);
  for (let i = from; i < to; i++) {
    const x = Math.round(frame.x.offset + frame.x.slope * (points.x[i] ?? Number.NaN));
    const y = Math.round(frame.y.offset + frame.y.slope * (points.y[i] ?? Number.NaN));
    if (!Number.isFinite(x + y)) continue;
    const color = 3 * points.colorOf(i);
    press(image, stamp, { x, y, opacity }, [
      colors[color] ?? 0,
      colors[color + 1] ?? 0,
      colors[color + 2] ?? 0,
    ]);
  }
  context.putImageData(image, 0, 0);
}

/** Radius in CSS pixels. */
function pointRadius(networks: number): number {
  return Math.min(3.2, Math.max(1.1, 12 / networks ** 0.235));
}

function pointOpacity(networks: number): number {
  return Math.min(0.9, Math.max(0.22, 7 / networks ** 0.31));
}

/** Source-over of one disc, alpha not premultiplied, as ImageData wants it. */
function press(
  { data, width, height }: ImageData,
  stamp: Stamp,
  at: { x: number; y: number; opacity: number },
  color: readonly [number, number, number],
): void {
  for (let k = 0; k < stamp.dx.length; k++) {
    const px = at.x + (stamp.dx[k] ?? 0);
    const py = at.y + (stamp.dy[k] ?? 0);
    if (px < 0 || py < 0 || px >= width || py >= height) continue;
    const o = 4 * (py * width + px);
    const source = at.opacity * (stamp.coverage[k] ?? 0);
    const under = ((data[o + 3] ?? 0) / 255) * (1 - source);
    const alpha = source + under;
    for (let c = 0; c < 3; c++) {
      data[o + c] = ((color[c] ?? 0) * source + (data[o + c] ?? 0) * under) / alpha;
    }
    data[o + 3] = 255 * alpha;
  }
}

/** Pixels of a disc and how much of each it covers. */
function disc(radius: number): Stamp {
  const reach = Math.ceil(radius + 0.5);
  const cells: [dx: number, dy: number, coverage: number][] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const coverage = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(dx, dy)));
      if (coverage > 0) cells.push([dx, dy, coverage]);
    }
  }
  return {
    dx: Int32Array.from(cells, ([dx]) => dx),
    dy: Int32Array.from(cells, ([, dy]) => dy),
    coverage: Float32Array.from(cells, ([, , coverage]) => coverage),
  };
}
