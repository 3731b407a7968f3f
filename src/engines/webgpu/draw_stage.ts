/** Draws the recurrent matrices of a chunk's networks. */
import type { EnsembleName } from '../../experiment/experiment.ts';
import { overNetworks, type Stage } from './stage.ts';

/** A normal number costs about as much as this many floating-point operations. */
export const operationsPerNormal = 200;
const invocationsPerWorkgroup = 64;

/** Cost of drawing one matrix, in operations. */
export function drawCost(ensemble: EnsembleName, paddedSize: number): number {
  // Two passes of Gram–Schmidt, at about a quarter of a matrix product's pace.
  const orthonormalisation = ensemble === 'orthogonal' ? 16 * paddedSize ** 3 : 0;
  return operationsPerNormal * paddedSize ** 2 + orthonormalisation;
}

/** Draws networks `from … to` of the chunk. */
export function drawStage(stage: Stage, range: { from: number; to: number }, ensemble: EnsembleName): void {
  const { program, kernels, weights, shape, parameters } = stage;
  const quads = shape.paddedSize ** 2 / 4;
  const cost = drawCost(ensemble, shape.paddedSize);
  overNetworks(stage, range, cost, ({ from, to }) => {
    const own = { ...parameters, fromNetwork: from, toNetwork: to };
    program.dispatch(operationsPerNormal * shape.paddedSize ** 2 * (to - from), {
      kernel: kernels.draw,
      buffers: [weights],
      parameters: own,
      workgroups: [Math.ceil(quads / invocationsPerWorkgroup), to - from],
    });
    if (!kernels.orthonormalise) return;
    program.dispatch(cost * (to - from), {
      kernel: kernels.orthonormalise,
      buffers: [weights],
      parameters: own,
      workgroups: [to - from, 1],
    });
  });
}
