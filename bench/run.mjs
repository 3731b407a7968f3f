/**
 * `npm run bench`: this project's WebGPU engine and jax-js do the same work, in turns, in one Chromium on one
 * adapter, and a table says how fast each was.
 */
import { fileURLToPath } from 'node:url';
import { provideBrowser, webgpuFlags } from '../scripts/browser.mjs';
import { installDependencies, requireNode } from '../scripts/dependencies.mjs';

/** How far a side may be from the float64 oracle, in decades: only a broken one is further. */
const tolerance = 1e-3;

const folder = fileURLToPath(new URL('.', import.meta.url));
requireNode();
installDependencies();
installDependencies(folder);
const { chromium } = await import('playwright');
const { createServer } = await import('vite');

const server = await createServer({
  configFile: false,
  root: folder,
  logLevel: 'warn',
  server: { host: '127.0.0.1', port: 0, hmr: false, fs: { allow: ['..'] } },
  // Bundled up front: a dependency discovered later would reload the page in the middle.
  optimizeDeps: { include: ['@jax-js/jax', 'wesl'] },
});
await server.listen();
const browser = await chromium.launch({ executablePath: await provideBrowser(), args: webgpuFlags });
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.waitForFunction(() => 'compare' in window);
  report(await page.evaluate(() => window.compare()));
} finally {
  await browser.close();
  await server.close();
}

/** @param {import('./compare.ts').Comparison} comparison */
function report({ adapter, work, rounds, ways, ours, plain, fastest }) {
  console.log(`Adapter: ${adapter}\nWork: ${work}\n\nEach of jax-js's ways on its own:`);
  table(ways);
  console.log(`\nSide by side, median of ${rounds} rounds in turns:`);
  table([ours, fastest, plain]);
  /** @param {typeof plain} other */
  const ratio = (other) => (ours.gigaflops / other.gigaflops).toFixed(1);
  console.log(`\n${ratio(fastest)} times the fastest way to write it in jax-js,`);
  console.log(`${ratio(plain)} times jax-js as one would write it first, jit(grad(loss)).`);
  const wrong = [ours, ...ways].filter(({ error }) => !(error <= tolerance));
  for (const { name, error } of wrong) console.error(`${name} is WRONG: ${error} decades from float64.`);
  if (wrong.length > 0) process.exitCode = 1;
}

/** @param {readonly import('./compare.ts').Timing[]} timings */
function table(timings) {
  console.log(`${''.padEnd(58)}GFLOP/s   ms a pass (range)    off float64, decades`);
  for (const { name, gigaflops, milliseconds, fastest: least, slowest: most, error } of timings) {
    const range = `${milliseconds.toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`;
    console.log(
      `${name.padEnd(58)}${gigaflops.toFixed(2).padStart(7)}   ${range.padEnd(20)} ${error.toExponential(1)}`,
    );
  }
}
