/**
 * The laboratory's engine as one job has it: every piece of work waits for its turn, a long measurement makes way for
 * what is more urgent and goes on where it was, and an engine that fails is replaced under way.
 */
import type { Machine } from '../analysis/roofline.ts';
import type {
  Engine,
  Instrument,
  MeasureOptions,
  Specification,
  SpectrumOptions,
} from '../engines/engine.ts';
import { type Experiment, type NetworkRange, wholeOf } from '../experiment/experiment.ts';
import { GivenNetworkError } from '../networks/given/given_network.ts';
import type {
  LearningNetwork,
  LearningReport,
  TrainOptions,
} from '../networks/learning/learning_measurement.ts';
import type { SpectrumMeasurement } from '../networks/lyapunov.ts';
import type { Measurement } from '../networks/measurement.ts';
import { type DrawnNetwork, isDrawn, type SingleNetwork } from '../networks/single_network.ts';
import type { Trace, TraceOptions } from '../networks/trace.ts';
import type { Turns, Worker } from './turns.ts';

/** Where a lease's engine comes from, and what becomes of one that fails. */
export interface Source {
  engine(): Promise<Engine>;
  /** Before a run: whether a better engine is to be had by now. */
  renew(): Promise<void>;
  /**
   * Puts another engine in the place of one that failed, in a measurement just before network `next`.
   * @throws the error where there is none
   */
  replace(failed: Engine, error: unknown, next?: number): Promise<void>;
  /** An engine for a network that is given, and that the first one does not take. */
  beside(): Promise<Engine>;
  /** Networks after which a run ends, where the engine stands in for a faster one. */
  mostNetworks(): Promise<number>;
}

export class Lease implements Instrument {
  readonly #source: Source;
  readonly #turns: Turns;
  readonly #worker: Worker;
  readonly #signal: AbortSignal;
  #waited = 0;
  /** Since when it waits, while it does. */
  #waitsSince: number | undefined;
  /** Whether this lease's turn has come: what is asked during a measurement needs no turn of its own. */
  #holds = false;
  #newest: Engine | undefined;
  /** Of the engine, until it has done something. */
  readonly #description: Specification;

  /** @param description of the engine, until the first turn says which it is */
  constructor(source: Source, turns: Turns, worker: Worker, signal: AbortSignal, description: Specification) {
    this.#source = source;
    this.#turns = turns;
    this.#worker = worker;
    this.#signal = signal;
    this.#description = description;
  }

  /** Milliseconds spent waiting for turns, the one under way included. */
  get waited(): number {
    return this.#waited + (this.#waitsSince === undefined ? 0 : performance.now() - this.#waitsSince);
  }

  /** The engine that has done the newest work. */
  describe(): Specification {
    return this.#newest?.describe() ?? this.#description;
  }

  /** Ends early where an engine that stands in could not measure them all within seconds. */
  measure(experiment: Experiment, options: MeasureOptions): AsyncGenerator<Measurement> {
    return this.#inTurns(experiment, options, (engine, range) =>
      engine.measure(experiment, { ...options, range }),
    );
  }

  /** The same. */
  spectrum(experiment: Experiment, options: SpectrumOptions): AsyncGenerator<SpectrumMeasurement> {
    return this.#inTurns(experiment, options, (engine, range) =>
      engine.spectrum(experiment, { ...options, range }),
    );
  }

  /** Chunks of networks: a turn ends after one when something more urgent waits, or its engine fails. */
  async *#inTurns<Chunk extends { readonly first: number; readonly count: number }>(
    experiment: Experiment,
    options: Pick<MeasureOptions, 'signal' | 'range'>,
    measured: (engine: Engine, range: NetworkRange) => AsyncIterable<Chunk>,
  ): AsyncGenerator<Chunk, void, void> {
    const { from, to } = options.range ?? wholeOf(experiment);
    let next = from;
    let end = to;
    let renewed = false;
    while (next < end) {
      const endTurn = await this.#takeTurn(options.signal);
      let engine: Engine | undefined;
      try {
        if (!renewed) await this.#source.renew();
        renewed = true;
        engine = await this.#engine();
        end = Math.min(to, Math.max(next, from + (await this.#source.mostNetworks())));
        for await (const chunk of measured(engine, { from: next, to: end })) {
          next = chunk.first + chunk.count;
          yield chunk;
          if (this.#turns.isOvertaken(this.#worker)) break;
        }
      } catch (error) {
        options.signal.throwIfAborted();
        if (!engine) throw error;
        await this.#source.replace(engine, error, next);
      } finally {
        endTurn();
      }
    }
  }

  machine(): Promise<Machine> {
    return this.#ask((engine) => engine.machine());
  }

  /** By the engine that has done the newest work. */
  held(): number | undefined {
    return this.#newest?.held();
  }

  weights(network: DrawnNetwork): Promise<Float64Array> {
    return this.#ask((engine) => engine.weights(network));
  }

  train(networks: readonly LearningNetwork[], options: TrainOptions): Promise<LearningReport> {
    return this.#ask((engine) => engine.train(networks, options));
  }

  trace(network: SingleNetwork, options: TraceOptions): Promise<Trace> {
    const units = isDrawn(network) ? 0 : network.hiddenSize;
    return this.#ask((engine) => engine.trace(network, options), units);
  }

  /**
   * One question, on another engine where the first one fails at it, or takes no network of so many units that is
   * given.
   */
  async #ask<Answer>(question: (engine: Engine) => Promise<Answer>, givenUnits = 0): Promise<Answer> {
    const endTurn = this.#holds ? () => undefined : await this.#takeTurn(this.#signal);
    try {
      for (;;) {
        const engine = await this.#engine();
        const takesIt = engine.describe().can.givenUnits >= givenUnits;
        const asked = takesIt ? engine : await this.#source.beside();
        try {
          return await question(asked);
        } catch (error) {
          this.#signal.throwIfAborted();
          // That is the network's fault, and another engine would be none the wiser.
          if (error instanceof GivenNetworkError || asked !== engine) throw error;
          await this.#source.replace(engine, error);
        }
      }
    } finally {
      endTurn();
    }
  }

  async #engine(): Promise<Engine> {
    const engine = await this.#source.engine();
    this.#newest = engine;
    return engine;
  }

  async #takeTurn(signal: AbortSignal): Promise<() => void> {
    const asked = performance.now();
    this.#waitsSince ??= asked;
    const end = await this.#turns.take(this.#worker, signal).finally(() => {
      this.#waitsSince = undefined;
    });
    this.#waited += performance.now() - asked;
    this.#holds = true;
    return () => {
      this.#holds = false;
      end();
    };
  }
}
