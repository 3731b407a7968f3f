/**
 * ∂L/∂W_hh: what both passes leave of each step, ∂L/∂p and the h before it, is brought into range, and the products are
 * added up.
 */
import type { stretches } from '../plan.ts';
import type { TermKernels } from './kernel.ts';
import type { RecurrenceBuffer, TermBuffer } from './memory.ts';
import type { Parameters } from './parameters.ts';
import { invocationsPerWorkgroup, type Shape } from './shape.ts';
import type { Stage } from './stage.ts';

/** What a recurrence is given whose ∂L/∂W_hh is summed. */
export type Summed = Pick<Stage<TermKernels, TermBuffer>, 'kernels' | 'buffers'>;

/** Adding a product whose factors have to be loaded first, in operations. */
const operationsPerProduct = 6;

/** Cost of what one step of one network adds, in operations. */
export function termCost({ paddedSize, blocks }: Shape): number {
  return operationsPerProduct * blocks * paddedSize ** 2;
}

/** Adds what a stretch of steps adds, through which the way back has just been. */
export function termStage(
  { program, buffers: { trajectory }, shape, networks }: Stage<unknown, RecurrenceBuffer>,
  { kernels, buffers }: Summed,
  stretch: ReturnType<typeof stretches>[number],
  passed: Parameters,
): void {
  const { hidden, termExponents, parameterGradients, parameterNorms } = buffers;
  const { paddedSize, blocks, kept, gradientGroups } = shape;
  const terms = (stretch.to - stretch.from) * networks;
  const parameters = { ...passed, kept, fromNetwork: 0, toNetwork: networks };
  const factors = [trajectory, hidden, termExponents];
  program.dispatch(4 * (blocks + 1) * paddedSize * terms, {
    kernel: kernels.normalise,
    buffers: factors,
    parameters,
    workgroups: [Math.ceil((stretch.to - stretch.from) / invocationsPerWorkgroup), networks],
  });
  program.dispatch(termCost(shape) * terms, {
    kernel: kernels.add,
    buffers: [...factors, parameterGradients, parameterNorms],
    parameters,
    workgroups: [gradientGroups, networks],
  });
}
