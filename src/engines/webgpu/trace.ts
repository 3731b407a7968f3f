/** Everything about one network, from the same kernels that measure thousands. */
import type { Experiment } from '../../experiment/experiment.ts';
import { entry } from '../../networks/vector.ts';
import type { ScaledRows, Trace } from '../engine.ts';
import { withoutPadding } from '../padding.ts';
import { halfExponent } from '../spectral_radius.ts';
import { statesOf } from '../states_of.ts';
import { parametersOf, settingsOf } from './chunk.ts';
import { drawStage } from './draw_stage.ts';
import type { ChunkKernels, DrawKernels } from './kernel.ts';
import { ChunkMemory, normSize, storageUsage } from './memory.ts';
import { Program } from './program.ts';
import { Readback } from './readback.ts';
import { recurrenceStage } from './recurrence_stage.ts';
import type { Shape } from './shape.ts';

/** @param kernels with `backward` in the variant that keeps every gradient */
export async function traceNetwork(
  device: GPUDevice,
  kernels: ChunkKernels,
  shape: Shape,
  original: Experiment,
  index: number,
  dispatchOperations: number,
): Promise<Trace> {
  const { steps, hiddenSize } = original;
  const experiment = { ...original, networks: 1 };
  const times = steps + 1;
  const row = 4 * shape.paddedSize;
  const memory = new ChunkMemory(device, shape, { networks: 1, segmentRows: steps, segments: 1, times });
  const create = (label: string, size: number) => device.createBuffer({ label, size, usage: storageUsage });
  const weights = create('traced weights', row * shape.paddedSize);
  const traced = create('traced gradients', row * times);
  const { settings, checkpoints, carriedCheckpoints, trajectory, trajectoryExponents, gradientNorms } =
    memory.buffers;
  device.queue.writeBuffer(settings, 0, settingsOf(original, index, 1));
  const program = new Program();
  const parameters = { ...parametersOf(experiment, index, 0, steps), stride: 1, times };
  const stage = {
    ...{ program, kernels, memory, weights, traced, shape, parameters, dispatchOperations },
    networks: 1,
  };
  drawStage(stage, { from: 0, to: 1 });
  recurrenceStage(stage, experiment, steps);

  const readback = new Readback(device);
  readback.add(weights, row * shape.paddedSize);
  readback.add(checkpoints, row);
  readback.add(carriedCheckpoints, 4);
  readback.add(trajectory, row * steps);
  readback.add(trajectoryExponents, 4 * steps);
  readback.add(traced, row * times);
  readback.add(gradientNorms, normSize * times);
  readback.appendTo(program);
  await program.submit(device, dispatchOperations, new AbortController().signal);
  await program.finished();
  const [matrix, start, startExponent, z, zExponents, gradients, norms] = await readback.read();
  readback.destroy();
  memory.destroy();
  weights.destroy();
  traced.destroy();
  if (!matrix || !start || !startExponent || !z || !zExponents || !gradients || !norms) {
    throw new Error('Nothing came back.');
  }
  const rows = (bytes: ArrayBuffer, exponents: Int32Array): ScaledRows => ({
    values: withoutPadding(new Float32Array(bytes), shape.paddedSize, hiddenSize),
    exponents,
  });
  return {
    index,
    weights: withoutPadding(new Float32Array(matrix), shape.paddedSize, hiddenSize).slice(0, hiddenSize ** 2),
    state: statesOf(
      original,
      rows(start, new Int32Array(startExponent)),
      rows(z, new Int32Array(zExponents)),
    ),
    preActivation: rows(z, new Int32Array(zExponents)),
    gradient: rows(gradients, gradientExponents(norms)),
  };
}

/** W of one network at gain 1, row-major [hiddenSize × hiddenSize]. */
export async function readWeights(
  device: GPUDevice,
  kernels: DrawKernels,
  shape: Shape,
  experiment: Experiment,
  index: number,
): Promise<Float64Array> {
  const { hiddenSize } = experiment;
  const size = 4 * shape.paddedSize ** 2;
  const weights = device.createBuffer({ label: 'read weights', size, usage: storageUsage });
  const program = new Program();
  const parameters = parametersOf({ ...experiment, networks: 1 }, index, 0, 1);
  drawStage(
    { program, kernels, weights, shape, parameters, dispatchOperations: Infinity },
    { from: 0, to: 1 },
  );
  const readback = new Readback(device);
  readback.add(weights, size);
  readback.appendTo(program);
  await program.submit(device, Infinity, new AbortController().signal);
  await program.finished();
  const [matrix] = await readback.read();
  readback.destroy();
  weights.destroy();
  if (!matrix) throw new Error('Nothing came back.');
  return withoutPadding(new Float32Array(matrix), shape.paddedSize, hiddenSize).slice(0, hiddenSize ** 2);
}

/** The exponent each gradient was rescaled to: its norm's own exponent and half that of its sum of squares. */
function gradientExponents(norms: ArrayBuffer): Int32Array {
  const sums = new Float32Array(norms);
  const exponents = new Int32Array(norms);
  return Int32Array.from(
    { length: sums.length / 2 },
    (_, t) => entry(exponents, 2 * t + 1) + halfExponent(entry(sums, 2 * t)),
  );
}
