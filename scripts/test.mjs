/**
 * `npm test`: everything that must hold, in the order in which it is quickest to learn that it does not.
 * `npm test -- unit gpu` runs only the named stages (and what they need). Stops at the first stage that fails;
 * the last line is always `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { provideBrowser } from './browser.mjs';
import { installDependencies, requireNode, root } from './dependencies.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Count tests of one suite
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} title
 * @property {string[]} [needs] names of the stages without which this one cannot run
 * @property {() => Promise<Count | undefined>} run throws when the stage fails outright
 */

const resultsFolder = join(root, 'test-results');

/** @type {Stage[]} */
const stages = [
  { name: 'kernels', title: 'CPU kernels', run: kernels },
  {
    name: 'lint',
    title: 'Lint and format',
    run: () => tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  },
  { name: 'types', title: 'Types', run: () => tool('typescript/bin/tsc', '--noEmit') },
  {
    name: 'unused',
    title: 'Unused files, exports and dependencies',
    needs: ['kernels'],
    run: () => tool('knip/bin/knip.js'),
  },
  { name: 'browser', title: 'Browser', run: browser },
  // The terminal's GPU test runs on the browser's software driver.
  { name: 'unit', title: 'Unit tests', needs: ['kernels', 'browser'], run: () => vitest('unit') },
  { name: 'gpu', title: 'GPU tests', needs: ['browser'], run: () => vitest('gpu') },
  { name: 'build', title: 'Build', run: () => tool('vite/bin/vite.js', 'build') },
  { name: 'page', title: 'Page tests', needs: ['browser', 'build'], run: playwright },
];

/**
 * Runs a package's command and throws unless it succeeds.
 * @param {string} file below node_modules
 * @param {string[]} options
 * @returns {Promise<undefined>}
 */
async function tool(file, ...options) {
  const status = run(file, options);
  if (status !== 0) throw new Error(`${file.split('/').pop()} ended with status ${status}`);
}

/**
 * @param {string} file below node_modules
 * @param {string[]} options
 */
function run(file, options) {
  const command = [join(root, 'node_modules', file), ...options];
  return spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status;
}

/** @returns {Promise<undefined>} */
async function kernels() {
  // The compiler is not there before the dependencies are.
  const { buildKernels } = await import('./kernels.mjs');
  await buildKernels();
}

/** @returns {Promise<undefined>} */
async function browser() {
  console.log(await provideBrowser());
}

/** @param {string} project */
async function vitest(project) {
  const results = join(resultsFolder, `${project}.json`);
  return suite(results, 'vitest/vitest.mjs', [
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
  ]);
}

/** Playwright's configuration says where its results go. */
async function playwright() {
  return suite(join(resultsFolder, 'page.json'), '@playwright/test/cli.js', [
    'test',
    '--config=tests/page/playwright.config.ts',
  ]);
}

/**
 * Runs a suite and counts its tests. One without tests, or that fails beyond its tests, is a failure.
 * @param {string} results
 * @param {string} file
 * @param {string[]} options
 */
async function suite(results, file, options) {
  rmSync(results, { force: true });
  const status = run(file, options);
  const count = counted(results);
  if (count.passed + count.failed === 0) throw new Error('no test ran');
  if (status !== 0 && count.failed === 0) throw new Error(`the runner ended with status ${status}`);
  return count;
}

/**
 * Counts in a JSON report of Vitest or Playwright; zeros when there is none.
 * @param {string} file
 * @returns {Count}
 */
function counted(file) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  const { stats } = report;
  return stats
    ? { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
    : {
        passed: report.numPassedTests,
        failed: report.numFailedTests,
        skipped: report.numPendingTests + report.numTodoTests,
      };
}

/**
 * The stages to run: all, or the named ones and what they need, in their own order.
 * @param {string[]} names
 */
function chosen(names) {
  const unknown = names.find((name) => !stages.some((stage) => stage.name === name));
  if (unknown !== undefined) {
    console.error(`There is no stage ${unknown}; there are ${stages.map(({ name }) => name).join(', ')}.`);
    process.exit(2);
  }
  if (names.length === 0) return stages;
  const wanted = new Set(
    stages.flatMap(({ name, needs = [] }) => (names.includes(name) ? [name, ...needs] : [])),
  );
  return stages.filter(({ name }) => wanted.has(name));
}

requireNode();
const toRun = chosen(process.argv.slice(2));
installDependencies();
mkdirSync(resultsFolder, { recursive: true });

const total = { passed: 0, failed: 0 };
const rows = [];
for (const { title, run } of toRun) {
  console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 76 - title.length))}`);
  const start = performance.now();
  let outcome = 'ok';
  try {
    const count = await run();
    if (count) {
      total.passed += count.passed;
      total.failed += count.failed;
      outcome = `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`;
    }
  } catch (error) {
    // A stage that fails outright counts as one failure: a total of none failed would be a lie.
    total.failed += 1;
    outcome = `FAILED: ${error instanceof Error ? error.message : error}`;
  }
  rows.push(
    `${title.padEnd(40)} ${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${outcome}`,
  );
  if (total.failed > 0) {
    console.error(`\n✗ ${title}: ${outcome}`);
    break;
  }
}

console.log(`\n── Summary ${'─'.repeat(69)}`);
for (const row of rows) console.log(row);
const left = toRun.length - rows.length;
if (left > 0) console.log(`(${left} further stage${left > 1 ? 's' : ''} not run)`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
