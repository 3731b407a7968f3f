/** The outcome of a check, for a person: a headline, a sentence, and the evidence number by number. */

import { checksOf, type TrustCheck, type Verdict } from '../analysis/agreement.ts';
import {
  type CaptureCheck,
  checkedGradients,
  checkInWords,
  type GradientCheck,
} from '../analysis/capture_words.ts';
import type { Check } from '../analysis/check.ts';
import type { AgreementProgress } from '../laboratory/agreement.ts';
import { say } from '../language/say.ts';
import type { Agreement } from '../session/agreement.ts';
import { count, exact, ofSeveral, powerOfTen, several } from './numbers.ts';

/** What a chart shows: its badge speaks of that. */
export type Shows = 'gradient' | 'state';

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

/** As short as a chart's frame wants it, of what the chart shows. */
export function agreementHeadline(agreement: Agreement, shows: Shows): Headline {
  switch (agreement.state) {
    case 'checking':
      return { mark: '', lead: '', text: checkingWords(agreement.progress) };
    case 'oracle':
      return { mark: '✓', lead: 'float64,', text: 'the oracle itself' };
    case 'failed':
      return { mark: '✗', lead: '', text: 'not checked' };
    case 'recorded': {
      const { check } = agreement;
      const what = check.passed ? `equal the framework’s to ${error(check.worst)}` : 'not the framework’s';
      // What is checked is never left out: it is not what the chart shows.
      return { mark: check.passed ? '✓' : '✗', lead: '', text: `${checkedGradients(check)} ${what}` };
    }
    case 'compared': {
      const [first] = agreement.checks;
      if (!first || !allPass(agreement)) return untrusted;
      return { mark: '✓', lead: 'agrees to', text: `${error(first.worst)} ${first.unit}` };
    }
    case 'checked': {
      const { passed, checks } = agreement.verdict;
      if (!passed) return untrusted;
      const { worst, beyond } = checks[shows === 'state' ? 'step' : 'gradient'];
      const unit = shows === 'state' ? 'of a state' : say`decades`;
      const but = beyond > 0 ? `, ${count(beyond)} beyond` : '';
      return { mark: '✓', lead: 'agrees to', text: `${error(worst)} ${unit}${but}` };
    }
  }
}

function checkingWords(progress: AgreementProgress | undefined): string {
  return progress ? `checking ${count(progress.checked)} of ${count(progress.of)} …` : 'checking …';
}

const untrusted: Headline = { mark: '✗', lead: 'wrong:', text: 'do not trust' };

function allPass({ checks }: { readonly checks: readonly Check[] }): boolean {
  return checks.every(({ passed }) => passed);
}

/** Said once for all charts, to those who do not see their badges. */
export function announcement(agreement: Agreement | undefined): string {
  if (!agreement || agreement.state === 'checking') return '';
  if (agreement.state === 'checked' && agreement.verdict.passed) {
    const { lead, text } = agreementHeadline(agreement, 'gradient');
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
    case 'recorded':
      return inPowers(checkInWords(agreement.check));
    case 'compared':
      return allPass(agreement) ? 'Held against float64, and within limits.' : 'Do not trust these numbers.';
    case 'checked':
      return verdictSentence(agreement.verdict);
  }
}

/** What went wrong, or that nothing did: the numbers of that stand in the evidence. */
function verdictSentence({ passed, checks: { gradient, growth }, sentence, stretch }: Verdict): string {
  if (!passed) return inPowers(sentence);
  // Why chaos was not compared is said nowhere else.
  const why = growth || !sentence.includes(inChaos) ? '' : ` ${sentence.slice(sentence.indexOf(inChaos))}`;
  const where = stretch
    ? `, each on ${count(stretch.checked)} of its ${count(stretch.of)} steps, in another place`
    : '';
  return `${several(gradient.networks, 'network')}, evenly over the gain axis, agreed with float64${where}.${why}`;
}

/** How the sentence of a verdict begins that says why chaos was not compared. */
const inChaos = 'In chaos';

/** What stands behind a verdict, check by check. */
export function agreementEvidence(agreement: Agreement): readonly Evidence[] {
  if (agreement.state === 'recorded') return agreement.check.gradients.map(besideRecorded(agreement.check));
  if (agreement.state === 'compared')
    return agreement.checks.map((check) =>
      evidenceAs({ check: check.check, unit: ` ${check.unit}`, about: ` ${check.about}` }, check),
    );
  if (agreement.state !== 'checked') return [];
  const { verdict } = agreement;
  const evidence = checksOf(verdict).map(([name, check]) => evidenceOf(name, check));
  return verdict.checks.independent ? evidence : [...evidence, notCompared];
}

/** What a check compares, in which unit, and what more there is to know about it. */
interface CheckWords {
  readonly check: string;
  readonly unit: string;
  readonly about: string;
}

const checkWords: Readonly<Record<TrustCheck, CheckWords>> = {
  step: { check: 'One step, float64 from every state', unit: ' of the state’s scale', about: '' },
  gradient: { check: 'Gradient, float64 on the same trajectory', unit: ' decades', about: '' },
  independent: {
    check: 'Gradient, a whole run in float64',
    unit: ' decades',
    about: ' These contract, and so forget a rounding error.',
  },
  growth: {
    check: 'Chaos, mean growth rates on other draws',
    unit: ' nats/step',
    about: ' Where λ > 0 trajectories of any two precisions part, so only statistics can be compared.',
  },
};

function evidenceOf(name: TrustCheck, result: Check): Evidence {
  return evidenceAs(checkWords[name], result);
}

function evidenceAs({ check, unit, about }: CheckWords, result: Check): Evidence {
  const { worst, limit, networks, passed } = result;
  return {
    mark: passed ? '✓' : '✗',
    check,
    number: `${error(worst)}${unit}`,
    about: `at worst of ${ofSeveral(networks, 'network')}; limit ${error(limit)}${outliers(result)}.${about}`,
  };
}

/** A gradient of a captured step beside the framework’s. */
function besideRecorded({ limit, dtype }: CaptureCheck) {
  return ({ name, relativeDifference }: GradientCheck): Evidence => ({
    mark: relativeDifference <= limit ? '✓' : '✗',
    check: name,
    number: error(relativeDifference),
    about: `of its norm; limit ${error(limit)}, half of the digits of ${dtype}.`,
  });
}

const notCompared: Evidence = {
  mark: '–',
  check: 'Gradient, a whole run in float64',
  number: 'Not compared:',
  about: 'it says something only where networks contract, φ is smooth and T ≤ 1\u202f000.',
};

/** What is beyond a limit and excused, with its reason: one of a small sample may be, or one of a hundred. */
function outliers({ beyond, passed }: Check): string {
  return passed && beyond > 0 ? `, with ${count(beyond)} beyond it, as saturated units may be` : '';
}

/** What a check came to, in a table's cell. */
export function verdictWord({ passed, beyond, networks }: Check): string {
  if (!passed) return say`beyond`;
  return beyond > 0 ? `within, ${count(beyond)} of ${count(networks)} excused` : say`within`;
}

/** Two digits: "3.1·10⁻⁶". */
export function error(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return '∞';
  if (value === 0) return '0';
  return value >= 0.01 && value < 1000
    ? exact(Number(value.toPrecision(2)))
    : inPowers(value.toExponential(1));
}

/** The same text with "3.1e-6" as "3.1·10⁻⁶". */
function inPowers(text: string): string {
  return text.replace(/(\d(?:[.,]\d+)?)e([+-]?\d+)/g, (_, mantissa: string, exponent: string) => {
    const power = powerOfTen(Number(exponent));
    const size = Number(mantissa.replace(',', '.'));
    return size === 1 ? power : `${exact(size)}·${power}`;
  });
}
