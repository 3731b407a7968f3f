/** What the page knows of how far a run can be trusted: from the moment its check begins to the verdict. */
import type { Verdict } from '../analysis/agreement.ts';
import type { CaptureCheck } from '../analysis/capture_words.ts';
import type { Check } from '../analysis/check.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { AgreementProgress } from '../laboratory/agreement.ts';
import type { FollowedJob } from './followed_job.ts';

export interface Compared extends Check {
  /** What more there is to know of it, a sentence. */
  readonly about: string;
}

export type Agreement =
  | { readonly state: 'checking'; readonly progress?: AgreementProgress | undefined }
  | { readonly state: 'checked'; readonly verdict: Verdict }
  /** Measured in float64 by the engine that the others are held against. */
  | { readonly state: 'oracle' }
  /** A captured training step, beside what its framework found of it. */
  | { readonly state: 'recorded'; readonly check: CaptureCheck }
  /** Held against other things than gradients are: each check says against what. */
  | { readonly state: 'compared'; readonly checks: readonly Compared[] }
  /** The check itself could not be done. */
  | { readonly state: 'failed'; readonly sentence: string };

/**
 * What the check of a run has come to so far; undefined before it begins, and where it was stopped.
 * @param engine what measured the run: another one that answered in its place has vouched for itself only
 * @param progress how far the check is, once it has said so
 */
export function agreementOf(
  { state, outcome, failure }: FollowedJob<'agreement'>,
  engine: EngineDescription | undefined,
  progress?: AgreementProgress,
): Agreement | undefined {
  if (state === 'running') return { state: 'checking', progress };
  if (state === 'failed')
    return { state: 'failed', sentence: `These numbers could not be checked: ${failure}.` };
  if (!outcome) return undefined;
  const { result } = outcome;
  if (engine && outcome.engine.name !== engine.name) {
    const sentence = `These numbers could not be checked: the ${engine.name} engine that measured them stopped. A new run is checked again.`;
    return { state: 'failed', sentence };
  }
  return result === 'oracle' ? { state: 'oracle' } : { state: 'checked', verdict: result };
}
