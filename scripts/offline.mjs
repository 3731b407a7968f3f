/** The service worker of the built page: bundled once everything else is there, so that it knows every file and its content. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { root } from './dependencies.mjs';

const name = 'service_worker.js';

/** @type {import('vite').Plugin} */
export const offline = {
  name: 'offline',
  // The terminal has none.
  apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
  async writeBundle({ dir }) {
    if (dir === undefined) throw new Error('A build without a folder cannot be kept for later.');
    const files = filesIn(dir);
    const packed = files.reduce((sum, { content }) => sum + gzipSync(content).length, 0);
    console.log(`For use without a network: ${files.length} files, ${Math.round(packed / 1000)} kB gzipped`);
    await build({
      configFile: false,
      root,
      publicDir: false,
      logLevel: 'warn',
      define: { builtFiles: JSON.stringify(files.map(({ url, revision }) => ({ url, revision }))) },
      build: {
        outDir: dir,
        emptyOutDir: false,
        rolldownOptions: {
          input: join(root, 'src', 'service_worker.ts'),
          // One plain script: not every browser takes a module here.
          output: { format: 'iife', entryFileNames: name },
        },
      },
    });
  },
};

/**
 * All files of a build, by their addresses from its folder. Those in assets/ have their content in their names.
 * @param {string} folder
 */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile() && entry.name !== name)
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const url = path
        .slice(folder.length + 1)
        .split(sep)
        .join('/');
      const content = readFileSync(path);
      const revision = url.startsWith('assets/')
        ? null
        : createHash('sha256').update(content).digest('hex').slice(0, 16);
      return { url, revision, content };
    })
    .sort((a, b) => (a.url < b.url ? -1 : 1));
}
