/**
 * What Lyapunov exponents say: what an engine has measured of frames, read as exponents with their errors, and what follows
 * from a whole spectrum.
 */
import { type FramePlan, type SpectrumMeasurement, windowSteps } from '../networks/lyapunov.ts';
import { entry } from '../networks/vector.ts';

/** Exponents of one network, in nats per step, the largest first. */
export interface LyapunovSpectrum {
  /** λ_1 ≥ … ≥ λ_k. −Infinity where a direction is lost for good; NaN where rounding has left nothing of it to read. */
  readonly exponents: Float64Array;
  /** Of each, what the means over windows of time scatter by, and what rounding adds. */
  readonly standardErrors: Float64Array;
  /** By how much rounding may have moved their sum, in nats per step. */
  readonly rounding: number;
}

/** An exponent is read where rounding has moved it by less than this, in nats per step. */
const mostRounding = 0.02;

/**
 * What rounding moves an exponent by, in last digits times what they grew by: measured in float32 against float64 along the same
 * trajectories (16 and 64 units, gains 1.5 to 6, every 1 to 4 steps: off by 0.03 to 3.2 times this, 0.4 in the median, where it matters).
 */
const roundings = 8;

/** By how much rounding moves an exponent, in nats per step. */
export function roundingOf(
  amplification: number,
  { plan: { every }, precision }: Pick<ReadingOptions, 'plan' | 'precision'>,
): number {
  return (roundings * precision * amplification) / every;
}

/** How exponents are read. */
export interface ReadingOptions {
  readonly plan: FramePlan;
  /** The distance of 1 from the next number: 2^−23 of float32, 2^−52 of float64. */
  readonly precision: number;
  /** Whether slopes may be exactly zero: only then is a direction lost for good, and not beyond what rounding leaves. */
  readonly masks: boolean;
}

/** The spectrum of the network at a place of a chunk. */
export function spectrumAt(
  measurement: Pick<SpectrumMeasurement, 'count' | 'logs' | 'amplification'>,
  place: number,
  { plan, precision, masks }: ReadingOptions,
): LyapunovSpectrum {
  const { windows, steps } = plan;
  const k = exponentsOf(measurement);
  const read = Array.from({ length: k }, (_, j) => {
    const logs = Array.from({ length: windows }, (_, window) =>
      entry(measurement.logs, (place * windows + window) * k + j),
    );
    const exponent = logs.reduce((sum, log) => sum + log, 0) / steps;
    if (exponent === -Infinity && masks) return { exponent, error: 0, rounding: 0 };
    const rounding = roundingOf(entry(measurement.amplification, place * k + j), { plan, precision });
    if (exponent === -Infinity || rounding > mostRounding) return { exponent: NaN, error: NaN, rounding };
    const means = logs.map((log, window) => log / windowSteps(plan, window));
    return { exponent, error: Math.hypot(errorOfMean(means, exponent), rounding), rounding };
  });
  // What could not be read was the smallest.
  const order = (value: number) => (Number.isNaN(value) ? -Infinity : value);
  read.sort((a, b) => (a.exponent === b.exponent ? 0 : order(b.exponent) - order(a.exponent)));
  return {
    exponents: Float64Array.from(read, ({ exponent }) => exponent),
    standardErrors: Float64Array.from(read, ({ error }) => error),
    rounding: read.reduce((sum, { rounding }) => sum + rounding, 0),
  };
}

/** How the exponents of a network converge. */
export interface Convergence {
  /** Steps of the first w + 1 windows from T on, [windows]. */
  readonly steps: Float64Array;
  /** What the exponents are over these, unsorted, and what the means of these windows scatter by, [windows × k] each. */
  readonly exponents: Float64Array;
  readonly standardErrors: Float64Array;
}

/** Of the network at a place of a chunk. */
export function convergence(
  measurement: Pick<SpectrumMeasurement, 'count' | 'logs' | 'amplification'>,
  place: number,
  plan: FramePlan,
): Convergence {
  const k = exponentsOf(measurement);
  const exponents = new Float64Array(plan.windows * k);
  const standardErrors = new Float64Array(plan.windows * k);
  const sums = new Float64Array(k);
  const steps = new Float64Array(plan.windows);
  const means = Array.from({ length: k }, (): number[] => []);
  let passed = 0;
  for (let window = 0; window < plan.windows; window++) {
    passed += windowSteps(plan, window);
    steps[window] = passed;
    for (let j = 0; j < k; j++) {
      const log = entry(measurement.logs, (place * plan.windows + window) * k + j);
      const exponent = (entry(sums, j) + log) / passed;
      sums[j] = entry(sums, j) + log;
      exponents[window * k + j] = exponent;
      means[j]?.push(log / windowSteps(plan, window));
      standardErrors[window * k + j] = errorOfMean(means[j] ?? [], exponent);
    }
  }
  return { steps, exponents, standardErrors };
}

/**
 * Kaplan–Yorke dimension of the attractor: the largest number of directions whose volumes do not shrink, and a part of the
 * next (Kaplan & Yorke 1979). 0 where all shrink; NaN where it is not to be had from the exponents that are known.
 * @param exponents the largest first
 * @param all how many there are in all
 */
export function kaplanYorkeDimension(exponents: ArrayLike<number>, all: number): number {
  let sum = 0;
  for (let k = 0; k < exponents.length; k++) {
    const exponent = entry(exponents, k);
    if (Number.isNaN(exponent)) return NaN;
    if (sum + exponent < 0) return k + sum / Math.abs(exponent);
    sum += exponent;
  }
  return exponents.length === all ? all : NaN;
}

/**
 * The sum of the positive exponents, in nats per step: what the network makes of the digits of its initial state (Pesin 1977).
 * NaN where a positive one may be unknown.
 */
export function entropyRate(exponents: ArrayLike<number>, all: number): number {
  const positive = positiveExponents(exponents);
  if (positive === exponents.length && positive < all) return NaN;
  let sum = 0;
  for (let k = 0; k < positive; k++) sum += entry(exponents, k);
  return sum;
}

/** How many exponents are positive; those known come first. */
export function positiveExponents(exponents: ArrayLike<number>): number {
  let k = 0;
  while (k < exponents.length && entry(exponents, k) > 0) k += 1;
  return k;
}

/**
 * Σλ_i − (ln |det g·W| + ⟨Σ ln φ′⟩), in nats per step: zero but for rounding, whatever the trajectory. −Infinity of both is no
 * residual: NaN.
 */
export function sumResidual(exponents: Float64Array, logSlopes: number, logDeterminant: number): number {
  return exponents.reduce((sum, exponent) => sum + exponent, 0) - (logSlopes + logDeterminant);
}

function exponentsOf({ count, amplification }: Pick<SpectrumMeasurement, 'count' | 'amplification'>): number {
  return amplification.length / count;
}

/** The standard error of a mean of these, with the same weight each; NaN of one alone. */
function errorOfMean(values: readonly number[], mean: number): number {
  const n = values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n * (n - 1)));
}
