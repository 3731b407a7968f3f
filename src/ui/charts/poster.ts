/** A map as a poster: a PNG of 4096 × 4096 pixels, every cell as many whole pixels wide, with its axes, its scales, and what was measured in words and inside the file. */
import type { CellNumbers } from '../../analysis/level_lines.ts';
import { type AxisField, type GridAxis, placeOf } from '../../experiment/map_grid.ts';
import { describePng } from '../../files/png.ts';
import type { Palette } from '../theme.ts';
import { plainNumbers } from './axes.ts';
import type { ColorScale } from './color_scale.ts';
import { digitsOf, fieldWords, roundNumbers } from './field_axis.ts';

export interface PosterParts {
  readonly heading: string;
  readonly cells: CellNumbers;
  /** What colours mean; the first has the colour of a cell's number. */
  readonly scales: readonly ColorScale[];
  readonly grid: { readonly x: GridAxis<AxisField>; readonly y: GridAxis<AxisField> };
  /** Lines under the map. */
  readonly words: readonly string[];
  /** What the file keeps for whoever reads it by program. */
  readonly entries: Readonly<Record<string, string>>;
  readonly palette: Palette;
}

/** Pixels of a side, of the text, and around the map. */
const side = 4096;
const text = 44;
const margin = { left: 330, right: 110, top: 330, bottom: 480 } as const;
/** About so wide is a digit, in parts of its height. */
const digitWidth = 0.6;

/** @throws Error where the browser makes no such picture */
export async function posterFile(parts: PosterParts): Promise<Blob> {
  const { cells, scales, palette, heading, entries } = parts;
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the browser has no room for a picture of so many pixels');
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, side, side);
  const room = [side - margin.left - margin.right, side - margin.top - margin.bottom] as const;
  const scale = Math.floor(Math.min(room[0] / cells.columns, room[1] / cells.rows));
  const [width, height] = [scale * cells.columns, scale * cells.rows];
  const [left, top] = [
    margin.left + Math.floor((room[0] - width) / 2),
    margin.top + Math.floor((room[1] - height) / 2),
  ];
  cells.values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    context.fillStyle = scales[0]?.colorOf(value) ?? palette.surface;
    const [column, row] = [i % cells.columns, Math.floor(i / cells.columns)];
    context.fillRect(left + scale * column, top + height - scale * (row + 1), scale, scale);
  });
  context.strokeStyle = palette.edge;
  context.lineWidth = 3;
  context.strokeRect(left, top, width, height);
  drawAxes(context, parts, { left, top, width, height, scale });
  drawHead(context, parts, left);
  drawWords(
    context,
    [...parts.words, `Every cell is ${scale} × ${scale} pixels: nothing between cells is made up.`],
    { left, width, palette },
  );
  const png = await new Promise<Blob>((resolve, reject) =>
    canvas.toBlob(
      (file) => (file ? resolve(file) : reject(new Error('the browser made no PNG'))),
      'image/png',
    ),
  );
  const described = describePng(new Uint8Array(await png.arrayBuffer()), { Title: heading, ...entries });
  return new Blob([described], { type: 'image/png' });
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

function drawAxes(
  context: CanvasRenderingContext2D,
  { grid, palette }: PosterParts,
  { left, top, width, height, scale }: Frame,
): void {
  context.font = `${text}px system-ui, sans-serif`;
  context.fillStyle = palette.muted;
  const ticks = (axis: GridAxis<AxisField>, room: number) => {
    const values = roundNumbers(axis, room);
    const texts = plainNumbers(values, digitsOf(axis));
    return values.map((value, i) => [placeOf(axis, value), texts[i] ?? ''] as const);
  };
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const most = Math.floor(width / Math.max(360, 1.6 * digitWidth * text * digitsOf(grid.x)));
  for (const [place, words] of ticks(grid.x, most)) {
    const x = left + scale * place;
    context.fillRect(x - 1.5, top + height, 3, 16);
    context.fillText(words, x, top + height + 26);
  }
  context.fillText(fieldWords(grid.x.field), left + width / 2, top + height + 90);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const [place, words] of ticks(grid.y, Math.floor(height / 300))) {
    const y = top + height - scale * place;
    context.fillRect(left - 16, y - 1.5, 16, 3);
    context.fillText(words, left - 26, y);
  }
  context.save();
  context.translate(left - 60 - digitWidth * text * Math.max(4, digitsOf(grid.y)), top + height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.fillText(fieldWords(grid.y.field), 0, 0);
  context.restore();
}

/** The title, and bars of what the colours mean. */
function drawHead(
  context: CanvasRenderingContext2D,
  { heading, scales, palette }: PosterParts,
  left: number,
): void {
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillStyle = palette.ink;
  context.font = '600 76px system-ui, sans-serif';
  context.fillText(heading, left, 130);
  context.font = `${text}px system-ui, sans-serif`;
  let x = left;
  const bar = 420;
  for (const { name, stops, ticks } of scales) {
    context.textAlign = 'left';
    context.fillStyle = palette.muted;
    context.fillText(name, x, 226);
    x += context.measureText(name).width + 30;
    const gradient = context.createLinearGradient(x, 0, x + bar, 0);
    stops.forEach((color, i) => {
      gradient.addColorStop(i / (stops.length - 1), color);
    });
    context.fillStyle = gradient;
    context.fillRect(x, 192, bar, 36);
    context.fillStyle = palette.muted;
    context.textAlign = 'center';
    for (const { part, text: words } of ticks) context.fillText(words, x + bar * part, 276);
    x += bar + 110;
  }
}

function drawWords(
  context: CanvasRenderingContext2D,
  words: readonly string[],
  { left, width, palette }: Pick<Frame, 'left' | 'width'> & { readonly palette: Palette },
): void {
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillStyle = palette.muted;
  let y = side - margin.bottom + 210;
  for (const line of words) {
    // As large as its words have room for.
    context.font = `${text}px system-ui, sans-serif`;
    const fits = Math.min(1, width / context.measureText(line).width);
    context.font = `${Math.floor(text * fits)}px system-ui, sans-serif`;
    context.fillText(line, left, y);
    y += 64;
  }
}
