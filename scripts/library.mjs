/**
 * Builds the library, src/index.ts, into dist-library/: modules for Node and for whoever bundles them into a page, each piece loaded when it
 * is first needed, and its types. `npm pack` runs this; a test says another folder.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { installDependencies, requireNode, root } from './dependencies.mjs';

/** Plain scripts that the CPU engine starts as workers, by their addresses beside the piece that does. */
const workers = ['worker.js', 'learner.js'];

/**
 * @param {string} folder
 * @throws {Error} where it does not compile
 */
async function buildLibrary(folder) {
  const { build } = await import('vite');
  await build({
    root,
    mode: 'library',
    logLevel: 'error',
    // Everything but what has a binary beside it; as browsers take it, which Node does too.
    ssr: {
      noExternal: true,
      external: ['webgpu'],
      resolve: { conditions: ['browser', 'module', 'import', 'default'] },
    },
    build: {
      // For a server in that addresses of workers stay as they are written.
      ssr: 'src/index.ts',
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      copyPublicDir: false,
      rolldownOptions: { output: { entryFileNames: 'index.js', chunkFileNames: '[name]-[hash].js' } },
    },
  });
  for (const name of workers) copyFileSync(join(root, 'src', 'engines', 'wasm', name), join(folder, name));
  writeTypes(folder);
}

/**
 * The declarations that the entry leads to, and no others.
 * @param {string} folder
 */
function writeTypes(folder) {
  const all = mkdtempSync(join(tmpdir(), 'library-types-'));
  const options = [
    '--noEmit',
    'false',
    '--declaration',
    '--emitDeclarationOnly',
    '--outDir',
    all,
    '--rootDir',
    root,
  ];
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', root, ...options], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The library's types do not compile:\n${stdout}`);
  const pending = [join(all, 'src', 'index.d.ts')];
  const taken = new Set();
  for (const file of pending) {
    if (taken.has(file)) continue;
    taken.add(file);
    const to = join(folder, relative(join(all, 'src'), file));
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(file, to);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(
      /(?:from|import\()\s*['"](\.[^'"]+)\.ts['"]/g,
    ))
      pending.push(join(dirname(file), `${path}.d.ts`));
  }
  rmSync(all, { recursive: true });
}

requireNode();
if (existsSync(join(root, 'package-lock.json'))) installDependencies();
await buildLibrary(resolve(process.argv[2] ?? join(root, 'dist-library')));
