/**
 * Diagnoses as GitHub's workflow commands, which it shows beside the files of a commit:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import { isOneOf, type Severity } from '../analysis/diagnosis/rule.ts';
import type { DiagnosisReport, ReportedFinding } from './diagnosis_json.ts';
import { codeInText, placeInWords } from './diagnosis_text.ts';

const levels = { high: 'error', medium: 'warning', note: 'notice' } as const satisfies Record<
  Severity,
  string
>;

/**
 * A line a finding: `::error file=…,title=…::what is wrong, and what to write instead`. Nothing where nothing is found.
 * @param fatal rules of which every finding is an error: where some are named, the others are warnings at most
 */
export function diagnosisGithub(reports: readonly DiagnosisReport[], fatal: readonly string[]): string {
  return reports
    .flatMap((report) => {
      if ('error' in report) return [annotation('error', report.path, 'not read', report.error)];
      const { path } = report.model;
      return report.findings.map((finding) => {
        const level = levelOf(finding, fatal);
        return annotation(level, path, titleOf(finding), textOf(finding));
      });
    })
    .join('');
}

/** Only what fails is an error; where nobody says what does, what is high. */
function levelOf(finding: ReportedFinding, fatal: readonly string[]): string {
  if (isOneOf(fatal, finding)) return 'error';
  const level = levels[finding.severity];
  return fatal.length > 0 && level === 'error' ? 'warning' : level;
}

function titleOf(finding: ReportedFinding): string {
  return [finding.rule, ...placeInWords(finding)].join(', ');
}

function textOf({ sentence, cure }: ReportedFinding): string {
  return [sentence, cure.sentence, ...codeInText(cure)].join('\n');
}

function annotation(level: string, path: string, title: string, text: string): string {
  return `::${level} file=${property(path)},title=${property(title)}::${message(text)}\n`;
}

function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Colons and commas end a property. */
function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
