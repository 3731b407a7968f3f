/** A table of validation as a file. */
import type { ValidationRow } from '../analysis/validation_row.ts';
import { written } from '../language/both.ts';
import { csvCell } from './csv_cell.ts';
import { schema } from './schema.ts';

/** `{ passed, schema, checks: [row, …] }`, a row a line. */
export function validationJson(rows: readonly ValidationRow[]): string {
  const passed = rows.every((row) => row.passed);
  return `{"passed":${passed},"schema":${schema},"checks":[\n${written(rows)
    .map((row) => JSON.stringify(row))
    .join(',\n')}]}\n`;
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
  const cells = written(rows).map((row) => [
    ...[row.engine, row.check, row.cell, row.ensemble, row.activation ?? ''],
    ...[row.networks, row.worst, row.limit, row.unit, row.passed, row.beyond],
  ]);
  return [columns, ...cells]
    .map((line) => `${line.map((value) => csvCell(String(value))).join(',')}\r\n`)
    .join('');
}
