/** The outcome of a check, for a person: a headline, a sentence, and the evidence number by number. */
import type { Verdict } from '../analysis/agreement.ts';
import type { Agreement } from '../session/agreement.ts';
import { count, powerOfTen } from './numbers.ts';

type Mark = '✓' | '✗' | '–' | '';

export interface Evidence {
  readonly mark: Mark;
  /** What was compared with what. */
  readonly check: string;
  /** How far they are apart. */
  readonly number: string;
  /** How far they may be, over how many networks, and why. */
  readonly about: string;
}

interface Headline {
  readonly mark: Mark;
  /** Left out where there is little room. */
  readonly lead: string;
  readonly text: string;
}

/** As short as a chart's frame wants it. */
export function agreementHeadline(agreement: Agreement): Headline {
  switch (agreement.state) {
    case 'checking':
      return { mark: '', lead: '', text: 'checking …' };
    case 'oracle':
      return { mark: '✓', lead: 'float64,', text: 'the oracle itself' };
    case 'failed':
      return { mark: '✗', lead: '', text: 'not checked' };
    case 'checked': {
      const { passed, agreed } = agreement.verdict;
      return passed
        ? { mark: '✓', lead: 'agrees to', text: `${error(agreed)} decades` }
        : { mark: '✗', lead: 'wrong:', text: 'do not trust' };
    }
  }
}

/** Said once for all charts, to those who do not see their badges. */
export function announcement(agreement: Agreement | undefined): string {
  if (!agreement || agreement.state === 'checking') return '';
  if (agreement.state === 'checked' && agreement.verdict.passed) {
    const { lead, text } = agreementHeadline(agreement);
    return `The run ${lead} ${text}.`;
  }
  return agreementSentence(agreement);
}

/** One or two sentences. */
export function agreementSentence(agreement: Agreement): string {
  switch (agreement.state) {
    case 'checking':
      return '';
    case 'oracle':
      return (
        'Measured in float64 by the reference engine, the oracle that every faster engine is held against. ' +
        'Its own outside witness is PyTorch’s autograd, to 10⁻¹⁰.'
      );
    case 'failed':
      return agreement.sentence;
    case 'checked':
      return verdictSentence(agreement.verdict);
  }
}

/** What went wrong, or that nothing did: the numbers of that stand in the evidence. */
function verdictSentence({ passed, networks, chaotic, sentence }: Verdict): string {
  if (!passed) return inPowers(sentence);
  // Why chaos was not compared is said nowhere else.
  const why = chaotic ? undefined : /In chaos.*$/.exec(sentence)?.[0];
  return `${many(networks)}, evenly over the gain axis, agreed with float64.${why ? ` ${why}` : ''}`;
}

/** What stands behind a verdict, check by check. */
export function agreementEvidence(agreement: Agreement): readonly Evidence[] {
  if (agreement.state !== 'checked') return [];
  const { verdict } = agreement;
  const { agreed, limit, networks, residual, residualLimit } = verdict;
  return [
    {
      mark: agreedMark(verdict),
      check: 'Gradient, float64 on the same trajectory',
      number: `${error(agreed)} decades`,
      about: `at worst of ${many(networks)}; limit ${error(limit)}.`,
    },
    {
      mark: residual <= residualLimit ? '✓' : '✗',
      check: 'One step, float64 from every state',
      number: error(residual),
      about: `of the state’s scale at worst; limit ${error(residualLimit)}.`,
    },
    independentEvidence(verdict),
    ...(verdict.chaotic ? [chaosEvidence(verdict.chaotic)] : []),
  ];
}

/** The Verdict has one word for all checks: what remains once the others have been held against it. */
function agreedMark({ agreed, limit }: Verdict): Mark {
  // One outlier (a saturated unit) may be 30 limits off in a correct kernel.
  return agreed <= 30 * limit ? '✓' : '✗';
}

function independentEvidence({ independent }: Verdict): Evidence {
  const check = 'Gradient, a whole run in float64';
  if (!independent) {
    return {
      mark: '–',
      check,
      number: 'Not compared:',
      about: 'it says something only where networks contract, φ is smooth and T ≤ 1\u202f000.',
    };
  }
  const { worst, limit, networks, passed } = independent;
  return {
    mark: passed ? '✓' : '✗',
    check,
    number: `${error(worst)} decades`,
    about: `at worst of ${many(networks)} that contract and so forget a rounding error; limit ${error(limit)}.`,
  };
}

function chaosEvidence({ networks, difference, limit }: NonNullable<Verdict['chaotic']>): Evidence {
  return {
    mark: difference <= limit ? '✓' : '✗',
    check: 'Chaos, mean growth rates on other draws',
    number: `${error(difference)} nats/step`,
    about:
      `between the means of ${many(networks)} each; limit ${error(limit)}. Where λ > 0 trajectories of any ` +
      'two precisions part, so only statistics can be compared.',
  };
}

function many(networks: number): string {
  return `${count(networks)} ${networks === 1 ? 'network' : 'networks'}`;
}

/** Two digits: "3.1·10⁻⁶". */
export function error(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return '∞';
  if (value === 0) return '0';
  return value >= 0.01 && value < 1000
    ? String(Number(value.toPrecision(2)))
    : inPowers(value.toExponential(1));
}

/** The same text with "3.1e-6" as "3.1·10⁻⁶". */
function inPowers(text: string): string {
  return text.replace(/(\d(?:\.\d+)?)e([+-]?\d+)/g, (_, mantissa: string, exponent: string) => {
    const power = powerOfTen(Number(exponent));
    return Number(mantissa) === 1 ? power : `${String(Number(mantissa))}·${power}`;
  });
}
