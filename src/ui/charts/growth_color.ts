/** One colour scale for growth rates, everywhere: vanishing cool, exploding warm, zero between them. */
import type { Palette } from '../theme.ts';
import { redBlue } from './red_blue.ts';

/** Rates beyond ±1 nat per step share the end colours. */
export const growthLimit = 1;

const entries = 256;

/** [entries × 3] of red, green, blue bytes. */
export type ColorTable = Uint8ClampedArray;

/**
 * Points have to be seen on the surface: on light paper the pale middle of the scale is left out, on dark
 * its darkest ends.
 */
export function pointColors(palette: Palette): ColorTable {
  const dark = palette.name === 'dark';
  return table((position) => {
    const strength = dark ? Math.abs(position) * 0.66 : 0.34 + Math.abs(position) * 0.6;
    return Math.sign(position) * strength;
  });
}

/** Cells of a map fill their area, so zero may be the palest. */
export function cellColors(palette: Palette): ColorTable {
  const ends = palette.name === 'dark' ? 0.86 : 0.94;
  return table((position) => position * ends);
}

/** Where a growth rate (nats per step) stands in a colour table. Square root: the edge is where the eye is needed. */
export function colorIndex(growthRate: number): number {
  const position = Math.sign(growthRate) * Math.sqrt(Math.min(1, Math.abs(growthRate) / growthLimit));
  return Math.min(entries - 1, Math.max(0, Math.round(((position + 1) / 2) * (entries - 1))));
}

export function colorOf(table: ColorTable, growthRate: number): string {
  const at = 3 * colorIndex(growthRate);
  return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`;
}

/** `shape` maps −1 … 1 (most vanishing … most exploding) to −1 … 1 of the scale. */
function table(shape: (position: number) => number): ColorTable {
  const bytes = new Uint8ClampedArray(3 * entries);
  for (let i = 0; i < entries; i++) {
    const position = (2 * i) / (entries - 1) - 1;
    // The scale runs from red at 0 to blue at 1: exploding is red.
    bytes.set(redBlue((1 - shape(position)) / 2), 3 * i);
  }
  return bytes;
}
