/** A product of float64 matrices without any rounding, and where the squares of its singular values lie. */

/** Σ numerator·2^exponent, a number without rounding. */
interface Exact {
  readonly numerator: bigint;
  readonly exponent: number;
}

/** Of ∂state_T/∂state_0 = J_T·…·J_1 from J_1 … J_T. */
export function exactly(jacobians: readonly Float64Array[]): {
  /** Of each whether one singular value is between 2^log2·(1 ± tolerance): whether the characteristic polynomial of M·Mᵀ changes its sign there. */
  readonly brackets: (log2: Float64Array, tolerance: number) => boolean[];
} {
  const size = Math.sqrt(jacobians[0]?.length ?? 0);
  let exponent = 0;
  let product: bigint[] | undefined;
  for (const jacobian of jacobians) {
    const { integers, power } = integersOf(jacobian);
    product = product ? times(integers, product, size) : integers;
    exponent += power;
  }
  const m = product ?? [];
  const transposed = m.map((_, i) => m[(i % size) * size + Math.floor(i / size)] ?? 0n);
  const coefficients = characteristic(times(m, transposed, size), size);
  const sign = (log2: number): bigint => {
    // x = 2^(2·log2 − 2·exponent), to 200 bits.
    const wanted = 2 * log2 - 2 * exponent;
    const whole = Math.floor(wanted);
    const x: Exact = {
      numerator: BigInt(Math.round(2 ** (wanted - whole) * 2 ** 52)),
      exponent: whole - 52,
    };
    return signAt(coefficients, x);
  };
  return {
    brackets: (log2, tolerance) =>
      Array.from(log2, (value) => {
        const step = Math.log2(1 + tolerance);
        return sign(value - step) * sign(value + step) < 0n;
      }),
  };
}

function integersOf(matrix: Float64Array): { readonly integers: bigint[]; readonly power: number } {
  const least = Math.min(
    ...Array.from(matrix, (value) => (value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) - 53)),
  );
  return {
    power: least,
    integers: Array.from(matrix, (value) => {
      if (value === 0) return 0n;
      const own = Math.floor(Math.log2(Math.abs(value))) - 53;
      return BigInt(value / 2 ** own) << BigInt(own - least);
    }),
  };
}

function times(a: readonly bigint[], b: readonly bigint[], size: number): bigint[] {
  return a.map((_, place) => {
    const [row, column] = [Math.floor(place / size), place % size];
    let sum = 0n;
    for (let k = 0; k < size; k++) sum += (a[row * size + k] ?? 0n) * (b[k * size + column] ?? 0n);
    return sum;
  });
}

/** Coefficients of det(x·1 − A), the highest power first (Faddeev & LeVerrier: all divisions come out even). */
function characteristic(a: readonly bigint[], size: number): bigint[] {
  const coefficients = [1n];
  let m: bigint[] = a.map(() => 0n);
  for (let k = 1; k <= size; k++) {
    const c = coefficients.at(-1) ?? 1n;
    const shifted = m.map((value, i) => (i % (size + 1) === 0 ? value + c : value));
    m = times(a, shifted, size);
    let trace = 0n;
    for (let i = 0; i < size; i++) trace += m[i * (size + 1)] ?? 0n;
    coefficients.push(-trace / BigInt(k));
  }
  return coefficients;
}

/** The sign of a polynomial at x = numerator·2^exponent, multiplied by as large a power of two as makes it whole. */
function signAt(coefficients: readonly bigint[], { numerator, exponent }: Exact): bigint {
  const degree = coefficients.length - 1;
  let sum = 0n;
  coefficients.forEach((coefficient, place) => {
    const power = degree - place;
    const shift = exponent * power + Math.max(0, -exponent) * degree;
    sum += (coefficient * numerator ** BigInt(power)) << BigInt(shift);
  });
  return sum > 0n ? 1n : sum < 0n ? -1n : 0n;
}
