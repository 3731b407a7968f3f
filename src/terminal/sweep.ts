/** `sweep`: the page's measurement, from a terminal, with the same numbers. */

import { wantsOf } from '../analysis/quantities.ts';
import { SweepCsv } from '../files/csv.ts';
import { SweepJson } from '../files/json.ts';
import { SweepParquet } from '../files/parquet.ts';
import type { Sweep, SweepFile } from '../files/sweep_file.ts';
import { readFlags } from './command_line.ts';
import { type Formats, formatFor, writeMeasured } from './measured_file.ts';
import { areThere, isResumed } from './resume.ts';
import { sweepAsked, sweepFields } from './sweep_asked.ts';
import { sweepPieces } from './sweep_pieces.ts';
import { SweepTable } from './sweep_table.ts';
import type { Terminal } from './terminal.ts';

const formats: Formats<new (sweep: Sweep) => SweepFile> = {
  table: SweepTable,
  files: { '.json': SweepJson, '.csv': SweepCsv, '.parquet': SweepParquet },
};

/**
 * Runs the command; resolves to the exit status. Whatever is measured is written and forgotten, so that memory
 * does not grow with the number of networks.
 */
export async function sweep(words: readonly string[], terminal: Terminal): Promise<number> {
  const flags = readFlags(words, [...sweepFields, 'engine', 'out', 'resume']);
  const { experiment, range, asked, engineName } = sweepAsked(flags);
  const out = flags.get('out');
  const resumes = isResumed(flags);
  const Format = await formatFor(out, terminal, formats);

  await writeMeasured(
    terminal,
    { command: 'sweep', engineName, use: 'once', out },
    async ({ engine, progress, ...options }) => {
      const begun = () => new Format({ experiment, range, engine: engine.describe(), asked });
      const present = resumes && out !== undefined ? [{ path: out, blanks: [begun()], range }] : [];
      if (present.length > 0 && (await areThere(present, options.notify))) return undefined;
      return sweepPieces(begun(), engine, experiment, { ...options, range, wants: wantsOf(asked) }, progress);
    },
  );
  return 0;
}
