/**
 * The one interface behind which everything that measures an experiment stands. Engines know nothing of
 * the page.
 */
import type { Machine } from '../analysis/roofline.ts';
import type { Experiment, NetworkRange } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type {
  LearningNetwork,
  LearningReport,
  TrainOptions,
} from '../networks/learning/learning_measurement.ts';
import type { SpectrumMeasurement } from '../networks/lyapunov.ts';
import type { DispensableQuantity, Measurement, OptionalQuantity } from '../networks/measurement.ts';
import type { DrawnNetwork, SingleNetwork } from '../networks/single_network.ts';
import type { Trace, TraceOptions } from '../networks/trace.ts';

/** What an engine is, and what it can do. */
export interface Specification extends EngineDescription {
  readonly can: {
    /** Units of the largest network that may be given; 0 where all are drawn. */
    readonly givenUnits: number;
  };
  /**
   * How its kernels are laid out for the newest size, why, and how fast what was tried for it is, a sentence each; absent where
   * there is no choice.
   */
  readonly tuning?: readonly string[];
}

export interface MeasureOptions {
  /** Aborting stops the engine within one chunk; the iteration then ends with the signal's reason. */
  readonly signal: AbortSignal;
  /** What is measured besides the quantities that every measurement has: each costs something. */
  readonly wants?: readonly OptionalQuantity[];
  /** What nobody will look at. An engine may find it nevertheless, where something wanted stands on it. */
  readonly without?: readonly DispensableQuantity[];
  /** Measures only these networks (a shard), each with the numbers it has in the whole run. */
  readonly range?: NetworkRange;
  /** Told, in a sentence for a person, of what happened on the way (a lost device, a smaller buffer). */
  readonly notify?: (sentence: string) => void;
  /**
   * Told now and then, while networks take long, how much is done beyond the measurements so far, in networks: 0.25 is a
   * quarter of one's steps.
   */
  readonly progress?: (networks: number) => void;
}

/** How Lyapunov spectra are measured. */
export interface SpectrumOptions extends Omit<MeasureOptions, 'wants' | 'without'> {
  /** k: exponents of each network, the largest ones; at most the entries of its state. */
  readonly exponents: number;
  /** Steps between two orthonormalisations, 1 … 8. */
  readonly every: number;
}

/** Whether ρ and ‖W‖ are found: unless they are done without, and ρ at rest is not made of them. */
export function findsSpectra({
  wants = [],
  without = [],
}: Pick<MeasureOptions, 'wants' | 'without'>): boolean {
  return !without.includes('spectra') || wants.includes('restRadius');
}

/**
 * Several callers may share an engine, and need not know of one another:
 *
 * - Measures queue, one behind another in the order in which they are first asked for a chunk; each has the numbers
 *   that it has alone. One that is asked for within a loop over another waits until that loop is left.
 * - What is asked about one network may be asked at any time, also within a loop over a measure: it is
 *   answered between two chunks, one question after another, and waits for no measure to end.
 * - An aborted signal stops its own work within one chunk, also while that waits for its turn or for somebody to read
 *   on; the next turn then begins. So it does where a consumer leaves its loop.
 * - Disposing rejects whatever is under way or waits, and whatever is asked later.
 */
export interface Engine {
  describe(): Specification;
  /** Chunks of networks in order of their index, each as soon as it is finished. */
  measure(experiment: Experiment, options: MeasureOptions): AsyncIterable<Measurement>;
  /**
   * What a frame of k directions gains along each network's own trajectory: see `networks/lyapunov.ts`. Chunks, turns and
   * stops as with `measure`.
   * @throws {RangeError} for more exponents than a state has entries
   */
  spectrum(experiment: Experiment, options: SpectrumOptions): AsyncIterable<SpectrumMeasurement>;
  /**
   * Takes networks that learn together some updates further: a question, which is answered between two chunks of a measure.
   * Whoever asks for few updates at a time lets others in. What comes back is independent of how many networks are asked about
   * at once.
   */
  train(networks: readonly LearningNetwork[], options: TrainOptions): Promise<LearningReport>;
  /**
   * Everything about one network, or about a stretch of its times: see {@link TraceOptions}.
   * @throws {GivenNetworkError} where one that is given is too large for the engine, or its numbers leave its range
   * @throws {RangeError} in a sentence, where so many times are more than fits
   */
  trace(network: SingleNetwork, options: TraceOptions): Promise<Trace>;
  /** W at gain 1, as a trace has it, in less time. */
  weights(network: DrawnNetwork): Promise<Float64Array>;
  /** What this machine can do at most: measured in some tenths of a second, between two measures, each time that it is asked; the most counts. */
  machine(): Promise<Machine>;
  /** Bytes of memory that it holds now, on a device or in workers; undefined where nobody counts them. */
  held(): number | undefined;
  /** Gives back what the engine holds. */
  dispose(): void;
}

/** An engine as those who work with it see it: only who opened it gives it back. */
export type Instrument = Omit<Engine, 'dispose'>;
