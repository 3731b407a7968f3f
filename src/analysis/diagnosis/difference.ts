/** What a diagnosis says that an earlier one did not. */
import { type Diagnosis, type Severity, severities } from './rule.ts';

export type Change = 'new' | 'worse';

/** A finding by where it is: what two diagnoses of one model, of different times, have in common. */
export type Place = Pick<Diagnosis, 'rule' | 'layer' | 'direction' | 'gate'>;

/** What of an earlier finding counts. */
export interface EarlierFinding extends Place {
  readonly severity: Severity;
  /** Diagnoses of before have none. */
  readonly harm?: number;
}

/** How much larger the harm must be to count as worse: the same batch of another seed moves it by a few hundredths. */
const growth = 1.1;

export interface Difference {
  /** Those that are new or worse, in the order in which they are given. */
  readonly findings: readonly (Diagnosis & { readonly change: Change })[];
  readonly gone: readonly Place[];
}

/** Compares findings by their rule and place: a step may move from one checkpoint to the next. */
export function differenceFrom(before: readonly EarlierFinding[], now: readonly Diagnosis[]): Difference {
  return {
    findings: now.flatMap((finding) => {
      const change = changeFrom(
        before.find((earlier) => isSamePlace(earlier, finding)),
        finding,
      );
      return change ? [{ ...finding, change }] : [];
    }),
    gone: before
      .filter((earlier) => !now.some((finding) => isSamePlace(earlier, finding)))
      .map(({ rule, layer, direction, gate }) => ({
        rule,
        ...(layer !== undefined && { layer }),
        ...(direction && { direction }),
        ...(gate !== undefined && { gate }),
      })),
  };
}

function changeFrom(earlier: EarlierFinding | undefined, now: Diagnosis): Change | undefined {
  if (!earlier) return 'new';
  const rank = (severity: Severity) => severities.indexOf(severity);
  if (rank(now.severity) < rank(earlier.severity)) return 'worse';
  return earlier.harm !== undefined && now.harm > growth * earlier.harm ? 'worse' : undefined;
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.rule === b.rule && a.layer === b.layer && a.direction === b.direction && a.gate === b.gate;
}
