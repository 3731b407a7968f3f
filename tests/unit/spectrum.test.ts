/** The float64 spectrum of a matrix against closed forms, exact constructions and a library, and its bound against the truth. */
import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { ensembles } from '../../src/experiment/experiment.ts';
import { drawWeights } from '../../src/networks/ensemble.ts';
import { atOnce } from '../../src/networks/spectra/steps.ts';
import {
  eigenvalues,
  type MatrixSpectrum,
  spectralNorm,
  spectrumSteps,
} from '../../src/networks/spectrum.ts';
import { entry } from '../../src/networks/vector.ts';
import { experimentWith } from '../parity/experiments.ts';

const spectrum = (matrix: Float64Array) => atOnce(spectrumSteps(matrix, Math.sqrt(matrix.length)));

function matrixOf(size: number, at: (i: number, j: number) => number): Float64Array {
  return Float64Array.from({ length: size ** 2 }, (_, k) => at(Math.floor(k / size), k % size));
}

/** Forward along a line of units, back, and each on itself. */
const line = (size: number, forward: number, back: number, self = 0) =>
  matrixOf(size, (i, j) => (i === j + 1 ? forward : j === i + 1 ? back : i === j ? self : 0));

/** A ring in which unit i hears the next one by a weight. */
const ring = (weights: readonly number[]) =>
  matrixOf(weights.length, (i, j) => (j === (i + 1) % weights.length ? (weights[i] ?? 0) : 0));

const grcar = (i: number, j: number) => (i === j + 1 ? -1 : j >= i && j <= i + 3 ? 1 : 0);

/** ‖W‖₂ and ρ hold together, and ρ is within its bound of the truth. */
function expectRadius({ radius, radiusError, norm }: MatrixSpectrum, truth: number): void {
  expect(Math.abs(radius - truth)).toBeLessThanOrEqual(radiusError + 2 ** -52 * truth);
  expect(radius).toBeLessThanOrEqual(norm * (1 + 1e-12) + radiusError);
}

describe('ρ of matrices on which repeated squaring, or a plain eigenvalue solver, fails', () => {
  it.each<[string, Float64Array, number, number]>([
    ['a Jordan block', matrixOf(8, (i, j) => (i === j ? 0.9 : j === i + 1 ? 1 : 0)), 0.9, 0],
    ['0.1 beside a nilpotent part', matrixOf(20, (i, j) => (i + j === 0 ? 0.1 : j > i ? 1 : 0)), 0.1, 0],
    [
      'upper triangular, N = 30',
      matrixOf(30, (i, j) => (i === j ? 0.4998 - 0.01 * i : j > i ? Math.sin(7 * i + j) : 0)),
      0.4998,
      0,
    ],
    ['1 and 1 − 2⁻²⁰ in a skew basis', Float64Array.of(-63, 64, -64 + 2 ** -20, 65 - 2 ** -20), 1, 1e-4],
    ['a ring of ten with product 10⁻⁶', ring([1, 1e-3, 0.1, 1, 10, 1, 1e-3, 1, 10, 0.1]), 10 ** -0.6, 1e-12],
    [
      'a delay line with feedback',
      line(100, 0.8, 0.05),
      2 * Math.sqrt(0.04) * Math.cos(Math.PI / 101),
      1e-11,
    ],
    ['a pure delay line', line(100, 0.8, 0), 0, 0],
    [
      'a delay line whose first unit hears itself',
      matrixOf(100, (i, j) => (i === j + 1 ? 0.5 : i + j === 0 ? 0.1 : 0)),
      0.1,
      0,
    ],
    ['entries as far apart as floats are', Float64Array.of(0, 1e300, 1e-300, 0), 1, 1e-12],
    ['one unit', Float64Array.of(-3), 3, 0],
    ['antisymmetric', Float64Array.of(0, 2, -2, 0), 2, 1e-12],
    ['of rank one', matrixOf(50, () => 1), 50, 1e-9],
    ['entries whose squares no float holds', Float64Array.of(3e200, 4e200, 4e200, -3e200), 5e200, 1e190],
  ])('%s', (_, matrix, truth, mostError) => {
    const found = spectrum(matrix);
    expectRadius(found, truth);
    expect(found.radiusError).toBeLessThanOrEqual(mostError);
    expect(found.values).toHaveLength(Math.sqrt(matrix.length));
  });

  it('Grcar’s, N = 100, whose eigenvalues float64 moves by a hundredth, and its transpose', () => {
    // Reckoned with 50 digits.
    const truth = 2.262925635660763;
    for (const matrix of [matrixOf(100, grcar), matrixOf(100, (i, j) => grcar(j, i))]) {
      const found = spectrum(matrix);
      expectRadius(found, truth);
      expect(found.radiusError).toBeLessThan(1e-10);
    }
  });

  it('Grcar’s, N = 180, which no digits at hand settle: the bound says so', () => {
    const { radius, radiusError } = spectrum(matrixOf(180, grcar));
    // Reckoned with 60 digits.
    expect(Math.abs(radius - 2.264052777865799)).toBeLessThan(radiusError);
    expect(radiusError).toBeGreaterThan(0.01);
  });

  it('nilpotent, though no zero says so, of more units than have twice the digits: the bound is the root of rounding', () => {
    // Every row is the same and sums to 0; QR finds eigenvalues of exactly 0.
    const found = spectrum(matrixOf(257, (_, j) => (j === 0 ? -256 : 1)));
    expectRadius(found, 0);
    expect(found.radius).toBeGreaterThan(0);
    expect(found.radiusError).toBeLessThan(1);
  });

  it('nilpotent, though no zero says so, and so small that its eigenvalues leave float64: what may be is said', () => {
    const { radius, radiusError } = spectrum(
      Float64Array.of(1, 1, -1, -1).map((value) => value * 2 ** -1027),
    );
    expect(radius).toBeGreaterThan(0);
    expect(radiusError).toBeGreaterThanOrEqual(radius);
  });

  it.each([
    ['nilpotent, though no zero says so', [1, 1, -1, -1], 0],
    ['a double eigenvalue with one eigenvector', [3, 1, -1, 1], 2],
  ])('%s: the bound is the root of a finer rounding, and no zero is claimed', (_, entries, truth) => {
    const found = spectrum(Float64Array.from(entries));
    expectRadius(found, truth);
    expect(found.radius).toBeGreaterThan(0);
    expect(found.radiusError).toBeGreaterThan(0);
    expect(found.radiusError).toBeLessThan(1e-12);
  });
});

/** A matrix whose spectral radius is known, however it is hidden afterwards. */
interface Known {
  readonly matrix: Float64Array;
  readonly radius: number;
}

const weight = fc
  .double({ min: -2, max: 2, noNaN: true })
  .map((value) => (Math.abs(value) < 1e-12 ? 0 : value));
const sizable = fc.double({ min: 0.01, max: 2, noNaN: true });
const integer = fc.integer({ min: -3, max: 3 });

const triangular: fc.Arbitrary<Known> = fc.array(weight, { minLength: 1, maxLength: 12 }).chain((diagonal) =>
  fc.array(weight, { minLength: diagonal.length ** 2, maxLength: diagonal.length ** 2 }).map((others) => ({
    matrix: matrixOf(diagonal.length, (i, j) =>
      i === j ? (diagonal[i] ?? 0) : j > i ? (others[i * diagonal.length + j] ?? 0) : 0,
    ),
    radius: Math.max(...diagonal.map(Math.abs)),
  })),
);
const tridiagonal: fc.Arbitrary<Known> = fc
  .tuple(fc.integer({ min: 2, max: 60 }), sizable, sizable, fc.constantFrom(0, 0.25, -1))
  .map(([size, forward, back, self]) => ({
    matrix: line(size, forward, back, self),
    radius: Math.abs(self) + 2 * Math.sqrt(forward * back) * Math.cos(Math.PI / (size + 1)),
  }));
const delays: fc.Arbitrary<Known> = fc
  .tuple(fc.integer({ min: 1, max: 60 }), sizable)
  .map(([size, forward]) => ({ matrix: line(size, forward, 0), radius: 0 }));
const rings: fc.Arbitrary<Known> = fc
  .array(fc.double({ min: -12, max: 6, noNaN: true }), { minLength: 2, maxLength: 20 })
  .map((logs) => ({
    matrix: ring(logs.map((log) => 10 ** log)),
    radius: 10 ** (logs.reduce((sum, log) => sum + log, 0) / logs.length),
  }));
/** P·T·P⁻¹ of integers, T triangular and P a product of elementary steps: every entry, and eigenvectors missing or not, is exact. */
const coupled: fc.Arbitrary<Known> = fc
  .tuple(
    fc.array(integer, { minLength: 2, maxLength: 6 }),
    fc.array(integer, { minLength: 36, maxLength: 36 }),
    fc.array(fc.tuple(fc.nat(5), fc.nat(5), integer), { maxLength: 8 }),
  )
  .map(([diagonal, others, steps]) => {
    const size = diagonal.length;
    const matrix = matrixOf(size, (i, j) =>
      i === j ? (diagonal[i] ?? 0) : j > i ? (others[6 * i + j] ?? 0) : 0,
    );
    for (const [from, to, factor] of steps) {
      if (from % size === to % size) continue;
      for (let k = 0; k < size; k++) {
        matrix[(to % size) * size + k] = at(matrix, size, to, k) + factor * at(matrix, size, from, k);
      }
      for (let k = 0; k < size; k++) {
        matrix[k * size + (from % size)] = at(matrix, size, k, from) - factor * at(matrix, size, k, to);
      }
    }
    return { matrix, radius: Math.max(...diagonal.map(Math.abs)) };
  });

function at(matrix: Float64Array, size: number, i: number, j: number): number {
  return entry(matrix, (i % size) * size + (j % size));
}

/** Blocks side by side, hearing those after them, in another order of units, each measured in units of its own. */
const hidden: fc.Arbitrary<Known> = fc
  .tuple(
    fc.array(fc.oneof(triangular, tridiagonal, delays, rings, coupled), { minLength: 1, maxLength: 3 }),
    fc.integer(),
    fc.constantFrom(0, 0.3),
  )
  .map(([blocks, seed, between]) => {
    const size = blocks.reduce((sum, { matrix }) => sum + Math.sqrt(matrix.length), 0);
    const sum = new Float64Array(size ** 2);
    let start = 0;
    for (const { matrix } of blocks) {
      const own = Math.sqrt(matrix.length);
      for (let i = 0; i < own; i++) {
        sum.set(matrix.subarray(i * own, (i + 1) * own), (start + i) * size + start);
        if (between !== 0) sum.fill(between, (start + i) * size + start + own, (start + i + 1) * size);
      }
      start += own;
    }
    const order = Array.from({ length: size }, (_, unit) => unit).sort(
      (a, b) => Math.sin(seed + 91 * a) - Math.sin(seed + 91 * b),
    );
    const scale = order.map((unit) => 2 ** Math.round(3 * Math.sin(7 * unit + seed)));
    return {
      matrix: matrixOf(
        size,
        (i, j) => (at(sum, size, order[i] ?? 0, order[j] ?? 0) * (scale[i] ?? 1)) / (scale[j] ?? 1),
      ),
      radius: Math.max(...blocks.map(({ radius }) => radius)),
    };
  });

/** Whether units can be taken away one after another, each hearing no other that is left: nilpotent by its zeros. */
function isStrictlyTriangular(matrix: Float64Array, size: number): boolean {
  const left = new Set(Array.from({ length: size }, (_, unit) => unit));
  for (;;) {
    const free = [...left].filter((i) => [...left].every((j) => at(matrix, size, i, j) === 0));
    if (free.length === 0) return left.size === 0;
    for (const unit of free) left.delete(unit);
  }
}

describe('matrices whose eigenvalues are known by construction', () => {
  it('ρ is within its bound, and 0 only of what is nilpotent by its zeros', () => {
    fc.assert(
      fc.property(hidden, ({ matrix, radius }) => {
        const found = spectrum(matrix);
        expectRadius(found, radius);
        expect(found.radius === 0).toBe(isStrictlyTriangular(matrix, Math.sqrt(matrix.length)));
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

describe('a library’s numbers', () => {
  const drawn = (ensemble: (typeof ensembles)[number], hiddenSize: number) =>
    drawWeights(experimentWith({ ensemble, hiddenSize, density: 0.3 }), 3);

  it.each(ensembles.flatMap((ensemble) => [2, 7, 40].map((size) => [ensemble, size] as const)))(
    '%s, N = %i',
    (ensemble, size) => {
      const matrix = drawn(ensemble, size);
      const library = Matrix.from1DArray(size, size, matrix);
      const { values, norm } = spectrum(matrix);
      // Which does not end where W is antisymmetric.
      const scale = Array.from({ length: size }, (_, i) => (i % 3 === 0 ? 2 : 1));
      const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(
        library.clone().mulColumnVector(scale).divRowVector(scale),
      );
      const left = realEigenvalues.map((real, i) => ({ real, imaginary: imaginaryEigenvalues[i] ?? 0 }));
      for (const { real, imaginary } of values) {
        const distances = left.map((other) => Math.hypot(other.real - real, other.imaginary - imaginary));
        const nearest = Math.min(...distances);
        expect(nearest).toBeLessThan(1e-9);
        left.splice(distances.indexOf(nearest), 1);
      }
      expect(left).toEqual([]);
      expect(norm / new SingularValueDecomposition(library).norm2).toBeCloseTo(1, 12);
    },
  );

  it('‖W‖₂ of what is far from normal', () => {
    for (const matrix of [line(40, 0.8, 0), matrixOf(30, grcar), matrixOf(12, (i, j) => 10 ** -(i + j))]) {
      const size = Math.sqrt(matrix.length);
      const { norm2 } = new SingularValueDecomposition(Matrix.from1DArray(size, size, matrix));
      expect(spectralNorm(matrix, size) / norm2).toBeCloseTo(1, 12);
    }
    expect(spectralNorm(new Float64Array(9), 3)).toBe(0);
  });

  it('eigenvalues come in pairs, and their sum is the trace', () => {
    const values = eigenvalues(drawn('ginibre', 64), 64);
    const trace = Array.from({ length: 64 }, (_, i) => entry(drawn('ginibre', 64), 65 * i));
    const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);
    expect(sum(values.map(({ imaginary }) => imaginary))).toBeCloseTo(0, 12);
    expect(sum(values.map(({ real }) => real))).toBeCloseTo(sum(trace), 12);
  });
});
