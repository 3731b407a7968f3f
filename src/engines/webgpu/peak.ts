/** What an adapter can do at most: multiply-adds a second out of registers, bytes a second out of memory, and a launch. */

import code from '../../../shaders/peak.wgsl?raw';
import type { Peaks } from '../../analysis/roofline.ts';
import { answered } from './answered.ts';
import { Buffers } from './buffers.ts';
import { checked } from './errors.ts';

/** As shaders/peak.wgsl has them. */
const invocations = 256;
const operationsPerInvocation = 8 * 512 * 4 * 2;
const bytesCopied = 8 * 16;

/** Workgroups of multiply-adds: enough to fill a large card some times over; few for a processor that does a GPU's work. */
const groups = { hardware: 8192, software: 32 };
/** Each measurement lasts at least this long, in seconds, and at most about twice that: a page draws in between. */
const leastSeconds = 0.015;
/** Of which the best counts: other programs only ever make one slower. */
const trials = 4;

/**
 * Measures them by the wall's clock: pages have no other.
 * @param bytes of memory that may be taken for it
 * @param signal aborting ends it after the dispatch under way
 * @throws OutOfMemoryError, and what the device has to say
 */
export async function measurePeaks(
  device: GPUDevice,
  {
    software,
    bytes,
    signal,
  }: { readonly software: boolean; readonly bytes: number; readonly signal: AbortSignal },
): Promise<Peaks> {
  const perGroup = invocations * bytesCopied;
  const copyGroups = Math.max(1, Math.floor(bytes / 2 / perGroup));
  const half = copyGroups * perGroup;
  const buffers = await Buffers.create(device, { sink: half, source: half });
  try {
    const { sink, source } = buffers.of;
    const arithmetic = await pass(device, 'multiply_adds', [sink]);
    const copying = await pass(device, 'copy', [sink, source]);
    const launchSeconds = await least(trials, () => timed(device, arithmetic, 1, 0));
    const used = software ? groups.software : groups.hardware;
    const rateOf = async (one: Pass, workgroups: number, amount: number) => {
      let times = 1;
      for (;;) {
        signal.throwIfAborted();
        if ((await timed(device, one, workgroups, times)) >= leastSeconds) break;
        times *= 2;
      }
      const seconds = await least(trials, () => timed(device, one, workgroups, times));
      return (times * amount) / Math.max(seconds - launchSeconds, seconds / 2);
    };
    return {
      operationsPerSecond: await rateOf(arithmetic, used, used * invocations * operationsPerInvocation),
      bytesPerSecond: await rateOf(copying, copyGroups, 2 * half),
      launchSeconds,
    };
  } finally {
    buffers.destroy();
  }
}

interface Pass {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
}

async function pass(device: GPUDevice, entryPoint: string, buffers: readonly GPUBuffer[]): Promise<Pass> {
  const pipeline = await answered(
    'compiling',
    device.createComputePipelineAsync({
      ...{ label: `peak: ${entryPoint}`, layout: 'auto' },
      compute: { module: device.createShaderModule({ code }), entryPoint },
    }),
  );
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  return { pipeline, group };
}

/** Seconds from handing in so many dispatches to hearing that they are done. */
async function timed(
  device: GPUDevice,
  { pipeline, group }: Pass,
  workgroups: number,
  times: number,
): Promise<number> {
  const start = performance.now();
  const { verdict } = checked(device, () => {
    const encoder = device.createCommandEncoder();
    const computing = encoder.beginComputePass();
    computing.setPipeline(pipeline);
    computing.setBindGroup(0, group);
    for (let time = 0; time < times; time++) computing.dispatchWorkgroups(workgroups);
    computing.end();
    device.queue.submit([encoder.finish()]);
  });
  await answered('work', device.queue.onSubmittedWorkDone());
  const seconds = (performance.now() - start) / 1000;
  await verdict;
  return seconds;
}

async function least(times: number, measure: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let time = 0; time < times; time++) best = Math.min(best, await measure());
  return best;
}
