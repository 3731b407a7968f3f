/** `diagnose`: what is wrong with models, where, and what to write instead; for a person, and for what guards a repository. */
import { neededBy, ruleNames } from '../analysis/diagnosis/diagnosis.ts';
import { isOneOf, type TrainingSaid } from '../analysis/diagnosis/rule.ts';
import type { Moment } from '../analysis/timeline.ts';
import { quoted } from '../experiment/field_error.ts';
import { diagnosisGithub } from '../files/diagnosis_github.ts';
import { type DiagnosisReport, diagnosisJson } from '../files/diagnosis_json.ts';
import { diagnosisJunit } from '../files/diagnosis_junit.ts';
import { diagnosisText } from '../files/diagnosis_text.ts';
import { analyzeFields, withoutLoss } from './analysed_file.ts';
import { baselineFrom, comparedWith } from './baseline.ts';
import { readWords } from './command_line.ts';
import { diagnosedFile } from './diagnosed_file.ts';
import { experimentOf, type Flags, isOn } from './flags.ts';
import { nodeSurroundings } from './node_surroundings.ts';
import { writeThrough } from './pieces.ts';
import { requirePlaceFor } from './place.ts';
import type { Terminal } from './terminal.ts';
import { folderNamed, timelineOf, writeTimeline } from './timeline.ts';
import { trainingFlagNames, trainingSaid } from './training_said.ts';
import { UsageError } from './usage_error.ts';
import { operand } from './weights_operand.ts';
import { writeWhole } from './whole_file.ts';

interface Written {
  readonly fatal: readonly string[];
  readonly summary: boolean;
}

/** What a report may be written as. */
const formats = {
  table: (reports) => diagnosisText(reports),
  json: (reports, { summary }) => diagnosisJson(reports, summary),
  github: (reports, { fatal }) => diagnosisGithub(reports, fatal),
  junit: (reports, { fatal }) => diagnosisJunit(reports, { rules: ruleNames, fatal }),
} as const satisfies Record<string, (reports: readonly DiagnosisReport[], written: Written) => string>;

type FormatName = keyof typeof formats;
const diagnosisFormats = Object.keys(formats) as FormatName[];

/** What a file is written as, by its ending. */
const endings = new Map<string, FormatName>([
  ['.json', 'json'],
  ['.xml', 'junit'],
]);

/**
 * Runs the command; resolves to the exit status, the worst of all files: 2 where one cannot be read, 1 where something is found
 * that `--fail-on` names, and is new or worse where there is a baseline.
 */
export async function diagnose(words: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, signal } = terminal;
  const { flags, operands } = readWords(words, [
    ...analyzeFields,
    ...trainingFlagNames,
    ...['engine', 'out', 'fail-on', 'format', 'baseline'],
  ]);
  const said = trainingSaid(flags);
  const told = { flags, experiment: experimentOf(withoutLoss(flags)), said };
  const written = { fatal: rulesNamed(flags.get('fail-on'), said), summary: isOn(flags, 'summary') };
  const format = formatNamed(flags);
  const out = await placeFor(flags);
  if (operands.length === 0) throw new UsageError(`diagnose needs a file of weights: ${operand}`);
  const [first, ...more] = operands;
  const folder = more.length === 0 && !flags.has('baseline') ? await folderNamed(first) : undefined;
  if (folder && isOfTime(out?.format ?? format)) {
    const timeline = await timelineOf(folder, told, terminal);
    const asJson = (format ?? (stdout.isTTY ? 'table' : 'json')) === 'json';
    await writeTimeline(timeline, { flags, out: out?.path, asJson }, terminal);
    return Math.max(...timeline.moments.map((moment) => statusOf(moment, written.fatal)));
  }
  const meant = (await Promise.all(operands.map(filesMeant))).flat();
  const around = nodeSurroundings(terminal);
  const of = (path: string) => diagnosedFile(path, told, around);
  const against = flags.get('baseline');
  const baseline = against === undefined ? undefined : await baselineFrom(against, of);
  // One file alone that is not read is a line on stderr, as ever, unless something reads the report.
  const isReport = meant.length > 1 || format === 'github' || format === 'junit';
  const reports: DiagnosisReport[] = [];
  for (const { path, listed } of meant) {
    try {
      const report = await of(path);
      reports.push(baseline ? comparedWith(baseline, report) : report);
    } catch (error) {
      if (!isReport || !(error instanceof UsageError)) throw error;
      terminal.stderr.write(`${error.message}\n`);
      // What merely lies in a folder is none of its models, as in a time line.
      if (!listed) reports.push({ path, error: error.message });
    }
  }
  if (reports.length === 0) return 2;
  if (out) await writeWhole(out.path, [formats[out.format](reports, written)], signal);
  if (!out || flags.has('format')) {
    const shown = format ?? (stdout.isTTY ? 'table' : 'json');
    await writeThrough(stdout, [formats[shown](reports, written)], signal);
  }
  return Math.max(...reports.map((report) => statusOf(report, written.fatal)));
}

/** Whether a format has moments in their order: the others are of files, each by itself. */
function isOfTime(format: FormatName | undefined): boolean {
  return format === undefined || format === 'table' || format === 'json';
}

/** The files of a folder, or the one that is named. */
async function filesMeant(path: string): Promise<{ readonly path: string; readonly listed: boolean }[]> {
  const folder = await folderNamed(path);
  return folder ? folder.paths.map((one) => ({ path: one, listed: true })) : [{ path, listed: false }];
}

function statusOf(report: DiagnosisReport | Pick<Moment, 'findings'>, fatal: readonly string[]): 0 | 1 | 2 {
  if ('error' in report) return 2;
  return report.findings.some((finding) => isOneOf(fatal, finding)) ? 1 : 0;
}

/** @throws {UsageError} for a rule that there is not, or one that would never find anything */
function rulesNamed(text: string | undefined, said: TrainingSaid): string[] {
  const names = text?.split(',') ?? [];
  const unknown = names.find((name) => !ruleNames.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`--fail-on knows no ${quoted(unknown)}; ${ruleNames.join(', ')} are allowed`);
  for (const name of names) {
    const needed = neededBy(name);
    if (needed !== undefined && said[needed] === undefined)
      throw new UsageError(
        `--fail-on ${name} finds nothing without --${needed}; say it, or leave the rule out`,
      );
  }
  return names;
}

/** @throws {UsageError} for a format that there is not */
function formatNamed(flags: Flags): FormatName | undefined {
  const asked = flags.get('format');
  const found = diagnosisFormats.find((name) => name === asked);
  if (found === asked) return found;
  throw new UsageError(
    `--format must be one of ${diagnosisFormats.join(', ')}; ${quoted(asked ?? '')} is not`,
  );
}

/** Where a file is to go, and as what. @throws {UsageError} where it could not be written there */
async function placeFor(flags: Flags) {
  const path = flags.get('out');
  if (path === undefined) return undefined;
  const [, format] = [...endings].find(([ending]) => path.endsWith(ending)) ?? [];
  if (!format)
    throw new UsageError(`--out must end in ${[...endings.keys()].join(' or ')}; ${quoted(path)} does not`);
  await requirePlaceFor(path);
  return { path, format };
}
