/**
 * Page tests: the built page in Chromium, without WebGPU, and (files named *.webgpu.spec.ts) with it: what does not depend on
 * the engine is tested on the CPU's, for the GPU here may be a processor, which takes half as long again. Needs a
 * build in dist/: `npm test -- page` makes one.
 */
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { findBrowser, quietFlags, webgpuFlags } from '../../scripts/browser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const executablePath = await findBrowser();
/** In which stage of `npm test` this runs. */
const stage = process.env.VANISHING_POINT_STAGE ?? 'page';

/** A browser with these flags. */
function chromium(args: string[]) {
  return { launchOptions: { args, ...(executablePath && { executablePath }) } };
}

/** A port that nothing listens on. */
function freePort(): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(String(typeof address === 'object' ? address?.port : address)));
    });
  });
}

// Every worker process reads this file again, and inherits the variable.
process.env.VANISHING_POINT_PORT ??= await freePort();
const port = process.env.VANISHING_POINT_PORT;
const baseURL = `http://127.0.0.1:${port}/`;

export default defineConfig({
  testDir: '.',
  outputDir: `${root}/test-results/${stage}`,
  reporter: [['list'], ['json', { outputFile: `${root}/test-results/${stage}.json` }]],
  // A file at a time in each of two browsers: a page and its worker wait for one another half of the time.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // As long as a machine may need that is busy with other tests: what hangs is found as well, only later.
  timeout: 300_000,
  expect: { timeout: 90_000 },
  use: { baseURL, browserName: 'chromium', headless: true, viewport: { width: 1280, height: 800 } },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    cwd: root,
    url: baseURL,
  },
  projects: [
    { name: 'webgpu', testMatch: '**/*.webgpu.spec.ts', use: chromium(webgpuFlags) },
    { name: 'cpu', testIgnore: '**/*.webgpu.spec.ts', use: chromium(quietFlags) },
  ],
});
