/** What the instrument says of one network that is given: its spectra, and its gradient through time. */
import type { CellName } from '../experiment/experiment.ts';
import { cellOf } from '../networks/cells.ts';
import type { GivenNetwork } from '../networks/given/given_network.ts';
import { anyExponent, log10Norm, rescaled, type ScaledVector } from '../networks/scaled_vector.ts';
import type { Eigenvalue, MatrixSpectrum } from '../networks/spectrum.ts';
import type { Trace } from '../networks/trace.ts';
import { entry } from '../networks/vector.ts';

/** What is worth knowing of the weights alone, as they are in the file. */
export interface GivenSpectra {
  /** Of the candidate's block of W_hh. */
  readonly eigenvalues: readonly Eigenvalue[];
  /** ρ of every block, in the cell's order. */
  readonly radii: readonly number[];
  /** How far the candidate's ρ may be from the truth, at most. */
  readonly radiusError: number;
  /** ‖·‖₂ of the candidate's block. */
  readonly norm: number;
  /** The gain at which a random matrix has entries of this size: their root mean square times √N. */
  readonly entryGain: number;
}

export interface GivenAnalysis {
  readonly cell: CellName;
  readonly hiddenSize: number;
  /** Of g·W_k, the candidate's block and every one, in the cell's order. */
  readonly candidate: MatrixSpectrum;
  readonly blocks: readonly MatrixSpectrum[];
  /** T */
  readonly steps: number;
  /** λ in nats per step; −Infinity where the gradient died. */
  readonly growthRate: number;
  /** The times at which norms are kept, ascending from 0 to T: all of them of a sequence that is not very long. */
  readonly times: readonly number[];
  /** log10 ‖∂L/∂state_t‖ at these, in decades; −Infinity for an exact zero. */
  readonly log10GradientNorm: Float64Array;
  /** The same of each part of the state alone. */
  readonly parts: { readonly hidden: Float64Array; readonly cell?: Float64Array };
  readonly status: 'ok' | 'dead';
  /** The largest t at which the gradient is exactly zero, or −1. */
  readonly deathStep: number;
}

/** What of an analysis comes from the way through its sequence alone. */
export type GradientThroughTime = Pick<
  GivenAnalysis,
  'times' | 'growthRate' | 'log10GradientNorm' | 'parts' | 'status' | 'deathStep'
> & { readonly log10StateNorm: Float64Array };

/** Collects the norms of a network's states and gradients at some times out of traces of its stretches, in any order. */
export class NormsThroughTime {
  readonly #hiddenSize: number;
  readonly #times: readonly number[];
  readonly #states: Float64Array;
  readonly #norms: Float64Array;
  readonly #parts: readonly Float64Array[];
  /** The largest time at which the gradient is exactly zero. */
  #lastZero = -1;

  /** @param times at which they are kept, ascending; steps are counted from the first */
  constructor(
    { hiddenSize, settings }: Pick<GivenNetwork, 'hiddenSize' | 'settings'>,
    times: readonly number[],
  ) {
    this.#hiddenSize = hiddenSize;
    this.#times = times;
    this.#states = new Float64Array(times.length);
    this.#norms = new Float64Array(times.length);
    this.#parts = Array.from({ length: cellOf(settings).parts }, () => new Float64Array(times.length));
  }

  /** @param gradientExponent the power of two of the trace's gradients, besides their own */
  take({ state, gradient }: Pick<Trace, 'state' | 'gradient'>, from: number, gradientExponent = 0): void {
    const { exponents } = gradient;
    const width = gradient.values.length / exponents.length;
    const first = entry(this.#times, 0);
    for (let row = exponents.length - 1; row >= 0 && from + row >= first; row--) {
      const values = gradient.values.subarray(row * width, (row + 1) * width);
      if (!values.every((value) => value === 0)) continue;
      this.#lastZero = Math.max(this.#lastZero, from + row);
      break;
    }
    const size = this.#hiddenSize;
    this.#times.forEach((t, place) => {
      const row = t - from;
      if (row < 0 || row >= exponents.length) return;
      const pulled = {
        values: rowAt(gradient.values, row, width),
        exponent: entry(exponents, row) + gradientExponent,
      };
      this.#states[place] = decadesOf({
        values: rowAt(state.values, row, width),
        exponent: entry(state.exponents, row),
      });
      this.#norms[place] = decadesOf(pulled);
      this.#parts.forEach((own, part) => {
        own[place] = decadesOf({ ...pulled, values: pulled.values.subarray(part * size, (part + 1) * size) });
      });
    });
  }

  /** All of it, once every stretch has been taken. */
  whole(): GradientThroughTime {
    const times = this.#times;
    const [first, last] = [entry(times, 0), entry(times, times.length - 1)];
    const [hidden = this.#norms, cell] = this.#parts;
    const isDead = this.#lastZero >= 0;
    const ratio = entry(this.#norms, 0) - entry(this.#norms, times.length - 1);
    return {
      times,
      growthRate: isDead ? -Infinity : (Math.LN10 * ratio) / (last - first),
      log10GradientNorm: this.#norms,
      log10StateNorm: this.#states,
      parts: { hidden, ...(cell && { cell }) },
      status: isDead ? 'dead' : 'ok',
      deathStep: isDead ? this.#lastZero - first : -1,
    };
  }
}

function rowAt(values: Float64Array, row: number, width: number): Float64Array {
  return values.subarray(row * width, (row + 1) * width);
}

/** A part may be too small for its squares beside another. */
function decadesOf(vector: ScaledVector): number {
  return log10Norm(rescaled(vector, anyExponent));
}
