/**
 * Balancing: D·A·D⁻¹ with powers of two in D has the eigenvalues of A to the last bit, and where rows and columns of a
 * unit are of like size a far smaller norm, against which rounding is measured (Osborne 1960; Parlett & Reinsch 1969).
 */
import { timesPowerOfTwo } from '../scaled_vector.ts';
import { entry } from '../vector.ts';
import { type Square, zeroSquare } from './square.ts';

/** Rounds of balancing at most; most matrices take one or two. */
const mostRounds = 100;
/** Rounds of conjugate gradients a unit. */
const roundsPerUnit = 2;

/** The entries of a matrix beside its diagonal that are not zero: i, j and log₂|a_ij|. */
interface Links {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly sizes: Float64Array;
  readonly units: number;
}

export interface Balanced {
  /** 2^−exponent·D·A·D⁻¹, its largest entry in [1, 2). */
  readonly matrix: Square;
  readonly exponent: number;
}

/** Balances the block of some units of a row-major matrix [size × size], which is not all zeros. */
export function balanced(matrix: Float64Array, size: number, units: readonly number[]): Balanced {
  const links = linksOf(matrix, size, units);
  const scale = scales(links).map(Math.round);
  const place = (i: number, j: number) => entry(matrix, entry(units, i) * size + entry(units, j));
  const shift = (i: number, j: number) => entry(scale, i) - entry(scale, j);
  let exponent = -Infinity;
  units.forEach((_, i) => {
    const diagonal = Math.abs(place(i, i));
    if (diagonal > 0) exponent = Math.max(exponent, Math.floor(Math.log2(diagonal)));
  });
  links.sizes.forEach((log, link) => {
    const shifted = log + shift(entry(links.rows, link), entry(links.columns, link));
    exponent = Math.max(exponent, Math.floor(shifted));
  });
  const result = zeroSquare(units.length);
  units.forEach((_, i) => {
    units.forEach((_, j) => {
      result.values[i * result.stride + j] = timesPowerOfTwo(place(i, j), shift(i, j) - exponent);
    });
  });
  return { matrix: result, exponent };
}

function linksOf(matrix: Float64Array, size: number, units: readonly number[]): Links {
  const [rows, columns, sizes]: [number[], number[], number[]] = [[], [], []];
  units.forEach((unit, i) => {
    units.forEach((other, j) => {
      const value = Math.abs(entry(matrix, unit * size + other));
      if (i === j || value === 0) return;
      rows.push(i);
      columns.push(j);
      sizes.push(Math.log2(value));
    });
  });
  return {
    ...{ rows: Int32Array.from(rows), columns: Int32Array.from(columns) },
    ...{ sizes: Float64Array.from(sizes), units: units.length },
  };
}

/** log₂ of D's diagonal, not rounded yet. */
function scales(links: Links): Float64Array {
  const none = new Float64Array(links.units);
  if (isSettled(stepsFrom(links, none))) return none;
  const even = evenScales(links);
  let scale = logNorm(links, even) < logNorm(links, none) ? even : none;
  let least = logNorm(links, scale);
  for (let round = 0; round < mostRounds; round++) {
    const steps = stepsFrom(links, scale);
    if (isSettled(steps)) break;
    // All at once, and half as far: neighbours move towards one another.
    const next = scale.map((value, i) => value + entry(steps, i) / 2);
    const norm = logNorm(links, next);
    if (norm >= least) break;
    [scale, least] = [next, norm];
  }
  return scale;
}

/** By how much each unit's scale is to grow for its row and column to be of one size, the others staying. */
function stepsFrom(links: Links, scale: Float64Array): Float64Array {
  const [rows, columns] = logNorms(links, scale);
  return rows.map((row, i) => (entry(columns, i) - row) / 2);
}

/** Within a factor of two no power of two helps. */
function isSettled(steps: Float64Array): boolean {
  return steps.every((step) => Math.abs(step) < 0.5);
}

/**
 * The scales d that make all entries as equal as can be, Σ (log₂|a_ij| + d_i − d_j)² least, by conjugate gradients: at
 * once what balancing unit by unit would take n² rounds for along a chain of n.
 */
function evenScales(links: Links): Float64Array {
  const { rows, columns, sizes, units } = links;
  const scale = new Float64Array(units);
  /** Σ over links of what crosses them, into their rows and out of their columns. */
  const gathered = (across: (link: number) => number) => {
    const sums = new Float64Array(units);
    for (let link = 0; link < sizes.length; link++) {
      const [row, column, value] = [entry(rows, link), entry(columns, link), across(link)];
      sums[row] = entry(sums, row) + value;
      sums[column] = entry(sums, column) - value;
    }
    return sums;
  };
  let residual = gathered((link) => -entry(sizes, link));
  let direction = residual.slice();
  let square = dot(residual, residual);
  const enough = 1e-6 * square;
  for (let round = 0; round < roundsPerUnit * units && square > enough; round++) {
    const image = gathered(
      (link) => entry(direction, entry(rows, link)) - entry(direction, entry(columns, link)),
    );
    const step = square / dot(direction, image);
    const along = direction;
    along.forEach((value, i) => {
      scale[i] = entry(scale, i) + step * value;
    });
    residual = residual.map((value, i) => value - step * entry(image, i));
    const next = dot(residual, residual);
    direction = residual.map((value, i) => value + (next / square) * entry(along, i));
    square = next;
  }
  return scale;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * entry(b, i), 0);
}

/** log₂ of the norms of D·A·D⁻¹'s rows and columns, their diagonal left out. */
function logNorms({ rows, columns, sizes, units }: Links, scale: Float64Array): [Float64Array, Float64Array] {
  const most = [new Float64Array(units).fill(-Infinity), new Float64Array(units).fill(-Infinity)] as const;
  const sums = [new Float64Array(units), new Float64Array(units)] as const;
  const shifted = (link: number) =>
    entry(sizes, link) + entry(scale, entry(rows, link)) - entry(scale, entry(columns, link));
  for (let link = 0; link < sizes.length; link++) {
    const [row, column, size] = [entry(rows, link), entry(columns, link), shifted(link)];
    most[0][row] = Math.max(entry(most[0], row), size);
    most[1][column] = Math.max(entry(most[1], column), size);
  }
  for (let link = 0; link < sizes.length; link++) {
    const [row, column, size] = [entry(rows, link), entry(columns, link), shifted(link)];
    sums[0][row] = entry(sums[0], row) + 4 ** (size - entry(most[0], row));
    sums[1][column] = entry(sums[1], column) + 4 ** (size - entry(most[1], column));
  }
  const norms = (side: 0 | 1) =>
    most[side].map((size, unit) => size + Math.log2(entry(sums[side], unit)) / 2);
  return [norms(0), norms(1)];
}

/** log₂ of the Frobenius norm of D·A·D⁻¹ without its diagonal. */
function logNorm(links: Links, scale: Float64Array): number {
  const [rows] = logNorms(links, scale);
  const most = rows.reduce((largest, row) => Math.max(largest, row), -Infinity);
  return most + Math.log2(rows.reduce((sum, row) => sum + 4 ** (row - most), 0)) / 2;
}
