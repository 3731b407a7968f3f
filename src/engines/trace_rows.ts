/** The rows of a trace as they come, a stretch of the sequence after another: those that are asked for are taken. */
import type { ScaledRows, TracedStretch } from '../networks/trace.ts';
import { entry } from '../networks/vector.ts';

export class TraceRows implements ScaledRows {
  readonly values: Float64Array;
  readonly exponents: Int32Array;
  readonly #from: number;
  readonly #times: readonly number[] | undefined;

  /** @param rows of a stretch without times of its own */
  constructor({ from, times }: TracedStretch, rows: number, width: number) {
    const kept = times?.length ?? rows;
    this.#from = from;
    this.#times = times;
    this.values = new Float64Array(kept * width);
    this.exponents = new Int32Array(kept);
  }

  /** Takes of rows at times `from` … what is asked for. */
  take({ values, exponents }: ScaledRows, from: number): void {
    const width = this.values.length / this.exponents.length;
    if (this.#times) {
      for (const [place, t] of this.#times.entries()) {
        const row = t - from;
        if (row < 0 || row >= exponents.length) continue;
        this.values.set(values.subarray(row * width, (row + 1) * width), place * width);
        this.exponents[place] = entry(exponents, row);
      }
      return;
    }
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

/** What is taken of what the cell keeps: nothing, where single times are asked for. */
export function steplessly({ from, to, times }: TracedStretch): TracedStretch {
  return times ? { from, to, times: [] } : { from, to };
}
