/** One colour scale for gradient norms: small ones cool, large ones warm, 1 between them, float32's range as its span. */
import { float32Infinity, float32Zero } from '../../analysis/float32_range.ts';
import { type ColorTable, colorOf, growthLimit } from './growth_color.ts';

/** Decades at which the scale ends, on either side. */
export const decadesLimit = 45;

/** Square root, as that of growth rates: most of what is healthy lies within a few decades. */
export function decadesColor(colors: ColorTable, decades: number): string {
  return colorOf(colors, (growthLimit * decades) / decadesLimit);
}

/** What float32 would print of a norm; undefined where it prints it. */
export function printedInstead(decades: number): '0' | '∞' | undefined {
  if (decades < float32Zero) return '0';
  return decades > float32Infinity ? '∞' : undefined;
}
