/**
 * Products of one matrix with many vectors at once, where nearly all of a model's time goes: a matrix that is read from
 * memory once for several sequences. Plain sums of products in float64, in no particular order.
 */

/** Who multiplies: the code below, or something faster that is lent. */
export interface Products {
  /** A·x of every x [N], for a row-major A [M × N]. */
  readonly times: (matrix: Float64Array, vectors: readonly Float64Array[]) => Float64Array[];
  /** Aᵀ·x of every x [M], for a row-major A [M × N]. */
  readonly transposedTimes: (matrix: Float64Array, vectors: readonly Float64Array[]) => Float64Array[];
  /** Adds Σ x_k·y_kᵀ to a row-major sum [M × N], of as many x [M] as y [N]. */
  readonly addOuter: (
    sum: Float64Array,
    lefts: readonly Float64Array[],
    rights: readonly Float64Array[],
  ) => void;
  /** A sum [M × N] that grows on another core; undefined where one's own adds it as soon. */
  readonly sumElsewhere?: (rows: number, columns: number) => SumElsewhere | undefined;
  /**
   * What whoever goes through steps awaits before the next one: undefined where the other core keeps up.
   * @throws Error where it has failed
   */
  readonly behind?: () => Promise<void> | undefined;
}

/** Σ x_k·y_kᵀ, row-major [M × N], which another core adds. */
export interface SumElsewhere {
  /** Adds terms to the sum so far times a factor. */
  readonly add: (factor: number, lefts: readonly Float64Array[], rights: readonly Float64Array[]) => void;
  /** Nothing more is added: the sum is sent for. */
  readonly finish: () => void;
  /** The sum; undefined until it has come. */
  readonly total: () => Float64Array | undefined;
}

export const plainProducts: Products = {
  times: (matrix, vectors) => {
    const products: Float64Array[] = [];
    for (let first = 0; first < vectors.length; first += 4)
      products.push(...timesFew(matrix, vectors.slice(first, first + 4)));
    return products;
  },
  transposedTimes: (matrix, vectors) => {
    const products: Float64Array[] = [];
    for (let first = 0; first < vectors.length; first += 4)
      products.push(...transposedTimesFew(matrix, vectors.slice(first, first + 4)));
    return products;
  },
  addOuter: (sum, lefts, rights) => {
    for (let first = 0; first < lefts.length; first += 4)
      addFewOuter(sum, lefts.slice(first, first + 4), rights.slice(first, first + 4));
  },
};

const none = new Float64Array(0);

/** Of up to four vectors; the places of those that are not there repeat the first, and are not kept. */
function timesFew(matrix: Float64Array, vectors: readonly Float64Array[]): Float64Array[] {
  const [a = none, b = a, c = a, d = a] = vectors;
  const size = a.length;
  const rows = size === 0 ? 0 : matrix.length / size;
  const products = vectors.map(() => new Float64Array(rows));
  const [outA = none, outB = none, outC = none, outD = none] = products;
  for (let row = 0; row < rows; row++) {
    let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
    const start = row * size;
    for (let column = 0; column < size; column++) {
      const weight = at(matrix, start + column);
      sumA += weight * at(a, column);
      sumB += weight * at(b, column);
      sumC += weight * at(c, column);
      sumD += weight * at(d, column);
    }
    outA[row] = sumA;
    outB[row] = sumB;
    outC[row] = sumC;
    outD[row] = sumD;
  }
  return products;
}

function transposedTimesFew(matrix: Float64Array, vectors: readonly Float64Array[]): Float64Array[] {
  const [a = none, b = a, c = a, d = a] = vectors;
  const rows = a.length;
  const size = rows === 0 ? 0 : matrix.length / rows;
  const products = [a, b, c, d].map(() => new Float64Array(size));
  const [outA = none, outB = none, outC = none, outD = none] = products;
  for (let row = 0; row < rows; row++) {
    const [factorA, factorB, factorC, factorD] = [at(a, row), at(b, row), at(c, row), at(d, row)];
    const start = row * size;
    for (let column = 0; column < size; column++) {
      const weight = at(matrix, start + column);
      outA[column] = at(outA, column) + weight * factorA;
      outB[column] = at(outB, column) + weight * factorB;
      outC[column] = at(outC, column) + weight * factorC;
      outD[column] = at(outD, column) + weight * factorD;
    }
  }
  return products.slice(0, vectors.length);
}

function addFewOuter(
  sum: Float64Array,
  lefts: readonly Float64Array[],
  rights: readonly Float64Array[],
): void {
  const [a = none, b = a, c = a, d = a] = lefts;
  const [p = none, q = new Float64Array(p.length), r = q, s = q] = zeroPadded(rights);
  const size = p.length;
  for (let row = 0; row < a.length; row++) {
    const [factorA, factorB, factorC, factorD] = [at(a, row), at(b, row), at(c, row), at(d, row)];
    const start = row * size;
    for (let column = 0; column < size; column++) {
      sum[start + column] =
        at(sum, start + column) +
        (factorA * at(p, column) + factorB * at(q, column)) +
        (factorC * at(r, column) + factorD * at(s, column));
    }
  }
}

/** Four vectors, those that are missing zero. */
function zeroPadded(vectors: readonly Float64Array[]): Float64Array[] {
  const [first = none] = vectors;
  const zero = new Float64Array(first.length);
  return [...vectors, zero, zero, zero].slice(0, 4);
}

/** Of one kind of array and without a throw, as in `vector.ts`; outside it is NaN. */
function at(vector: Float64Array, index: number): number {
  return vector[index] ?? Number.NaN;
}
