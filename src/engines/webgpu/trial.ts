/** How fast a shape's kernels are here: both passes of as many networks as one question may take, over a few steps of zeros. */
import type { Experiment } from '../../experiment/experiment.ts';
import { stepOperations } from '../../networks/operations.ts';
import { answered } from './answered.ts';
import { Buffers } from './buffers.ts';
import { parametersOf, settingsOf } from './chunk.ts';
import type { KernelCache } from './kernel.ts';
import { questionRoom, recurrenceSizes } from './memory.ts';
import { Program } from './program.ts';
import { aheadStage, backStage, segmentsOf } from './recurrence_stage.ts';
import type { Shape } from './shape.ts';

const steps = 32;
const mostNetworks = 8192;
/** A run is repeated until it takes so long, in seconds, and so often at most. */
const runSeconds = 0.015;
const mostRepeats = 32;

/** What a shape is tried on. */
export interface Bench {
  readonly device: GPUDevice;
  readonly kernels: KernelCache;
  /** Bytes of all buffers of the engine. */
  readonly budget: number;
  /** Waits for its turn: what a question may take is free then. */
  readonly alone: <Result>(work: () => Promise<Result>, signal: AbortSignal) => Promise<Result>;
}

/** 10⁹ operations a second. @throws where the kernels are refused, or the device has something against the work */
export async function trialRate(
  { device, kernels, budget, alone }: Bench,
  experiment: Experiment,
  shape: Shape,
  signal: AbortSignal,
): Promise<number> {
  const weight = 4 * shape.blocks * shape.paddedSize ** 2;
  const sizesOf = (networks: number) => ({
    ...recurrenceSizes(shape, { networks, segmentRows: steps, segments: 1, times: 1 }),
    weights: weight * networks,
  });
  const bytesOf = (networks: number) => Object.values(sizesOf(networks)).reduce((sum, size) => sum + size, 0);
  const networks = Math.max(1, Math.min(mostNetworks, Math.floor(questionRoom(budget) / bytesOf(1))));
  const tried: Experiment = { ...experiment, networks, steps, warmUp: 0 };
  const recurrence = await kernels.forRecurrence(tried, shape, 'measured');
  return alone(async () => {
    signal.throwIfAborted();
    const buffers = await Buffers.create(device, sizesOf(networks));
    try {
      device.queue.writeBuffer(buffers.of.settings, 0, settingsOf(tried, 0, networks));
      const run = async (repeats: number) => {
        const program = new Program();
        const stage = {
          ...{
            program,
            kernels: recurrence,
            buffers: buffers.of,
            weights: buffers.of.weights,
            shape,
            networks,
          },
          // Of the one time that is kept.
          parameters: { ...parametersOf(tried, 0, 0, steps), times: 1 },
          dispatchOperations: Number.POSITIVE_INFINITY,
        };
        const segments = segmentsOf(tried, steps);
        for (let i = 0; i < repeats; i++) {
          aheadStage(stage, segments, 0);
          backStage(stage, segments, 0);
        }
        const start = performance.now();
        await program.submit(device, Number.POSITIVE_INFINITY, signal);
        await answered('work', device.queue.onSubmittedWorkDone());
        return (performance.now() - start) / 1000;
      };
      const once = await run(1);
      const repeats = Math.min(mostRepeats, Math.ceil(runSeconds / once));
      // The first run wakes the device up.
      const seconds = repeats > 1 ? await run(repeats) : once;
      return (repeats * networks * 2 * steps * stepOperations(experiment)) / seconds / 1e9;
    } finally {
      buffers.destroy();
    }
  }, signal);
}
