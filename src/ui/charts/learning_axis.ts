/** What stands to the right of networks that learn: a number of theirs, and where it stands on the axis. */
import type uPlot from 'uplot';
import type { Palette } from '../theme.ts';
import { decadeAxis, plainAxis } from './axes.ts';

export interface LearningColumn {
  /** The name that links have for it. */
  readonly name: string;
  /** "gain", within a sentence. */
  readonly label: string;
  /** "gain g", along an axis. */
  readonly title: string;
  /** Where each network stands: log10 of its value on a logarithmic axis; NaN where it has none yet. */
  readonly places: ArrayLike<number>;
  readonly logarithmic: boolean;
  readonly range: readonly [low: number, high: number];
}

/** The axis of a column, at the foot of a plot. */
export function columnAxis(palette: Palette, { title, logarithmic }: LearningColumn): uPlot.Axis {
  return logarithmic ? decadeAxis(palette, 'x', title) : plainAxis(palette, 'x', { label: title });
}

/** What stands at a place of a column's axis. */
export function valueAt({ logarithmic }: Pick<LearningColumn, 'logarithmic'>, place: number): number {
  return logarithmic ? 10 ** place : place;
}
