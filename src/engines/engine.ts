/**
 * The one interface behind which everything that measures an experiment stands. Engines know nothing of
 * the page.
 */
import type { Experiment, NetworkRange } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { GivenNetwork } from '../networks/given/given_network.ts';
import type { Measurement } from '../networks/measurement.ts';
import type { Spectrum } from '../networks/spectrum.ts';
import type { GivenTrace, Trace } from '../networks/trace.ts';

export interface MeasureOptions {
  /** Aborting stops the engine within one chunk; the iteration then ends with the signal's reason. */
  readonly signal: AbortSignal;
  /** Whether ρ of the step's Jacobian at rest is wanted too: it costs a spectrum whenever the gain changes. */
  readonly restRadius?: boolean;
  /** Measures only these networks (a shard), each with the numbers it has in the whole run. */
  readonly range?: NetworkRange;
  /** Told, in a sentence for a person, of what happened on the way (a lost device, a smaller buffer). */
  readonly notify?: (sentence: string) => void;
}

export interface Engine {
  describe(): EngineDescription;
  /** Chunks of networks in order of their index, each as soon as it is finished. */
  measure(experiment: Experiment, options: MeasureOptions): AsyncIterable<Measurement>;
  /** W of network `index` at gain 1, the cell's blocks below one another, row-major [blocks·hiddenSize × hiddenSize]. */
  weights(experiment: Experiment, index: number): Promise<Float64Array>;
  /** Everything about network `index` of the experiment. */
  trace(experiment: Experiment, index: number): Promise<Trace>;
  /**
   * Everything about a network that is given instead of drawn.
   * @throws {GivenNetworkError} where its numbers leave the engine's range, or the engine only draws
   */
  traceGiven(given: GivenNetwork, signal: AbortSignal): Promise<GivenTrace>;
  /** Of one given matrix, row-major [size × size]. @throws {GivenNetworkError} where the engine only draws */
  spectrum(matrix: Float64Array, size: number): Promise<Spectrum>;
  /** Gives back what the engine holds. */
  dispose(): void;
}

/** An engine as those who work with it see it: only who opened it gives it back. */
export type Instrument = Omit<Engine, 'dispose'>;
