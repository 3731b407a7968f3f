/** What the colours of a map's cells stand for: a scale, and how a legend shows it. */
import type { ColorTable } from './growth_color.ts';
import { colorOf, growthLimit } from './growth_color.ts';

export interface ColorScale {
  /** What is coloured. */
  readonly name: string;
  readonly colorOf: (value: number) => string;
  /** Colours evenly along a bar. */
  readonly stops: readonly string[];
  /** Where along it, from 0 to 1, which number stands. */
  readonly ticks: readonly { readonly part: number; readonly text: string }[];
}

const stops = 33;

/** From −limit, cool, to limit, warm, by the square root: the eye is needed about zero. */
export function signedScale(
  name: string,
  colors: ColorTable,
  { limit, ticks, written }: { limit: number; ticks: readonly number[]; written: (value: number) => string },
): ColorScale {
  const color = (value: number) => colorOf(colors, (growthLimit * value) / limit);
  return {
    name,
    colorOf: color,
    stops: Array.from({ length: stops }, (_, i) => {
      const position = (2 * i) / (stops - 1) - 1;
      return color(Math.sign(position) * position * position * limit);
    }),
    ticks: ticks.map((value) => ({
      part: 0.5 + 0.5 * Math.sign(value) * Math.sqrt(Math.abs(value) / limit),
      text: written(value),
    })),
  };
}

/** From the least, close to the surface, to the most, warm or cool, evenly. */
export function evenScale(
  name: string,
  colors: ColorTable,
  {
    range: [least, most],
    end,
    written,
  }: {
    range: readonly [number, number];
    end: 'warm' | 'cool';
    written: (value: number) => string;
  },
): ColorScale {
  const sign = end === 'warm' ? 1 : -1;
  // The table is read by the square root of what it is asked for.
  const at = (part: number) => colorOf(colors, sign * growthLimit * Math.min(1, Math.max(0, part)) ** 2);
  return {
    name,
    colorOf: (value) => at(most > least ? (value - least) / (most - least) : 0),
    stops: Array.from({ length: stops }, (_, i) => at(i / (stops - 1))),
    ticks: [0, 0.5, 1].map((part) => ({ part, text: written(least + part * (most - least)) })),
  };
}
