/**
 * The table that the page shows of a person's own adapter, on this one; and how long its kernels take to compile, which is what a first
 * chart waits for. Many branches in straight-line code take a software adapter very long, and a `&&` is one: the way back of an LSTM
 * with softplus, four units of a lane written out, once took it 70 s.
 */
import { afterEach, expect, it, vi } from 'vitest';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { KernelCache } from '../../src/engines/webgpu/kernel.ts';
import { activations, cells } from '../../src/experiment/experiment.ts';
import { validation } from '../../src/laboratory/validation.ts';
import { benchOf } from '../parity/bench.ts';

/** Measured: less than one second, of which a busy machine makes some. */
const mostSeconds = 15;

afterEach(() => vi.restoreAllMocks());

it('every check × cell × ensemble × activation is within its limit on the GPU, and its kernels compile in seconds', async () => {
  const { forRecurrence } = KernelCache.prototype;
  /** Seconds that the passes of a kind of network took, the longest time that somebody waited for them. */
  const seconds = new Map<string, number>();
  vi.spyOn(KernelCache.prototype, 'forRecurrence').mockImplementation(async function (
    this: KernelCache,
    experiment,
    ...others
  ) {
    const start = performance.now();
    const kernels = await forRecurrence.call(this, experiment, ...others);
    const kind = `${experiment.cell}, ${experiment.activation}`;
    seconds.set(kind, Math.max(seconds.get(kind) ?? 0, (performance.now() - start) / 1000));
    return kernels;
  });
  // One that has compiled nothing yet.
  const engine = await WebgpuEngine.open();
  const failed: unknown[] = [];
  let checks = 0;
  for await (const { rows } of validation({ engines: ['webgpu'] }, benchOf(engine))) {
    checks += rows.length;
    failed.push(...rows.filter(({ passed }) => !passed));
  }
  engine.dispose();
  expect(failed).toEqual([]);
  expect(checks).toBeGreaterThan(400);
  for (const cell of cells)
    for (const activation of activations)
      expect(seconds.get(`${cell}, ${activation}`)).toBeLessThan(mostSeconds);
}, 600_000);
