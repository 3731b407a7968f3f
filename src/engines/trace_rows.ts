/** The rows of a trace as they come, a stretch of the sequence after another: those that are asked for are taken. */
import type { ScaledRows } from '../networks/trace.ts';

export class TraceRows implements ScaledRows {
  readonly values: Float64Array;
  readonly exponents: Int32Array;
  readonly #from: number;

  /** @param from the time of the first row */
  constructor(from: number, rows: number, width: number) {
    this.#from = from;
    this.values = new Float64Array(rows * width);
    this.exponents = new Int32Array(rows);
  }

  /** Takes of rows at times `from` … what is asked for. */
  take({ values, exponents }: ScaledRows, from: number): void {
    const width = this.values.length / this.exponents.length;
    const first = Math.max(from, this.#from);
    const end = Math.min(from + exponents.length, this.#from + this.exponents.length);
    if (end <= first) return;
    this.values.set(
      values.subarray((first - from) * width, (end - from) * width),
      (first - this.#from) * width,
    );
    this.exponents.set(exponents.subarray(first - from, end - from), first - this.#from);
  }
}
