/** Spectral radius and norm of a chunk's matrices, and radius at rest: repeated squaring of W, of WᵀW, of a Jacobian. */
import { type Chain, gramChain, weightsChain } from '../spectral_radius.ts';
import type { Kernel, SquaringKernels } from './kernel.ts';
import type { SpectrumBuffer } from './memory.ts';
import { invocationsPerWorkgroup, type MatrixShape } from './shape.ts';
import { overNetworks, type Stage } from './stage.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** A product of matrices of every network: its factor, where it goes, and its Σ A_ij². */
type ProductBuffers = readonly [factor: GPUBuffer, product: GPUBuffer, sums: GPUBuffer];

type SpectrumStage = Stage<SquaringKernels, SpectrumBuffer, MatrixShape>;
type RestStage = Stage<SquaringKernels, SpectrumBuffer | 'restSums' | 'settings', MatrixShape>;

/** Computes the spectra of networks `from … to` of the chunk into `sums`. */
export function spectrumStage(stage: SpectrumStage, range: Range): void {
  const { weights, kernels } = stage;
  const { evenPowers, oddPowers, sums } = stage.buffers;
  productStage(stage, range, kernels.gram, gramChain.first, [weights, evenPowers, sums]);
  squareUpTo(stage, range, gramChain, [evenPowers, oddPowers, sums]);
  productStage(stage, range, kernels.square, weightsChain.first, [weights, evenPowers, sums]);
  squareUpTo(stage, range, weightsChain, [evenPowers, oddPowers, sums]);
}

/** Computes the spectrum of every network's Jacobian at rest into `restSums`, by the chain that W has. */
export function restStage(stage: RestStage, restJacobian: Kernel): void {
  const { kernels, networks } = stage;
  const { evenPowers, oddPowers, restSums } = stage.buffers;
  const range = { from: 0, to: networks };
  jacobianStage(stage, restJacobian, evenPowers);
  // A Jacobian is a network's only matrix.
  const alone = { ...stage, parameters: { ...stage.parameters, weightsPlace: 0, blocks: 1, candidate: 0 } };
  productStage(alone, range, kernels.square, weightsChain.first, [evenPowers, oddPowers, restSums]);
  squareUpTo(alone, range, weightsChain, [oddPowers, evenPowers, restSums]);
}

function jacobianStage(stage: RestStage, kernel: Kernel, jacobians: GPUBuffer): void {
  const { program, weights, buffers, shape, networks, parameters } = stage;
  program.dispatch(shape.paddedSize ** 2 * networks, {
    kernel,
    buffers: [weights, buffers.settings, jacobians],
    parameters: { ...parameters, fromNetwork: 0, toNetwork: networks },
    workgroups: [Math.ceil(shape.paddedSize ** 2 / 4 / invocationsPerWorkgroup), networks],
  });
}

/** Squares a chain's first product, which stands in the first of two buffers, back and forth. */
function squareUpTo(
  stage: SpectrumStage,
  range: Range,
  { first, last }: Chain,
  [even, odd, sums]: readonly [even: GPUBuffer, odd: GPUBuffer, sums: GPUBuffer],
): void {
  for (let level = first + 1; level <= last; level++) {
    const backwards = (level - first) % 2 === 0;
    const [factor, product] = backwards ? [odd, even] : [even, odd];
    productStage(stage, range, stage.kernels.square, level, [factor, product, sums]);
  }
}

/** One product for each network, whose Σ A_ij² stands at `level`. */
function productStage(
  stage: SpectrumStage,
  range: Range,
  kernel: Kernel,
  level: number,
  buffers: ProductBuffers,
): void {
  const { program, shape, parameters } = stage;
  const operations = 2 * shape.paddedSize ** 3;
  overNetworks(stage, range, operations, ({ from, to }) => {
    program.dispatch(operations * (to - from), {
      kernel,
      buffers,
      parameters: { ...parameters, level, fromNetwork: from, toNetwork: to },
      workgroups: [shape.productGroups, to - from],
    });
  });
}
