/**
 * Products of a model in WebAssembly, in float64: matrices are copied into its memory once, and multiplied with up to eight
 * vectors at a time.
 */
import { type Products, plainProducts } from '../../networks/model/products.ts';
import { compileKernels } from './kernels.ts';
import { SecondCore } from './second_core.ts';
import { processors } from './thread.ts';

/** What of the kernels multiplies; places are byte addresses in `memory`. */
interface ProductKernels {
  readonly memory: WebAssembly.Memory;
  readonly freeMemory: WebAssembly.Global<'i32'>;
  readonly multiplyPanel: Multiply;
  readonly multiplyPair: Multiply;
}

type Multiply = (matrix: number, rows: number, size: number, panel: number, out: number) => void;

/** Columns of a panel: many, or the last few. */
const widths = { panel: 8, pair: 2 } as const;

const pageBytes = 2 ** 16;
/** Matrices that take more than this all together are multiplied where they are. */
const mostBytes = 2 ** 31;

/** Products in WebAssembly where that has 128-bit SIMD; plain ones elsewhere. */
export async function fastProducts(): Promise<Products> {
  const compiled = await compileKernels().catch(() => undefined);
  return compiled ? productsOf(compiled.module) : plainProducts;
}

/** Products that have a worker, until they are closed. */
interface ProductsOfTwo extends Products {
  readonly close: () => void;
}

/** The same where another core adds what nobody waits for; undefined where there is no other. */
export async function productsOfTwoCores(): Promise<ProductsOfTwo | undefined> {
  if (processors() < 2) return undefined;
  const compiled = await compileKernels().catch(() => undefined);
  if (!compiled) return undefined;
  const products = await productsOf(compiled.module);
  const second = await SecondCore.start(compiled.module).catch(() => undefined);
  if (!second) return undefined;
  return {
    times: (matrix, vectors) => products.times(matrix, vectors),
    transposedTimes: (matrix, vectors) => products.transposedTimes(matrix, vectors),
    addOuter: (sum, lefts, rights) => products.addOuter(sum, lefts, rights),
    sumElsewhere: (rows, columns) => second.sumElsewhere(rows, columns),
    behind: () => second.behind(),
    close: () => second.close(),
  };
}

async function productsOf(module: WebAssembly.Module): Promise<Products> {
  const { exports } = await WebAssembly.instantiate(module);
  return new WasmProducts(exports as unknown as ProductKernels);
}

class WasmProducts implements Products {
  readonly #kernels: ProductKernels;
  /** Where a matrix stands, and where its transpose. */
  readonly #plain = new Map<Float64Array, number>();
  readonly #transposed = new Map<Float64Array, number>();
  #free: number;
  /** Where vectors and products stand for a moment, and how many bytes of them. */
  #scratch = { place: 0, bytes: 0 };

  constructor(kernels: ProductKernels) {
    this.#kernels = kernels;
    this.#free = kernels.freeMemory.value;
  }

  times(matrix: Float64Array, vectors: readonly Float64Array[]): Float64Array[] {
    const size = vectors[0]?.length ?? 0;
    if (size === 0) return plainProducts.times(matrix, vectors);
    const place = this.#placeOf(this.#plain, matrix, (to) => to.set(matrix));
    if (place === undefined) return plainProducts.times(matrix, vectors);
    return this.#multiply(place, matrix.length / size, vectors);
  }

  transposedTimes(matrix: Float64Array, vectors: readonly Float64Array[]): Float64Array[] {
    const size = vectors[0]?.length ?? 0;
    if (size === 0) return plainProducts.transposedTimes(matrix, vectors);
    const place = this.#placeOf(this.#transposed, matrix, (to) => transpose(matrix, size, to));
    if (place === undefined) return plainProducts.transposedTimes(matrix, vectors);
    return this.#multiply(place, matrix.length / size, vectors);
  }

  /** Σ x_k·y_kᵀ is X·Y of the columns x_k and the rows y_k: eight columns of Y at a time are a panel. */
  addOuter(sum: Float64Array, lefts: readonly Float64Array[], rights: readonly Float64Array[]): void {
    const [rows, columns, count] = [lefts[0]?.length ?? 0, rights[0]?.length ?? 0, lefts.length];
    if (rows * columns === 0) return;
    const { panel: width } = widths;
    const leftBytes = 8 * rows * count;
    const scratch = this.#room(leftBytes + 8 * width * (count + rows));
    if (scratch === undefined) {
      plainProducts.addOuter(sum, lefts, rights);
      return;
    }
    const panelPlace = scratch + leftBytes;
    const outPlace = panelPlace + 8 * width * count;
    const left = this.#view(scratch, rows * count);
    // A few rows at a time, so that what is written stays at hand.
    for (let first = 0; first < rows; first += width) {
      const end = Math.min(first + width, rows);
      lefts.forEach((values, k) => {
        for (let row = first; row < end; row++) left[row * count + k] = values[row] ?? 0;
      });
    }
    const panel = this.#view(panelPlace, width * count);
    const out = this.#view(outPlace, width * rows);
    for (let first = 0; first < columns; first += width) {
      const some = Math.min(width, columns - first);
      rights.forEach((values, k) => {
        for (let column = 0; column < width; column++)
          panel[k * width + column] = column < some ? (values[first + column] ?? 0) : 0;
      });
      this.#kernels.multiplyPanel(scratch, rows, count, panelPlace, outPlace);
      for (let row = 0; row < rows; row++) {
        const start = row * columns + first;
        for (let column = 0; column < some; column++)
          sum[start + column] = (sum[start + column] ?? 0) + (out[row * width + column] ?? 0);
      }
    }
  }

  /** M·x of every x, M [rows × size] standing at a place. */
  #multiply(matrix: number, rows: number, vectors: readonly Float64Array[]): Float64Array[] {
    const products: Float64Array[] = [];
    for (let first = 0; first < vectors.length; ) {
      const width = vectors.length - first > widths.pair ? widths.panel : widths.pair;
      const some = vectors.slice(first, first + width);
      first += width;
      products.push(...this.#multiplyFew(matrix, rows, some, width));
    }
    return products;
  }

  #multiplyFew(matrix: number, rows: number, vectors: readonly Float64Array[], width: 2 | 8): Float64Array[] {
    const size = vectors[0]?.length ?? 0;
    // A pair writes rows in fours.
    const outRows = rows + 3;
    const panelPlace = this.#room(8 * width * (size + outRows));
    if (panelPlace === undefined) throw new RangeError('WebAssembly has no memory left for a product.');
    const outPlace = panelPlace + 8 * width * size;
    const panel = this.#view(panelPlace, width * size);
    for (let column = 0; column < width; column++) {
      const values = vectors[column];
      for (let k = 0; k < size; k++) panel[k * width + column] = values?.[k] ?? 0;
    }
    const multiply = width === widths.panel ? this.#kernels.multiplyPanel : this.#kernels.multiplyPair;
    multiply(matrix, rows, size, panelPlace, outPlace);
    const out = this.#view(outPlace, width * rows);
    return vectors.map((_, column) => {
      const product = new Float64Array(rows);
      for (let row = 0; row < rows; row++) product[row] = out[row * width + column] ?? 0;
      return product;
    });
  }

  /** Where a matrix stands, copied there first; undefined where there is no room. */
  #placeOf(
    places: Map<Float64Array, number>,
    matrix: Float64Array,
    copy: (to: Float64Array) => void,
  ): number | undefined {
    const known = places.get(matrix);
    if (known !== undefined) return known;
    const place = this.#take(matrix.byteLength);
    if (place === undefined) return undefined;
    copy(this.#view(place, matrix.length));
    places.set(matrix, place);
    return place;
  }

  /** A place for a moment. */
  #room(bytes: number): number | undefined {
    if (bytes > this.#scratch.bytes) {
      const place = this.#take(bytes);
      if (place === undefined) return undefined;
      this.#scratch = { place, bytes };
    }
    return this.#scratch.place;
  }

  /** A place for good. */
  #take(bytes: number): number | undefined {
    const { memory } = this.#kernels;
    const end = this.#free + 64 * Math.ceil(bytes / 64);
    if (end > mostBytes) return undefined;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) {
      try {
        memory.grow(Math.ceil(missing / pageBytes));
      } catch {
        return undefined;
      }
    }
    const place = this.#free;
    this.#free = end;
    return place;
  }

  #view(place: number, length: number): Float64Array {
    return new Float64Array(this.#kernels.memory.buffer, place, length);
  }
}

/** Aᵀ [N × M] of a row-major A [M × N]. */
function transpose(matrix: Float64Array, rows: number, to: Float64Array): void {
  const columns = matrix.length / rows;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      to[column * rows + row] = matrix[row * columns + column] ?? 0;
  }
}
