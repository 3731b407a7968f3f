/** Spectra of one matrix that is given, by the kernels that square thousands. */
import { defaultExperiment } from '../../experiment/fields.ts';
import { anyExponent, rescaled } from '../../networks/scaled_vector.ts';
import type { Spectrum } from '../../networks/spectrum.ts';
import { matricesWithPadding } from '../padding.ts';
import { addShares, levels, spectrumFromSums } from '../spectral_radius.ts';
import { Buffers } from './buffers.ts';
import { parametersOf } from './chunk.ts';
import type { SquaringKernels } from './kernel.ts';
import { spectrumSizes } from './memory.ts';
import { Program } from './program.ts';
import type { MatrixShape } from './shape.ts';
import { spectrumStage } from './spectrum_stage.ts';

interface Setting {
  readonly device: GPUDevice;
  readonly shape: MatrixShape;
  readonly dispatchOperations: number;
  readonly signal: AbortSignal;
}

/**
 * ρ and ‖·‖₂ of a matrix [size × size], scaled by a power of two: its squares are not to leave float32's range.
 * @throws the signal's reason, or what the device has to say against the work
 */
export async function matrixSpectrum(
  { device, shape, dispatchOperations, signal }: Setting,
  kernels: SquaringKernels,
  matrix: Float64Array,
  size: number,
): Promise<Spectrum> {
  const { paddedSize } = shape;
  const { values, exponent } = rescaled({ values: matrix, exponent: 0 }, anyExponent);
  const buffers = await Buffers.create(device, { ...spectrumSizes(shape, 1), weights: 4 * paddedSize ** 2 });
  try {
    const { weights, sums } = buffers.of;
    device.queue.writeBuffer(weights, 0, matricesWithPadding(values, size, paddedSize));
    const program = new Program();
    // An RNN has one matrix.
    const parameters = parametersOf({ ...defaultExperiment, hiddenSize: size, networks: 1 }, 0, 0, 1);
    const stage = { program, kernels, buffers: buffers.of, weights, shape, networks: 1, dispatchOperations };
    spectrumStage({ ...stage, parameters }, { from: 0, to: 1 });
    program.bringBack(sums, 4 * levels * shape.productGroups);
    await program.submit(device, dispatchOperations, signal);
    const [shares] = await program.results();
    if (!shares) throw new Error('Nothing came back.');
    return spectrumFromSums(addShares(new Float32Array(shares)), exponent);
  } finally {
    buffers.destroy();
  }
}
