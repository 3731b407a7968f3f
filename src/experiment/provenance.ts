/** Where numbers come from: which experiment, measured by which engine on which device. Travels with every result. */
import type { Experiment } from './experiment.ts';
import type { Unfinished } from './unfinished.ts';

export const engineNames = ['webgpu', 'wasm', 'reference'] as const;
export type EngineName = (typeof engineNames)[number];

export interface EngineDescription {
  readonly name: EngineName;
  /** The adapter or processor, as a person would say it. */
  readonly device: string;
  /** What of the device decides the numbers, where that is not all of it: files name it so, and are the same wherever numbers are. */
  readonly arithmetic?: string;
  readonly precision: 'float32' | 'float64';
  /** Whether a processor does a GPU's work (SwiftShader, lavapipe): measurements take longer. */
  readonly software: boolean;
}

/** An engine as files have it: how many share the work, no number depends on. */
export function filedEngine({
  name,
  device,
  arithmetic = device,
  precision,
}: Omit<EngineDescription, 'software'>): Pick<EngineDescription, 'name' | 'device' | 'precision'> {
  return { name, device: arithmetic, precision };
}

/** The oracle, and what stands in where an engine's kernels have no such cell. */
export const float64Engine: EngineDescription = {
  ...{ name: 'reference', device: 'one core', precision: 'float64', software: true },
};

export interface Provenance {
  readonly experiment: Experiment;
  readonly engine: EngineDescription;
  /** Where not all of it is measured. */
  readonly unfinished?: Unfinished | undefined;
}
