#!/usr/bin/env node
/**
 * `npm run cli -- COMMAND`, and the `vanishing-point` bin: installs what is missing, builds src/cli.ts unless
 * that has been done for these sources, and runs it. Whatever this says itself goes to stderr: stdout is the
 * command's.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installDependencies, requireNode, root } from './dependencies.mjs';

const builds = join(root, 'dist-cli');
/** What a build depends on. */
const sources = [
  ...['src', 'shaders', 'scripts/cli.mjs', 'scripts/kernels.mjs'],
  ...['vite.config.ts', 'package.json', 'package-lock.json'],
];
const processor = join('src', 'engines', 'wasm');
/** What is made of them along the way, and is not there the first time. */
const made = [join(processor, 'assembly', 'generated'), join(processor, 'kernels')];

requireNode();
const built = existsSync(join(root, 'package-lock.json')) ? await builtFromSources() : packedBuild();
const { main } = await import(pathToFileURL(join(built, 'cli.js')).href);
await main();

/** The build for the present sources. */
async function builtFromSources() {
  installDependencies();
  const folder = join(builds, fingerprint());
  if (!existsSync(folder)) await build(folder);
  return folder;
}

/** The build that an installed package brings along: `npm pack` makes it, and leaves the sources behind. */
function packedBuild() {
  const [name] = readdirSync(builds);
  if (name === undefined) throw new Error(`There is no build in ${builds}: install the package again.`);
  return join(builds, name);
}

/** A name for the present state of all sources: their paths and contents. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const source of sources.flatMap(filesIn).sort()) {
    hash
      .update(source)
      .update('\0')
      .update(readFileSync(join(root, source)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * A file itself, or every file below a folder; paths relative to the project.
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(path) {
  if (made.includes(path)) return [];
  try {
    return readdirSync(join(root, path)).flatMap((name) => filesIn(join(path, name)));
  } catch {
    return [path];
  }
}

/**
 * Bundles src/cli.ts for Node into a folder of its own, which gets its name once it is whole.
 * @param {string} folder
 */
async function build(folder) {
  const part = `${folder}.${process.pid}.part`;
  const { build: bundle } = await import('vite');
  await bundle({
    root,
    logLevel: 'error',
    // Everything in one file but what has a binary beside it.
    ssr: { noExternal: true, external: ['webgpu'] },
    build: {
      ssr: 'src/cli.ts',
      outDir: part,
      target: 'node20',
      copyPublicDir: false,
      rolldownOptions: { output: { entryFileNames: 'cli.js' } },
    },
  });
  const outdated = readdirSync(builds).filter((name) => !name.endsWith('.part'));
  try {
    renameSync(part, folder);
    // A process that still runs an old one has it in memory.
    for (const name of outdated) rmSync(join(builds, name), { recursive: true, force: true });
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    // Another process may have built the same at the same time.
    if (!existsSync(folder)) throw error;
  }
}
