/** What the checks of a run's networks come to: the verdict of a badge. */
import { inDecimals } from '../language/decimal.ts';
import { inNumber } from '../language/nouns.ts';
import type { Check } from './check.ts';

/** The checks of trust by their names, in their order. */
export const trustChecks = {
  step: 'one step',
  gradient: 'gradient, same trajectory',
  independent: 'gradient, independent run',
  growth: 'mean growth',
} as const;

export type TrustCheck = keyof typeof trustChecks;

/** What was found in a sample of networks. */
export interface Findings {
  /** Absent where it says nothing: no network contracts, or none is chaotic, or float64 would take too long. */
  readonly checks: Readonly<Partial<Record<TrustCheck, Check>>> & {
    readonly gradient: Check;
    readonly step: Check;
  };
  /** Whether some network's gradient grows, and not only because the network is linear. */
  readonly chaotic: boolean;
  /** Of sequences too long to follow in float64: how many steps of each network were checked, each in another place. */
  readonly stretch?: { readonly checked: number; readonly of: number };
}

export interface Verdict extends Findings {
  readonly passed: boolean;
  /** All of this for a person. */
  readonly sentence: string;
}

/** What findings come to. */
export function verdictOf(findings: Findings): Verdict {
  const faults = checksOf(findings).flatMap(([name, check]) => (check.passed ? [] : [faultOf(name, check)]));
  const passed = faults.length === 0;
  return {
    ...findings,
    passed,
    sentence: passed ? praise(findings) : `Do not trust these numbers: ${faults.join('; ')}.`,
  };
}

/** The checks that were made, in their order. */
export function checksOf({ checks }: Findings): (readonly [name: TrustCheck, check: Check])[] {
  return (Object.keys(trustChecks) as TrustCheck[]).flatMap((name) => {
    const check = checks[name];
    return check ? [[name, check] as const] : [];
  });
}

/** What is broken, a clause. */
function faultOf(name: TrustCheck, { worst, limit, beyond, networks }: Check): string {
  const by = `${short(worst)} decades (limit ${short(limit)}) in ${beyond} of ${networks} networks`;
  switch (name) {
    case 'gradient':
      return `gradients leave float64 on their own trajectory by ${by}`;
    case 'independent':
      return `gradients leave an independent float64 run by ${by}`;
    case 'step':
      return `one step is off by ${short(worst)} (limit ${short(limit)})`;
    case 'growth':
      return (
        `the mean growth rate of ${networks} networks is ${short(worst)} nats per ` +
        `step from float64’s on other draws (limit ${short(limit)})`
      );
  }
}

function praise({ checks: { gradient, step, growth }, chaotic, stretch }: Findings): string {
  const { worst, limit, networks, beyond } = gradient;
  const outlier = beyond > 0 ? `, ${beyond} beyond it as saturated units may be` : '';
  const own =
    `Agreed with float64 to ${short(worst)} decades (limit ${short(limit)}${outlier}) on ${networks} ` +
    `${inNumber(networks, 'network')}${stretch ? `, ${stretchInWords(stretch)}` : ''}; one-step residual ${short(step.worst)}.`;
  if (!chaotic) return own;
  const why = 'In chaos trajectories of any two precisions part, so only statistics can be compared';
  return growth
    ? `${own} ${why}: mean growth rates of ${growth.networks} networks differ by ` +
        `${short(growth.worst)} nats per step (limit ${short(growth.limit)}).`
    : `${own} ${why}, which would take too long here.`;
}

/** "on 1000 of 1000000 steps each", where not all were followed. */
function stretchInWords({ checked, of }: NonNullable<Findings['stretch']>): string {
  return `on ${checked} of ${of} steps each`;
}

/** Two digits. */
function short(value: number): string {
  return inDecimals(
    value === 0 || value >= 0.01 ? String(Number(value.toPrecision(2))) : value.toExponential(1),
  );
}
