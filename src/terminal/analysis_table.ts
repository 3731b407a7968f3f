/** The analysis of a given network as tables for a person. */
import type { GivenAnalysis } from '../analysis/given_network.ts';
import { fixed } from '../analysis/number_words.ts';
import { phaseOf } from '../analysis/phase.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import { cellOf } from '../networks/cells.ts';
import type { Reading } from '../networks/given/weight_reading.ts';
import { textTable } from './text_table.ts';

/** Rows of the table through time, the ends among them. */
const rowsOfTime = 11;

/** @param read what was read and assumed, in sentences */
export function analysisTable(
  analysis: GivenAnalysis,
  { layer, choices }: Reading,
  read: readonly string[],
): string {
  const { name, hiddenSize, inputSize } = layer;
  const { cell } = analysis;
  const others = choices.length > 1 ? ` (one of ${choices.length}; --layer chooses)` : '';
  return [
    `${name}${others}: ${cell}, hidden size ${hiddenSize}, input size ${inputSize}\n\n`,
    spectra(analysis),
    '\n',
    throughTime(analysis),
    `\n${verdict(analysis)}\n\n`,
    ...read.map((sentence) => `${sentence}\n`),
  ].join('');
}

function spectra({ blocks, candidate, cell }: GivenAnalysis): string {
  const { blockNames = ['W'] } = cellOf({ ...defaultExperiment, cell });
  return textTable(
    [
      { title: 'block', align: 'left' },
      { title: 'spectralRadius', align: 'right' },
      { title: '±', align: 'right' },
      { title: 'spectralNorm', align: 'right' },
      { title: '', align: 'left' },
    ],
    blocks.map((block, i) => [
      blockNames[i] ?? '',
      ...[radiusInWords(block.radius), radiusErrorInWords(block.radiusError), block.norm.toFixed(4)],
      blocks.length > 1 && block === candidate ? 'the candidate’s' : '',
    ]),
  );
}

/** Five digits; a plain 0 only where the matrix is nilpotent, a dash where it is not computed. */
export function radiusInWords(radius: number): string {
  if (Number.isNaN(radius)) return '–';
  return radius === 0 ? '0' : radius.toPrecision(5);
}

/** One digit, rounded up; a plain 0 only of an eigenvalue that is an entry of the matrix. */
export function radiusErrorInWords(error: number): string {
  if (error === 0) return '0';
  const unit = 10 ** Math.floor(Math.log10(error));
  return (Math.ceil(error / unit) * unit).toExponential(0);
}

/** log10 gradient norms at some of the times that are kept, from 0 to T. */
function throughTime({ times, log10GradientNorm, parts }: GivenAnalysis): string {
  const last = times.length - 1;
  const rows = Math.min(rowsOfTime, times.length);
  const places = Array.from({ length: rows }, (_, i) => Math.round((i * last) / (rows - 1)));
  const columns = [log10GradientNorm, ...(parts.cell ? [parts.hidden, parts.cell] : [])];
  const titles = ['t', 'log10GradientNorm', ...(parts.cell ? ['of h', 'of c'] : [])];
  return textTable(
    titles.map((title) => ({ title, align: 'right' })),
    places.map((place) => [String(times[place]), ...columns.map((column) => decadesInWords(column[place]))]),
  );
}

/** Four places; an exact zero is −∞. */
export function decadesInWords(value: number | undefined): string {
  return fixed(value ?? -Infinity, 4);
}

function verdict({ steps, growthRate, log10GradientNorm, status, deathStep }: GivenAnalysis): string {
  if (status === 'dead') return `dead: the gradient is exactly zero from step ${deathStep} back`;
  const lost = (log10GradientNorm[0] ?? Number.NaN) - (log10GradientNorm.at(-1) ?? Number.NaN);
  return `growth rate ${fixed(growthRate, 4)} nats per step; ${phaseOf(lost)} over ${steps} steps (${fixed(lost, 2)} decades)`;
}
