/** One verdict feeds every word: a badge, its evidence, the table and the terminal cannot contradict one another. */
import { describe, expect, it } from 'vitest';
import { type Findings, trustChecks, verdictOf } from '../../src/analysis/agreement.ts';
import { judge, judgeWithOutliers } from '../../src/analysis/check.ts';
import { agreementEvidence, agreementHeadline, verdictWord } from '../../src/ui/agreement_words.ts';

const gradient = { check: trustChecks.gradient, limit: 1e-4, unit: 'decades' };
const step = { check: trustChecks.step, limit: 5e-6, unit: 'of the state’s scale' };
const calm = [1e-6, 2e-6, 3e-6];

function checked(gradients: number[], steps: number[] = calm) {
  const findings: Findings = {
    checks: { gradient: judgeWithOutliers(gradient, gradients), step: judge(step, steps) },
    chaotic: false,
  };
  return { state: 'checked', verdict: verdictOf(findings) } as const;
}

const headline = (agreement: ReturnType<typeof checked>, shows: 'gradient' | 'state') => {
  const { mark, lead, text } = agreementHeadline(agreement, shows);
  return `${mark} ${lead} ${text}`;
};

describe('a worst error beyond its limit', () => {
  const excused = checked([...calm, 3.6e-4]);

  it('is never said to be within it, though it may be excused', () => {
    expect(excused.verdict.passed).toBe(true);
    expect(headline(excused, 'gradient')).toBe('✓ agrees to 3.6·10⁻⁴ decades, 1 beyond');
    expect(verdictWord(excused.verdict.checks.gradient)).toBe('within, 1 of 4 excused');
    const [, about] = agreementEvidence(excused);
    expect(about?.about).toBe(
      'at worst of 4 networks; limit 10⁻⁴, with 1 beyond it, as saturated units may be.',
    );
  });

  it('is no excuse for a step', () => {
    expect(headline(checked(calm, [...calm, 6e-6]), 'state')).toBe('✗ wrong: do not trust');
  });
});

describe('a captured step', () => {
  const gradients = [
    { name: 'rnn/d_input', relativeDifference: 3.2e-7 },
    { name: 'rnn/d_weight_hh_l0', relativeDifference: 1e-7 },
  ];
  const check = { passed: true, worst: 3.2e-7, limit: 2 ** -11.5, dtype: 'float32', gradients };
  const badge = (changes: Partial<typeof check>) => {
    const agreement = { state: 'recorded', check: { ...check, ...changes } } as const;
    // Said where there is little room too, for which leads are left out.
    const { mark, text } = agreementHeadline(agreement, 'gradient');
    return { words: `${mark} ${text}`, marks: agreementEvidence(agreement).map(({ mark }) => mark) };
  };

  it('is the framework’s own, gradient by gradient', () => {
    expect(badge({})).toEqual({
      words: '✓ ∂L/∂input and ∂L/∂W equal the framework’s to 3.2·10⁻⁷',
      marks: ['✓', '✓'],
    });
  });

  it('says nothing of a gradient with respect to inputs that had none', () => {
    expect(badge({ gradients: gradients.slice(1), worst: 1e-7 }).words).toBe(
      '✓ ∂L/∂W equal the framework’s to 10⁻⁷',
    );
  });

  it('is not, where one gradient is another', () => {
    const wrong = [...gradients, { name: 'rnn/d_bias_hh_l0', relativeDifference: 0.5 }];
    expect(badge({ gradients: wrong, worst: 0.5, passed: false })).toEqual({
      words: '✗ ∂L/∂input and ∂L/∂W not the framework’s',
      marks: ['✓', '✓', '✗'],
    });
  });
});

it('a badge speaks of what its chart shows', () => {
  const agreement = checked(calm, [4e-7]);
  expect(headline(agreement, 'gradient')).toBe('✓ agrees to 3·10⁻⁶ decades');
  expect(headline(agreement, 'state')).toBe('✓ agrees to 4·10⁻⁷ of a state');
  expect(verdictWord(agreement.verdict.checks.step)).toBe('within');
});
