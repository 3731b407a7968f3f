/** Spectral radius and norm of a chunk's matrices: squarings of W, power iteration on WᵀW. */
import { gramLevel, gramSquarings, squarings } from './spectral_radius.ts';
import { overNetworks, type Stage } from './stage.ts';

const invocationsPerWorkgroup = 64;
/** Iterations in shaders/power_iteration.wesl. */
const powerIterations = 64;

/** Operations for one matrix. */
export function spectrumOperations(size: number): number {
  return (squarings + gramSquarings + 1) * 2 * size ** 3 + powerIterations * 2 * size ** 2;
}

/** Computes the spectra of networks `from … to` of the chunk into `sums` and `eigenvalues`. */
export function spectrumStage(stage: Stage, range: { from: number; to: number }): void {
  const { evenPowers, oddPowers, sums } = stage.memory.buffers;
  productStage(stage, range, 'gram', 0, [stage.weights, evenPowers]);
  square(stage, range, gramLevel, gramSquarings, [evenPowers, oddPowers]);
  powerIteration(stage, range, gramSquarings % 2 === 0 ? evenPowers : oddPowers);

  sumStage(stage, range, 0, stage.weights);
  productStage(stage, range, 'square', 0, [stage.weights, evenPowers, sums]);
  square(stage, range, 1, squarings - 1, [evenPowers, oddPowers]);
  sumStage(stage, range, squarings, squarings % 2 === 0 ? oddPowers : evenPowers);
}

/** Squares what stands in the first of two buffers `times` times, back and forth, and sums each factor. */
function square(
  stage: Stage,
  range: { from: number; to: number },
  firstLevel: number,
  times: number,
  [first, second]: readonly [GPUBuffer, GPUBuffer],
): void {
  for (let i = 0; i < times; i++) {
    const [factor, product] = i % 2 === 0 ? [first, second] : [second, first];
    sumStage(stage, range, firstLevel + i, factor);
    productStage(stage, range, 'square', firstLevel + i, [factor, product, stage.memory.buffers.sums]);
  }
}

function powerIteration(stage: Stage, range: { from: number; to: number }, gram: GPUBuffer): void {
  const { program, kernels, memory, shape, parameters } = stage;
  const operations = powerIterations * 2 * shape.paddedSize ** 2;
  overNetworks(stage, range, operations, ({ from, to }) => {
    program.dispatch(operations * (to - from), {
      kernel: kernels.power_iteration,
      buffers: [gram, memory.buffers.eigenvalues],
      parameters: { ...parameters, fromNetwork: from, toNetwork: to },
      workgroups: [Math.ceil((to - from) / shape.networksPerWorkgroup), 1],
    });
  });
}

function productStage(
  stage: Stage,
  range: { from: number; to: number },
  name: 'square' | 'gram',
  level: number,
  buffers: readonly GPUBuffer[],
): void {
  const { program, kernels, shape, parameters } = stage;
  const operations = 2 * shape.paddedSize ** 3;
  const blocks = (shape.paddedSize / 8) ** 2;
  overNetworks(stage, range, operations, ({ from, to }) => {
    program.dispatch(operations * (to - from), {
      kernel: kernels[name],
      buffers,
      parameters: { ...parameters, level, fromNetwork: from, toNetwork: to },
      workgroups: [Math.ceil(blocks / invocationsPerWorkgroup), to - from],
    });
  });
}

function sumStage(
  stage: Stage,
  range: { from: number; to: number },
  level: number,
  matrices: GPUBuffer,
): void {
  const { program, kernels, memory, shape, parameters } = stage;
  program.dispatch(2 * shape.paddedSize ** 2 * (range.to - range.from), {
    kernel: kernels.matrix_norm,
    buffers: [matrices, memory.buffers.sums],
    parameters: { ...parameters, level, fromNetwork: range.from, toNetwork: range.to },
    workgroups: [range.to - range.from, 1],
  });
}
