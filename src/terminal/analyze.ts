/** `analyze`: a recurrent layer from a file of weights, on a sequence that another file gives or the seed draws. */

import { asClause, quoted } from '../experiment/field_error.ts';
import { type AnalysedFile, analysesJson } from '../files/analysis_json.ts';
import { analysedFile, analyzeFields, type Opener, requireNoTimes, withoutLoss } from './analysed_file.ts';
import { readWords } from './command_line.ts';
import { engineNamed } from './engine_flag.ts';
import { experimentOf, type Flags } from './flags.ts';
import { writtenAsJson } from './json_or_table.ts';
import { openNodeEngine } from './node_engine.ts';
import { nodeSurroundings } from './node_surroundings.ts';
import { writeThrough } from './pieces.ts';
import { requirePlaceFor } from './place.ts';
import type { Terminal } from './terminal.ts';
import { folderNamed, timelineOf, writeTimeline } from './timeline.ts';
import { UsageError } from './usage_error.ts';
import { operand } from './weights_operand.ts';
import { writeWhole } from './whole_file.ts';

/** Runs the command; resolves to the exit status, 2 where one of several files cannot be analysed. */
export async function analyze(
  words: readonly string[],
  terminal: Terminal,
  open: Opener = (name) => openNodeEngine(name, 'once'),
): Promise<number> {
  const { stdout, stderr, signal } = terminal;
  const { flags, operands } = readWords(words, [...analyzeFields, 'engine', 'out', 'times', 'format']);
  const asJson = writtenAsJson(flags, stdout);
  const experiment = experimentOf(withoutLoss(flags));
  const told = {
    flags,
    experiment,
    engine: { asked: engineNamed(flags.get('engine')), open },
  };
  const out = await outOf(flags);
  const around = nodeSurroundings(terminal);
  const [first, ...more] = operands;
  if (first === undefined) throw new UsageError(`analyze needs a file of weights: ${operand}`);
  const folder = more.length === 0 ? await folderNamed(first) : undefined;
  if (folder) {
    requireNoTimes(flags);
    const timeline = await timelineOf(folder, { flags, experiment, said: {} }, terminal);
    await writeTimeline(timeline, { flags, out, asJson }, terminal);
    return 0;
  }
  const reports: (AnalysedFile & { readonly table?: string })[] = [];
  for (const path of operands) {
    try {
      reports.push({ path, ...(await analysedFile(path, told, around)) });
    } catch (error) {
      if (more.length === 0 || !(error instanceof UsageError)) throw error;
      const { message } = error;
      stderr.write(`${message.startsWith(path) ? message : `${path}: ${message}`}\n`);
      reports.push({ path, error: message });
    }
  }
  if (out !== undefined) await writeWhole(out, [analysesJson(reports)], signal);
  else await writeThrough(stdout, [asJson ? analysesJson(reports) : inTables(reports)], signal);
  return reports.some((report) => 'error' in report) ? 2 : 0;
}

/** A table a file, under its path where there are several. */
function inTables(reports: readonly (AnalysedFile & { readonly table?: string })[]): string {
  if (reports.length === 1) return reports[0]?.table ?? '';
  return reports
    .map((report) =>
      'error' in report
        ? `${report.path}: not read: ${asClause(report.error)}\n`
        : `${report.path}:\n${report.table ?? ''}`,
    )
    .join('\n');
}

/** Where JSON is to go. @throws {UsageError} where it could not be written there */
async function outOf(flags: Flags): Promise<string | undefined> {
  const out = flags.get('out');
  if (out === undefined) return undefined;
  if (!out.endsWith('.json')) throw new UsageError(`--out must end in .json; ${quoted(out)} does not`);
  await requirePlaceFor(out);
  return out;
}
