/**
 * All measurements of one run, in columns by network index: what every chart, table and file reads. Grows
 * by appending chunks in order; entries from `count` on are not measured yet. Entry i of a shard's columns is
 * network `range.from + i`.
 */

import { type Experiment, keptTimes, type NetworkRange, wholeOf } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import type { Measurement, OptionalQuantity } from '../networks/measurement.ts';

/** The norms of one network through time, one entry per kept time. */
export interface Curve {
  /** log10 ‖∂L/∂h_t‖ */
  readonly log10GradientNorm: Float64Array;
  /** The same minus its value at T: what the chain of Jacobians did. */
  readonly log10GradientRatio: Float64Array;
  /** log10 ‖h_t‖ */
  readonly log10StateNorm: Float64Array;
}

export class Collection {
  /** The networks that are measured: all of the experiment, or a shard of it. */
  readonly range: NetworkRange;
  /** The kept times, ascending from 0 to T. */
  readonly times: readonly number[];

  /** g, [networks]. */
  readonly gain: Float64Array;
  /** σ_x, [networks]. */
  readonly inputScale: Float64Array;
  /** σ_b, [networks]. */
  readonly biasScale: Float64Array;
  /** ρ(W_hh) of the candidate's block, [networks]. */
  readonly spectralRadius: Float64Array;
  /** ‖W_hh‖₂ of the candidate's block, [networks]. */
  readonly spectralNorm: Float64Array;
  /** What is measured only where it is wanted, [networks] each; NaN where it was not. */
  readonly optional: Readonly<Record<OptionalQuantity, Float64Array>>;
  /** λ in nats per step, −Infinity for a dead network, [networks]. */
  readonly growthRate: Float64Array;
  /** log10 ‖∂L/∂h_0‖, −Infinity for a dead network, [networks]. */
  readonly log10GradientNorm: Float64Array;
  /** log10 (‖∂L/∂h_0‖ / ‖∂L/∂h_T‖), −Infinity for a dead network, [networks]. */
  readonly log10GradientRatio: Float64Array;
  /** log10 ‖h_T‖, [networks]. */
  readonly log10StateNorm: Float64Array;
  /** Largest t at which the gradient is exactly zero, −1 for a living network, [networks]. */
  readonly deathStep: Int32Array;
  /** log10 ‖∂L/∂h_t‖, row-major [networks × times]. */
  readonly gradientCurves: Float64Array;
  /** log10 ‖h_t‖, row-major [networks × times]. */
  readonly stateCurves: Float64Array;

  #experiment: Experiment;
  #count = 0;

  constructor(experiment: Experiment, range: NetworkRange = wholeOf(experiment)) {
    const networks = range.to - range.from;
    this.#experiment = experiment;
    this.range = range;
    this.times = keptTimes(experiment);
    this.gain = new Float64Array(networks);
    this.inputScale = new Float64Array(networks);
    this.biasScale = new Float64Array(networks);
    this.spectralRadius = new Float64Array(networks);
    this.spectralNorm = new Float64Array(networks);
    const unasked = () => new Float64Array(networks).fill(Number.NaN);
    this.optional = { restRadius: unasked(), parameterNorm: unasked() };
    this.growthRate = new Float64Array(networks);
    this.log10GradientNorm = new Float64Array(networks);
    this.log10GradientRatio = new Float64Array(networks);
    this.log10StateNorm = new Float64Array(networks);
    this.deathStep = new Int32Array(networks);
    this.gradientCurves = new Float64Array(networks * this.times.length);
    this.stateCurves = new Float64Array(networks * this.times.length);
  }

  /** What is measured. */
  get experiment(): Experiment {
    return this.#experiment;
  }

  /** Networks measured so far: the first `count` of the range. */
  get count(): number {
    return this.#count;
  }

  /**
   * Takes the next chunk.
   * @throws {RangeError} where it does not follow the last one, reaches beyond the experiment's networks, or
   * holds another number of norms than its count asks for.
   */
  append(measurement: Measurement): void {
    const { first, count } = measurement;
    const times = this.times.length;
    const { from, to } = this.range;
    const place = first - from;
    if (place !== this.#count) {
      throw new RangeError(
        `Expected a measurement that begins at network ${from + this.#count}, got ${first}.`,
      );
    }
    if (first + count > to) {
      throw new RangeError(`${place + count} networks measured, ${to - from} asked for.`);
    }
    const lengths = [
      measurement.spectralRadius.length,
      measurement.spectralNorm.length,
      measurement.deathStep.length,
      measurement.log10GradientNorm.length / times,
      measurement.log10StateNorm.length / times,
    ];
    if (lengths.some((length) => length !== count)) {
      throw new RangeError(`A measurement of ${count} networks holds columns of ${lengths.join(', ')}.`);
    }
    this.spectralRadius.set(measurement.spectralRadius, place);
    this.spectralNorm.set(measurement.spectralNorm, place);
    const { restRadius, log10ParameterNorm } = measurement;
    if (restRadius) this.optional.restRadius.set(restRadius, place);
    if (log10ParameterNorm) this.optional.parameterNorm.set(log10ParameterNorm, place);
    this.deathStep.set(measurement.deathStep, place);
    this.gradientCurves.set(measurement.log10GradientNorm, place * times);
    this.stateCurves.set(measurement.log10StateNorm, place * times);
    for (let i = place; i < place + count; i++) this.#derive(i);
    this.#count += count;
  }

  /** No more networks will come: the experiment is one of as many as are here, where all of it was asked for. */
  end(): void {
    if (this.#count < this.range.to) this.#experiment = { ...this.#experiment, networks: this.#count };
  }

  /**
   * One network through time: views of the columns, and its ratio computed.
   * @throws {RangeError} where the network is not measured yet.
   */
  curve(index: number): Curve {
    if (!(index >= 0 && index < this.#count)) {
      throw new RangeError(`Network ${index} is not among the ${this.#count} measured.`);
    }
    const from = index * this.times.length;
    const to = from + this.times.length;
    const log10GradientNorm = this.gradientCurves.subarray(from, to);
    const atEnd = log10GradientNorm.at(-1) ?? Number.NaN;
    return {
      log10GradientNorm,
      log10GradientRatio: log10GradientNorm.map((norm) => norm - atEnd),
      log10StateNorm: this.stateCurves.subarray(from, to),
    };
  }

  /** What follows from the settings and the two ends of a curve. */
  #derive(i: number): void {
    const settings = networkSettings(this.experiment, this.range.from + i);
    this.gain[i] = settings.gain;
    this.inputScale[i] = settings.inputScale;
    this.biasScale[i] = settings.biasScale;
    const from = i * this.times.length;
    const atStart = this.gradientCurves[from] ?? Number.NaN;
    const atEnd = this.gradientCurves[from + this.times.length - 1] ?? Number.NaN;
    this.log10StateNorm[i] = this.stateCurves[from + this.times.length - 1] ?? Number.NaN;
    this.log10GradientNorm[i] = atStart;
    this.log10GradientRatio[i] = atStart - atEnd;
    this.growthRate[i] = (Math.LN10 * (atStart - atEnd)) / this.experiment.steps;
  }
}
