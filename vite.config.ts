/** How the page is served and built. Its tests: vitest.config.ts and tests/page/playwright.config.ts. */
import { defineConfig } from 'vite';
import packageJson from './package.json' with { type: 'json' };

export default defineConfig({
  // Relative, so that any static host may serve the build from any folder.
  base: './',
  worker: { format: 'es' },
  build: { outDir: 'dist' },
  // Bundled up front: a dependency discovered later would reload the page, or a test, halfway through.
  optimizeDeps: { include: [...Object.keys(packageJson.dependencies), 'lit/decorators.js'] },
});
