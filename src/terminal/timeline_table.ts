/** A training over time as a table for a person: a row a file. */
import type { Diagnosis } from '../analysis/diagnosis/rule.ts';
import { fixed } from '../analysis/number_words.ts';
import { firstNotFinite, firstWrong, type Misfit, type Mishap, type Moment } from '../analysis/timeline.ts';
import { asClause } from '../experiment/field_error.ts';
import { placeInWords } from '../files/diagnosis_text.ts';
import { decadesInWords, radiusInWords } from './analysis_table.ts';
import { textTable } from './text_table.ts';

const titles = [
  ['file', 'left'],
  ['update', 'right'],
  ['ρ', 'right'],
  ['growthRate', 'right'],
  ['log10‖∂L/∂state_0‖', 'right'],
  ['log10‖∂L/∂W_hh‖', 'right'],
  ['phase', 'left'],
  ['found', 'left'],
] as const;

/** Numbers are of the first layer, where the way back ends. */
export function timelineTable(moments: readonly Moment[], misfits: readonly Misfit[]): string {
  const [wrong, notFinite] = [firstWrong(moments), firstNotFinite(moments)];
  return [
    textTable(
      titles.map(([title, align]) => ({ title, align })),
      moments.map(row),
    ),
    '\n',
    wrong
      ? `It first went wrong in ${mishapInWords(wrong)}.\n`
      : 'Nothing of severity high in any of them.\n',
    ...(notFinite ? [`The first that is no number: ${mishapInWords(notFinite)}.\n`] : []),
    ...misfits.map(({ file, error }) => `Not of it: ${file}: ${asClause(error)}\n`),
  ].join('');
}

function row({ file, update, layers: [first], findings }: Moment): string[] {
  const numbers = first
    ? [
        ...[radiusInWords(first.candidate.radius), fixed(first.growthRate, 4)],
        ...[decadesInWords(first.decades.state[0]), decadesInWords(first.log10WeightHH), first.phase],
      ]
    : ['–', '–', '–', '–', '–'];
  return [file, update === undefined ? '–' : `${update}`, ...numbers, foundInWords(findings)];
}

function foundInWords([worst, ...more]: readonly Diagnosis[]): string {
  if (!worst) return 'nothing';
  return `${worst.severity}: ${worst.rule}${more.length > 0 ? `, ${more.length} more` : ''}`;
}

function mishapInWords({ file, update, rule, ...place }: Mishap): string {
  const when = update === undefined ? '' : ` (update ${update})`;
  return `${file}${when}: ${[rule, ...placeInWords({ rule, ...place })].join(', ')}`;
}
