/** Draws the recurrent matrices of a chunk's networks. */
import type { EnsembleName } from '../../experiment/experiment.ts';
import { ensembleOf } from '../../networks/ensemble.ts';
import { stretches } from '../plan.ts';
import type { DrawKernels, Kernel } from './kernel.ts';
import { invocationsPerWorkgroup, type Shape } from './shape.ts';
import { overNetworks, type Stage } from './stage.ts';

/** What drawing needs of a stage. */
type DrawingStage = Omit<Stage<DrawKernels, never>, 'buffers' | 'networks'>;

/** A normal number costs about as much as this many floating-point operations. */
export const operationsPerNormal = 200;

/** So does orthonormalising a row, for each entry of the matrix: two passes of products that wait for memory. */
const operationsPerRow = 16;

/** Rows that shaders/orthonormalise.wesl takes together. */
const rowsPerPanel = 4;

/** Cost of drawing the matrices of one network, in operations. */
export function drawCost(ensemble: EnsembleName, shape: Shape): number {
  const rows = ensembleOf({ ensemble }).orthonormal ? shape.paddedSize : 0;
  return entriesCost(ensemble, shape) + operationsPerRow * rows * shape.blocks * shape.paddedSize ** 2;
}

function entriesCost(ensemble: EnsembleName, { blocks, paddedSize }: Shape): number {
  return ensembleOf({ ensemble }).numbersPerEntry * operationsPerNormal * blocks * paddedSize ** 2;
}

/** Draws networks `from … to` of the chunk. */
export function drawStage(
  stage: DrawingStage,
  ensemble: EnsembleName,
  range: { from: number; to: number },
): void {
  const { program, kernels, weights, shape, parameters } = stage;
  const quads = shape.paddedSize ** 2 / 4;
  const operations = entriesCost(ensemble, shape);
  overNetworks(stage, range, operations, ({ from, to }) => {
    program.dispatch(operations * (to - from), {
      kernel: kernels.draw,
      buffers: [weights],
      parameters: { ...parameters, fromNetwork: from, toNetwork: to },
      workgroups: [Math.ceil(quads / invocationsPerWorkgroup), to - from, shape.blocks],
    });
  });
  if (kernels.orthonormalise) orthonormaliseStage(stage, range, kernels.orthonormalise);
}

/** Stretches of rows that are whole panels but for the last, of `longest` rows at most if that is one. */
export function panels(rows: number, longest: number): ReturnType<typeof stretches> {
  return stretches(0, Math.ceil(rows / rowsPerPanel), longest / rowsPerPanel).map(({ from, to }) => ({
    from: rowsPerPanel * from,
    to: Math.min(rows, rowsPerPanel * to),
  }));
}

/** Some rows of all matrices at a time: a dispatch takes up where the one before has left off. */
function orthonormaliseStage(stage: DrawingStage, range: { from: number; to: number }, kernel: Kernel): void {
  const { program, weights, shape, parameters, dispatchOperations } = stage;
  const networks = range.to - range.from;
  const operations = operationsPerRow * shape.blocks * shape.paddedSize ** 2 * networks;
  for (const rows of panels(parameters.hiddenSize, dispatchOperations / operations)) {
    program.dispatch(operations * (rows.to - rows.from), {
      kernel,
      buffers: [weights],
      parameters: {
        ...parameters,
        fromNetwork: range.from,
        toNetwork: range.to,
        fromRow: rows.from,
        toRow: rows.to,
      },
      workgroups: [networks, shape.blocks],
    });
  }
}
