/** The analysis of a given network as JSON. */
import type { GivenAnalysis } from '../analysis/given_network.ts';
import { phaseOf } from '../analysis/phase.ts';
import { entry } from '../networks/vector.ts';
import { schema } from './schema.ts';

/**
 * `{ cell, hiddenSize, inputSize, spectralRadius, spectralRadiusError, spectralNorm, steps, growthRate,
 * log10GradientNorm, parts, status, read, phase, log10GradientRatio, schema }`: the spectra of the candidate's block, and how
 * far ρ may be from the truth at most, norms in decades for t = 0 … T, an exact zero as null, and what was read and assumed
 * in sentences.
 * @param summary whether the norms through time are left out
 */
export function analysisJson(
  analysis: GivenAnalysis,
  inputSize: number,
  read: readonly string[],
  summary = false,
): string {
  const { cell, hiddenSize, candidate, steps, growthRate, log10GradientNorm, parts, status } = analysis;
  const ratio = entry(log10GradientNorm, 0) - entry(log10GradientNorm, steps);
  return `${JSON.stringify({
    cell,
    hiddenSize,
    inputSize,
    spectralRadius: candidate.radius,
    spectralRadiusError: candidate.radiusError,
    spectralNorm: candidate.norm,
    steps,
    growthRate: finiteOrNull(growthRate),
    ...(!summary && {
      log10GradientNorm: decadesJson(log10GradientNorm),
      parts: { hidden: decadesJson(parts.hidden), ...(parts.cell && { cell: decadesJson(parts.cell) }) },
    }),
    status,
    read,
    phase: status === 'dead' ? 'dead' : phaseOf(ratio),
    log10GradientRatio: status === 'dead' ? null : finiteOrNull(ratio),
    schema,
  })}\n`;
}

/** Decades, an exact zero as null. */
export function decadesJson(norms: Float64Array): (number | null)[] {
  return Array.from(norms, finiteOrNull);
}

/** A decade or rate of an exact zero is −Infinity. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
