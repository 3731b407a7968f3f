/** A table of validation as a file. */
import type { ValidationRow } from '../analysis/validation_row.ts';
import { schema } from './schema.ts';

/** `{ passed, schema, checks: [row, …] }`, a row a line. */
export function validationJson(rows: readonly ValidationRow[]): string {
  const passed = rows.every((row) => row.passed);
  return `{"passed":${passed},"schema":${schema},"checks":[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}]}\n`;
}

const columns = [
  'engine',
  'check',
  'cell',
  'ensemble',
  'activation',
  'networks',
  'worst',
  'limit',
  'unit',
  'passed',
  'beyond',
];

/** RFC 4180, a row a line; names of checks may hold commas. */
export function validationCsv(rows: readonly ValidationRow[]): string {
  const cells = rows.map((row) => [
    ...[row.engine, row.check, row.cell, row.ensemble, row.activation ?? ''],
    ...[row.networks, row.worst, row.limit, row.unit, row.passed, row.beyond],
  ]);
  return [columns, ...cells].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | boolean): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
