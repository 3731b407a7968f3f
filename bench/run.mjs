/**
 * `npm run bench`: this project's engines and their peers do the same work, in turns, on one machine, and tables say how fast
 * each was. `npm run bench -- gpu`, `cpu`, `learning`, `scaling` and `adapter` run one part; `--out FILE.json` writes everything down, and
 * `readme.mjs` fills the README's tables from that.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { provideBrowser, webgpuFlags } from '../scripts/browser.mjs';
import { installDependencies, requireNode } from '../scripts/dependencies.mjs';

const usual = ['gpu', 'cpu', 'learning', 'scaling'];
/** A part, or one work of a comparison by its name. */
const part = /^(scaling|adapter|learning|(gpu|cpu)(-rnn-both|-(rnn|lstm|gru)-forward)?)$/;
const { chosen, out } = readWords();
const wanted = new Set(chosen.length > 0 ? chosen : usual);

const folder = fileURLToPath(new URL('.', import.meta.url));
requireNode();
installDependencies();
installDependencies(folder);
const { chromium } = await import('playwright');
const { createServer } = await import('vite');
const { buildKernels } = await import('../scripts/kernels.mjs');
const { race } = await import('./race.mjs');
const { addLearning, addRace, begunRecord, printEnd, printMachine, printRace, weAreWrong } = await import(
  './record.mjs'
);
const { learningRace, printLearning } = await import('./learning_race.mjs');
const { printScaling, scalings } = await import('./scalings.mjs');

await buildKernels();
const record = await begunRecord();
const server = await createServer({
  configFile: false,
  root: folder,
  logLevel: 'warn',
  server: {
    host: '127.0.0.1',
    port: 0,
    hmr: false,
    fs: { allow: ['..'] },
    // With these, peers may use threads. Our engine needs none of them.
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    },
  },
  // Bundled up front: a dependency discovered later would reload the page in the middle.
  optimizeDeps: {
    include: [
      ...['@jax-js/jax', 'wesl', '@stdlib/math-base-special-erfc', '@stdlib/math-base-special-erfcinv'],
      ...['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu', '@tensorflow/tfjs-backend-wasm'],
      '@bufbuild/protobuf/wire',
    ],
    // They start workers from the files in which they stand.
    exclude: ['onnxruntime-web'],
  },
});
await server.listen();
const browser = [...wanted].some((name) => name !== 'adapter')
  ? await chromium.launch({ executablePath: await provideBrowser(), args: webgpuFlags })
  : undefined;
try {
  if (browser) {
    record.versions.chromium = browser.version();
    record.adapter = await inPage((page) => page.evaluate(() => window.bench.adapter()));
  }
  printMachine(record);
  if (wanted.has('adapter')) {
    const { timeAdapter } = await server.ssrLoadModule('/adapter.ts');
    record.kernels = await timeAdapter();
  }
  // Vite reads the TypeScript, so that Node checks against what the page draws.
  const works = /** @type {typeof import('./works.ts')} */ (await server.ssrLoadModule('/works.ts'));
  for (const work of works.works.filter(({ name, on }) => wanted.has(on) || wanted.has(name))) {
    const found = await inPage((page) => race(work, page, works));
    addRace(record, found);
    printRace(found);
  }
  if (wanted.has('learning')) {
    const work = /** @type {typeof import('./learning.ts')} */ (await server.ssrLoadModule('/learning.ts'));
    const found = await inPage((page) => learningRace(page, work));
    addLearning(record, found);
    printLearning(found);
  }
  if (wanted.has('scaling')) {
    await inPage(async (page) => {
      for await (const scaling of scalings(page)) {
        record.scaling.push(scaling);
        printScaling(scaling);
      }
    });
  }
} finally {
  await browser?.close();
  await server.close();
}
printEnd(record);
if (out !== undefined) writeFileSync(out, `${JSON.stringify(record, null, 2)}\n`);
if (weAreWrong(record)) process.exitCode = 1;

/** The parts that are named, and a file. */
function readWords() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { out: { type: 'string' } },
    });
    if (positionals.every((name) => part.test(name))) return { chosen: positionals, out: values.out };
  } catch {
    // A flag that there is not is told of as a part that there is not.
  }
  console.error(
    'npm run bench [-- gpu | cpu | learning | scaling | adapter | cpu-lstm-forward …] [--out FILE.json]: without a choice, all but adapter.',
  );
  process.exit(2);
}

/**
 * A fresh page for each work.
 * @template Result
 * @param {(page: import('playwright').Page) => Promise<Result>} work
 */
async function inPage(work) {
  if (!browser) throw new Error('No browser was started.');
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.waitForFunction(() => 'bench' in window);
  try {
    return await work(page);
  } finally {
    await page.close();
  }
}
