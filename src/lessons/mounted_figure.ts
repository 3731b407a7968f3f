/** A figure as an element: made where it is asked for, or found where the chapter has it. */
import './chapter.ts';
import type { FigurePairs } from './figure_settings.ts';
import type { FigureRow } from './figures.ts';
import type { Desk } from './lesson.ts';
import { NearFigure } from './near_figure.ts';

/** Makes a figure, to be put wherever it is wanted: it computes once it is seen there. @throws Error where a row names no figure */
export function mountedFigure({ tag, kind }: FigureRow, desk: Desk, pairs: FigurePairs): NearFigure {
  const figure = document.createElement(tag);
  if (!(figure instanceof NearFigure)) throw new Error(`<${tag}> is no figure`);
  if (kind !== undefined) figure.setAttribute('kind', kind);
  figure.desk = desk;
  figure.wanted = pairs;
  return figure;
}

/** The first that stands there; undefined where none does. */
export function figureWithin(place: ParentNode, { tag, kind }: FigureRow): NearFigure | undefined {
  const figure = place.querySelector(kind === undefined ? tag : `${tag}[kind="${kind}"]`);
  return figure instanceof NearFigure ? figure : undefined;
}
