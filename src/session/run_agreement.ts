/** What the page knows of how far a run can be trusted: from the moment its check begins to the verdict. */
import type { Verdict } from '../analysis/agreement.ts';

export type Agreement = { readonly run: number } & (
  | { readonly state: 'checking' }
  | { readonly state: 'checked'; readonly verdict: Verdict }
  /** Measured in float64 by the engine that the others are held against. */
  | { readonly state: 'oracle' }
  /** The check itself could not be done. */
  | { readonly state: 'failed'; readonly sentence: string }
);

/** Follows the check of a complete run; ends without a verdict where it found none, another run having begun. */
export async function* followAgreement(
  run: number,
  check: () => Promise<Verdict | 'oracle' | undefined>,
): AsyncGenerator<Agreement, void, void> {
  yield { run, state: 'checking' };
  try {
    const verdict = await check();
    if (verdict === 'oracle') yield { run, state: 'oracle' };
    else if (verdict) yield { run, state: 'checked', verdict };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/[\s.]+$/, '') : String(error);
    yield { run, state: 'failed', sentence: `These numbers could not be checked: ${reason}.` };
  }
}
