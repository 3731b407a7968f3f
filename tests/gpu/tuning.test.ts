/** Layouts are tried on the real adapter, and a run goes on in the one that was chosen. */
import { expect, it } from 'vitest';
import { openGpu } from '../../src/engines/webgpu/device.ts';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { KernelCache } from '../../src/engines/webgpu/kernel.ts';
import { defaultBudget, leastBudget } from '../../src/engines/webgpu/memory.ts';
import { type Layout, layoutsFor, type Shape, shapeFor } from '../../src/engines/webgpu/shape.ts';
import { trialRate } from '../../src/engines/webgpu/trial.ts';
import { type NamedAdapter, Tuner } from '../../src/engines/webgpu/tuning.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { column, experimentWith, measureAll } from '../parity/experiments.ts';
import { lendWebgpu } from './lenders.ts';

const experiment = experimentWith({ hiddenSize: 8, networks: 50, steps: 20, gain: 0.5 });
const { signal } = new AbortController();

it('says how fast a shape is, within the smallest budget too', async () => {
  const gpu = await openGpu();
  const kernels = new KernelCache(gpu.device);
  for (const budget of [leastBudget, defaultBudget]) {
    const alone = <Result>(work: () => Promise<Result>) => work();
    const rate = await trialRate(
      { device: gpu.device, kernels, budget, alone },
      experiment,
      shapeFor(experiment, gpu),
      signal,
    );
    expect(rate).toBeGreaterThan(1e-3);
    expect(rate).toBeLessThan(1e6);
  }
  gpu.device.destroy();
});

/** Worth it once, and then the last layout is the fastest by far. */
class Eager extends Tuner {
  readonly rates: number[] = [];
  layouts: readonly Layout[] = [];

  override isWorthwhile(): boolean {
    return this.rates.length === 0;
  }

  override async tune(
    tuned: Experiment,
    adapter: NamedAdapter,
    rate: (shape: Shape, stopped: AbortSignal) => Promise<number>,
    stopped: AbortSignal,
  ): Promise<void> {
    this.layouts = layoutsFor(tuned, adapter);
    // One for all: to compile each would take longer than a tuner has, on a busy machine even the first.
    const first = await rate(shapeFor(tuned, adapter), stopped);
    const answer = async () => {
      this.rates.push(this.rates.length === 0 ? first : 1e9 * this.rates.length);
      return this.rates.at(-1) ?? 0;
    };
    return super.tune(tuned, adapter, answer, stopped);
  }
}

it('an engine tries before a run, and measures the same in the layout that it takes', async () => {
  const tuner = new Eager();
  const engine = await WebgpuEngine.open({ tuner });
  const before = await measureAll(await lendWebgpu(), experiment);
  const after = await measureAll(engine, experiment);
  expect(tuner.rates[0]).toBeGreaterThan(1e-3);
  column(after, 'log10GradientNorm').forEach((decades, i) => {
    expect(decades).toBeCloseTo(column(before, 'log10GradientNorm')[i] ?? NaN, 5);
  });
  const said = engine.describe().tuning ?? [];
  expect(tuner.rates).toHaveLength(tuner.layouts.length);
  if (tuner.rates.length > 1) {
    expect(said[0]).toMatch(new RegExp(`the fastest of ${tuner.rates.length} that were tried`));
    expect(said[0]).toContain(`rows:${tuner.layouts.at(-1)?.rowsPerLane},`);
  }
  engine.dispose();
});
