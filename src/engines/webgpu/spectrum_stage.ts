/** Spectral radius and norm of a chunk's matrices: repeated squaring of W and of WᵀW. */
import { type Chain, gramChain, weightsChain } from '../spectral_radius.ts';
import { overNetworks, type Stage } from './stage.ts';

/** Computes the spectra of networks `from … to` of the chunk into `sums`. */
export function spectrumStage(stage: Stage, range: { from: number; to: number }): void {
  const { evenPowers, oddPowers } = stage.memory.buffers;
  productStage(stage, range, 'gram', gramChain.first, [stage.weights, evenPowers]);
  squareUpTo(stage, range, gramChain, [evenPowers, oddPowers]);
  productStage(stage, range, 'square', weightsChain.first, [stage.weights, evenPowers]);
  squareUpTo(stage, range, weightsChain, [evenPowers, oddPowers]);
}

/** Squares a chain's first product, which stands in the first of two buffers, back and forth. */
function squareUpTo(
  stage: Stage,
  range: { from: number; to: number },
  { first, last }: Chain,
  [even, odd]: readonly [GPUBuffer, GPUBuffer],
): void {
  for (let level = first + 1; level <= last; level++) {
    const backwards = (level - first) % 2 === 0;
    productStage(stage, range, 'square', level, backwards ? [odd, even] : [even, odd]);
  }
}

/** One product for each network, whose Σ A_ij² stands at `level`. */
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
