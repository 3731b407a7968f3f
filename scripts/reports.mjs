/** What the JSON reports of Vitest and Playwright say: how many tests passed, and which failed of what. */
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Count
 *   tests of one suite; a failure is a test's name and, below it, what it failed of
 */

/** Lines of a message that say what a test failed of; the rest stands in the output above. */
const messageLines = 8;

/**
 * Reads a report; there is none, so nothing is counted, where the runner ended before it wrote one.
 * @param {string} file
 * @returns {Count}
 */
export function readReport(file) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0, failures: [] };
  }
  return report.stats ? ofPlaywright(report) : ofVitest(report);
}

/**
 * @param {any} report
 * @returns {Count}
 */
function ofVitest({ numPassedTests, numPendingTests, numTodoTests, testResults }) {
  const failures = testResults.flatMap((/** @type {any} */ { name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((/** @type {any} */ test) => test.status === 'failed');
    // A file that fails as a whole has a message of its own.
    if (status === 'failed' && failed.length === 0) return [failure(name, message)];
    return failed.map((/** @type {any} */ test) =>
      failure(`${name}: ${test.fullName}`, test.failureMessages[0]),
    );
  });
  return {
    passed: numPassedTests,
    failed: failures.length,
    skipped: numPendingTests + numTodoTests,
    failures,
  };
}

/**
 * @param {any} report
 * @returns {Count}
 */
function ofPlaywright({ stats, suites, errors }) {
  const failures = errors.map((/** @type {any} */ { message }) => failure('outside of tests', message));
  /** @param {any} suite */
  const search = ({ specs = [], suites = [] }) => {
    for (const { file, line, title, tests } of specs)
      for (const { status, results } of tests)
        if (status === 'unexpected' || status === 'flaky')
          failures.push(
            failure(
              `${file}:${line}: ${title}`,
              results.map((/** @type {any} */ { error }) => error?.message)[0],
            ),
          );
    suites.forEach(search);
  };
  suites.forEach(search);
  return {
    passed: stats.expected,
    failed: failures.length,
    skipped: stats.skipped,
    failures,
  };
}

/**
 * @param {string} name
 * @param {string} [message]
 */
function failure(name, message = '') {
  const said = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('node_modules'))
    .slice(0, messageLines)
    .map((line) => `    ${line}`);
  return [`✗ ${name}`, ...said].join('\n');
}
