/** Work in small steps: whoever goes through them may pause, or give up, at each. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Through all steps at once. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Through all steps, and for messages in between. */
export async function inBreaths<Result>(
  steps: Steps<Result>,
  breathe: () => Promise<void> | undefined,
): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    const pause = breathe();
    if (pause) await pause;
  }
}
