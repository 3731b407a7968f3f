/** The page's colour of growth for a gradient: cool where it has shrunk by decades, warm where it has grown. */
import { type ColorTable, colorOf, pointColors } from '../ui/charts/growth_color.ts';
import type { Palette } from '../ui/theme.ts';

/** A gradient this many decades away from where it began has the strongest colour. */
export const strongestDecades = 6;
/** Fewer decades than this are neither a loss nor a gain. */
const unchanged = 1e-9;

const tables = new WeakMap<Palette, ColorTable>();

export function gradientColor(palette: Palette, decades: number): string {
  if (decades === -Infinity) return palette.line;
  if (Math.abs(decades) < unchanged) return palette.muted;
  const colors = tables.get(palette) ?? pointColors(palette);
  tables.set(palette, colors);
  return colorOf(colors, decades / strongestDecades);
}
