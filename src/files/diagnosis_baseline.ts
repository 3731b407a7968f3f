/** An earlier diagnosis, read back from its JSON: of any version, so that nothing but the places of findings is needed. */
import type { EarlierFinding } from '../analysis/diagnosis/difference.ts';
import { severities } from '../analysis/diagnosis/rule.ts';

/** What was found in one file. */
export interface EarlierFile {
  /** Its name, without folders. */
  readonly file: string;
  /** As it was named; diagnoses of before do not say. */
  readonly path?: string;
  readonly findings: readonly EarlierFinding[];
}

/** The files of a diagnosis; undefined where a text is none. */
export function earlierDiagnosis(text: string): EarlierFile[] | undefined {
  const whole = parsed(text);
  if (!isRecord(whole)) return undefined;
  const files: readonly unknown[] = Array.isArray(whole.files) ? whole.files : [whole];
  // A file that could not be read then has nothing to be compared with.
  return allOf(files.filter((file) => !(isRecord(file) && typeof file.error === 'string')).map(fileOf));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fileOf(file: unknown): EarlierFile | undefined {
  if (!isRecord(file) || !isRecord(file.model) || !Array.isArray(file.findings)) return undefined;
  const findings = allOf(file.findings.map(findingOf));
  const { file: name, path } = file.model;
  if (!findings || typeof name !== 'string') return undefined;
  return { file: name, findings, ...(typeof path === 'string' && { path }) };
}

function findingOf(finding: unknown): EarlierFinding | undefined {
  if (!isRecord(finding)) return undefined;
  const { rule, layer, direction, gate, harm } = finding;
  const severity = severities.find((one) => one === finding.severity);
  if (typeof rule !== 'string' || !severity) return undefined;
  return {
    ...{ rule, severity },
    ...(typeof layer === 'string' && { layer }),
    ...((direction === 'forward' || direction === 'reverse') && { direction }),
    ...(typeof gate === 'string' && { gate }),
    ...(typeof harm === 'number' && { harm }),
  };
}

/** All of them, or nothing where one is missing. */
function allOf<Item>(items: readonly (Item | undefined)[]): Item[] | undefined {
  const present = items.filter((item) => item !== undefined);
  return present.length === items.length ? present : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
