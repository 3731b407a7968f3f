/** A colour for each configuration of a comparison: apart for colour-blind eyes, and apart from cool, warm and ink. */
import type { Palette } from '../theme.ts';

/** Which of them is a network's that is pinned beside another; a person's own ones have the next. */
export const besideColor = 0;

type Color = `#${string}`;

const colors: Record<Palette['name'], readonly [Color, Color, Color, Color]> = {
  light: ['#a24a9c', '#2f8337', '#5d3a0a', '#311d78'],
  dark: ['#fda3f5', '#87ea90', '#aa783f', '#8079d7'],
};

/** The colour of the configuration at a place, from 0; 4.5 : 1 on the surface, as text too. */
export function configurationColor({ name }: Palette, place: number): Color {
  const four = colors[name];
  return four[place % four.length] ?? four[0];
}
