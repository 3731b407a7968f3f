/**
 * The spectrum of one recurrent matrix in float64, with a bound of what is lost: what the kernels are compared with, and
 * what is said of a matrix that somebody gives. A matrix falls into blocks that do not hear one another both ways; each
 * is balanced and brought to its Schur form, and the condition of every eigenvalue says how far rounding moved it.
 */
import { largestModulus } from './rest_radius.ts';
import { anyExponent, rescaled, timesPowerOfTwo } from './scaled_vector.ts';
import { balanced } from './spectra/balance.ts';
import { conditions } from './spectra/conditions.ts';
import { type RadiusBounds, radiusBounds } from './spectra/discs.ts';
import { doubleEpsilon } from './spectra/double_double.ts';
import type { Eigenvalue } from './spectra/eigenvalue.ts';
import { fineSchur } from './spectra/fine_schur.ts';
import { toHessenberg } from './spectra/hessenberg.ts';
import { largestSingularValueBelow } from './spectra/lanczos.ts';
import { type SchurForm, toSchur } from './spectra/schur.ts';
import { shake } from './spectra/shake.ts';
import { largestSingularValue } from './spectra/singular.ts';
import type { Square } from './spectra/square.ts';
import { atOnce, type Steps } from './spectra/steps.ts';
import { strongComponents } from './spectra/strong_components.ts';
import { entry } from './vector.ts';

export type { Eigenvalue } from './spectra/eigenvalue.ts';

/** Of one recurrent matrix. */
export interface Spectrum {
  /** ρ, the largest eigenvalue modulus. */
  readonly radius: number;
  /** ‖·‖₂, the largest singular value. */
  readonly norm: number;
}

export interface Eigenvalues {
  /** All of them, each as often as it counts. */
  readonly values: readonly Eigenvalue[];
  /** ρ; 0 where the matrix is nilpotent by its zeros alone, and nowhere else. */
  readonly radius: number;
  /** How far ρ may be from the truth, at most. */
  readonly radiusError: number;
}

/** Everything of one matrix. */
export interface MatrixSpectrum extends Eigenvalues {
  readonly norm: number;
}

/** The spectrum of a row-major square matrix [size × size]; a step takes some milliseconds at most. */
export function* spectrumSteps(matrix: Float64Array, size: number): Steps<MatrixSpectrum> {
  const found = yield* eigenvalueSteps(matrix, size);
  return { ...found, norm: yield* spectralNormSteps(matrix, size) };
}

/** Units up to which eigenvalues are computed: their time grows with the cube, to a minute here. */
export const mostSpectralUnits = 1024;

/**
 * As spectrumSteps, but of a matrix with more units than that only the norm, from below: no eigenvalues, and NaN for ρ and its
 * error, as nothing bounds them.
 */
export function* anySpectrumSteps(matrix: Float64Array, size: number): Steps<MatrixSpectrum> {
  if (size <= mostSpectralUnits) return yield* spectrumSteps(matrix, size);
  const { values, exponent } = rescaled({ values: matrix, exponent: 0 }, anyExponent);
  const norm = timesPowerOfTwo(yield* largestSingularValueBelow(values, size), exponent);
  return { values: [], radius: Number.NaN, radiusError: Number.NaN, norm };
}

/** The eigenvalues of a row-major square matrix [size × size]; a step takes some milliseconds at most. */
export function* eigenvalueSteps(matrix: Float64Array, size: number): Steps<Eigenvalues> {
  const values: Eigenvalue[] = [];
  let [least, most] = [0, 0];
  for (const units of strongComponents(matrix, size)) {
    const block = yield* blockEigenvalues(matrix, size, units);
    values.push(...block.values);
    least = Math.max(least, block.bounds.least);
    most = Math.max(most, block.bounds.most);
  }
  const radius = largestModulus(values);
  // A zero that is not proven is the middle of what it may be.
  if (radius === 0) return { values, radius: most / 2, radiusError: most / 2 };
  return { values, radius, radiusError: Math.max(most - radius, radius - least) };
}

/** All eigenvalues of a row-major square matrix [size × size]. */
export function eigenvalues(matrix: Float64Array, size: number): readonly Eigenvalue[] {
  return atOnce(eigenvalueSteps(matrix, size)).values;
}

/** The same in a fraction of the time, without a bound of what is lost: for clouds of them, which are looked at. */
export function* bareEigenvalueSteps(matrix: Float64Array, size: number): Steps<readonly Eigenvalue[]> {
  const values: Eigenvalue[] = [];
  for (const units of strongComponents(matrix, size)) {
    const [only = 0] = units;
    if (units.length === 1) {
      values.push({ real: entry(matrix, only * size + only), imaginary: 0 });
      continue;
    }
    const { matrix: block, exponent } = balanced(matrix, size, units);
    yield;
    const { real, imaginary } = yield* schurOf(block, 0);
    real.forEach((value, i) => {
      values.push({
        real: timesPowerOfTwo(value, exponent),
        imaginary: timesPowerOfTwo(entry(imaginary, i), exponent),
      });
    });
  }
  return values;
}

/** ρ: the largest eigenvalue modulus. */
export function spectralRadius(matrix: Float64Array, size: number): number {
  return atOnce(eigenvalueSteps(matrix, size)).radius;
}

interface BlockEigenvalues {
  readonly values: readonly Eigenvalue[];
  readonly bounds: RadiusBounds;
}

/** The eigenvalues of units that hear one another, or of one that may hear itself. */
function* blockEigenvalues(
  matrix: Float64Array,
  size: number,
  units: readonly number[],
): Steps<BlockEigenvalues> {
  const [only = 0] = units;
  if (units.length === 1) {
    const real = entry(matrix, only * size + only);
    const modulus = Math.abs(real);
    return { values: [{ real, imaginary: 0 }], bounds: { least: modulus, most: modulus } };
  }
  const { matrix: block, exponent } = balanced(matrix, size, units);
  yield;
  const { largest, frobenius } = normsOf(block);
  const rounding = roundings(units.length) * frobenius;
  const coarse = rounding * Number.EPSILON;
  let found = yield* decomposed(yield* schurOf(block, 0), coarse);
  if (found.most - found.least > wide * largest) {
    const fine = units.length <= mostFineUnits;
    const epsilon = fine ? rounding * doubleEpsilon : coarse;
    const form = yield* fine ? fineSchur(block, epsilon) : schurOf(block, epsilon);
    const again = yield* decomposed(form, 2 * epsilon);
    if (again.most - again.least < found.most - found.least) found = again;
  }
  const scaled = (value: number) => timesPowerOfTwo(value, exponent);
  return {
    values: found.values.map(({ real, imaginary }) => ({ real: scaled(real), imaginary: scaled(imaginary) })),
    // No eigenvalue is larger than a norm, whatever is said of the discs.
    bounds: { least: scaled(found.least), most: scaled(Math.min(found.most, largest)) },
  };
}

/** An interval for ρ is wide beside this share of the block's norm, */
const wide = 1e-6;
/** and worth twice the digits where that takes seconds at most. */
const mostFineUnits = 256;

/** The Schur form of a block, which stays, shaken by ε. */
function* schurOf(block: Square, epsilon: number): Steps<SchurForm> {
  const matrix = { ...block, values: block.values.slice() };
  if (epsilon > 0) shake(matrix, epsilon);
  yield* toHessenberg(matrix);
  return yield* toSchur(matrix);
}

interface Decomposed extends RadiusBounds {
  readonly values: readonly Eigenvalue[];
}

/** The eigenvalues of a Schur form, and what ρ is between when it is off by a norm. */
function* decomposed(form: SchurForm, epsilon: number): Steps<Decomposed> {
  const values = Array.from(form.real, (real, i) => ({ real, imaginary: entry(form.imaginary, i) }));
  const kappas = yield* conditions(form);
  return { values, ...radiusBounds(values, kappas, epsilon + values.length * form.neglected) };
}

/**
 * ‖E‖₂/‖A‖_F of the matrix A + E that has the computed eigenvalues exactly, in roundings. What Hessenberg and QR really lose was
 * measured at up to 13 roundings whatever N, at 7 where N = 4; in theory it may grow with N, in practice with √N
 * (Higham 2002, §2.8 and §19).
 */
function roundings(size: number): number {
  return 8 * Math.sqrt(size);
}

/** The Frobenius norm, and the least norm at hand, none of which an eigenvalue exceeds. */
function normsOf({ values, size, stride }: Square): { readonly largest: number; readonly frobenius: number } {
  const [rows, columns] = [new Float64Array(size), new Float64Array(size)];
  let square = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const value = Math.abs(entry(values, i * stride + j));
      rows[i] = entry(rows, i) + value;
      columns[j] = entry(columns, j) + value;
      square += value * value;
    }
  }
  const frobenius = Math.sqrt(square);
  return { frobenius, largest: Math.min(Math.max(...rows), Math.max(...columns), frobenius) };
}

function* spectralNormSteps(matrix: Float64Array, size: number): Steps<number> {
  const { values, exponent } = rescaled({ values: matrix, exponent: 0 }, anyExponent);
  return timesPowerOfTwo(yield* largestSingularValue(values, size), exponent);
}

/** ‖W‖₂: the largest singular value. */
export function spectralNorm(matrix: Float64Array, size: number): number {
  return atOnce(spectralNormSteps(matrix, size));
}
