/** What the instrument says of one network that is given: its spectra, and its gradient through time. */
import { type Engine, GivenNetworkError, type GivenTrace, type Spectrum } from '../engines/engine.ts';
import type { CellName } from '../experiment/experiment.ts';
import { cellOf } from '../networks/cells.ts';
import { blockOf } from '../networks/ensemble.ts';
import { type GivenNetwork, lengthOf } from '../networks/given.ts';
import { anyExponent, log10Norm, rescaled } from '../networks/scaled_vector.ts';
import { entry } from '../networks/vector.ts';
import { rowsOf } from './own_trajectory.ts';

export interface GivenAnalysis {
  readonly cell: CellName;
  readonly hiddenSize: number;
  /** Of g·W_k, the candidate's block and every one, in the cell's order. */
  readonly candidate: Spectrum;
  readonly blocks: readonly Spectrum[];
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

export interface AnalyseOptions {
  readonly signal: AbortSignal;
  /** Told how many parts of the work are done. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Analyses a network on an engine. Spectra take the longest; where only the gain or the sequence has changed,
 * {@link gradientThroughTime} of a new trace is enough.
 * @throws {GivenNetworkError} where the engine cannot run it
 */
export async function analyseGiven(
  engine: Engine,
  given: GivenNetwork,
  { signal, progress }: AnalyseOptions,
): Promise<GivenAnalysis> {
  const { blocks: count, candidate: place } = cellOf(given.settings);
  const total = count + 1;
  progress?.(0, total);
  const through = gradientThroughTime(given, await engine.traceGiven(given, signal));
  progress?.(1, total);
  const blocks: Spectrum[] = [];
  for (let block = 0; block < count; block++) {
    signal.throwIfAborted();
    const { radius, norm } = await engine.spectrum(
      blockOf(given.weights, block, given.hiddenSize),
      given.hiddenSize,
    );
    blocks.push(requireFinite({ radius: given.gain * radius, norm: given.gain * norm }));
    progress?.(blocks.length + 1, total);
  }
  const candidate = blocks[place];
  if (!candidate) throw new RangeError(`Block ${place} of ${count} is missing.`);
  const { cell } = given.settings;
  return { cell, hiddenSize: given.hiddenSize, candidate, blocks, steps: lengthOf(given), ...through };
}

function requireFinite(spectrum: Spectrum): Spectrum {
  if (Number.isFinite(spectrum.radius) && Number.isFinite(spectrum.norm)) return spectrum;
  throw new GivenNetworkError(
    'The spectrum of W_hh leaves the range of float64; smaller weights are allowed',
  );
}

/** What of an analysis comes from the trace alone. */
export type GradientThroughTime = Pick<
  GivenAnalysis,
  'growthRate' | 'log10GradientNorm' | 'parts' | 'status' | 'deathStep'
>;

/** The norms of a trace's gradients. */
export function gradientThroughTime(
  { hiddenSize }: Pick<GivenNetwork, 'hiddenSize'>,
  { gradient }: Pick<GivenTrace, 'gradient'>,
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
