/** Spectral radius and norm of a chunk's matrices: squarings of W, power iteration on WᵀW. */
import { gramLevel, gramSquarings, squarings } from './spectral_radius.ts';
import { overNetworks, type Stage } from './stage.ts';

/** Iterations in shaders/power_iteration.wesl. */
const powerIterations = 64;

/** Operations for one matrix. */
export function spectrumOperations(size: number): number {
  return (squarings + gramSquarings + 1) * 2 * size ** 3 + powerIterations * 2 * size ** 2;
}

/** Computes the spectra of networks `from … to` of the chunk into `sums` and `eigenvalues`. */
export function spectrumStage(stage: Stage, range: { from: number; to: number }): void {
  const { evenPowers, oddPowers } = stage.memory.buffers;
  productStage(stage, range, 'gram', gramLevel - 1, [stage.weights, evenPowers]);
  const gram = square(stage, range, gramLevel, gramSquarings, [evenPowers, oddPowers]);
  powerIteration(stage, range, gram);
  productStage(stage, range, 'square', 0, [stage.weights, evenPowers]);
  square(stage, range, 1, squarings - 1, [evenPowers, oddPowers]);
}

/** Squares what stands in the first of two buffers `times` times, back and forth. Returns the last buffer. */
function square(
  stage: Stage,
  range: { from: number; to: number },
  firstLevel: number,
  times: number,
  [first, second]: readonly [GPUBuffer, GPUBuffer],
): GPUBuffer {
  if (times === 0) return first;
  productStage(stage, range, 'square', firstLevel, [first, second]);
  return square(stage, range, firstLevel + 1, times - 1, [second, first]);
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
  [factor, product]: readonly [GPUBuffer, GPUBuffer],
): void {
  const { program, kernels, memory, shape, parameters } = stage;
  const operations = 2 * shape.paddedSize ** 3;
  overNetworks(stage, range, operations, ({ from, to }) => {
    program.dispatch(operations * (to - from), {
      kernel: kernels[name],
      buffers: [factor, product, memory.buffers.sums],
      parameters: { ...parameters, level, fromNetwork: from, toNetwork: to },
      workgroups: [shape.productGroups, to - from],
    });
  });
}
