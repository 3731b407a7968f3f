/** How long a window backpropagation needs for a task: what is advised before a training, and what a diagnosis asks of one. */

/**
 * Two lags, or the whole sequence where that is no longer: where windows of K steps follow one another, K − L of K targets have
 * their cause, L steps before, in their own window.
 * @param steps T of a sequence, where it is known
 */
export function windowFor(lag: number, steps: number = Number.POSITIVE_INFINITY): number {
  return Math.min(2 * lag, steps);
}

/** The share of targets that have their cause in their own window, of `window` steps. */
export function targetsReached(window: number, lag: number): number {
  return Math.max(0, window - lag) / window;
}
