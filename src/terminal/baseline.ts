/** What findings are compared with: an earlier diagnosis, or the same of another model. */
import { basename } from 'node:path';
import { differenceFrom } from '../analysis/diagnosis/difference.ts';
import { type EarlierFile, earlierDiagnosis } from '../files/diagnosis_baseline.ts';
import type { DiagnosedFile } from '../files/diagnosis_json.ts';
import { readWhole } from './given_file.ts';
import { UsageError } from './usage_error.ts';

/** Files of before, at least one. */
export type Baseline = readonly EarlierFile[];

/** JSON of a diagnosis is read up to so many bytes; what is larger is a model. */
const mostBytes = 2 ** 26;

/**
 * @param diagnosed diagnoses a model as the flags say
 * @throws {UsageError} where the file is neither a diagnosis nor a model
 */
export async function baselineFrom(
  path: string,
  diagnosed: (path: string) => Promise<DiagnosedFile>,
): Promise<Baseline> {
  const bytes = await readWhole(path);
  const isText = bytes.byteLength <= mostBytes && bytes[0] === '{'.charCodeAt(0);
  const earlier = isText ? earlierDiagnosis(new TextDecoder().decode(bytes)) : undefined;
  if (earlier?.length === 0)
    throw new UsageError(`${path} holds no file that was diagnosed; a diagnosis of one is allowed`);
  if (earlier) return earlier;
  if (isText)
    throw new UsageError(
      `--baseline takes the JSON of diagnose or a file of weights; ${path} is JSON of something else, such as the time line of a folder`,
    );
  const { model, findings } = await diagnosed(path);
  return [{ file: model.file, findings }];
}

/**
 * The same with what is new or worse alone, and what is gone. One file of before is compared with all; of several the one of
 * that path, or else the only one of that name. A file that is unknown to all of them is new as a whole.
 */
export function comparedWith(baseline: Baseline, report: DiagnosedFile): DiagnosedFile {
  const before = earlierOf(baseline, report.model.path)?.findings ?? [];
  return { ...report, ...differenceFrom(before, report.findings) };
}

function earlierOf(baseline: Baseline, path: string): EarlierFile | undefined {
  if (baseline.length === 1) return baseline[0];
  const named = baseline.filter(({ file }) => file === basename(path));
  return baseline.find((earlier) => earlier.path === path) ?? (named.length === 1 ? named[0] : undefined);
}
