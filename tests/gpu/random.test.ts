import { afterAll, beforeAll, expect, it } from 'vitest';
import { link } from 'wesl';
import randomModule from '../../shaders/random.wesl?raw';
import { openGpu } from '../../src/engines/webgpu/device.ts';
import { factsModule } from '../../src/engines/webgpu/facts_module.ts';
import { normalQuantile } from '../../src/networks/normal.ts';
import { philox } from '../../src/networks/philox.ts';
import { entry } from '../../src/networks/vector.ts';

const counters = 4096;

/** Writes four words for each counter, and the normal numbers that they make. */
const root = /* wgsl */ `
import package::random::{philox, normals};

@group(0) @binding(0) var<storage, read_write> words: array<vec4u>;
@group(0) @binding(1) var<storage, read_write> numbers: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  words[id.x] = philox(vec4u(id.x, 2654435769u * id.x, id.x / 7u, id.x % 6u), 0xdeadbeefu);
  numbers[id.x] = normals(id.x, 2654435769u * id.x, id.x / 7u, id.x % 6u, 0xdeadbeefu);
}`;

/** Draws the normal number of every 61st of the 2²⁴ probabilities, the tails' ends among them. */
const quantiles = /* wgsl */ `
import package::random::normal_quantile;

@group(0) @binding(0) var<storage, read_write> numbers: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  numbers[id.x] = normal_quantile((61u * id.x) << 8u);
}`;

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openGpu());
});
afterAll(() => device.destroy());

async function run(source: string, workgroups: number, sizes: readonly number[]): Promise<ArrayBuffer[]> {
  const { dest } = await link({
    weslSrc: { './facts.wesl': factsModule, './random.wesl': randomModule, './main.wesl': source },
    rootModuleName: 'main',
  });
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code: dest }) },
  });
  const buffers = sizes.map((size) =>
    device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC }),
  );
  const staging = sizes.map((size) =>
    device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST }),
  );
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    }),
  );
  pass.dispatchWorkgroups(workgroups);
  pass.end();
  buffers.forEach((buffer, i) => {
    const to = staging[i];
    if (to) encoder.copyBufferToBuffer(buffer, to);
  });
  device.queue.submit([encoder.finish()]);
  return Promise.all(
    staging.map(async (buffer) => {
      await buffer.mapAsync(GPUMapMode.READ);
      return buffer.getMappedRange().slice(0);
    }),
  );
}

it('draws the oracle’s integers, bit for bit, and its normal numbers within 2e-6', async () => {
  const [words, numbers] = await run(root, counters / 64, [16 * counters, 16 * counters]);
  const drawn = new Uint32Array(words ?? new ArrayBuffer(0));
  const normal = new Float32Array(numbers ?? new ArrayBuffer(0));
  for (let i = 0; i < counters; i++) {
    const row = Math.imul(2654435769, i) >>> 0;
    const exact = philox([i, row, Math.floor(i / 7), i % 6], [0xdeadbeef, 0]);
    expect([...drawn.subarray(4 * i, 4 * i + 4)]).toEqual(exact);
    exact.forEach((word, lane) => {
      expect(Math.abs(entry(normal, 4 * i + lane) - normalQuantile(word))).toBeLessThan(2e-6);
    });
  }
});

it('is within 2e-6 of the quantile far into both tails', async () => {
  const count = 64 * Math.floor(2 ** 24 / 61 / 64);
  const [numbers] = await run(quantiles, count / 64, [4 * count]);
  const measured = new Float32Array(numbers ?? new ArrayBuffer(0));
  const worst = measured.reduce(
    (largest, z, i) => Math.max(largest, Math.abs(z - normalQuantile((61 * i * 256) >>> 0))),
    0,
  );
  expect(worst).toBeLessThan(2e-6);
  expect(measured[0]).toBeLessThan(-5.4);
});
