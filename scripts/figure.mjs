/** The script beside the built page that other pages load for `<vanishing-figure>`: one file, which stands alone. */
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './dependencies.mjs';

const name = 'figure.js';

/** @type {import('vite').Plugin} */
export const figure = {
  name: 'figure',
  // Once for all languages: it finds the other pages beside this one. The terminal and the library have none.
  apply: (_, { command, mode, isSsrBuild }) => command === 'build' && mode === 'production' && !isSsrBuild,
  async generateBundle() {
    const built = await build({
      configFile: false,
      root,
      publicDir: false,
      logLevel: 'warn',
      build: {
        write: false,
        target: 'es2022',
        rolldownOptions: {
          input: join(root, 'src', 'figure.ts'),
          preserveEntrySignatures: 'strict',
          output: { format: 'es', entryFileNames: name },
        },
      },
    });
    const [chunk] = 'output' in built ? built.output : [];
    if (chunk?.type !== 'chunk') throw new Error('The script for other pages was not built.');
    this.emitFile({ type: 'asset', fileName: name, source: chunk.code });
  },
};
