/** What an installed package gives: the command and the library, without sources, compilers or this project's dependencies. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBrowser, quietFlags } from '../../scripts/browser.mjs';
import { host } from '../page/host.ts';
import { runCommand } from './terminal_double.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Bytes of all that is fetched by a page that measures on the CPU engine, gzipped: its own code, the library's, kernels and their worker. */
const budget = 60_000;
const asked = { networks: 20, 'hidden-size': 16, steps: 30, gain: [0.5, 2], seed: 3 };
const words = ['--networks=20', '--hidden-size=16', '--steps=30', '--gain=0.5:2', '--seed=3'];

/** A project of somebody else's, with the package in it. */
let scratch = '';

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
  execFileSync('npm', ['pack', '--pack-destination', scratch], { cwd: root, stdio: 'ignore', shell: true });
  const archive = readdirSync(scratch).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(join(scratch, 'package.json'), '{ "type": "module", "private": true }');
  // From the archive alone: there is no registry, and nothing that it depends on.
  const options = ['--offline', '--omit=optional', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', `./${archive}`, ...options], {
    cwd: scratch,
    stdio: 'ignore',
    shell: true,
  });
}, 600_000);

afterAll(() => rmSync(scratch, { recursive: true }));

/** What a program of the scratch project prints, as JSON. */
function printed(program: string): unknown {
  writeFileSync(join(scratch, 'program.mjs'), program);
  return JSON.parse(
    execFileSync(process.execPath, ['program.mjs'], { cwd: scratch, encoding: 'utf8', stdio: 'pipe' }),
  );
}

/** What this project's own terminal prints. */
async function terminal(...command: string[]): Promise<unknown> {
  const { status, stdout, stderr } = await runCommand(command);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

it('brings nothing along but itself', () => {
  expect(readdirSync(join(scratch, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'vanishing-point',
  ]);
});

it('has a command that measures', () => {
  const command = join(scratch, 'node_modules', 'vanishing-point', 'scripts', 'cli.mjs');
  const said = ['sweep', '--networks', '3', '--hidden-size', '8', '--steps', '5'];
  const { networks } = JSON.parse(execFileSync(process.execPath, [command, ...said], { encoding: 'utf8' }));
  expect(networks).toHaveLength(3);
});

it('measures, has networks learn and finds exponents in Node, as the terminal does', async () => {
  const learning = { networks: 3, 'hidden-size': 8, steps: 5, updates: 4, rate: [0.001, 0.1] };
  const found = printed(`
    import { measure, spectrum, train } from 'vanishing-point';
    const asked = ${JSON.stringify(asked)};
    const reports = [];
    const onProgress = (progress) => reports.push(progress);
    const swept = await measure({ ...asked, quantity: ['rest', 'state-norm'], shard: '2/4' }, { onProgress });
    const exponents = await spectrum({ ...asked, networks: 3, exponents: 2 });
    const exact = await measure({ ...asked, networks: 2 }, { engine: 'reference' });
    const trained = await train(${JSON.stringify(learning)});
    console.log(JSON.stringify({ swept, exponents, exact, trained, last: reports.at(-1) }));
  `);
  expect(found).toEqual({
    swept: await terminal('sweep', ...words, '--quantity=rest,state-norm', '--shard=2/4'),
    exponents: await terminal('spectrum', ...words.map((word) => word.replace('=20', '=3')), '--exponents=2'),
    exact: await terminal('sweep', ...words.map((word) => word.replace('=20', '=2')), '--engine=reference'),
    trained: await terminal(
      ...['train', '--networks=3', '--hidden-size=8', '--steps=5', '--updates=4', '--rate=0.001:0.1'],
    ),
    last: { done: 5, total: 5, unit: 'networks' },
  });
});

it('analyses and diagnoses bytes in Node, as the terminal does files', async () => {
  for (const name of ['first_letter_after.safetensors', 'first_letter_inputs.npy'])
    cpSync(join(root, 'public', 'examples', name), join(scratch, name));
  const found = printed(`
    import { readFileSync } from 'node:fs';
    import { analyze, diagnose } from 'vanishing-point';
    const names = ['first_letter_after.safetensors', 'first_letter_inputs.npy'];
    const files = names.map((name) => ({ name, bytes: readFileSync(name) }));
    const analysis = await analyze(files, { inputs: names[1] });
    const whole = await analyze(files[0].bytes, { layer: 'all', steps: 20, summary: true });
    const diagnosis = await diagnose(files, { inputs: names[1], lag: 30 });
    console.log(JSON.stringify({ analysis, whole, diagnosis }));
  `);
  const [model, inputs] = ['first_letter_after.safetensors', 'first_letter_inputs.npy'].map((name) =>
    join(root, 'public', 'examples', name),
  ) as [string, string];
  const said = ['--inputs', inputs];
  expect(found).toEqual({
    analysis: await terminal('analyze', model, ...said),
    whole: await terminal('analyze', model, '--layer=all', '--steps=20', '--summary'),
    diagnosis: {
      ...((await terminal('diagnose', model, ...said, '--lag=30')) as object),
      model: expect.objectContaining({ path: 'first_letter_after.safetensors' }),
    },
  });
});

it('refuses what the terminal refuses, by the names of fields, and stops when it is told to', () => {
  const found = printed(`
    import { UsageError, analyze, measure, train } from 'vanishing-point';
    const why = async (work) => work().then(() => 'nothing', (error) => [error instanceof UsageError, error.message]);
    const stopped = new AbortController();
    const stopping = measure({ networks: 100000 }, { signal: stopped.signal, onProgress: () => stopped.abort('enough') });
    console.log(JSON.stringify([
      await why(() => measure({ gain: 'x' })),
      await why(() => measure({ hiddenSize: 8 })),
      await why(() => measure({ leak: 0.5 })),
      await why(() => measure({ gain: {} })),
      await why(() => measure({}, { engine: 'abacus' })),
      await why(() => measure({}, { format: 'xml' })),
      await why(() => train({ updates: [1, 2] })),
      await why(() => analyze('model.pt')),
      await why(() => analyze(new Uint8Array([1, 2, 3]))),
      await stopping.catch((reason) => reason),
    ]));
  `);
  expect(found).toEqual([
    [true, expect.stringMatching(/^gain must be a number from .*; "x" is not$/)],
    [true, expect.stringMatching(/^unknown field "hiddenSize"; fields are cell, /)],
    [true, expect.stringMatching(/^leak changes nothing here: .* or say cell leaky$/)],
    [true, expect.stringMatching(/^gain must be a number, text, .*; "\[object Object\]" is not$/)],
    [true, expect.stringMatching(/^engine must be one of auto, webgpu, wasm, reference; "abacus" is not$/)],
    [true, expect.stringMatching(/^format must be one of json, csv, parquet; "xml" is not$/)],
    [true, expect.stringMatching(/^updates must be one number; "1:2" is a range/)],
    [true, expect.stringMatching(/^a model must be the bytes of a file/)],
    [true, expect.stringMatching(/^model: .*is of no kind that is read/)],
    'enough',
  ]);
});

it('has types that hold under all of strict, without skipping any library’s', () => {
  writeFileSync(
    join(scratch, 'typed.ts'),
    `import { analyze, diagnose, measure, spectrum, train, UsageError, type Sweep } from 'vanishing-point';
    const swept: Sweep = await measure({ 'hidden-size': 8, gain: [0.5, 2], 'shared-input': true, quantity: 'rest' });
    const rate: number | null | undefined = swept.networks[0]?.growthRate;
    const bytes: Uint8Array = await measure({}, { format: 'parquet', engine: 'wasm', signal: AbortSignal.timeout(1) });
    const k: number | null | undefined = (await spectrum({ exponents: 2 })).networks[0]?.lyapunovExponents[0];
    const outcome: 'learnt' | 'baseline' | 'diverged' | undefined =
      (await train({ 'forget-bias': [0, 3], rate: 0.1 })).networks[0]?.outcome;
    const rho: number | null = (await analyze(bytes, { cell: 'gru', lengths: [3, 2] })).spectralRadius;
    const rule: string | undefined = (await diagnose([{ name: 'x', bytes }], { lag: 3 })).findings[0]?.rule;
    console.log(rate, k, outcome, rho, rule, UsageError);
    // @ts-expect-error there is no such cell
    await measure({ cell: 'transformer' });
    // @ts-expect-error nor such a field
    await measure({ hiddenSize: 8 });
    // @ts-expect-error a seed is one
    await measure({ seed: [1, 2] });
    `,
  );
  const options = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--noEmit'];
  const target = ['--target', 'es2022', '--module', 'nodenext', '--types', '', '--lib', 'es2023,dom'];
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const compile = () =>
    execFileSync(process.execPath, [compiler, ...options, ...target, 'typed.ts'], {
      ...{ cwd: scratch, encoding: 'utf8', stdio: 'pipe' },
    });
  expect(compile()).toBe('');
});

it('measures in a page that Vite makes of it, the same, in 60 kB', async () => {
  writeFileSync(
    join(scratch, 'index.html'),
    '<!doctype html><script type="module" src="./main.js"></script>',
  );
  writeFileSync(
    join(scratch, 'main.js'),
    `import { measure } from 'vanishing-point';
    globalThis.measuring = measure(${JSON.stringify(asked)});`,
  );
  const made = join(scratch, 'dist');
  const warnings: string[] = [];
  await build({
    ...{ configFile: false, root: scratch, base: './', logLevel: 'silent' },
    build: {
      outDir: made,
      rolldownOptions: {
        checks: { pluginTimings: false },
        onwarn: ({ message }) => void warnings.push(message),
      },
    },
  });
  // Nothing of Node's, nothing that is not there.
  expect(warnings).toEqual([]);
  expect(readdirSync(join(made, 'assets')).filter((name) => name.includes('external'))).toEqual([]);
  const executablePath = await findBrowser();
  const browser = await chromium.launch({ args: quietFlags, ...(executablePath && { executablePath }) });
  // As strict as a host may be.
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";
  const served = await host({ files: `${made}/`, headers: { 'content-security-policy': policy } });
  try {
    const page = await browser.newPage();
    await page.goto(served.address);
    const swept = await page.evaluate('globalThis.measuring');
    expect(swept).toEqual(await terminal('sweep', ...words));
    const heaviest = [...served.sent].sort(([, a], [, b]) => b - a);
    const bytes = heaviest.reduce((sum, [, more]) => sum + more, 0);
    const list = heaviest.map(([path, more]) => `${more} ${path}`).join('\n');
    // The library, its engine, the kernels and their worker are among them, or not everything was counted.
    for (const part of ['index-', 'measure-', 'relaxed.wasm', 'worker-']) expect(list).toContain(part);
    console.log(`measure on the CPU engine: ${bytes} bytes gzipped in ${heaviest.length} files`);
    expect(bytes, list).toBeLessThanOrEqual(budget);
  } finally {
    served.close();
    await browser.close();
  }
});

it('tells only what is needed, and documents all of it', () => {
  const types = readFileSync(
    join(scratch, 'node_modules', 'vanishing-point', 'dist-library', 'index.d.ts'),
    'utf8',
  );
  for (const name of ['measure', 'spectrum', 'train', 'analyze', 'diagnose'])
    expect(types).toMatch(
      new RegExp(
        `@example(?:(?!export declare)[^])*@throws(?:(?!export)[^])*export declare function ${name}\\(`,
      ),
    );
});
