/** What an adapter can do at most: multiply-adds a second out of registers, and bytes a second out of memory. */

export interface Peaks {
  readonly adapter: string;
  /** A multiply-add is two operations. */
  readonly gigaflops: number;
  /** Read and written. */
  readonly gigabytesPerSecond: number;
}

/** Of a workgroup. */
const invocations = 256;
/** Workgroups: enough to fill a large card some times over; few for a processor that does a GPU's work. */
const groups = { hardware: 8192, software: 8 };
/** Multiply-adds of four numbers that do not wait for one another. */
const chains = 8;
const rounds = 512;
/** Bytes that are read, and as many written. */
const copiedBytes = 128 * 2 ** 20;
/** Fours of numbers that an invocation copies. */
const copies = 8;
const repeats = 10;

const arithmetic = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> sink: array<vec4f>;
@compute @workgroup_size(${invocations})
fn arithmetic(@builtin(global_invocation_id) id: vec3u) {
  let a = vec4f(0.999 + f32(id.x & 7u) * 1e-6);
  let b = vec4f(1e-3);
${Array.from({ length: chains }, (_, i) => `  var x${i} = vec4f(f32(id.x) + ${i}.0);`).join('\n')}
  for (var i = 0u; i < ${rounds}u; i++) {
${Array.from({ length: chains }, (_, i) => `    x${i} = fma(x${i}, a, b);`).join('\n')}
  }
  let sum = ${Array.from({ length: chains }, (_, i) => `x${i}`).join(' + ')};
  if (sum.x == 12345.678) { sink[id.x % 64u] = sum; }
}`;

const copy = /* wgsl */ `
@group(0) @binding(0) var<storage, read> source: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> sink: array<vec4f>;
@compute @workgroup_size(${invocations})
fn copy(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  for (var i = 0u; i < ${copies}u; i++) {
    let place = (group.x * ${copies}u + i) * ${invocations}u + local.x;
    sink[place] = source[place] + 1.0;
  }
}`;

/** @throws where there is no adapter, or it has no timestamps */
export async function peakRates(gpu: GPU): Promise<Peaks> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('No GPU adapter here');
  const device = await adapter.requestDevice({ requiredFeatures: ['timestamp-query'] });
  const { description, vendor, architecture } = adapter.info;
  const sink = device.createBuffer({ size: copiedBytes, usage: GPUBufferUsage.STORAGE });
  const source = device.createBuffer({ size: copiedBytes, usage: GPUBufferUsage.STORAGE });
  const software = /swiftshader|llvmpipe/i.test(`${description}${vendor}${architecture}`);
  const used = software ? groups.software : groups.hardware;
  const seconds = await fastest(device, arithmetic, 'arithmetic', [sink], used);
  const copyGroups = Math.floor(copiedBytes / 16 / invocations / copies);
  const copied = await fastest(device, copy, 'copy', [source, sink], copyGroups);
  device.destroy();
  return {
    adapter: description || `${vendor} ${architecture}`,
    gigaflops: (used * invocations * chains * rounds * 8) / seconds / 1e9,
    gigabytesPerSecond: (2 * copiedBytes) / copied / 1e9,
  };
}

async function fastest(
  device: GPUDevice,
  code: string,
  entryPoint: string,
  buffers: readonly GPUBuffer[],
  workgroups: number,
): Promise<number> {
  const pipeline = device.createComputePipeline({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }), entryPoint },
  });
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
  const resolved = device.createBuffer({
    size: 16,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  const staging = device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  let least = Infinity;
  for (let i = 0; i < repeats; i++) {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass({
      timestampWrites: { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 },
    });
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(workgroups);
    pass.end();
    encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, 16);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const [from = 0n, to = 0n] = new BigUint64Array(staging.getMappedRange());
    least = Math.min(least, Number(to - from) / 1e9);
    staging.unmap();
  }
  return least;
}
