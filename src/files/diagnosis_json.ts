/** Diagnoses as JSON. */
import type { Change, Place } from '../analysis/diagnosis/difference.ts';
import type { Diagnosis } from '../analysis/diagnosis/rule.ts';
import type { Phase } from '../analysis/phase.ts';
import { written } from '../language/both.ts';
import { schema } from './schema.ts';

/** What was diagnosed. */
interface DiagnosedModel {
  /** The name of its file. */
  readonly file: string;
  /** In words: layers, directions, cell and sizes. */
  readonly layers: string;
  /** Of the file, as it was named. */
  readonly path: string;
}

/** A finding, and where it stands to a baseline. */
export interface ReportedFinding extends Diagnosis {
  readonly change?: Change;
}

/** A file that was diagnosed. */
export interface DiagnosedFile {
  readonly model: DiagnosedModel;
  /** In sentences. */
  readonly read: readonly string[];
  /** Of its first layer, where the way back ends; undefined where its weights are no numbers. */
  readonly phase: Phase | undefined;
  /** Worst first. */
  readonly findings: readonly ReportedFinding[];
  /** Findings of the baseline that are found no more; undefined where there is no baseline. */
  readonly gone: readonly Place[] | undefined;
}

/** A file that could not be. */
export interface UnreadFile {
  readonly path: string;
  /** Why, in a sentence. */
  readonly error: string;
}

export type DiagnosisReport = DiagnosedFile | UnreadFile;

/**
 * Of one file `{ model, read, findings: [{rule, severity, layer?, direction?, step?, gate?, evidence, explains?, sentence, cure: {sentence,
 * code}, link?, harm, change?}], phase?, gone?, schema }`, worst first; of several `{ schema, files: [the same | {model:
 * {path}, error}] }`, a file a line.
 * @param summary whether what was read, and the cures, are left out
 */
export function diagnosisJson(reports: readonly DiagnosisReport[], summary = false): string {
  const [only] = reports;
  if (only && reports.length === 1) return `${JSON.stringify({ ...reportJson(only, summary), schema })}\n`;
  const lines = reports.map((report) => JSON.stringify(reportJson(report, summary)));
  return `{"schema":${schema},"files":[\n${lines.join(',\n')}]}\n`;
}

function reportJson(said: DiagnosisReport, summary: boolean) {
  const report = written(said);
  if ('error' in report) return { model: { path: report.path }, error: report.error };
  const { model, read, findings, phase, gone } = report;
  return {
    model,
    ...(!summary && { read }),
    findings: summary ? findings.map(({ cure: _, ...finding }) => finding) : findings,
    ...(phase && { phase }),
    ...(gone && { gone }),
  };
}
