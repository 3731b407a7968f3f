/** Everything about one network, from the same kernels that measure thousands. */

import { isGated } from '../../experiment/experiment.ts';
import { cellOf } from '../../networks/cells.ts';
import type { DrawnNetwork } from '../../networks/single_network.ts';
import type { Trace } from '../../networks/trace.ts';
import { carriedRecord, normRecord, readField } from '../facts/records.ts';
import { withoutPadding } from '../padding.ts';
import { halfExponent } from '../spectral_radius.ts';
import { parametersOf, settingsOf } from './chunk.ts';
import { drawStage } from './draw_stage.ts';
import type { DrawKernels, RecurrenceKernels } from './kernel.ts';
import { ChunkMemory, storageUsage } from './memory.ts';
import { Program } from './program.ts';
import { Readback } from './readback.ts';
import { recurrenceStage } from './recurrence_stage.ts';
import type { Shape } from './shape.ts';

/** @param kernels of the variants that keep every state and every gradient */
export async function traceNetwork(
  device: GPUDevice,
  kernels: DrawKernels & RecurrenceKernels,
  shape: Shape,
  { experiment: original, index }: DrawnNetwork,
  dispatchOperations: number,
  signal: AbortSignal,
): Promise<Trace> {
  const { steps, ensemble, hiddenSize } = original;
  const experiment = { ...original, networks: 1 };
  const times = steps + 1;
  const row = 4 * shape.paddedSize;
  const sizes = { stack: row * shape.blocks * shape.paddedSize, vectors: row * shape.parts * times };
  const memory = new ChunkMemory(device, shape, { networks: 1, segmentRows: steps, segments: 1, times });
  const create = (label: string, size: number) => device.createBuffer({ label, size, usage: storageUsage });
  const weights = create('traced weights', sizes.stack);
  const traced = {
    states: create('traced states', sizes.vectors),
    gradients: create('traced gradients', sizes.vectors),
  };
  const { settings, carriedStates, trajectory, trajectoryExponents, gradientNorms } = memory.buffers;
  device.queue.writeBuffer(settings, 0, settingsOf(original, index, 1));
  const program = new Program();
  const parameters = { ...parametersOf(experiment, index, 0, steps), stride: 1, times };
  const stage = {
    ...{ program, kernels, memory, weights, traced, shape, parameters, dispatchOperations },
    networks: 1,
  };
  drawStage(stage, ensemble, { from: 0, to: 1 });
  recurrenceStage(stage, experiment, steps);

  const readback = new Readback(device);
  readback.add(weights, sizes.stack);
  readback.add(traced.states, sizes.vectors);
  readback.add(carriedStates, carriedRecord.bytes);
  readback.add(trajectory, row * shape.kept * steps);
  readback.add(trajectoryExponents, 4 * steps);
  readback.add(traced.gradients, sizes.vectors);
  readback.add(gradientNorms, normRecord.bytes * times);
  readback.appendTo(program);
  await program.submit(device, dispatchOperations, signal);
  await program.finished();
  const [stack, states, carried, kept, exponents, gradients, norms] = await readback.read();
  readback.destroy();
  memory.destroy();
  for (const buffer of [weights, traced.states, traced.gradients]) buffer.destroy();
  if (!stack || !states || !carried || !kept || !exponents || !gradients || !norms) {
    throw new Error('Nothing came back.');
  }
  const trueSize = (bytes: ArrayBuffer) =>
    withoutPadding(new Float32Array(bytes), shape.paddedSize, hiddenSize);
  const stateExponents = new Int32Array(exponents);
  return {
    weights: firstVectors(trueSize(stack), shape.blocks, hiddenSize ** 2),
    state: {
      values: trueSize(states),
      exponents: Int32Array.from([
        ...stateExponents,
        isGated(original.cell) ? 0 : readField(carriedRecord, 'exponent', new Int32Array(carried), 0),
      ]),
    },
    preActivation: {
      values: firstVectors(trueSize(kept), steps, cellOf(original).preActivations * hiddenSize),
      exponents: stateExponents,
    },
    gradient: { values: trueSize(gradients), exponents: gradientExponents(norms) },
  };
}

/** The first `size` numbers of each of `rows` rows. */
function firstVectors(values: Float64Array, rows: number, size: number): Float64Array {
  const length = values.length / rows;
  const first = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) {
    first.set(values.subarray(row * length, row * length + size), row * size);
  }
  return first;
}

/** W of one network at gain 1, the cell's blocks below one another, row-major [blocks·hiddenSize × hiddenSize]. */
export async function readWeights(
  device: GPUDevice,
  kernels: DrawKernels,
  shape: Shape,
  { experiment, index }: DrawnNetwork,
): Promise<Float64Array> {
  const { ensemble, hiddenSize } = experiment;
  const size = 4 * shape.blocks * shape.paddedSize ** 2;
  const weights = device.createBuffer({ label: 'read weights', size, usage: storageUsage });
  const program = new Program();
  const parameters = parametersOf({ ...experiment, networks: 1 }, index, 0, 1);
  drawStage({ program, kernels, weights, shape, parameters, dispatchOperations: Infinity }, ensemble, {
    from: 0,
    to: 1,
  });
  const readback = new Readback(device);
  readback.add(weights, size);
  readback.appendTo(program);
  await program.submit(device, Infinity, new AbortController().signal);
  await program.finished();
  const [stack] = await readback.read();
  readback.destroy();
  weights.destroy();
  if (!stack) throw new Error('Nothing came back.');
  const rows = withoutPadding(new Float32Array(stack), shape.paddedSize, hiddenSize);
  return firstVectors(rows, shape.blocks, hiddenSize ** 2);
}

/** The exponent each gradient was rescaled to: its norm's own exponent and half that of its sum of squares. */
function gradientExponents(norms: ArrayBuffer): Int32Array {
  const sums = new Float32Array(norms);
  const exponents = new Int32Array(norms);
  return Int32Array.from(
    { length: sums.length / normRecord.words },
    (_, t) =>
      readField(normRecord, 'exponent', exponents, t) +
      halfExponent(readField(normRecord, 'sumOfSquares', sums, t)),
  );
}
