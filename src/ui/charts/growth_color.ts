/** The one colour scale of growth: vanishing cool, exploding warm, neutral at zero, in the light and in the dark. */
import type { Palette } from '../theme.ts';
import { oklabBytes } from './oklab.ts';

/** Rates beyond ±1 nat per step share the end colours. */
export const growthLimit = 1;

/** An odd number: zero has an entry of its own, and the hues part right beside it. */
const entries = 257;

/** [entries × 3] of red, green, blue bytes. */
export type ColorTable = Uint8ClampedArray;

/** From zero to the end, the same on both sides: OKLab's lightness, and its chroma beside zero, halfway (nearly), and at the end. */
interface Ramp {
  readonly lightness: readonly [zero: number, end: number];
  readonly chroma: readonly [zero: number, middle: number, end: number];
}

/**
 * Lightness goes away from the surface with the distance from zero, so that a print without colours tells how far; hue alone tells which
 * side. Blue and orange stay apart for every kind of colour-blind eye.
 */
const ramps: Readonly<Record<Palette['name'], Readonly<Record<'points' | 'cells', Ramp>>>> = {
  light: {
    points: { lightness: [0.62, 0.36], chroma: [0.11, 0.14, 0.12] },
    cells: { lightness: [0.92, 0.4], chroma: [0.054, 0.125, 0.13] },
  },
  dark: {
    points: { lightness: [0.57, 0.84], chroma: [0.1, 0.13, 0.1] },
    cells: { lightness: [0.3, 0.78], chroma: [0.056, 0.13, 0.11] },
  },
};

const hues: Readonly<Record<Palette['name'], readonly [cool: number, warm: number]>> = {
  light: [252, 36],
  dark: [248, 42],
};

/** Points have to be seen on the surface: 3 : 1 even at zero. */
export function pointColors(palette: Palette): ColorTable {
  return table(palette, 'points');
}

/** Cells of a map fill their area, so zero may be close to the surface. */
export function cellColors(palette: Palette): ColorTable {
  return table(palette, 'cells');
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

/** From the most vanishing to the most exploding. */
function table({ name }: Palette, kind: 'points' | 'cells'): ColorTable {
  const { lightness, chroma } = ramps[name][kind];
  const [zero, middle, end] = chroma;
  const colors = Array.from({ length: entries }, (_, i) => {
    const position = (2 * i) / (entries - 1) - 1;
    const far = Math.abs(position);
    return oklabBytes(
      lightness[0] + (lightness[1] - lightness[0]) * far,
      position === 0 ? 0 : (1 - far) ** 2 * zero + 2 * far * (1 - far) * middle + far ** 2 * end,
      hues[name][position < 0 ? 0 : 1],
    );
  });
  return Uint8ClampedArray.from(colors.flat());
}
