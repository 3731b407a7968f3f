/** What the GPU engine does when things go wrong, and what it needs of the device's memory. */
import { afterEach, expect, it } from 'vitest';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { column, experimentWith, measureAll, sameNumbers } from '../parity/experiments.ts';
import { lendWebgpu } from './lenders.ts';

const { createBuffer } = GPUDevice.prototype;
const { popErrorScope } = GPUDevice.prototype;
afterEach(() => {
  GPUDevice.prototype.createBuffer = createBuffer;
  GPUDevice.prototype.popErrorScope = popErrorScope;
});

it('resumes on a fresh device, with the same numbers, when the device is lost', async () => {
  const experiment = experimentWith({ hiddenSize: 32, networks: 400, steps: 50 });
  const expected = column(await measureAll(await lendWebgpu(), experiment), 'log10GradientNorm');

  const engine = await WebgpuEngine.open();
  const sentences: string[] = [];
  const options = {
    signal: new AbortController().signal,
    notify: (sentence: string) => {
      sentences.push(sentence);
    },
  };
  const norms: number[] = [];
  let chunks = 0;
  for await (const chunk of engine.measure(experiment, options)) {
    norms.push(...chunk.log10GradientNorm);
    chunks += 1;
    if (chunks === 1) engine.loseDevice();
  }
  expect(sameNumbers(norms, expected)).toBe(true);
  // What was kept of the resumed run must not mislead the next.
  expect(sameNumbers(column(await measureAll(engine, experiment), 'log10GradientNorm'), expected)).toBe(true);
  engine.dispose();
  expect(sentences).toEqual([
    expect.stringMatching(/^The GPU was lost .* resumed on a fresh device from network \d+\.$/),
  ]);
});

it('goes on with less when the device runs out of memory', async () => {
  const experiment = experimentWith({ hiddenSize: 16, networks: 10, steps: 10 });
  const engine = await WebgpuEngine.open();
  let failures = 0;
  GPUDevice.prototype.popErrorScope = async function popOnce() {
    const error = await popErrorScope.call(this);
    failures += 1;
    return failures === 1 ? new GPUOutOfMemoryError('pretended') : error;
  };
  const sentences: string[] = [];
  let networks = 0;
  const options = {
    signal: new AbortController().signal,
    notify: (sentence: string) => {
      sentences.push(sentence);
    },
  };
  for await (const { count } of engine.measure(experiment, options)) networks += count;
  expect(networks).toBe(10);
  expect(column(await measureAll(engine, experiment), 'spectralRadius').every((radius) => radius > 0)).toBe(
    true,
  );
  engine.dispose();
  expect(sentences).toEqual(['The GPU ran out of memory: going on with 128 MiB.']);
});

it('says so when a shader is refused, and a second run may try again', async () => {
  const experiment = experimentWith({ hiddenSize: 16, networks: 10, steps: 10 });
  const engine = await WebgpuEngine.open();
  const { createComputePipelineAsync } = GPUDevice.prototype;
  GPUDevice.prototype.createComputePipelineAsync = () => Promise.reject(new Error('pretended refusal'));
  await expect(measureAll(engine, experiment)).rejects.toThrow('pretended refusal');
  GPUDevice.prototype.createComputePipelineAsync = createComputePipelineAsync;
  expect(column(await measureAll(engine, experiment), 'spectralRadius')).toHaveLength(10);
  engine.dispose();
});

it.each([
  { hiddenSize: 128, networks: 60, steps: 20, warmUp: 0 },
  { cell: 'lstm', hiddenSize: 32, networks: 400, steps: 10, warmUp: 0 },
  { hiddenSize: 16, networks: 1000, steps: 1000, warmUp: 0 },
] as const)('keeps within its budget of device memory: %o', async (changes) => {
  const budget = 6 * 2 ** 20;
  const live = new Map<GPUBuffer, number>();
  let most = 0;
  GPUDevice.prototype.createBuffer = function counted(descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    live.set(buffer, descriptor.size);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      live.delete(buffer);
      return destroy();
    };
    most = Math.max(
      most,
      [...live.values()].reduce((sum, size) => sum + size, 0),
    );
    return buffer;
  };
  const engine = await WebgpuEngine.open({ budget });
  // Runs that are broken off leave nothing behind.
  for (let run = 0; run < 5; run++) {
    const controller = new AbortController();
    const measuring = async () => {
      for await (const _ of engine.measure(experimentWith({ ...changes, seed: run }), controller)) {
        controller.abort();
      }
    };
    await expect(measuring()).rejects.toThrow('abort');
  }
  const radii = column(await measureAll(engine, experimentWith(changes)), 'spectralRadius');
  expect([...live.keys()].filter(({ label }) => label === 'staging' || label === 'parameters')).toEqual([]);
  engine.dispose();
  expect(radii).toHaveLength(changes.networks);
  expect(most).toBeGreaterThan(2 ** 20);
  expect(most).toBeLessThan(budget);
});

it('takes a long sequence up again segment by segment, with the same numbers', async () => {
  const experiment = experimentWith({ hiddenSize: 64, networks: 1, steps: 4000, inputScale: 0.2 });
  const expected = column(await measureAll(await lendWebgpu(), experiment), 'log10GradientNorm');
  const engine = await WebgpuEngine.open({ budget: 2 ** 20 });
  const rows = new Set<number>();
  GPUDevice.prototype.createBuffer = function noted(descriptor) {
    if (descriptor.label === 'checkpoints') rows.add(descriptor.size);
    return createBuffer.call(this, descriptor);
  };
  expect(sameNumbers(column(await measureAll(engine, experiment), 'log10GradientNorm'), expected)).toBe(true);
  engine.dispose();
  expect(Math.max(...rows)).toBeGreaterThan(256);
});
