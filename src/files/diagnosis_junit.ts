/**
 * Diagnoses as JUnit XML, after the schema that Jenkins publishes (jenkins-junit.xsd of its xUnit plugin) and that GitLab,
 * GitHub's reporters and others read: a suite a file, a case a rule.
 */
import { isOneOf } from '../analysis/diagnosis/rule.ts';
import type { DiagnosisReport, ReportedFinding } from './diagnosis_json.ts';
import { codeInText, placeInWords } from './diagnosis_text.ts';

interface Asked {
  /** Every rule, in order: those of which nothing is found pass. */
  readonly rules: readonly string[];
  /** Rules whose findings fail; of `high` severity alone, whatever the rule, where none is named. */
  readonly fatal: readonly string[];
}

/** What is found and fails nothing stands in its case's `system-out`. */
export function diagnosisJunit(reports: readonly DiagnosisReport[], asked: Asked): string {
  const suites = reports.map((report) => suiteOf(report, asked));
  const count = (key: 'tests' | 'failures' | 'errors') => suites.reduce((sum, suite) => sum + suite[key], 0);
  const counts = `tests="${count('tests')}" failures="${count('failures')}" errors="${count('errors')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites name="vanishing-point diagnose" ${counts}>\n`,
    ...suites.map(({ text }) => text),
    '</testsuites>\n',
  ].join('');
}

interface Suite {
  readonly text: string;
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
}

function suiteOf(report: DiagnosisReport, { rules, fatal }: Asked): Suite {
  if ('error' in report) {
    const { path, error } = report;
    const text = `    <testcase name="read" classname="${escaped(path)}">\n      <error message="${escaped(error)}" type="not read"/>\n    </testcase>\n`;
    return suite(path, [text], { failures: 0, errors: 1 });
  }
  const { model, findings } = report;
  const fails = (finding: ReportedFinding) =>
    fatal.length > 0 ? isOneOf(fatal, finding) : finding.severity === 'high';
  const cases = rules.map((rule) => {
    const found = findings.filter((finding) => finding.rule === rule);
    const failing = found.filter(fails);
    const passing = found.filter((finding) => !fails(finding));
    return { failed: failing.length > 0, text: caseOf(rule, model.path, { failing, passing }) };
  });
  const failures = cases.filter(({ failed }) => failed).length;
  return suite(
    model.path,
    cases.map(({ text }) => text),
    { failures, errors: 0 },
  );
}

function suite(name: string, cases: readonly string[], counts: Pick<Suite, 'failures' | 'errors'>): Suite {
  const { failures, errors } = counts;
  const head = `  <testsuite name="${escaped(name)}" tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="0">\n`;
  return { ...counts, tests: cases.length, text: `${head}${cases.join('')}  </testsuite>\n` };
}

interface Found {
  readonly failing: readonly ReportedFinding[];
  readonly passing: readonly ReportedFinding[];
}

/** Some readers take one failure of a case, so that the findings of a rule are one. */
function caseOf(rule: string, path: string, { failing, passing }: Found): string {
  const head = `    <testcase name="${escaped(rule)}" classname="${escaped(path)}"`;
  const [first] = failing;
  const body = [
    ...(first
      ? [
          `      <failure message="${escaped(first.sentence)}" type="${escaped(first.severity)}">${escaped(inText(failing))}</failure>\n`,
        ]
      : []),
    ...(passing.length > 0 ? [`      <system-out>${escaped(inText(passing))}</system-out>\n`] : []),
  ];
  return body.length === 0 ? `${head}/>\n` : `${head}>\n${body.join('')}    </testcase>\n`;
}

function inText(findings: readonly ReportedFinding[]): string {
  return findings
    .map((finding) => {
      const { severity, sentence, cure } = finding;
      const place = placeInWords(finding).join(', ');
      return [`${severity}: ${place}`, sentence, cure.sentence, ...codeInText(cure)].join('\n');
    })
    .join('\n\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For an attribute or a text. What XML 1.0 has no way to write becomes U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
