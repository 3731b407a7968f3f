/** The diagnosis of a model as JSON. */
import type { Diagnosis } from '../analysis/diagnosis/rule.ts';

/** What was diagnosed. */
export interface DiagnosedModel {
  /** The name of its file. */
  readonly file: string;
  /** In words: layers, directions, cell and sizes. */
  readonly layers: string;
}

/**
 * `{ model, read, findings: [{rule, severity, layer?, direction?, step?, gate?, evidence, sentence, cure: {sentence, code}}] }`,
 * worst first.
 */
export function diagnosisJson(
  model: DiagnosedModel,
  read: readonly string[],
  findings: readonly Diagnosis[],
): string {
  return `${JSON.stringify({ model, read, findings })}\n`;
}
