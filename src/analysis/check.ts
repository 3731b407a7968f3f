/**
 * The one verdict: errors of a sample beside their limit. A badge, its evidence, a table, a file and a status all read
 * it, so that none of them can say what another does not.
 */

export interface Check {
  /** What was checked. */
  readonly check: string;
  /** How many networks were compared. */
  readonly networks: number;
  /** The largest error, outliers included. */
  readonly worst: number;
  readonly limit: number;
  /** Of `worst` and `limit`. */
  readonly unit: string;
  /** How many networks are beyond the limit; a few may be, where the rule excuses outliers. */
  readonly beyond: number;
  readonly passed: boolean;
}

/** What an error is of, and what it may be. */
interface Measure {
  readonly check: string;
  readonly limit: number;
  readonly unit: string;
}

/** An outlier (saturated units at large gain, tiny N) may be this many limits off in a correct kernel. */
const outlierFactor = 30;

/** Holds errors to a limit that all of them have to keep. */
export function judge(measure: Measure, errors: readonly number[]): Check {
  const beyond = beyondOf(errors, measure.limit);
  return checkOf(measure, errors, beyond, beyond === 0);
}

/** Holds errors to the rule for gradients: 99 % within the limit (all but one of a small sample), all within 30. */
export function judgeWithOutliers(measure: Measure, errors: readonly number[]): Check {
  const beyond = beyondOf(errors, measure.limit);
  const excused = errors.length > 1 ? Math.max(1, Math.floor(errors.length / 100)) : 0;
  const near = beyondOf(errors, outlierFactor * measure.limit) === 0;
  return checkOf(measure, errors, beyond, near && beyond <= excused);
}

/** Negated comparisons, so that NaN is beyond every limit. */
function beyondOf(errors: readonly number[], limit: number): number {
  return errors.filter((error) => !(error <= limit)).length;
}

function checkOf(
  { check, limit, unit }: Measure,
  errors: readonly number[],
  beyond: number,
  passed: boolean,
): Check {
  const worst = errors.some(Number.isNaN) ? Number.NaN : Math.max(0, ...errors);
  return { check, networks: errors.length, worst, limit, unit, beyond, passed };
}
