/** The analysis of a given network as JSON. */
import type { GivenAnalysis } from '../analysis/given_network.ts';
import { phaseOf } from '../analysis/phase.ts';
import { entry } from '../networks/vector.ts';
import { schema } from './schema.ts';

/**
 * `{ cell, hiddenSize, inputSize, spectralRadius, spectralRadiusError, spectralNorm, steps, growthRate,
 * log10GradientNorm, parts, status, read, phase, log10GradientRatio, schema }`: the spectra of the candidate's block, and how
 * far ρ may be from the truth at most, norms in decades for t = 0 … T, or of a long sequence at the `times` that are named,
 * an exact zero as null, and what was read and assumed in sentences.
 * @param summary whether the norms through time are left out
 */
export function analysisJson(
  analysis: GivenAnalysis,
  inputSize: number,
  read: readonly string[],
  summary = false,
): string {
  const { cell, hiddenSize, candidate, steps, growthRate, log10GradientNorm, parts, status, times } =
    analysis;
  const ratio = entry(log10GradientNorm, 0) - entry(log10GradientNorm, times.length - 1);
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
      ...(times.length <= steps && { times }),
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

/** One file that was analysed, or why it could not be. */
export type AnalysedFile =
  | { readonly path: string; readonly json: string; readonly error?: never }
  | { readonly path: string; readonly error: string };

/**
 * Of one file its analysis as it is; of several `{ schema, files: [the same with model: {file, path} | {model: {path}, error}] }`,
 * a file a line, as a diagnosis has them.
 */
export function analysesJson(files: readonly AnalysedFile[]): string {
  const [only] = files;
  if (only?.error === undefined && only && files.length === 1) return only.json;
  const lines = files.map((one) => {
    if (one.error !== undefined) return JSON.stringify({ model: { path: one.path }, error: one.error });
    const model = { file: one.path.replace(/^.*[/\\]/s, ''), path: one.path };
    // What is long is put together once.
    return `${JSON.stringify({ model }).slice(0, -1)},${one.json.trimEnd().slice(1)}`;
  });
  return `{"schema":${schema},"files":[\n${lines.join(',\n')}]}\n`;
}

/** Decades, an exact zero as null. */
export function decadesJson(norms: Float64Array): (number | null)[] {
  return Array.from(norms, finiteOrNull);
}

/** A decade or rate of an exact zero is −Infinity. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
