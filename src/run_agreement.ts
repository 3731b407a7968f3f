/** What the page knows of how far a run can be trusted: from the moment its check begins to the verdict. */
import type { Remote } from 'comlink';
import type { Verdict } from './analysis/agreement.ts';
import type { Laboratory } from './worker.ts';

export type Agreement = { readonly run: number } & (
  | { readonly state: 'checking' }
  | { readonly state: 'checked'; readonly verdict: Verdict }
  /** Measured in float64 by the engine that the others are held against. */
  | { readonly state: 'oracle' }
  /** The check itself could not be done. */
  | { readonly state: 'failed'; readonly sentence: string }
);

/** Follows the check of a complete run; ends without a verdict where another run has begun. */
export async function* followAgreement(
  laboratory: Remote<Laboratory>,
  run: number,
): AsyncGenerator<Agreement, void, void> {
  yield { run, state: 'checking' };
  try {
    const verdict = await laboratory.agreement(run);
    if (verdict === 'oracle') yield { run, state: 'oracle' };
    else if (verdict) yield { run, state: 'checked', verdict };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/[\s.]+$/, '') : String(error);
    yield { run, state: 'failed', sentence: `These numbers could not be checked: ${reason}.` };
  }
}
