/** Every other GPU test rests on this one: there is an adapter, and it computes. Without one nothing is skipped. */
import { expect, test } from 'vitest';

test('the browser has a WebGPU adapter, and a kernel on it runs', async () => {
  expect(
    navigator.gpu,
    'this browser has no WebGPU: use a recent Chromium (name one in CHROMIUM_PATH)',
  ).toBeDefined();
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) {
    throw new Error(
      'navigator.gpu.requestAdapter() gave no adapter. The flags are in scripts/browser.mjs: without ' +
        'VANISHING_POINT_ADAPTER=hardware they ask for the software adapter that comes with Chromium ' +
        '(on Debian reinstall the package chromium; elsewhere run `npx playwright install chromium`).',
    );
  }
  const { vendor, architecture, description } = adapter.info;
  console.log(`WebGPU adapter: ${[vendor, architecture, description].filter(Boolean).join(', ')}`);

  const device = await adapter.requestDevice();
  const module = device.createShaderModule({
    label: 'write 42',
    code: /* wgsl */ `
      @group(0) @binding(0) var<storage, read_write> answer: array<u32>;
      @compute @workgroup_size(1) fn main() { answer[0] = 42u; }`,
  });
  const pipeline = await device.createComputePipelineAsync({
    label: 'write 42',
    layout: 'auto',
    compute: { module },
  });
  const answer = device.createBuffer({
    label: 'answer',
    size: 4,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
  });
  const staging = device.createBuffer({
    label: 'answer, to be read',
    size: 4,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [{ binding: 0, resource: { buffer: answer } }],
    }),
  );
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(answer, staging);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  expect(new Uint32Array(staging.getMappedRange())[0]).toBe(42);
  device.destroy();
});
