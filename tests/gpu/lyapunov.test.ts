/** Lyapunov spectra on the GPU: the parity suite, what its kernels alone can get wrong, and what a loss of the device leaves of them. */

import { describe, expect, it } from 'vitest';
import { link } from 'wesl';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { activations, type Experiment } from '../../src/experiment/experiment.ts';
import { activationOf } from '../../src/networks/activation.ts';
import type { SpectrumMeasurement } from '../../src/networks/lyapunov.ts';
import { entry } from '../../src/networks/vector.ts';
import { naturalLog } from '../../src/networks/wide.ts';
import { experimentWith, sameNumbers } from '../parity/experiments.ts';
import { lyapunovSuite } from '../parity/lyapunov.ts';
import { lendWebgpu } from './lenders.ts';

const { signal } = new AbortController();

lyapunovSuite('webgpu', lendWebgpu);

const modules = import.meta.glob<string>('../../shaders/{activations/*,numbers}.wesl', {
  ...{ query: '?raw', eager: true, import: 'default' },
});

describe('ln φ′', () => {
  it.each(activations)('keeps its digits in the tails: %s', async (name) => {
    const activation = activationOf({ activation: name, negativeSlope: 0.2 });
    const z = Array.from({ length: 641 }, (_, i) => (i - 320) / 4 + 0.01);
    const { device } = await deviceOf();
    const { dest } = await link({
      weslSrc: {
        ...Object.fromEntries(
          Object.entries(modules).map(([path, source]) => [path.replace('../../shaders/', './'), source]),
        ),
        './parameters.wesl': 'struct Own { negative_slope: f32 } const parameters = Own(0.2);',
        './main.wesl': `
          import package::activations::${name.replaceAll('-', '_')}::log_derivative;
          @group(0) @binding(0) var<storage, read_write> values: array<f32>;
          @compute @workgroup_size(1)
          fn main(@builtin(global_invocation_id) id: vec3u) { values[id.x] = log_derivative(values[id.x]); }`,
      },
      rootModuleName: 'main',
    });
    const logs = await mapped(device, dest, Float32Array.from(z));
    device.destroy();
    z.forEach((value, i) => {
      const slope = activation.slope(Math.fround(value));
      if (slope.mantissa === 0) return;
      const exact = naturalLog(slope);
      expect(Math.abs(entry(logs, i) - exact)).toBeLessThan(3e-6 * Math.max(1, Math.abs(exact)));
    });
  });
});

async function deviceOf(): Promise<{ device: GPUDevice }> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('There is no adapter.');
  return { device: await adapter.requestDevice() };
}

/** What a kernel makes of some numbers. */
async function mapped(
  device: GPUDevice,
  code: string,
  numbers: Float32Array<ArrayBuffer>,
): Promise<Float32Array> {
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }) },
  });
  const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const size = numbers.byteLength;
  const buffer = device.createBuffer({ size, usage: STORAGE | COPY_SRC | COPY_DST });
  const staging = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
  device.queue.writeBuffer(buffer, 0, numbers);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  const entries = [{ binding: 0, resource: { buffer } }];
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(numbers.length);
  pass.end();
  encoder.copyBufferToBuffer(buffer, staging);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  return new Float32Array(staging.getMappedRange().slice(0));
}

type Options = Parameters<WebgpuEngine['spectrum']>[1];

/** All that is measured of some spectra. */
async function measured(
  engine: WebgpuEngine,
  experiment: Experiment,
  options: Omit<Options, 'signal'>,
  onChunk: (chunk: SpectrumMeasurement) => void = () => undefined,
) {
  const logs: number[] = [];
  const amplification: number[] = [];
  const logSlopes: number[] = [];
  for await (const chunk of engine.spectrum(experiment, { ...options, signal })) {
    onChunk(chunk);
    logs.push(...chunk.logs);
    amplification.push(...chunk.amplification);
    logSlopes.push(...(chunk.logSlopes ?? []));
  }
  return { logs, amplification, logSlopes };
}

it('go on where a long network was when its device is lost, and between two chunks, with the same numbers', async () => {
  const engine = await WebgpuEngine.open();
  const options = { exponents: 8, every: 8 };
  const long = experimentWith({ hiddenSize: 8, networks: 1, steps: 12_000, warmUp: 100, gain: 1.5 });
  const expected = await measured(engine, long, options);
  const told: number[] = [];
  const notices: string[] = [];
  const notify = (sentence: string) => notices.push(sentence);
  let lostAt = 0;
  const progress = (part: number) => {
    told.push(part);
    if (lostAt > 0 || part < 0.6) return;
    lostAt = told.length;
    engine.loseDevice();
  };
  expect(await measured(engine, long, { ...options, progress, notify })).toEqual(expected);
  expect(notices).toEqual([expect.stringMatching(/^The GPU was lost .*from network 0\.$/)]);
  // It did not begin anew.
  expect(told[lostAt]).toBeGreaterThan(0.3);

  const many = experimentWith({ hiddenSize: 8, networks: 100, steps: 100, warmUp: 10, gain: 1.5 });
  const undisturbed = await measured(engine, many, options);
  let lost = false;
  const again = await measured(engine, many, { ...options, notify }, ({ first }) => {
    if (first === 0) return;
    if (!lost) engine.loseDevice();
    lost = true;
  });
  expect(again).toEqual(undisturbed);
  expect(notices).toHaveLength(2);
  engine.dispose();
});

it('are the same in however little memory, beside measures', async () => {
  const experiment = experimentWith({ hiddenSize: 8, networks: 2, steps: 1500, warmUp: 20, gain: 1.5 });
  const options = { exponents: 8, every: 5 };
  const expected = await measured(await lendWebgpu(), experiment, options);
  const engine = await WebgpuEngine.open({ budget: 2 ** 20 });
  const small = await measured(engine, experiment, options);
  expect(sameNumbers(small.logs, expected.logs)).toBe(true);
  expect(engine.held()).toBeLessThan(2 ** 20);
  for await (const { log10GradientNorm } of engine.measure(experiment, { signal }))
    expect(log10GradientNorm.every(Number.isFinite)).toBe(true);
  expect((await measured(engine, experiment, options)).logs).toEqual(small.logs);
  expect(engine.held()).toBeLessThan(2 ** 20);
  engine.dispose();
});
