/** The CPU engine in Node, as the terminal runs it: the suites that it passes in the browser too, and what is its own. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { column, experimentWith, measureAll } from '../parity/experiments.ts';
import { once } from '../parity/lend.ts';
import { paritySuite } from '../parity/parity.ts';
import { sharingSuite } from '../parity/sharing.ts';
import { spectrumSuite } from '../parity/spectra.ts';
import { trustSuite } from '../parity/trust.ts';

const open = () => WasmEngine.open();
const lend = once(open);
afterAll(async () => (await lend()).dispose());
paritySuite('wasm', lend);
sharingSuite('wasm', lend, open);
trustSuite('wasm', lend);
spectrumSuite('wasm', lend, 32);

describe('however the work is divided, the numbers are the same', () => {
  const opened: WasmEngine[] = [];
  afterEach(() => {
    for (const engine of opened.splice(0)) engine.dispose();
  });

  async function numbers(options: Parameters<typeof WasmEngine.open>[0], experiment: Experiment, runs = 1) {
    const engine = await WasmEngine.open(options);
    opened.push(engine);
    for (let run = 1; run < runs; run++) await measureAll(engine, experiment);
    const chunks = await measureAll(engine, experiment);
    const names = ['spectralRadius', 'spectralNorm', 'log10GradientNorm', 'log10StateNorm'] as const;
    return names.map((name) => column(chunks, name));
  }

  const experiment = experimentWith({
    hiddenSize: 24,
    networks: 300,
    steps: 30,
    inputScale: 0.2,
    gain: [0.5, 2],
  });

  it('among three workers or one', async () => {
    expect(await numbers({ workers: 3 }, experiment)).toEqual(await numbers({ workers: 1 }, experiment));
  });

  it('with all matrices kept, some of them, or none', async () => {
    const kept = await numbers({ workers: 2 }, experiment);
    for (const budget of [0, 100 * 4 * 24 ** 2]) {
      expect(await numbers({ workers: 2, budget }, experiment, 2)).toEqual(kept);
    }
  });

  it('for a reader who dawdles, whom the workers do not outrun', async () => {
    const many = { ...experiment, hiddenSize: 8, networks: 30_000 };
    const engine = await WasmEngine.open({ workers: 2 });
    opened.push(engine);
    const { signal } = new AbortController();
    const counts: number[] = [];
    const norms: number[] = [];
    for await (const chunk of engine.measure(many, { signal })) {
      counts.push(chunk.count);
      norms.push(...chunk.spectralNorm);
      if (counts.length < 4) await new Promise((resolve) => setTimeout(resolve, 400));
    }
    // 2048 of each worker, and two shares of 64 that it had at hand; nearly all 30 000 without a limit.
    expect(Math.max(...counts.slice(0, 4))).toBeLessThanOrEqual(2 * (2048 + 2 * 64));
    expect([norms]).toEqual((await numbers({ workers: 1 }, many)).slice(1, 2));
  });

  it('after a run that was stopped halfway', async () => {
    const engine = await WasmEngine.open({ workers: 2 });
    opened.push(engine);
    const controller = new AbortController();
    const stopped = async () => {
      for await (const _ of engine.measure(experiment, { signal: controller.signal })) controller.abort();
    };
    await stopped().catch(() => undefined);
    const after = column(await measureAll(engine, experiment), 'log10GradientNorm');
    expect([after]).toEqual((await numbers({ workers: 1 }, experiment)).slice(2, 3));
  });
});

it('says which kernels failed, and goes on with the next run', async () => {
  const engine = await WasmEngine.open({ workers: 1 });
  const impossible = experimentWith({ hiddenSize: 8, networks: 2, steps: 5, gain: Number.POSITIVE_INFINITY });
  await expect(measureAll(engine, impossible)).rejects.toThrow(
    /CPU kernels failed: a norm is not a finite number/,
  );
  const chunks = await measureAll(engine, experimentWith({ hiddenSize: 8, networks: 2, steps: 5 }));
  expect(column(chunks, 'spectralRadius')).toHaveLength(2);
  engine.dispose();
});
