/**
 * Compiles the CPU kernels, src/engines/wasm/assembly/, into src/engines/wasm/kernels/: what measures and what learns, each in a
 * plain 128-bit build and one with relaxed multiply-add. What they share with TypeScript is written into their sources first. Does nothing
 * where they are newer than their sources.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const engine = fileURLToPath(new URL('../src/engines/wasm/', import.meta.url));
const sources = join(engine, 'assembly');
const generated = join(sources, 'generated');
const folder = join(engine, 'kernels');

const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--disableWarning', '112'];
const relaxed = ['--enable', 'relaxed-simd'];
/** What measures, and what learns: where it starts, what a real number is there, and whether states carry no powers of two. */
const measures = ['index.ts', '--use', 'real=f32,LEARNS=0'];
export const learns = ['learning/index.ts', '--use', 'real=f32,LEARNS=1'];
const learnsInFloat64 = ['learning/index.ts', '--use', 'real=f64,LEARNS=1'];
/** @type {Record<string, string[]>} */
const builds = {
  simd: measures,
  relaxed: [...measures, ...relaxed],
  learning_simd: learns,
  learning_relaxed: [...learns, ...relaxed],
  learning_float64_simd: learnsInFloat64,
  learning_float64_relaxed: [...learnsInFloat64, ...relaxed],
};

/** Compiles what is missing or out of date. @throws {Error} with the compiler's words */
export async function buildKernels() {
  await generateSources();
  const fingerprint = fingerprintOfSources();
  if (fingerprint === textOf(join(folder, 'fingerprint'))) return;
  mkdirSync(folder, { recursive: true });
  for (const [name, own] of Object.entries(builds)) {
    // Written aside and renamed: two builds at once, or one cut short, leave no half file.
    const aside = join(folder, `${name}.${process.pid}.wasm`);
    await compile(sources, aside, own);
    // As they travel inside a script, where they would take half as much again.
    const packed = `${aside}.gz`;
    writeFileSync(packed, gzipSync(readFileSync(aside), { level: 9 }));
    renameSync(packed, join(folder, `${name}.wasm.gz`));
    renameSync(aside, join(folder, `${name}.wasm`));
  }
  writeFileSync(join(folder, 'fingerprint'), fingerprint);
}

/** Writes those sources that TypeScript has for the kernels. Node runs no TypeScript, Vite does. */
async function generateSources() {
  const { runnerImport } = await import('vite');
  // Importing sets it to development, and whoever builds afterwards in this process or below it would build that.
  const { NODE_ENV } = process.env;
  /** @type {{ module: typeof import('../src/engines/wasm/generated.ts') }} */
  const { module } = await runnerImport(join(engine, 'generated.ts'), {
    configFile: false,
    logLevel: 'error',
  });
  if (NODE_ENV === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = NODE_ENV;
  const wanted = module.generatedSources();
  mkdirSync(generated, { recursive: true });
  for (const name of readdirSync(generated)) {
    if (!(name in wanted) && !name.endsWith('.part')) rmSync(join(generated, name), { force: true });
  }
  for (const [name, source] of Object.entries(wanted)) {
    const file = join(generated, name);
    if (textOf(file) === source) continue;
    const aside = `${file}.${process.pid}.part`;
    writeFileSync(aside, source);
    renameSync(aside, file);
  }
}

/**
 * Compiles the sources in a folder to a file.
 * @param {string} from
 * @param {string} to
 * @param {string[]} [build] where it starts there, and options of its own
 * @throws {Error} with the compiler's words
 */
export async function compile(from, to, [entry = '', ...own] = measures) {
  const { default: asc } = await import('assemblyscript/asc');
  const { error, stderr } = await asc.main([join(from, entry), '--outFile', to, ...options, ...own]);
  if (error) throw new Error(`The CPU kernels do not compile (${error.message}):\n${stderr.toString()}`);
}

/** What a build depends on: the sources and the options, not the times of files, which a checkout touches. */
function fingerprintOfSources() {
  const hash = createHash('sha256').update(JSON.stringify([options, builds, 'gzip']));
  for (const name of readdirSync(sources, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.ts')) hash.update(name).update(readFileSync(join(sources, name)));
  }
  return hash.digest('hex');
}

/** @param {string} file */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
