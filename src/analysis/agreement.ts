/** What the checks of a run's networks come to: the verdict as a badge, a table or a test shows it. */
import type { GrowthComparison } from './growth_comparison.ts';
import { residualLimit } from './own_trajectory.ts';

/** Errors of a sample beside their limit. */
export interface Deviation {
  /** The largest, outliers included. */
  readonly worst: number;
  readonly limit: number;
  /** How many networks were compared. */
  readonly networks: number;
  /** How many of them are beyond the limit. */
  readonly beyond: number;
  readonly passed: boolean;
}

export interface Verdict {
  /** Worst disagreement of a gradient norm with float64 on the same trajectory, in decades. */
  readonly agreed: number;
  /** What it may be for 99 % of networks (all but one of a small sample); no network may reach 30 times that. */
  readonly limit: number;
  /** Networks that were checked. */
  readonly networks: number;
  /** Worst error of one step, relative to the state's scale. */
  readonly residual: number;
  readonly residualLimit: number;
  /** Against a whole run in float64, of the networks that contract; absent where there are none. */
  readonly independent?: Deviation;
  /** Against the growth rates of other draws, where some network is chaotic and float64 is fast enough. */
  readonly chaotic?: GrowthComparison;
  readonly passed: boolean;
  /** All of this for a person. */
  readonly sentence: string;
}

/** An outlier (saturated units at large gain, tiny N) may be this many limits off in a correct kernel. */
const outlierFactor = 30;

/** Holds errors to the rule of DESIGN: 99 % within the limit (all but one of a small sample), all within 30. */
export function judge(errors: readonly number[], limit: number): Deviation {
  // Negated comparisons, so that NaN is beyond every limit.
  const beyond = errors.filter((error) => !(error <= limit)).length;
  const excused = errors.length > 1 ? Math.max(1, Math.floor(errors.length / 100)) : 0;
  return {
    worst: errors.reduce((worst, error) => Math.max(worst, error), 0),
    limit,
    networks: errors.length,
    beyond,
    passed: beyond <= excused && errors.every((error) => error <= outlierFactor * limit),
  };
}

/** What was found in a sample, before it becomes a verdict. */
export interface Findings {
  /** log10 gradient norms against float64 on the same trajectory, in decades. */
  readonly gradient: Deviation;
  /** The worst one-step residual. */
  readonly residual: number;
  /** Against a whole run in float64; undefined where no network contracts. */
  readonly independent: Deviation | undefined;
  /** Whether some network's gradient grows, and not only because the network is linear. */
  readonly chaotic: boolean;
  /** Undefined without chaos, and where float64 would take too long. */
  readonly growth: GrowthComparison | undefined;
}

/** What findings come to. */
export function verdictOf(findings: Findings): Verdict {
  const { gradient, residual, independent, growth } = findings;
  const faults = faultsOf(findings);
  const passed = faults.length === 0;
  return {
    agreed: gradient.worst,
    limit: gradient.limit,
    networks: gradient.networks,
    residual,
    residualLimit,
    ...(independent && { independent }),
    ...(growth && { chaotic: growth }),
    passed,
    sentence: passed ? praise(findings) : `Do not trust these numbers: ${faults.join('; ')}.`,
  };
}

/** What is broken, a clause each. */
function faultsOf({ gradient, residual, independent, growth }: Findings): string[] {
  const faults: string[] = [];
  if (!gradient.passed) {
    faults.push(
      `gradients leave float64 on their own trajectory by ${short(gradient.worst)} decades (limit ` +
        `${short(gradient.limit)}) in ${gradient.beyond} of ${gradient.networks} networks`,
    );
  }
  if (!(residual <= residualLimit)) {
    faults.push(`one step is off by ${short(residual)} (limit ${short(residualLimit)})`);
  }
  if (independent && !independent.passed) {
    faults.push(
      `gradients leave an independent float64 run by ${short(independent.worst)} decades (limit ` +
        `${short(independent.limit)}) in ${independent.beyond} of ${independent.networks} networks`,
    );
  }
  if (growth && !(growth.difference <= growth.limit)) {
    faults.push(
      `the mean growth rate of ${growth.networks} networks is ${short(growth.difference)} nats per ` +
        `step from float64’s on other draws (limit ${short(growth.limit)})`,
    );
  }
  return faults;
}

function praise({ gradient, residual, chaotic, growth }: Findings): string {
  const { worst, limit, networks, beyond } = gradient;
  const outlier = beyond > 0 ? `, ${beyond} beyond it as saturated units may be` : '';
  const own =
    `Agreed with float64 to ${short(worst)} decades (limit ${short(limit)}${outlier}) on ${networks} ` +
    `${networks === 1 ? 'network' : 'networks'}; one-step residual ${short(residual)}.`;
  if (!chaotic) return own;
  const why = 'In chaos trajectories of any two precisions part, so only statistics can be compared';
  return growth
    ? `${own} ${why}: mean growth rates of ${growth.networks} networks differ by ` +
        `${short(growth.difference)} nats per step (limit ${short(growth.limit)}).`
    : `${own} ${why}, which would take too long here.`;
}

/** Two digits. */
function short(value: number): string {
  return value === 0 || value >= 0.01 ? String(Number(value.toPrecision(2))) : value.toExponential(1);
}
