/** A training looked at time and again: what each of its files says, and where it first went wrong. */
import { notFinite } from './diagnosis/not_finite.ts';
import type { Diagnosis } from './diagnosis/rule.ts';
import type { LayerAnalysis } from './model_analysis.ts';

/** One of its files, measured. */
export interface Moment {
  readonly file: string;
  /** Updates that had been made, where the file says it. */
  readonly update?: number;
  /** Level by level, direction by direction; none where it could not be measured, as findings say. */
  readonly layers: readonly LayerAnalysis[];
  /** Worst first. */
  readonly findings: readonly Diagnosis[];
}

/** A file that is no moment of it: what it is, in a sentence. */
export interface Misfit {
  readonly file: string;
  readonly error: string;
}

/** A finding, and the file that it is of. */
export interface Mishap extends Pick<Diagnosis, 'rule' | 'layer' | 'direction' | 'step'> {
  readonly file: string;
  readonly update?: number;
}

/** The first file with a finding of severity high, by the worst of it. */
export function firstWrong(moments: readonly Moment[]): Mishap | undefined {
  return firstOf(moments, ({ severity }) => severity === 'high');
}

/** The first file in which something is no number. */
export function firstNotFinite(moments: readonly Moment[]): Mishap | undefined {
  return firstOf(moments, ({ rule, severity }) => rule === notFinite && severity === 'high');
}

function firstOf(moments: readonly Moment[], is: (finding: Diagnosis) => boolean): Mishap | undefined {
  for (const { file, update, findings } of moments) {
    const found = findings.find(is);
    if (!found) continue;
    const { rule, layer, direction, step } = found;
    return {
      ...{ file, rule },
      ...(update !== undefined && { update }),
      ...(layer !== undefined && { layer }),
      ...(direction !== undefined && { direction }),
      ...(step !== undefined && { step }),
    };
  }
  return undefined;
}

/** By their updates where every moment has one; otherwise as they are, by name. */
export function inOrder(moments: readonly Moment[]): Moment[] {
  const all = moments.every(({ update }) => update !== undefined);
  return all ? moments.toSorted((a, b) => (a.update ?? 0) - (b.update ?? 0)) : [...moments];
}
