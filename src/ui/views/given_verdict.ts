/** What a person's own networks came to, in a line each. */
import { quantityTable } from '../../analysis/quantities.ts';
import { weightFileEndings } from '../../files/weight_formats.ts';
import type { Given } from '../../session/given.ts';
import { fixed } from '../numbers.ts';
import { phaseWords } from '../phase_words.ts';
import { reading as inWords } from '../quantity_words.ts';

/** "ρ 2.659 · λ −0.044 nats/step · alive", or why there is nothing to say. */
export function verdictWords({ reading, problem }: Given): string {
  if (!reading) return problem || 'Measuring…';
  const { values, phase } = reading;
  return [`ρ ${fixed(values.radius, 3)}`, inWords(quantityTable.rate, values.rate), phaseWords[phase]].join(
    ' · ',
  );
}

/** The name of its file without the ending. */
export function briefName({ fileName }: Given): string {
  const ending = weightFileEndings.find((known) => fileName.toLowerCase().endsWith(known)) ?? '';
  return fileName.slice(0, fileName.length - ending.length);
}
