/** What the instrument says of one network that is given: its spectra, and its gradient through time. */
import type { CellName } from '../experiment/experiment.ts';
import type { GivenNetwork } from '../networks/given/given_network.ts';
import { anyExponent, log10Norm, rescaled } from '../networks/scaled_vector.ts';
import type { Eigenvalue, MatrixSpectrum } from '../networks/spectrum.ts';
import type { Trace } from '../networks/trace.ts';
import { rowsOf } from '../networks/trace.ts';
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
  /** log10 ‖∂L/∂state_t‖ for t = 0 … T, in decades; −Infinity for an exact zero. */
  readonly log10GradientNorm: Float64Array;
  /** The same of each part of the state alone. */
  readonly parts: { readonly hidden: Float64Array; readonly cell?: Float64Array };
  readonly status: 'ok' | 'dead';
  /** The largest t at which the gradient is exactly zero, or −1. */
  readonly deathStep: number;
}

/** What of an analysis comes from the trace alone. */
export type GradientThroughTime = Pick<
  GivenAnalysis,
  'growthRate' | 'log10GradientNorm' | 'parts' | 'status' | 'deathStep'
>;

/** The norms of a trace's gradients. */
export function gradientThroughTime(
  { hiddenSize }: Pick<GivenNetwork, 'hiddenSize'>,
  { gradient }: Pick<Trace, 'gradient'>,
): GradientThroughTime {
  const rows = rowsOf(gradient);
  // A part may be too small for its squares beside another.
  const normsOf = (from: number, to?: number) =>
    Float64Array.from(rows, ({ values, exponent }) =>
      log10Norm(rescaled({ values: values.subarray(from, to), exponent }, anyExponent)),
    );
  const log10GradientNorm = normsOf(0);
  const hasCell = (rows[0]?.values.length ?? 0) > hiddenSize;
  const deathStep = log10GradientNorm.lastIndexOf(-Infinity);
  const last = log10GradientNorm.length - 1;
  return {
    growthRate:
      deathStep >= 0
        ? -Infinity
        : (Math.LN10 * (entry(log10GradientNorm, 0) - entry(log10GradientNorm, last))) / last,
    log10GradientNorm,
    parts: { hidden: normsOf(0, hiddenSize), ...(hasCell && { cell: normsOf(hiddenSize) }) },
    status: deathStep >= 0 ? 'dead' : 'ok',
    deathStep,
  };
}
