/** What the command line takes, from the same table that reads it. */
import { engineNames } from '../engines/engine.ts';
import { terminalDefault } from '../experiment/command.ts';
import { type Field, formatField } from '../experiment/fields.ts';
import { terminalFields } from './flags.ts';
import { textTable } from './text_table.ts';

/** The text of `--help`. */
export function help(): string {
  const flags = [
    ...terminalFields.map((field) => [
      `--${field.name}`,
      allowed(field),
      formatField(field, terminalDefault[field.key]),
      field.hint,
    ]),
    ['--engine', `auto|${engineNames.join('|')}`, 'auto', 'What measures; auto is wasm.'],
    [
      '--shard',
      'i/n',
      '1/1',
      'Measures one of n equal parts of the networks, with their numbers in the whole.',
    ],
    [
      '--out',
      'FILE.json|.csv|.parquet',
      '–',
      'Where to; without it a table on a terminal and JSON on a pipe.',
    ],
  ];
  return [
    'vanishing-point sweep [flags]            how far gradients travel in many random networks\n',
    'vanishing-point validate [--engine …]    every kernel against float64; status 1 where one fails\n',
    '  (--cell, --ensemble, --activation: only the checks of one)\n',
    'vanishing-point bench [--engine …]       how fast each engine is on this machine, in some seconds\n\n',
    textTable(
      ['flags of sweep', 'allowed', 'default', ''].map((title) => ({ title, align: 'left' })),
      flags,
    ),
  ].join('');
}

function allowed(field: Field): string {
  switch (field.kind) {
    case 'choice':
      return field.options.map(({ value }) => value).join('|');
    case 'flag':
      return 'stands alone';
    case 'span':
      return `${field.minimum} to ${field.maximum}, or a:b`;
    default:
      return `${field.minimum} to ${field.maximum}`;
  }
}
