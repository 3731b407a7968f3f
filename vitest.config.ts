/** Unit tests in Node; the built page in a Firefox, driven from there; the examples on a Slurm of one node; GPU tests in a real Chromium, on its WebGPU adapter (scripts/browser.mjs says which). */
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, mergeConfig } from 'vitest/config';
import { findBrowser, webgpuFlags } from './scripts/browser.mjs';
import viteConfig from './vite.config.ts';

const executablePath = await findBrowser();

const tests = defineConfig({
  test: {
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/unit/**/*.test.ts'],
          testTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'firefox',
          environment: 'node',
          include: ['tests/firefox/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          environment: 'node',
          include: ['tests/cluster/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'gpu',
          include: ['tests/gpu/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // One adapter, one file at a time: files side by side would only wait for each other.
          fileParallelism: false,
          // In one page, so that they share an engine and what it has compiled.
          isolate: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: webgpuFlags, ...(executablePath && { executablePath }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});

export default mergeConfig(viteConfig({ command: 'serve', mode: 'test' }), tests);
