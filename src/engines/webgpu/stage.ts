/** What every stage of a chunk is given, and how a stage is cut into dispatches. */
import { stretches } from '../plan.ts';
import type { ChunkKernels } from './kernel.ts';
import type { ChunkMemory } from './memory.ts';
import type { Parameters } from './parameters.ts';
import type { Program } from './program.ts';
import type { Shape } from './shape.ts';

/** @typeParam Kernels those that the stage dispatches */
export interface Stage<Kernels = ChunkKernels> {
  readonly program: Program;
  readonly kernels: Kernels;
  readonly memory: ChunkMemory;
  /** Matrices at gain 1. */
  readonly weights: GPUBuffer;
  readonly shape: Shape;
  /** Take every state_t and every δ_t, where the chunk is a trace. */
  readonly traced?: { readonly states: GPUBuffer; readonly gradients: GPUBuffer };
  /** Networks of the chunk. */
  readonly networks: number;
  /** Those parameters that are the same in every dispatch of the chunk. */
  readonly parameters: Parameters;
  /** Operations of the longest dispatch. */
  readonly dispatchOperations: number;
}

/** Calls `dispatch` for stretches of networks `from … to` that are each short enough to be one dispatch. */
export function overNetworks(
  { dispatchOperations }: Pick<Stage, 'dispatchOperations'>,
  { from, to }: { readonly from: number; readonly to: number },
  operationsPerNetwork: number,
  dispatch: (stretch: { from: number; to: number }) => void,
): void {
  for (const stretch of stretches(from, to, dispatchOperations / operationsPerNetwork)) dispatch(stretch);
}
