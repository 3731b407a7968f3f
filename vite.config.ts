/** How the page is served and built. Its tests: vitest.config.ts and tests/page/playwright.config.ts. */
import { defineConfig, type Plugin } from 'vite';
import packageJson from './package.json' with { type: 'json' };
import { buildKernels } from './scripts/kernels.mjs';

/** The CPU kernels are compiled before anything asks for them, and again when a source of theirs changes. */
const kernels: Plugin = {
  name: 'kernels',
  config: buildKernels,
  watchChange: buildKernels,
};

export default defineConfig({
  // Relative, so that any static host may serve the build from any folder.
  base: './',
  plugins: [kernels],
  worker: { format: 'es' },
  build: { outDir: 'dist' },
  // Bundled up front: a dependency discovered later would reload the page, or a test, halfway through.
  optimizeDeps: { include: [...Object.keys(packageJson.dependencies), 'lit/decorators.js'] },
});
