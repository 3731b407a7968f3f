/** Long work in slices: between two networks other messages (an abort among them) get their turn. */

/** Resolves once everything that already waits has been dealt with. */
export function oneTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
