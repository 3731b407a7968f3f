/** The CPU engine in Node, as the terminal runs it: the suites that it passes in the browser too, and what is its own. */
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { compileKernels, type Kernels, layoutBytes } from '../../src/engines/wasm/kernels.ts';
import { defaultBudget, Memory } from '../../src/engines/wasm/memory.ts';
import { type Layout, measureLayout } from '../../src/engines/wasm/task.ts';
import { Thread } from '../../src/engines/wasm/thread.ts';
import { cells, type Experiment, namesOf } from '../../src/experiment/experiment.ts';
import { column, experimentWith, measureAll } from '../parity/experiments.ts';
import { once } from '../parity/lend.ts';
import { longSuite } from '../parity/long.ts';
import { lyapunovSuite } from '../parity/lyapunov.ts';
import { parameterNormSuite } from '../parity/parameter_norm.ts';
import { paritySuite } from '../parity/parity.ts';
import { boxSuite, saturationSuite } from '../parity/saturation.ts';
import { settlingSuite } from '../parity/settling.ts';
import { sharingSuite } from '../parity/sharing.ts';
import { spectrumSuite } from '../parity/spectra.ts';
import { trustSuite } from '../parity/trust.ts';

const open = () => WasmEngine.open();
const { signal } = new AbortController();
const lend = once(open);
afterAll(async () => (await lend()).dispose());
paritySuite('wasm', lend);
sharingSuite('wasm', lend, open);
trustSuite('wasm', lend);
saturationSuite('wasm', lend);
boxSuite('wasm', lend, 200);
spectrumSuite('wasm', lend, 32);
parameterNormSuite('wasm', lend);
settlingSuite('wasm', lend);
longSuite('wasm', lend, 1_000_000);
lyapunovSuite('wasm', lend);

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
    expect(await numbers({ workers: 2, keeps: false }, experiment, 2)).toEqual(kept);
    // The memories of two workers, and a hundred matrices or so.
    expect(await numbers({ workers: 2, budget: 2 ** 20 }, experiment, 2)).toEqual(kept);
  });

  it('for a reader who dawdles, whom the workers do not outrun', async () => {
    const many = { ...experiment, hiddenSize: 8, networks: 30_000 };
    const engine = await WasmEngine.open({ workers: 2 });
    opened.push(engine);
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

  it('and others do not outrun a worker whose share is late', async () => {
    const many = { ...experiment, hiddenSize: 8, networks: 30_000 };
    const engine = await WasmEngine.open({ workers: 2 });
    opened.push(engine);
    const { run } = Thread.prototype;
    let late = true;
    let others = 0;
    const spy = vi.spyOn(Thread.prototype, 'run').mockImplementation(async function (
      this: Thread,
      task,
      ...options
    ) {
      const result = await run.call(this, task, ...options);
      if (task.kind !== 'measure') return result;
      if (task.networks[0]?.index !== 0) {
        others += task.networks.length;
        return result;
      }
      late = false;
      // As long as others may go ahead, however slow they are, and some time in which they might go further.
      await vi.waitUntil(() => others > 2048, 100_000);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return result;
    });
    try {
      const [first] = await measureAll(engine, many);
      expect(late).toBe(false);
      expect(first?.count).toBeGreaterThan(2048);
      expect(first?.count).toBeLessThanOrEqual(2 * (2048 + 2 * 64));
    } finally {
      spy.mockRestore();
    }
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

describe('its workers', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('are waited for three minutes, and whoever waits hears of it', async () => {
    vi.useFakeTimers();
    const silent = { addEventListener: vi.fn(), postMessage: vi.fn(), terminate: vi.fn() };
    vi.stubGlobal('Worker', function Silent() {
      return silent;
    });
    const thread = await Thread.start((await compileKernels()).module);
    const outcomes = [
      thread.run({ kind: 'empty', what: 'measuring' }),
      thread.run({ kind: 'empty', what: 'measuring' }),
    ].map((answer) => answer.catch((error: Error) => error.message));
    await vi.advanceTimersByTimeAsync(179_000);
    expect(silent.terminate).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await outcomes[0]).toBe('A worker of the CPU engine has not answered for 180 seconds');
    expect(await outcomes[1]).toMatch(/closed|180 seconds/);
    expect(silent.terminate).toHaveBeenCalled();
  });

  it('are woken when they are needed: one for questions, all for a measure', async () => {
    const start = vi.spyOn(Thread, 'start');
    const engine = await WasmEngine.open({ workers: 3 });
    expect(engine.describe().device).toContain('3 workers');
    expect(start).toHaveBeenCalledTimes(0);
    const network = { experiment: experimentWith({ hiddenSize: 8, networks: 9, steps: 5 }), index: 0 };
    await Promise.all([engine.trace(network, { signal }), engine.weights(network)]);
    expect(start).toHaveBeenCalledTimes(1);
    for (let run = 0; run < 2; run++) await measureAll(engine, network.experiment);
    await engine.trace(network, { signal });
    expect(start).toHaveBeenCalledTimes(3);
    engine.dispose();
  });

  it('are woken again where one could not be', async () => {
    vi.spyOn(Thread, 'start').mockRejectedValueOnce(new Error('pretended refusal'));
    const engine = await WasmEngine.open({ workers: 1 });
    const experiment = experimentWith({ hiddenSize: 8, networks: 2, steps: 5 });
    await expect(measureAll(engine, experiment)).rejects.toThrow('pretended refusal');
    expect(column(await measureAll(engine, experiment), 'spectralRadius')).toHaveLength(2);
    engine.dispose();
  });
});

describe('its memory', () => {
  const budget = 64 * 2 ** 20;

  it.each<Partial<Experiment>>([
    { hiddenSize: 64 },
    { cell: 'gru', hiddenSize: 4 },
    { cell: 'lstm', hiddenSize: 256, steps: 10_000 },
  ])('stays within the budget, all memories together: %o', async (changes) => {
    const experiment = experimentWith(changes);
    const kernels = await compileKernels('simd');
    /** A worker's memory, as it is with so many matrices. */
    const bytes = async (layout: Layout, slots: number) => {
      const { exports } = await WebAssembly.instantiate(kernels.module);
      const own = exports as unknown as Kernels;
      for (const name of namesOf(layout)) own[name].value = layout[name];
      own.layOut();
      own.occupy();
      own.matrixAt(slots - 1);
      return own.memory.buffer.byteLength;
    };
    const memory = new Memory(await layoutBytes(kernels), budget, true);
    const { workers, slots } = memory.forMeasuring(experiment, 4);
    expect(workers).toBe(4);
    const share = Math.ceil(slots / workers);
    const measuring = 4 * (await bytes(measureLayout(experiment), share));
    const largest = { ...experiment, hiddenSize: 512 };
    const tracing = await Promise.all([
      bytes(memory.forTrace(experiment, 'drawn'), 0),
      bytes(memory.forTrace(largest, 'given'), 0),
    ]);
    const all = measuring + Math.max(...tracing);
    expect(all).toBeLessThanOrEqual(budget);
    expect(measuring).toBeGreaterThan(0.7 * budget);
  });

  it('is enough for whatever may be asked for, given networks of 1024 units too', async () => {
    const memory = new Memory(await layoutBytes(await compileKernels('simd')), defaultBudget, true);
    for (const cell of cells) {
      const largest = experimentWith({ cell, hiddenSize: 256, steps: 10_000 });
      expect(memory.forMeasuring(largest, 32).workers).toBe(32);
      expect(memory.forTrace(largest, 'drawn').segmentRows).toBe(256);
      expect(memory.forTrace({ ...largest, hiddenSize: 1024, steps: 4096 }, 'given').segmentRows).toBe(256);
    }
  });

  it('sets fewer workers to work where there is little, and says where there is none', async () => {
    const experiment = experimentWith({ cell: 'lstm', hiddenSize: 128, networks: 3, steps: 300 });
    const about = { experiment, index: 2 };
    const [roomy, small, tiny] = [
      await WasmEngine.open({ workers: 2 }),
      await WasmEngine.open({ workers: 2, budget: 4 * 2 ** 20 }),
      await WasmEngine.open({ workers: 2, budget: 2 ** 20 }),
    ];
    const start = vi.spyOn(Thread, 'start');
    const norms = async (engine: WasmEngine) =>
      column(await measureAll(engine, experiment), 'log10GradientNorm');
    expect(await norms(small)).toEqual(await norms(roomy));
    expect(start).toHaveBeenCalledTimes(3);
    start.mockRestore();
    // In more segments.
    const [whole, cut] = await Promise.all([roomy, small].map((engine) => engine.trace(about, { signal })));
    expect(cut).toEqual(whole);
    const sentence =
      /^The wasm engine needs \d\.\d MiB for a network of 128 units \(lstm\), and its budget leaves 0\.\d MiB$/;
    await expect(measureAll(tiny, experiment)).rejects.toThrow(sentence);
    await expect(tiny.trace(about, { signal })).rejects.toThrow(sentence);
    for (const engine of [roomy, small, tiny]) engine.dispose();
  });

  it('is not asked for a longer sequence, or a larger network, than the fields allow', async () => {
    const engine = await WasmEngine.open({ workers: 1 });
    const long = experimentWith({ hiddenSize: 4, networks: 1, steps: 1_000_001 });
    const sentence = 'The wasm engine holds networks of up to 1000000 steps; 1000001 are too many';
    await expect(measureAll(engine, long)).rejects.toThrow(sentence);
    await expect(engine.trace({ experiment: long, index: 0 }, { signal })).rejects.toThrow(sentence);
    await expect(measureAll(engine, experimentWith({ hiddenSize: 257 }))).rejects.toThrow('up to 256 units');
    engine.dispose();
  });

  it('of a question serves the next, with the same answer', async () => {
    const engine = await WasmEngine.open({ workers: 1 });
    const experiment = experimentWith({
      cell: 'gru',
      hiddenSize: 11,
      steps: 30,
      inputScale: 0.4,
      biasScale: 1,
    });
    const ask = (index: number) => engine.trace({ experiment, index }, { signal });
    const first = await ask(0);
    const still = { ...experiment, inputScale: 0, biasScale: 0 };
    await engine.trace({ experiment: still, index: 1 }, { signal });
    expect(await ask(0)).toEqual(first);
    engine.dispose();
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

it('a GRU whose reset gate comes before the product is handed over at once: no kernel runs in vain', async () => {
  const run = vi.spyOn(Thread.prototype, 'run');
  const engine = await WasmEngine.open({ workers: 1 });
  const experiment = experimentWith({ cell: 'gru', hiddenSize: 6, networks: 3, steps: 8 });
  const [before, oracle] = [engine, new ReferenceEngine()];
  const staged = { ...experiment, reset: 'before' } as const;
  const chunks = await measureAll(before, staged);
  expect(run).not.toHaveBeenCalled();
  expect(chunks.map(({ beyondRange }) => beyondRange?.networks)).toEqual([1, 1, 1]);
  const names = ['spectralRadius', 'spectralNorm', 'log10GradientNorm', 'log10StateNorm'] as const;
  const expected = await measureAll(oracle, staged);
  for (const name of names) expect(column(chunks, name)).toEqual(column(expected, name));
  await measureAll(engine, experiment);
  expect(run).toHaveBeenCalled();
  run.mockRestore();
  engine.dispose();
  oracle.dispose();
});
