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

it('a badge speaks of what its chart shows', () => {
  const agreement = checked(calm, [4e-7]);
  expect(headline(agreement, 'gradient')).toBe('✓ agrees to 3·10⁻⁶ decades');
  expect(headline(agreement, 'state')).toBe('✓ agrees to 4·10⁻⁷ of a state');
  expect(verdictWord(agreement.verdict.checks.step)).toBe('within');
});
