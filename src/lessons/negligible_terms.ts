/** Which early terms of a sum over time are as good as nothing. */
import { log10Norm, plus, type ScaledVector, scaledZero } from '../networks/scaled_vector.ts';

/** log10 of the part of the whole sum below which a sum of early terms is negligible. */
const negligible = -2;

/** How many of the first terms come, together, to less than a hundredth of the norm of the whole sum. */
export function negligibleTerms(terms: readonly ScaledVector[]): number {
  const size = terms[0]?.values.length ?? 0;
  const whole = log10Norm(terms.reduce(plus, scaledZero(size)));
  let early = scaledZero(size);
  const weighty = terms.findIndex((term) => {
    early = plus(early, term);
    return log10Norm(early) - whole >= negligible;
  });
  // A sum of exactly zero has no parts.
  return Math.max(0, weighty);
}
