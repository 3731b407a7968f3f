/** `validate`: every kernel held against its oracle, as a table; status 1 where one fails. */

import type { ValidationRow } from '../analysis/validation_row.ts';
import type { Engine } from '../engines/engine.ts';
import { activations, cells, ensembles } from '../experiment/experiment.ts';
import { parseChoice } from '../experiment/field_text.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import type { EngineName } from '../experiment/provenance.ts';
import { validationJson } from '../files/validation_file.ts';
import { type ValidationSelection, validation } from '../laboratory/validation.ts';
import { readFlags } from './command_line.ts';
import { type Flags, requireApplying, said } from './flags.ts';
import { enginesBench, enginesNamed } from './node_engine.ts';
import { ProgressBar } from './progress_bar.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text_table.ts';

/**
 * Runs the command on the engine that `--engine` names, or on every one that this machine has; resolves to the
 * exit status.
 */
export async function validate(
  words: readonly string[],
  terminal: Terminal,
  open?: (name: EngineName) => Promise<Engine>,
): Promise<number> {
  const { stdout, stderr } = terminal;
  const flags = readFlags(words, ['engine', 'cell', 'ensemble', 'activation']);
  const named = flags.get('engine');
  const selection = selectionOf(flags);
  const rows: ValidationRow[] = [];
  const progress = new ProgressBar(stderr, 'validate');
  const bench = enginesBench(terminal, progress, open);
  try {
    for await (const { engine, rows: more, done, total } of validation(
      { engines: enginesNamed(named), selection },
      bench,
    )) {
      rows.push(...more);
      progress.show(done, total, `parts of the validation, ${engine.name} engine`);
    }
  } finally {
    progress.clear();
  }
  stdout.write(stdout.isTTY ? validationTable(rows) : validationJson(rows));
  const failed = rows.filter(({ passed }) => !passed).length;
  if (failed > 0) stderr.write(`${failed} of ${rows.length} checks failed\n`);
  return failed > 0 ? 1 : 0;
}

/** The parts of the table that are wanted. @throws {UsageError} for a name that does not exist, or means nothing there */
function selectionOf(flags: Flags): ValidationSelection {
  const chosen = <Name extends string>(flag: string, names: readonly Name[]) => {
    const text = flags.get(flag);
    return text === undefined ? undefined : said(() => parseChoice(flag, names, text));
  };
  const cell = chosen('cell', cells);
  const ensemble = chosen('ensemble', ensembles);
  const activation = chosen('activation', activations);
  const selection = {
    ...(cell && { cell }),
    ...(ensemble && { ensemble }),
    ...(activation && { activation }),
  };
  requireApplying(flags, { ...defaultExperiment, ...selection });
  return selection;
}

/** A row a line, and how many are within their limits. */
function validationTable(rows: readonly ValidationRow[]): string {
  const table = textTable(
    [
      { title: 'engine', align: 'left' },
      { title: 'check', align: 'left' },
      { title: 'cell', align: 'left' },
      { title: 'ensemble', align: 'left' },
      { title: 'activation', align: 'left' },
      { title: 'networks', align: 'right' },
      { title: 'worst', align: 'right' },
      { title: 'limit', align: 'right' },
      { title: 'unit', align: 'left' },
      { title: 'verdict', align: 'left' },
    ],
    rows.map(
      ({ engine, check, cell, ensemble, activation, networks, worst, limit, unit, beyond, passed }) => [
        ...[engine, check, cell, ensemble, activation ?? '–', String(networks)],
        ...[short(worst), short(limit), unit, passed ? passing(beyond) : 'FAILED'],
      ],
    ),
  );
  const passed = rows.filter((row) => row.passed).length;
  return `${table}\n${passed} of ${rows.length} checks passed\n`;
}

/** A check may pass although some network is beyond the limit: then it says so. */
function passing(beyond: number): string {
  return beyond > 0 ? `passed, ${beyond} excused` : 'passed';
}

function short(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}
