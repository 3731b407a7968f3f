/**
 * `npm run bench`: this project's engines and their peers do the same work, in turns, on one machine, and tables say
 * how fast each was. `npm run bench -- gpu` and `-- cpu` run one of the two comparisons.
 */
import { fileURLToPath } from 'node:url';
import { provideBrowser, webgpuFlags } from '../scripts/browser.mjs';
import { installDependencies, requireNode } from '../scripts/dependencies.mjs';

const comparisons = ['gpu', 'cpu'];
const names = [...comparisons, 'adapter'];
const chosen = process.argv.slice(2);
if (chosen.some((name) => !names.includes(name))) {
  console.error('npm run bench [-- gpu | cpu | adapter]: without a choice, gpu and cpu.');
  process.exit(2);
}
const wanted = new Set(chosen.length > 0 ? chosen : comparisons);

const folder = fileURLToPath(new URL('.', import.meta.url));
requireNode();
installDependencies();
installDependencies(folder);
const { chromium } = await import('playwright');
const { createServer } = await import('vite');
const { buildKernels } = await import('../scripts/kernels.mjs');
const { busyShare, compareCpu } = await import('./cpu.mjs');
const { compareGpu } = await import('./gpu.mjs');

await buildKernels();
const busy = wanted.has('cpu') ? await busyShare() : 0;
const server = await createServer({
  configFile: false,
  root: folder,
  logLevel: 'warn',
  server: {
    host: '127.0.0.1',
    port: 0,
    hmr: false,
    fs: { allow: ['..'] },
    // With these, jax-js may use threads. Our engine needs none of them.
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    },
  },
  // Bundled up front: a dependency discovered later would reload the page in the middle.
  optimizeDeps: {
    include: ['@jax-js/jax', 'wesl', '@stdlib/math-base-special-erfc', '@stdlib/math-base-special-erfcinv'],
  },
});
await server.listen();
const compared = comparisons.filter((name) => wanted.has(name));
const browser =
  compared.length > 0
    ? await chromium.launch({ executablePath: await provideBrowser(), args: webgpuFlags })
    : undefined;
try {
  if (wanted.has('adapter')) {
    const { timeAdapter } = await server.ssrLoadModule('/adapter.ts');
    await timeAdapter();
  }
  if (wanted.has('gpu')) await inPage(compareGpu);
  if (compared.length > 1) console.log('');
  if (wanted.has('cpu')) {
    // Vite reads the TypeScript, so that Node checks against what the page draws.
    const workload = await server.ssrLoadModule('/workload.ts');
    await inPage((page) => compareCpu(page, busy, /** @type {typeof import('./workload.ts')} */ (workload)));
  }
} finally {
  await browser?.close();
  await server.close();
}

/**
 * A fresh page for each comparison.
 * @param {(page: import('playwright').Page) => Promise<void>} compare
 */
async function inPage(compare) {
  if (!browser) throw new Error('No browser was started.');
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.waitForFunction(() => 'compare' in window && 'cpu' in window);
  await compare(page);
  await page.close();
}
