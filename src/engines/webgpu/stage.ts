/** What every stage of a chunk, or of a trace, is given, and how a stage is cut into dispatches. */
import { stretches } from '../plan.ts';
import type { Parameters } from './parameters.ts';
import type { Program } from './program.ts';
import type { MatrixShape, Shape } from './shape.ts';

/**
 * @typeParam Kernels those that the stage dispatches
 * @typeParam Buffer those that it works in
 */
export interface Stage<Kernels, Buffer extends string, Laid extends MatrixShape = Shape> {
  readonly program: Program;
  readonly kernels: Kernels;
  readonly buffers: Readonly<Record<Buffer, GPUBuffer>>;
  /** Matrices at gain 1. */
  readonly weights: GPUBuffer;
  readonly shape: Laid;
  /** Networks of the chunk. */
  readonly networks: number;
  /** Those parameters that are the same in every dispatch of the chunk. */
  readonly parameters: Parameters;
  /** Operations of the longest dispatch. */
  readonly dispatchOperations: number;
}

/** Calls `dispatch` for stretches of networks `from … to` that are each short enough to be one dispatch. */
export function overNetworks(
  { dispatchOperations }: { readonly dispatchOperations: number },
  { from, to }: { readonly from: number; readonly to: number },
  operationsPerNetwork: number,
  dispatch: (stretch: { from: number; to: number }) => void,
): void {
  for (const stretch of stretches(from, to, dispatchOperations / operationsPerNetwork)) dispatch(stretch);
}
