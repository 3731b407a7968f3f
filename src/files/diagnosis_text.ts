/** Diagnoses for a person. */
import type { Place } from '../analysis/diagnosis/difference.ts';
import type { Diagnosis } from '../analysis/diagnosis/rule.ts';
import { asClause } from '../experiment/field_error.ts';
import type { DiagnosedFile, DiagnosisReport, ReportedFinding } from './diagnosis_json.ts';

export function diagnosisText(reports: readonly DiagnosisReport[]): string {
  return reports
    .map((report) =>
      'error' in report ? `${report.path}: not read: ${asClause(report.error)}\n` : fileInText(report),
    )
    .join('\n');
}

function fileInText({ model: { path, layers }, read, findings, gone }: DiagnosedFile): string {
  const blocks = findings.map(findingInText);
  const lost = (gone ?? []).map((place) => `no more: ${[place.rule, ...placeInWords(place)].join(', ')}\n`);
  return [
    `${path}: ${layers}; ${countInWords(findings.length, gone !== undefined)}\n`,
    ...blocks,
    ...lost,
    read.map((sentence) => `${sentence}\n`).join(''),
  ].join('\n');
}

function countInWords(count: number, compared: boolean): string {
  if (compared) return count === 0 ? 'nothing new, nothing worse' : `${count} new or worse, worst first`;
  return count === 0 ? 'nothing found' : `${count} found, worst first`;
}

function findingInText(finding: ReportedFinding, i: number): string {
  const { rule, severity, sentence, cure, link, change } = finding;
  return [
    `${i + 1}. ${change ? `${change}, ` : ''}${severity}: ${[rule, ...placeInWords(finding)].join(', ')}\n`,
    `   ${sentence}\n   ${cure.sentence}\n`,
    ...codeInText(cure).map((lines) => `${lines.replace(/^/gm, '   ')}\n`),
    ...(link === undefined ? [] : [`   among random networks: ${link}\n`]),
  ].join('');
}

/** The code of a cure, a text for each framework: its name, and lines that are set in. */
export function codeInText({ code }: Pick<Diagnosis['cure'], 'code'>): string[] {
  return Object.entries(code).map(([framework, lines]) => `${framework}:\n${lines.replace(/^/gm, '    ')}`);
}

/** Layer, gate and step, as far as there are any. */
export function placeInWords({ layer, direction, gate, step }: Place & Pick<Diagnosis, 'step'>): string[] {
  return [
    ...(layer === undefined ? [] : [`${layer} (${direction})`]),
    ...(gate === undefined ? [] : [`gate ${gate}`]),
    ...(step === undefined ? [] : [`step ${step}`]),
  ];
}
