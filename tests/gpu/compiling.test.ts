/**
 * What a first chart waits for. Many branches in straight-line code take a software adapter very long to compile, and a `&&` is
 * one: the way back of an LSTM with softplus, four units of a lane written out, once took it 70 s.
 */
import { expect, it } from 'vitest';
import { openGpu } from '../../src/engines/webgpu/device.ts';
import { KernelCache } from '../../src/engines/webgpu/kernel.ts';
import { shapeFor } from '../../src/engines/webgpu/shape.ts';
import { activations, cells } from '../../src/experiment/experiment.ts';
import { experimentWith } from '../parity/experiments.ts';

/** Measured: less than one second, of which a busy machine makes some. */
const mostSeconds = 15;

it.each(cells)('the passes of a %s compile in seconds, with every activation', async (cell) => {
  const gpu = await openGpu();
  const kernels = new KernelCache(gpu.device);
  for (const activation of activations) {
    // The most units that a lane has written out.
    const experiment = experimentWith({ cell, activation, hiddenSize: 16, inputScale: 0.3 });
    const start = performance.now();
    await kernels.forRecurrence(experiment, shapeFor(experiment, gpu), 'measured');
    expect((performance.now() - start) / 1000, activation).toBeLessThan(mostSeconds);
  }
  gpu.device.destroy();
});
