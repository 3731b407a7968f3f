/** How many points fall where, as an image: the more, the more of the accent's colour. */
import type { Palette } from '../theme.ts';

export interface DensityCounts {
  /** Row-major [cells × cells], the lowest row first. */
  readonly counts: Uint32Array;
  readonly cells: number;
  /** Half the side of the square around 0 that they cover. */
  readonly extent: number;
  readonly networks: number;
}

/** Cells fuller than all but this share of those that hold any are as dark as can be: a line of real ones is no scale. */
const fullest = 0.02;

/** Drawn on a canvas of [cells × cells] pixels. */
export function densityImage({ counts, cells }: DensityCounts, { accent }: Palette): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [cells, cells];
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const image = context.createImageData(cells, cells);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(accent.slice(at, at + 2), 16));
  const held = counts.filter((count) => count > 0).sort();
  const most = held[Math.floor((1 - fullest) * held.length)] ?? 1;
  counts.forEach((count, i) => {
    // The imaginary axis points up.
    const row = cells - 1 - Math.floor(i / cells);
    const place = 4 * (row * cells + (i % cells));
    image.data.set([red, green, blue, Math.round(255 * Math.min(1, count / most) ** 0.7)], place);
  });
  context.putImageData(image, 0, 0);
  return canvas;
}
