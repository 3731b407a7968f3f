/** One run over a range of an experiment's networks: shares go to the workers, measurements come in order. */

import { type Experiment, keptTimes, type NetworkRange } from '../../experiment/experiment.ts';
import { networkSettings } from '../../experiment/network_settings.ts';
import { cellOf } from '../../networks/cells.ts';
import type { Measurement, OptionalQuantity, WorkSeconds } from '../../networks/measurement.ts';
import { passOperations } from '../../networks/operations.ts';
import { entry } from '../../networks/vector.ts';
import type { MeasureOptions } from '../engine.ts';
import {
  levels,
  radiusOperations,
  spectrumFromSums,
  spectrumOperations,
  trustedRadius,
} from '../spectral_radius.ts';
import { Assignment } from './assignment.ts';
import { drawsCheaply, shareSizes } from './cost.ts';
import { type MeasureResult, measureLayout, type NetworkTask, parametersOf, settingsOf } from './task.ts';
import type { Thread } from './thread.ts';
import type { WeightLedger } from './weight_ledger.ts';

/** Shares that wait with a worker, so that it need not wait for the next message. */
const sharesAhead = 2;
/** Networks per worker that may lie finished before they are taken: a slow reader is waited for, not outrun. */
const networksFinished = 2048;
/** Measurements come no closer than this, in milliseconds, after the first: each costs the charts something. */
const betweenMeasurements = 30;

/** A network that has come back, with others in one result. */
interface FinishedNetwork {
  readonly result: MeasureResult;
  readonly place: number;
  readonly operations: number;
}

export class Run {
  readonly #experiment: Experiment;
  readonly #range: NetworkRange;
  readonly #threads: readonly Thread[];
  readonly #ledger: WeightLedger;
  readonly #signal: AbortSignal;
  readonly #progress: MeasureOptions['progress'];
  readonly #wants: readonly OptionalQuantity[];
  /** Whether ρ and ‖W‖ are found. */
  readonly #spectra: boolean;
  readonly #assignment: Assignment;
  readonly #common;
  readonly #finished = new Map<number, FinishedNetwork>();
  readonly #underWay = new Set<Promise<void>>();
  /** Networks of the shares under way. */
  readonly #away = new Set<number>();
  /** Of shares under way that take long: how many of their networks are done, in parts of one. */
  readonly #parts = new Map<object, number>();
  readonly #stop = new AbortController();
  /** Shares that each worker has been given and not brought back. */
  readonly #ahead: number[];
  /** The first network that has not been taken. */
  #next: number;
  #failure: unknown;
  /** Wakes whoever waits for a share. */
  #wake: () => void = () => undefined;

  constructor(
    experiment: Experiment,
    {
      range,
      wants,
      spectra,
      signal,
      progress,
    }: Required<Pick<MeasureOptions, 'range' | 'wants' | 'signal'>> &
      Pick<MeasureOptions, 'progress'> & { readonly spectra: boolean },
    threads: readonly Thread[],
    ledger: WeightLedger,
  ) {
    const { rest } = cellOf(experiment);
    const ownRest = wants.includes('restRadius') && rest.direct !== 0;
    this.#experiment = experiment;
    this.#range = range;
    this.#threads = threads;
    this.#ledger = ledger;
    this.#signal = signal;
    this.#progress = progress;
    this.#wants = wants;
    this.#spectra = spectra;
    this.#ahead = threads.map(() => 0);
    this.#next = range.from;
    this.#assignment = new Assignment(
      range,
      threads.length,
      (index) => ledger.keeper(index),
      (kept) => shareSizes(experiment, wants, { kept, spectra, rest: ownRest }),
      drawsCheaply(experiment, wants),
    );
    this.#common = {
      kind: 'measure',
      layout: measureLayout(experiment),
      parameters: parametersOf(experiment, wants),
      times: keptTimes(experiment),
      rest: ownRest ? rest : undefined,
    } as const;
  }

  /** Measurements in order of their networks. */
  async *measurements(): AsyncGenerator<Measurement, void, void> {
    const abort = () => this.#wake();
    this.#signal.addEventListener('abort', abort);
    try {
      let last = Number.NEGATIVE_INFINITY;
      while (this.#next < this.#range.to) {
        this.#threads.forEach((_, worker) => {
          this.#keepBusy(worker);
        });
        await this.#network(last + betweenMeasurements);
        const measurement = this.#measurementOf(this.#next, this.#take());
        this.#next += measurement.count;
        last = performance.now();
        yield measurement;
        this.#check();
      }
    } finally {
      this.#signal.removeEventListener('abort', abort);
    }
  }

  stop(): void {
    this.#stop.abort();
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #check(): void {
    this.#signal.throwIfAborted();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Waits until the next network is back, and for a moment longer while more are under way. */
  async #network(notBefore: number): Promise<void> {
    for (;;) {
      this.#check();
      const wait = this.#underWay.size === 0 ? 0 : notBefore - performance.now();
      if (this.#finished.has(this.#next) && wait <= 0) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Whether enough lies ready. Behind a network that nobody has yet it only piles up, and somebody has to go on. */
  get #isAhead(): boolean {
    if (this.#finished.size < networksFinished * this.#threads.length) return false;
    return this.#finished.has(this.#next) || this.#away.has(this.#next);
  }

  /** Gives a worker shares until enough of them wait with it. */
  #keepBusy(worker: number): void {
    while (entry(this.#ahead, worker) < sharesAhead && !this.#isAhead && this.#hand(worker));
  }

  /** Gives a worker its next share, and more when it is done; false where there is none for it. */
  #hand(worker: number): boolean {
    const thread = this.#threads[worker];
    const { signal: stopped } = this.#stop;
    if (!thread || stopped.aborted || this.#failure !== undefined || this.#signal.aborted) return false;
    const networks = this.#assignment.next(worker).map((index) => this.#networkTask(worker, index));
    if (networks.length === 0) return false;
    for (const { index } of networks) this.#away.add(index);
    this.#ahead[worker] = entry(this.#ahead, worker) + 1;
    const progress = (part: number) => {
      this.#parts.set(networks, part);
      this.#tellProgress();
    };
    const done = thread.run({ ...this.#common, networks }, { signal: stopped, progress }).then(
      (result) => this.#finish(networks, result),
      (error: unknown) => {
        this.#failure ??= error;
        // Also where nobody hears of it: a worker that failed has lost what it kept.
        this.#ledger.forget();
      },
    );
    const ended = done.finally(() => {
      this.#underWay.delete(ended);
      this.#parts.delete(networks);
      this.#ahead[worker] = entry(this.#ahead, worker) - 1;
      this.#keepBusy(worker);
      this.#wake();
    });
    this.#underWay.add(ended);
    return true;
  }

  #networkTask(worker: number, index: number): NetworkTask {
    const draws = this.#ledger.keeper(index) !== worker;
    const slot = this.#ledger.slot(worker, index);
    const spectrum = this.#spectra && !this.#ledger.isKnown(index);
    return { index, settings: settingsOf(this.#experiment, index), slot, draws, spectrum };
  }

  #finish(networks: readonly NetworkTask[], result: MeasureResult): void {
    networks.forEach(({ index, spectrum }, place) => {
      this.#away.delete(index);
      if (spectrum) {
        const sums = result.sums.subarray(place * levels, (place + 1) * levels);
        this.#ledger.learn(index, spectrumFromSums(sums));
      }
      if (result.stopped) return;
      this.#finished.set(index, { result, place, operations: this.#operations(spectrum) });
    });
  }

  /** Networks that have come back and those that are on their way, in parts. */
  #tellProgress(): void {
    const parts = [...this.#parts.values()].reduce((sum, part) => sum + part, 0);
    this.#progress?.(this.#finished.size + parts);
  }

  #operations(spectrum: boolean): number {
    const { hiddenSize } = this.#experiment;
    const spectra =
      (spectrum ? spectrumOperations(hiddenSize) : 0) +
      (this.#common.rest ? radiusOperations(hiddenSize) : 0);
    return passOperations(this.#experiment, this.#wants) + spectra;
  }

  /** The networks that are back, from the next one on without a gap. */
  #take(): FinishedNetwork[] {
    const networks: FinishedNetwork[] = [];
    for (;;) {
      const index = this.#next + networks.length;
      const network = this.#finished.get(index);
      if (!network) return networks;
      this.#finished.delete(index);
      networks.push(network);
    }
  }

  #measurementOf(first: number, networks: readonly FinishedNetwork[]): Measurement {
    const count = networks.length;
    const times = this.#common.times.length;
    const atGain = (quantity: (index: number) => number) =>
      Float64Array.from({ length: count }, (_, i) =>
        this.#spectra ? this.#gain(first + i) * quantity(first + i) : Number.NaN,
      );
    const deathStep = new Int32Array(count);
    const log10StateNorm = new Float64Array(count * times);
    const log10GradientNorm = new Float64Array(count * times);
    networks.forEach(({ result, place }, i) => {
      const row = (norms: Float64Array) => norms.subarray(place * times, (place + 1) * times);
      deathStep[i] = entry(result.deathStep, place);
      log10StateNorm.set(row(result.log10StateNorm), i * times);
      log10GradientNorm.set(row(result.log10GradientNorm), i * times);
    });
    return {
      first,
      count,
      spectralRadius: atGain((index) => this.#ledger.radius(index)),
      spectralNorm: atGain((index) => this.#ledger.norm(index)),
      ...(this.#wants.includes('restRadius') && {
        restRadius: Float64Array.from(networks, (network, i) => this.#radiusAtRest(network, first + i)),
      }),
      ...(this.#wants.includes('parameterNorm') && {
        log10ParameterNorm: Float64Array.from(networks, ({ result, place }) =>
          entry(result.log10ParameterNorm, place),
        ),
      }),
      log10GradientNorm,
      log10StateNorm,
      deathStep,
      operations: networks.reduce((sum, { operations }) => sum + operations, 0),
      seconds: { drawing: this.#seconds('drawing', networks), passes: this.#seconds('passes', networks) },
    };
  }

  /** A share's time is that of each of its networks alike; workers work side by side. */
  #seconds(part: keyof WorkSeconds, networks: readonly FinishedNetwork[]): number {
    const each = networks.map(({ result }) => result.seconds[part] / result.deathStep.length);
    return each.reduce((sum, seconds) => sum + seconds, 0) / this.#threads.length;
  }

  #gain(index: number): number {
    return networkSettings(this.#experiment, index).gain;
  }

  #radiusAtRest({ result, place }: FinishedNetwork, index: number): number {
    if (this.#common.rest) {
      return trustedRadius(result.restSums.subarray(place * levels, (place + 1) * levels));
    }
    return cellOf(this.#experiment).rest.slope * this.#gain(index) * this.#ledger.radius(index);
  }
}
