/** A colour for each configuration of a comparison: apart for colour-blind eyes, and apart from cool and warm. */
import type { Palette } from '../theme.ts';

type Color = `#${string}`;

const colors: Record<Palette['name'], readonly [Color, Color, Color, Color]> = {
  light: ['#16181b', '#8a3ab9', '#00715a', '#9a5b00'],
  dark: ['#eef0f2', '#c9a0f5', '#4bd3b0', '#f0b45a'],
};

/** The colour of the configuration at a place, from 0; 4.5 : 1 on the surface, as text too. */
export function configurationColor({ name }: Palette, place: number): Color {
  const four = colors[name];
  return four[place % four.length] ?? four[0];
}
