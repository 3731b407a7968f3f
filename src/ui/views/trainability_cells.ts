/** The cells of a map of trainability: as they are painted, and as a table. */

import { html, type TemplateResult } from 'lit';
import type { CellNumbers } from '../../analysis/level_lines.ts';
import type { TrainabilityMap } from '../../analysis/trainability.ts';
import { withinSentence } from '../../language/nouns.ts';
import type { AskedTrainability, Trainability } from '../../session/trainability.ts';
import { type ColorScale, evenScale } from '../charts/color_scale.ts';
import { cellColors } from '../charts/growth_color.ts';
import '../charts/number_table.ts';
import { fateColors } from '../charts/trainability_color.ts';
import { significant } from '../numbers.ts';
import { capitalised } from '../quantity_words.ts';
import type { Palette } from '../theme.ts';
import { axisNumber, readingWords, tableWords } from './trainability_words.ts';

/** Rows and columns that the table has at most: a screenful. */
const mostListed = 12;

/** For every cell the nearest that has been taught, and what its colour stands for. */
export function paintedMap(
  palette: Palette,
  { asked, map, nearest }: Pick<Trainability, 'asked' | 'map' | 'nearest'>,
): { readonly scales: readonly ColorScale[]; readonly cells: CellNumbers | undefined } {
  if (!asked || !map) return { scales: [], cells: undefined };
  const { reading } = asked.choice;
  if (reading === 'learnt') {
    const scale = evenScale('fraction learnt', cellColors(palette), {
      ...{ range: [0, 1], end: 'cool' },
      written: (value) => significant(value, 2),
    });
    return {
      scales: [{ ...scale, colorOf: (cell) => scale.colorOf(map.fractionLearnt(cell)) }],
      cells: nearest,
    };
  }
  const { scales, colorOf } = fateColors(palette, reading, mostUpdates(asked));
  const paint = (cell: number) => {
    const fate = map.typical(cell, reading);
    return fate ? colorOf(fate) : 'transparent';
  };
  return { scales: scales.map((scale) => ({ ...scale, colorOf: paint })), cells: nearest };
}

function mostUpdates({ grid, plan }: AskedTrainability): number {
  const axis = [grid.x, grid.y].find(({ field }) => field.name === 'updates');
  return axis?.centres.at(-1) ?? plan.learning.updates;
}

/** Every so many cells, as many as a screen has room for. */
export function mapTable({ grid, choice }: AskedTrainability, map: TrainabilityMap): TemplateResult {
  const listed = (length: number) => {
    const shown = Math.min(length, mostListed);
    return Array.from({ length: shown }, (_, i) => Math.floor(((i + 0.5) * length) / shown));
  };
  const across = listed(map.columns);
  const legend =
    choice.reading === 'learnt'
      ? 'parts of all networks'
      : choice.reading === 'loss'
        ? 'in parts of the baseline; of a network that diverged, at which update'
        : 'the update at which it had learnt, or diverged';
  const [x, y] = [grid.x, grid.y].map(({ field }) => field.symbol ?? withinSentence(field.label));
  return html`<number-table
    slot="table"
    .caption=${`${capitalised(readingWords[choice.reading])}, ${legend}: ${withinSentence(grid.x.field.label)} to the right, ${withinSentence(grid.y.field.label)} upwards${map.columns > mostListed || map.rows > mostListed ? '; every so many cells (in Learn, JSON and CSV have all)' : ''}`}
    .columns=${[`${y} \\ ${x}`, ...across.map((column) => axisNumber(grid.x, column))]}
    .rows=${listed(map.rows)
      .reverse()
      .map((row) => [
        axisNumber(grid.y, row),
        ...across.map((column) => tableWords(map, row * map.columns + column, choice.reading)),
      ])}
  ></number-table>`;
}
