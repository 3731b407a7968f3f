/**
 * All Lyapunov exponents of infinitely wide leaky networks with independent entries, by Clark's cavity theory ("Lyapunov
 * spectrum of random neural networks", arXiv 2610.12426). F(s), the share of the exponents below s, is a response of the
 * tangent dynamics slowed by e^−s: on a ring of times, as η → 0, with slopes D = diag φ′(z_t) along random paths of a unit,
 *
 *   Q = [η + γ·D·P·D + |L|²/A]⁻¹,   A = η + γ·⟨D·Q·D⟩,   P = 1/A − |L|²·⟨Q⟩/A²,
 *   F = mean over frequencies ω of ⟨Q⟩·(η + (1 − a·cos ω)/A),
 *
 * where a = (1 − α)·e^−s, γ = (α·g·e^−s)², |L|² = 1 + a² − 2·a·cos ω. Averages do not depend on when: like A and P they are
 * functions of the frequency. A ring closes on itself with its sign or against it; the mean of both is as a ring of twice
 * the length.
 */
import type { Activation } from '../networks/activations/activation.ts';
import { normalQuantile, normals, purpose } from '../networks/normal.ts';
import { entry } from '../networks/vector.ts';
import { AndersonMixer } from './anderson_mixer.ts';
import { type DynamicMeanField, largestExponent } from './dynamic_mean_field.ts';
import type { ExponentLaw } from './exponent_law.ts';

/** How long a ring is, in time constants 1/α, and in steps: a path costs the cube of that. */
const timeConstants = 16;
const leastTimes = 32;
const mostTimes = 64;
/** Paths of a unit, and how many sets of them are drawn to take the one that is most like the process. */
const paths = 64;
const sets = 48;
/** η in units of α: it moves F by a thousandth. */
const regulator = 1e-3;
const mostSweeps = 60;
/** Change of ln P and ln(A − η) in a sweep that is no longer one. */
const settled = 3e-3;

/** The least α whose ring is short enough. */
export const leastLeak = timeConstants / mostTimes;

/**
 * The law of a leak, which is 1 at most, and a gain; undefined once aborted.
 * @param pause lets messages in, between two pieces of work
 */
export async function leakySpectrum(
  activation: Activation,
  field: DynamicMeanField,
  leak: number,
  gain: number,
  pause: () => Promise<void>,
  signal: AbortSignal,
): Promise<ExponentLaw | undefined> {
  const times = Math.max(leastTimes, 2 * Math.ceil(timeConstants / leak / 2));
  const slopes = slopePaths(activation, field, times);
  const top = largestExponent(field, leak, gain);
  const exponents = thresholds(leak, top);
  const shares = exponents.map(() => 0);
  for (const sign of [1, -1] as const) {
    const ring = new Ring(times, sign);
    let kernels: Kernels | undefined;
    for (const [i, exponent] of exponents.entries()) {
      const problem = problemAt(ring, leak, gain, exponent);
      kernels ??= firstKernels(problem, slopes);
      const mixer = new AndersonMixer();
      for (let sweep = 0; sweep < mostSweeps; sweep++) {
        await pause();
        if (signal.aborted) return undefined;
        const logarithms = logarithmsOf(kernels, problem);
        const next = logarithmsOf(swept(problem, slopes, kernels), problem);
        const change = next.map((value, k) => value - entry(logarithms, k));
        kernels = kernelsOf(mixer.next(logarithms, change), problem);
        if (change.every((value) => Math.abs(value) < settled)) break;
      }
      shares[i] = entry(shares, i) + shareBelow(problem, slopes, kernels) / 2;
    }
  }
  return interpolated([top, ...exponents], [1, ...shares]);
}

/** The exponents s, falling, at which the share below is reckoned: close where it is steep, about ln(1 − α). */
function thresholds(leak: number, top: number): number[] {
  const kept = Math.log(1 - leak);
  const above = [0.12, 0.25].map((part) => kept + part * Math.min(leak, top - kept));
  const from = kept + 0.4 * Math.min(leak, top - kept);
  const least = [-0.07, -0.15, -0.3, -0.6, -1.2, -2, -3].map((part) => kept + part * leak);
  // Of a network in chaos one of them is 0, where the number of positive exponents is read.
  const middle =
    top > 0
      ? [0, 1 / 3, 2 / 3, 1].map((part) => from * (1 - part))
      : [0, 1].map((part) => from + (top - from) * part * 0.5);
  const last = top > 0 ? [top / 3, (2 * top) / 3] : [from + 0.75 * (top - from)];
  return [...new Set([...least, kept + 0.05 * leak, ...above, ...middle, ...last])].sort((a, b) => b - a);
}

/** Frequencies of a ring of times that closes with a sign, and sums over them. */
class Ring {
  readonly sign: 1 | -1;
  readonly times: number;
  readonly cosines: Float64Array;
  /** cos(ω_k·t), a row a frequency. */
  readonly #table: Float64Array;

  constructor(times: number, sign: 1 | -1) {
    this.times = times;
    this.sign = sign;
    const frequency = (k: number) => (2 * Math.PI * (k + (sign === 1 ? 0 : 0.5))) / times;
    this.cosines = Float64Array.from({ length: times }, (_, k) => Math.cos(frequency(k)));
    this.#table = Float64Array.from({ length: times ** 2 }, (_, i) =>
      Math.cos(frequency(Math.floor(i / times)) * (i % times)),
    );
  }

  /** By time of what is by frequency; both are even. */
  toTime(symbol: Float64Array): Float64Array {
    return symbol.map((_, time) => {
      let sum = 0;
      for (let k = 0; k < this.times; k++)
        sum += entry(symbol, k) * entry(this.#table, k * this.times + time);
      return sum / this.times;
    });
  }

  toFrequency(values: Float64Array): Float64Array {
    return values.map((_, k) => {
      let sum = 0;
      for (let time = 0; time < this.times; time++) {
        sum += entry(values, time) * entry(this.#table, k * this.times + time);
      }
      return sum;
    });
  }

  /** By frequency, from the sums over each diagonal below the main one of symmetric matrices that weigh as one. */
  fromDiagonals(sums: Float64Array): Float64Array {
    return this.toFrequency(
      sums.map((sum, time) =>
        time === 0 ? sum / this.times : (sum + this.sign * entry(sums, this.times - time)) / this.times,
      ),
    );
  }
}

/** Self-consistent functions of the frequency. */
interface Kernels {
  readonly p: Float64Array;
  readonly a: Float64Array;
}

interface Problem {
  readonly ring: Ring;
  /** a */
  readonly kept: number;
  /** γ */
  readonly strength: number;
  /** η */
  readonly eta: number;
  /** |L|² */
  readonly shift: Float64Array;
}

function problemAt(ring: Ring, leak: number, gain: number, exponent: number): Problem {
  const kept = (1 - leak) * Math.exp(-exponent);
  return {
    ring,
    kept,
    strength: (leak * gain * Math.exp(-exponent)) ** 2,
    eta: leak * regulator,
    shift: ring.cosines.map((cosine) => 1 + kept ** 2 - 2 * kept * cosine),
  };
}

/** Those of units that hear nobody, and what they would then hear. */
function firstKernels({ eta, shift, strength }: Problem, slopes: readonly Float64Array[]): Kernels {
  const squares = slopes.map((path) => path.reduce((sum, slope) => sum + slope ** 2, 0) / path.length);
  const square = squares.reduce((sum, value) => sum + value, 0) / slopes.length;
  const p = shift.map((value) => eta / (eta ** 2 + value));
  return { p, a: p.map((value) => eta + strength * square * value) };
}

const least = 1e-300;

function logarithmsOf({ p, a }: Kernels, { eta }: Problem): Float64Array {
  return Float64Array.from([...p, ...a.map((value) => value - eta)], (value) =>
    Math.log(Math.max(value, least)),
  );
}

function kernelsOf(logarithms: Float64Array, { eta, shift }: Problem): Kernels {
  return {
    p: logarithms.subarray(0, shift.length).map(Math.exp),
    a: logarithms.subarray(shift.length).map((value) => eta + Math.exp(value)),
  };
}

/** ⟨Q⟩ and ⟨D·Q·D⟩ by frequency. */
function responses(
  { ring, strength, eta, shift }: Problem,
  slopes: readonly Float64Array[],
  { p, a }: Kernels,
) {
  const { times } = ring;
  const between = ring.toTime(p);
  const beside = ring.toTime(shift.map((value, k) => value / entry(a, k)));
  const matrix = new Float64Array(times ** 2);
  const [plain, sloped] = [new Float64Array(times), new Float64Array(times)];
  for (const path of slopes) {
    for (let row = 0; row < times; row++) {
      const slope = strength * entry(path, row);
      for (let column = 0; column <= row; column++) {
        const distance = row - column;
        matrix[row * times + column] =
          slope * entry(path, column) * entry(between, distance) + entry(beside, distance);
      }
      matrix[row * (times + 1)] = entry(matrix, row * (times + 1)) + eta;
    }
    negativeInverse(matrix, times);
    for (let row = 0; row < times; row++) {
      for (let column = 0; column <= row; column++) {
        const value = -entry(matrix, row * times + column) / slopes.length;
        const distance = row - column;
        plain[distance] = entry(plain, distance) + value;
        sloped[distance] = entry(sloped, distance) + value * entry(path, row) * entry(path, column);
      }
    }
  }
  return { response: ring.fromDiagonals(plain), sloped: ring.fromDiagonals(sloped) };
}

/** A and P anew. Both may be scaled against each other: of the scales, that is taken at which P and ⟨Q⟩ sum to the same. */
function swept(problem: Problem, slopes: readonly Float64Array[], kernels: Kernels): Kernels {
  const { strength, eta, shift } = problem;
  const { response, sloped } = responses(problem, slopes, kernels);
  const p = kernels.a.map((value, k) => 1 / value - (entry(shift, k) * entry(response, k)) / value ** 2);
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const scale = Math.sqrt(total(response) / total(p));
  return {
    p: p.map((value) => value * scale),
    a: sloped.map((value) => eta + (strength * value) / scale),
  };
}

/** F */
function shareBelow(problem: Problem, slopes: readonly Float64Array[], kernels: Kernels): number {
  const { ring, kept, eta } = problem;
  const { response } = responses(problem, slopes, kernels);
  const sum = response.reduce((all, value, k) => {
    return all + value * (eta + (1 - kept * entry(ring.cosines, k)) / entry(kernels.a, k));
  }, 0);
  return sum / ring.times;
}

/** In place, in the lower triangle: minus the inverse of a symmetric positive matrix, by sweeps (Goodnight 1979). */
function negativeInverse(matrix: Float64Array, size: number): void {
  const column = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const pivot = entry(matrix, k * size + k);
    for (let j = 0; j < size; j++) column[j] = entry(matrix, j < k ? k * size + j : j * size + k);
    for (let i = 0; i < size; i++) {
      if (i === k) continue;
      const factor = entry(column, i) / pivot;
      const row = i * size;
      for (let j = 0; j <= i; j++) matrix[row + j] = entry(matrix, row + j) - factor * entry(column, j);
      if (i > k) matrix[row + k] = factor;
      else matrix[k * size + i] = factor;
    }
    matrix[k * size + k] = -1 / pivot;
  }
}

/**
 * Slopes φ′(z_t) along paths of the process on a ring. Each coordinate of the paths is spread evenly over its
 * distribution; of several sets, that is taken whose ⟨φ′(z_t)·φ′(z_t′)⟩ are nearest to the process's.
 */
function slopePaths(activation: Activation, field: DynamicMeanField, times: number): Float64Array[] {
  const ring = new Ring(times, 1);
  const power = ring.toFrequency(ringCovariance(field.covariance, times)).map((value) => Math.max(0, value));
  let best: { readonly slopes: Float64Array[]; readonly distance: number } | undefined;
  for (let set = 0; set < sets; set++) {
    const coordinates = Array.from({ length: times }, (_, row) => spreadNormals(set, row));
    const slopes = Array.from({ length: paths }, (_, path) =>
      pathOf(power, coordinates, path).map(activation.derivative),
    );
    const distance = strangeness(slopes, field.slopes);
    if (best === undefined || distance < best.distance) best = { slopes, distance };
  }
  return best?.slopes ?? [];
}

/** The covariance on a ring: what is left of it at its ends comes round. */
function ringCovariance(covariance: Float64Array, times: number): Float64Array {
  const far = entry(covariance, covariance.length - 1);
  const ring = new Float64Array(times).fill(far);
  covariance.forEach((value, distance) => {
    for (const place of distance === 0 ? [0] : [distance, -distance]) {
      const at = ((place % times) + times) % times;
      ring[at] = entry(ring, at) + value - far;
    }
  });
  return ring;
}

/** Standard normal numbers, one a path, at equal steps of probability in a random order. */
function spreadNormals(set: number, row: number): Float64Array {
  const keys = normals(1, purpose.input, set, row, paths);
  const order = [...keys.keys()].sort((a, b) => entry(keys, a) - entry(keys, b));
  const numbers = new Float64Array(paths);
  for (const [rank, path] of order.entries()) {
    numbers[path] = normalQuantile(2 ** 32 * ((rank + 0.5) / paths));
  }
  const square = numbers.reduce((sum, value) => sum + value ** 2, 0) / paths;
  return numbers.map((value) => value / Math.sqrt(square));
}

/** A path from its coordinates: the mean, a cosine and a sine of each frequency, and what alternates. */
function pathOf(power: Float64Array, coordinates: readonly Float64Array[], path: number): Float64Array {
  const times = power.length;
  const coordinate = (row: number) => entry(coordinates[row] ?? [], path);
  return power.map((_, time) => {
    let sum = Math.sqrt(entry(power, 0)) * coordinate(0);
    for (let k = 1; 2 * k <= times; k++) {
      const angle = (2 * Math.PI * k * time) / times;
      const last = 2 * k === times;
      const height = Math.sqrt(entry(power, k) * (last ? 1 : 2));
      sum += height * Math.cos(angle) * coordinate(2 * k - 1);
      if (!last) sum += height * Math.sin(angle) * coordinate(2 * k);
    }
    return sum / Math.sqrt(times);
  });
}

/** How far the slopes' second moments are from the process's, over the distances in time that a ring tells apart. */
function strangeness(slopes: readonly Float64Array[], moments: Float64Array): number {
  const times = slopes[0]?.length ?? 0;
  let sum = 0;
  for (let distance = 0; distance < times / 4; distance++) {
    let moment = 0;
    for (const path of slopes) {
      for (let time = 0; time < times; time++)
        moment += entry(path, time) * entry(path, (time + distance) % times);
    }
    const off = moment / (slopes.length * times) - entry(moments, distance);
    sum += (distance === 0 ? 4 : 1) * off ** 2;
  }
  return sum;
}

/** A share of exponents that lie below the steep middle. */
const few = 0.4;

/** Straight between known points (falling exponents, shares below them), and as e^2s below the last. */
function interpolated(exponents: readonly number[], below: readonly number[]): ExponentLaw {
  // Rounding must not make a share rise as its exponent falls.
  const falling = below.map((_, i) => Math.min(1, ...below.slice(0, i + 1)));
  return (share) => {
    const left = 1 - share;
    const next = falling.findIndex((value) => value <= left);
    const [lastExponent, lastShare] = [
      entry(exponents, exponents.length - 1),
      entry(falling, falling.length - 1),
    ];
    if (next === -1) return lastExponent + 0.5 * Math.log(left / lastShare);
    if (next === 0) return entry(exponents, 0);
    const [high, low] = [entry(falling, next - 1), entry(falling, next)];
    // Where few are left their number falls by a factor, not by a difference.
    const part = high < few ? Math.log(high / left) / Math.log(high / low) : (high - left) / (high - low);
    return entry(exponents, next - 1) + part * (entry(exponents, next) - entry(exponents, next - 1));
  };
}
