/**
 * `npm test`: everything that must hold, in rounds, the quickest first; the stages of a round run side by side. Rounds go on
 * after a test has failed, and end where a stage fails as a whole.
 * `npm test -- unit gpu` runs only the named stages (and what they need), `npm test -- soak` random use for a long time, `npm test -- cluster` the
 * examples on a Slurm of one node. Failures are named at the end; the last line is always `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { provideBrowser, provideFirefox } from './browser.mjs';
import { installDependencies, requireNode, root } from './dependencies.mjs';
import { readReport } from './reports.mjs';
import { provideSlurm } from './slurm.mjs';

/**
 * @typedef {import('./reports.mjs').Count} Count
 * @typedef {(line: string) => void} Print
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} title
 * @property {string[]} [needs] names of the stages without which this one cannot run
 * @property {true} [asked] runs only where it is named
 * @property {(print: Print) => Promise<Count | undefined>} run throws when the stage fails outright
 */

const resultsFolder = join(root, 'test-results');

/** @type {Stage[][]} */
const rounds = [
  [{ name: 'kernels', title: 'CPU kernels', run: kernels }],
  [
    {
      name: 'lint',
      title: 'Lint and format',
      run: (print) => tool(print, '@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
    },
    { name: 'types', title: 'Types', run: (print) => tool(print, 'typescript/bin/tsc', '--noEmit') },
    {
      name: 'unused',
      title: 'Unused files, exports and dependencies',
      needs: ['kernels'],
      run: (print) => tool(print, 'knip/bin/knip.js'),
    },
    { name: 'build', title: 'Build', run: (print) => tool(print, 'vite/bin/vite.js', 'build') },
    { name: 'browser', title: 'Browser', run: browser },
  ],
  // Two that leave a processor idle now and then; a third beside them would take as long as alone, and make each wait for the others
  // until deadlines pass that hold on any machine that has only one thing to do.
  [
    // The terminal's GPU test runs on the browser's software driver.
    {
      name: 'unit',
      title: 'Unit tests',
      needs: ['kernels', 'browser'],
      run: (print) => vitest(print, 'unit'),
    },
    { name: 'gpu', title: 'GPU tests', needs: ['browser'], run: (print) => vitest(print, 'gpu') },
  ],
  [
    {
      name: 'page',
      title: 'Page tests',
      needs: ['browser', 'build'],
      run: (print) => playwright(print, 'page'),
    },
    {
      name: 'soak',
      title: 'Random use for a long time',
      needs: ['browser', 'build'],
      asked: true,
      run: (print) => playwright(print, 'soak', 'soak'),
    },
  ],
  [
    { name: 'firefox', title: 'Firefox', needs: ['kernels', 'browser', 'build'], run: firefox },
    { name: 'cluster', title: 'A Slurm of one node', needs: ['kernels'], asked: true, run: cluster },
  ],
];

/** @returns {Promise<undefined>} */
async function kernels() {
  // The compiler is not there before the dependencies are.
  const { buildKernels } = await import('./kernels.mjs');
  await buildKernels();
}

/**
 * @param {Print} print
 * @returns {Promise<undefined>}
 */
async function browser(print) {
  print(await provideBrowser());
}

/**
 * Runs a package's command and throws unless it succeeds.
 * @param {Print} print
 * @param {string} file below node_modules
 * @param {string[]} options
 * @returns {Promise<undefined>}
 */
async function tool(print, file, ...options) {
  const status = await command(print, file, options);
  if (status !== 0) throw new Error(`${file.split('/').pop()} ended with status ${status}`);
}

/**
 * @param {Print} print
 * @param {string} project
 */
async function vitest(print, project) {
  const results = join(resultsFolder, `${project}.json`);
  return suite(print, results, 'vitest/vitest.mjs', [
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
  ]);
}

/** @param {Print} print */
async function firefox(print) {
  if (provideFirefox() !== undefined) return vitest(print, 'firefox');
  return lacking(
    print,
    '!!! NO FIREFOX, AND NONE CAN BE INSTALLED HERE: THE PAGE IS TESTED IN CHROMIUM ONLY. !!!',
    'Install one (on Debian: `apt-get install firefox-esr`, as root), or name one in FIREFOX_PATH.',
  );
}

/** @param {Print} print */
async function cluster(print) {
  if (provideSlurm()) return vitest(print, 'cluster');
  return lacking(
    print,
    '!!! NO SLURM, AND NONE CAN BE INSTALLED AND STARTED HERE: THE CLUSTER EXAMPLES ARE NOT RUN. !!!',
    'It takes Debian, and root (`apt-get install slurm-wlm munge`).',
  );
}

/**
 * A stage that this machine lacks something for: it says so, and counts as skipped.
 * @param {Print} print
 * @param {string[]} lines
 * @returns {Count}
 */
function lacking(print, ...lines) {
  for (const line of lines) print(line);
  return { passed: 0, failed: 0, skipped: 1, failures: [] };
}

/**
 * Playwright's configuration says where the results of a stage go, and how long random use takes in it.
 * @param {Print} print
 * @param {string} stage
 * @param {string[]} files parts of the names of those to run; all of them unless said
 */
async function playwright(print, stage, ...files) {
  process.env.VANISHING_POINT_STAGE = stage;
  return suite(print, join(resultsFolder, `${stage}.json`), '@playwright/test/cli.js', [
    'test',
    '--config=tests/page/playwright.config.ts',
    ...files,
  ]);
}

/**
 * Runs a suite and counts its tests. One without tests, or that fails beyond its tests, is a failure.
 * @param {Print} print
 * @param {string} results
 * @param {string} file
 * @param {string[]} options
 */
async function suite(print, results, file, options) {
  rmSync(results, { force: true });
  const status = await command(print, file, options);
  const count = readReport(results);
  if (count.passed + count.failed === 0) throw new Error('no test ran');
  if (status !== 0 && count.failed === 0) throw new Error(`the runner ended with status ${status}`);
  return count;
}

/**
 * Runs a package's command, prints its lines as they come, and resolves to its status.
 * @param {Print} print
 * @param {string} file below node_modules
 * @param {string[]} options
 */
async function command(print, file, options) {
  const child = spawn(process.execPath, [join(root, 'node_modules', file), ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', print);
  const [status, signal] = await once(child, 'close');
  return status ?? signal;
}

/**
 * The rounds to run: all, or those of the named stages and of what they need.
 * @param {string[]} names
 */
function chosen(names) {
  const stages = rounds.flat();
  const unknown = names.find((name) => !stages.some((stage) => stage.name === name));
  if (unknown !== undefined) {
    console.error(`There is no stage ${unknown}; there are ${stages.map(({ name }) => name).join(', ')}.`);
    process.exit(2);
  }
  const asked = names.length > 0 ? names : stages.flatMap((stage) => (stage.asked ? [] : [stage.name]));
  const wanted = new Set(
    stages.flatMap(({ name, needs = [] }) => (asked.includes(name) ? [name, ...needs] : [])),
  );
  return rounds
    .map((round) => round.filter(({ name }) => wanted.has(name)))
    .filter((round) => round.length > 0);
}

requireNode();
const toRun = chosen(process.argv.slice(2));
installDependencies();
mkdirSync(resultsFolder, { recursive: true });

const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const rows = [];
/** @type {string[]} */
const failures = [];
let broken = false;

/**
 * Runs a stage, adds its row and its count, and says so when it fails.
 * @param {Stage} stage
 * @param {Print} print
 */
async function runStage({ title, run }, print) {
  const start = performance.now();
  let outcome = 'ok';
  let failed = 0;
  try {
    const count = await run(print);
    if (count) {
      total.passed += count.passed;
      failed = count.failed;
      failures.push(...count.failures);
      outcome = `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`;
    }
  } catch (error) {
    // A stage that fails outright counts as one failure: a total of none failed would be a lie.
    failed = 1;
    broken = true;
    outcome = `FAILED: ${error instanceof Error ? error.message : error}`;
  }
  total.failed += failed;
  rows.push(row(title, start, outcome));
  if (failed > 0) console.error(`\n✗ ${title}: ${outcome}`);
}

/**
 * @param {string} title
 * @param {number} start
 * @param {string} outcome
 */
function row(title, start, outcome) {
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  return `${title.padEnd(40)} ${seconds.padStart(6)} s  ${outcome}`;
}

/** @param {string} title */
const heading = (title) => console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 76 - title.length))}`);

const start = performance.now();
for (const round of toRun) {
  heading(round.map(({ title }) => title).join(' · '));
  await Promise.all(
    round.map((stage) =>
      runStage(stage, (line) => console.log(round.length > 1 ? `${stage.name.padEnd(7)} │ ${line}` : line)),
    ),
  );
  if (broken) break;
}

heading('Summary');
for (const line of rows) console.log(line);
// At the end as well: of a long output, the end is what is kept.
for (const line of failures) console.log(line);
const left = toRun.flat().length - rows.length;
if (left > 0) console.log(`(${left} further stage${left > 1 ? 's' : ''} not run)`);
console.log(row('Altogether', start, ''));
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
