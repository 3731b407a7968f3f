/** What a person's own networks came to, in a line each and beside one another. */
import { html, type TemplateResult } from 'lit';
import { quantityTable } from '../../analysis/quantities.ts';
import { weightFileEndings } from '../../files/weight_formats.ts';
import type { Given } from '../../session/given.ts';
import '../charts/number_table.ts';
import { fixed } from '../numbers.ts';
import { captioned, cell, reading as inWords } from '../quantity_words.ts';

const shown = [quantityTable.radius, quantityTable.rate, quantityTable.decades];

/** "ρ 2.659 · λ −0.044 nats/step · alive", or why there is nothing to say. */
export function verdictWords({ reading, problem }: Given): string {
  if (!reading) return problem || 'Measuring…';
  const { values, phase } = reading;
  return [`ρ ${fixed(values.radius, 3)}`, inWords(quantityTable.rate, values.rate), phase].join(' · ');
}

/** The name of its file without the ending. */
export function briefName({ fileName }: Given): string {
  const ending = weightFileEndings.find((known) => fileName.toLowerCase().endsWith(known)) ?? '';
  return fileName.slice(0, fileName.length - ending.length);
}

/** The same as a table, with the gradient's norm. */
export function networksOfFiles(networks: readonly Given[]): TemplateResult {
  return html`<number-table
    caption="Networks out of files"
    .columns=${['network', ...shown.map(captioned), 'verdict']}
    .rows=${networks.map(({ fileName, reading, problem }) => [
      fileName,
      ...shown.map((quantity) => (reading ? cell(quantity, reading.values[quantity.name]) : '–')),
      reading?.phase ?? problem,
    ])}
  ></number-table>`;
}
