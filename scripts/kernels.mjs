/**
 * Compiles the CPU kernels, src/engines/wasm/assembly/, into src/engines/wasm/kernels/: a plain 128-bit build and
 * one with relaxed multiply-add. Does nothing where they are newer than their sources.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const engine = fileURLToPath(new URL('../src/engines/wasm/', import.meta.url));
const sources = join(engine, 'assembly');
const folder = join(engine, 'kernels');

const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--disableWarning', '112'];
/** @type {Record<string, string[]>} */
const builds = { simd: [], relaxed: ['--enable', 'relaxed-simd'] };

/** Compiles what is missing or out of date. @throws {Error} with the compiler's words */
export async function buildKernels() {
  const fingerprint = fingerprintOfSources();
  if (fingerprint === fingerprintOfBuild()) return;
  mkdirSync(folder, { recursive: true });
  for (const [name, own] of Object.entries(builds)) {
    // Written aside and renamed: two builds at once, or one cut short, leave no half file.
    const aside = join(folder, `${name}.${process.pid}.wasm`);
    await compile(sources, aside, own);
    renameSync(aside, join(folder, `${name}.wasm`));
  }
  writeFileSync(join(folder, 'fingerprint'), fingerprint);
}

/**
 * Compiles the sources in a folder to a file.
 * @param {string} from
 * @param {string} to
 * @param {string[]} [own] options of one build
 * @throws {Error} with the compiler's words
 */
export async function compile(from, to, own = []) {
  const { default: asc } = await import('assemblyscript/asc');
  const { error, stderr } = await asc.main([join(from, 'index.ts'), '--outFile', to, ...options, ...own]);
  if (error) throw new Error(`The CPU kernels do not compile (${error.message}):\n${stderr.toString()}`);
}

/** What a build depends on: the sources and the options, not the times of files, which a checkout touches. */
function fingerprintOfSources() {
  const hash = createHash('sha256').update(JSON.stringify([options, builds]));
  for (const name of readdirSync(sources).sort()) hash.update(name).update(readFileSync(join(sources, name)));
  return hash.digest('hex');
}

function fingerprintOfBuild() {
  try {
    return readFileSync(join(folder, 'fingerprint'), 'utf8');
  } catch {
    return undefined;
  }
}
