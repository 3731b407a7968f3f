/** How the page is served and built. Its tests: vitest.config.ts and tests/page/playwright.config.ts. */
import { defineConfig, type Plugin, type Rolldown } from 'vite';
import packageJson from './package.json' with { type: 'json' };
import { buildKernels } from './scripts/kernels.mjs';

/** The CPU kernels are compiled before anything asks for them, and again when a source of theirs changes. */
const kernels: Plugin = {
  name: 'kernels',
  config: buildKernels,
  watchChange: buildKernels,
};

/**
 * The laboratory's worker loads a job, an engine or a reader when it is first asked for. What nearly all of them stand on
 * comes in one piece instead of twenty.
 */
const workerOutput: Rolldown.OutputOptions = {
  // As in the page's own code.
  comments: { legal: false },
  codeSplitting: {
    groups: [
      {
        name: 'oracle',
        test: /src\/(experiment(?!\/(learning|field_map|map_grid)\.ts)|networks(?!\/(given|model|spectra|learning)\/|\/(spectrum|frame|lyapunov|traced_parameter_norm|jacobian|singular_values|fixed_points|linear_system)\.ts))\/|src\/engines\/(?!float64_spectra|train)\w+\.ts|@stdlib/,
      },
    ],
  },
};

export default defineConfig({
  // Relative, so that any static host may serve the build from any folder.
  base: './',
  plugins: [kernels],
  worker: { format: 'es', rolldownOptions: { output: workerOutput } },
  build: { outDir: 'dist' },
  // Bundled up front: a dependency discovered later would reload the page, or a test, halfway through.
  optimizeDeps: { include: [...Object.keys(packageJson.dependencies), 'lit/decorators.js'] },
});
