/** The checks of trust are seen to fail: kernels broken on purpose, each compiled from a patched copy of the sources. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { compile, learns } from '../../scripts/kernels.mjs';
import { ownTrajectoryErrors } from '../../src/analysis/own_trajectory.ts';
import { gradientLimit, residualLimit } from '../../src/analysis/own_trajectory_limits.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { compileKernels } from '../../src/engines/wasm/kernels.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { parameterErrors } from '../../src/laboratory/validation_checks.ts';
import { experimentWith } from '../parity/experiments.ts';
import { expectAgreement, learners } from '../parity/learning.ts';

const sources = fileURLToPath(new URL('../../src/engines/wasm/assembly/', import.meta.url));

/** The kernels with one piece of one file replaced. */
async function patched(
  file: string,
  from: string,
  to: string,
  build?: string[],
): Promise<WebAssembly.Module> {
  const folder = await mkdtemp(join(tmpdir(), 'kernels-'));
  try {
    await cp(sources, folder, { recursive: true });
    const source = await readFile(join(folder, file), 'utf8');
    if (!source.includes(from)) throw new Error(`${file} has no ${from}`);
    await writeFile(join(folder, file), source.replace(from, to));
    const compiled = join(folder, 'broken.wasm');
    await compile(folder, compiled, build);
    return await WebAssembly.compile(await readFile(compiled));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function agreementWith(module: WebAssembly.Module, changes: Partial<Experiment> = {}) {
  const engine = await WasmEngine.open({ workers: 1, kernels: { module, relaxed: false } });
  const experiment = experimentWith({ hiddenSize: 24, steps: 50, gain: 1.5, inputScale: 0.3, ...changes });
  const network = { experiment, index: 3 };
  const { signal } = new AbortController();
  const agreement = ownTrajectoryErrors(network, await engine.trace(network, { signal }));
  engine.dispose();
  return agreement;
}

it('φ′ off by a thousandth is seen in the gradient, and only there', async () => {
  const broken = await patched(
    'activations/tanh.ts',
    'v128.mul<real>(e, twice)',
    'v128.mul<real>(v128.mul<real>(v128.splat<real>(1.001), e), twice)',
  );
  const { gradient, residual } = await agreementWith(broken);
  expect(gradient).toBeGreaterThan(30 * gradientLimit(50));
  expect(residual).toBeLessThan(residualLimit);
});

it.each([
  ['lstm', 'v128.mul<real>(before, v128.mul<real>(up, v128.load(at(slopes, 1) + k)))', 'before'],
  ['gru', 'v128.mul<real>(difference, v128.mul<real>(up, v128.load(at(slopes, 1) + k)))', 'difference'],
] as const)('a gate’s slope left out is seen in the gradient: %s', async (cell, from, to) => {
  const broken = await agreementWith(await patched(`cells/${cell}.ts`, from, to), { cell });
  expect(broken.gradient).toBeGreaterThan(30 * gradientLimit(50));
  expect(broken.residual).toBeLessThan(residualLimit);
});

it('φ off by 1e-4 is seen in the one-step residual', async () => {
  const broken = await patched('exponential.ts', '1.6666665459e-1', '1.669e-1');
  expect((await agreementWith(broken)).residual).toBeGreaterThan(residualLimit);
});

it('h of the wrong step is seen in ‖∂L/∂W_hh‖', async () => {
  const [from, to] = ['hiddens + vectorBytes * row, count', 'hiddens + vectorBytes * (row + 1), count'];
  const module = await patched('parameter_gradient.ts', from, to);
  const engine = await WasmEngine.open({ workers: 1, kernels: { module, relaxed: false } });
  const experiment = experimentWith({ hiddenSize: 24, networks: 2, steps: 50, gain: 0.5, inputScale: 0.3 });
  const { signal } = new AbortController();
  expect(await parameterErrors(engine, experiment, signal)).toMatchObject([{ passed: false }]);
  engine.dispose();
});

it.each([
  ['orthonormal.ts', 'v1 = multiplyAdd(p3, c31, v1);', ''],
  ['orthonormal.ts', 'if (pivot != j) swapRows(a, j, pivot);', ''],
  ['frame.ts', '* <f64>squares : 0', ': 0'],
])('a slip in a frame is seen in its exponents: %s without %s', async (file, from, to) => {
  const module = await patched(file, from, to);
  const engine = await WasmEngine.open({ workers: 1, kernels: { module, relaxed: false } });
  const experiment = experimentWith({ hiddenSize: 24, networks: 1, steps: 60, warmUp: 20, gain: 0.8 });
  const { signal } = new AbortController();
  const exact = new ReferenceEngine();
  const first = async (own: Engine) => {
    for await (const { logs } of own.spectrum(experiment, { signal, exponents: 24, every: 1 })) return logs;
    return new Float64Array();
  };
  const [broken, sound] = [await first(engine), await first(exact)];
  expect(Math.max(...broken.map((log, i) => Math.abs(log - (sound[i] ?? NaN))))).toBeGreaterThan(0.1);
  engine.dispose();
});

it.each([
  [
    'a step’s gradient',
    'learning/passes.ts',
    'stepRows + stepBytes * from',
    'stepRows + stepBytes * (from + 1)',
  ],
  ['a cut', 'learning/passes.ts', 't % truncate == 0', 't % truncate == 1'],
  ['a drive', 'cells/gru.ts', 'v128.load(at(row, 4) + k)', 'v128.load(at(row, 2) + k)'],
  ['a root', 'learning/optimizer.ts', '0.9994998749374609', '0.9995'],
])('a slip in %s is seen by those who learn', async (_, file, from, to) => {
  const sound = await compileKernels('simd');
  const learning = await patched(file, from, to, learns);
  const engine = await WasmEngine.open({ workers: 1, kernels: { ...sound, learning } });
  const networks = learners(2, { experiment: { cell: 'gru' }, learning: { truncate: 2, weightDecay: 0.1 } });
  await expect(expectAgreement(engine, networks)).rejects.toThrow(/to be less than/);
  engine.dispose();
});

it('the same kernels unbroken pass both', async () => {
  const { gradient, residual } = await agreementWith(
    await patched('exponential.ts', '1.6666665459e-1', '1.6666665459e-1'),
  );
  expect(gradient).toBeLessThan(gradientLimit(50));
  expect(residual).toBeLessThan(residualLimit);
});
