/** Where numbers come from: which experiment, measured by which engine on which device. Travels with every result. */
import type { Experiment } from './experiment.ts';

export const engineNames = ['webgpu', 'wasm', 'reference'] as const;
export type EngineName = (typeof engineNames)[number];

export interface EngineDescription {
  readonly name: EngineName;
  /** The adapter or processor, as a person would say it. */
  readonly device: string;
  readonly precision: 'float32' | 'float64';
  /** Whether a processor does a GPU's work (SwiftShader, lavapipe): measurements take longer. */
  readonly software: boolean;
}

/** The oracle, and what stands in where an engine's kernels have no such cell. */
export const float64Engine: EngineDescription = {
  ...{ name: 'reference', device: 'one core', precision: 'float64', software: true },
};

export interface Provenance {
  readonly experiment: Experiment;
  readonly engine: EngineDescription;
}
