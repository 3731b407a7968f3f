/**
 * The two numbers between which a condition ends that holds from the lower one up to some place and not beyond, closer by half
 * each time.
 */
export function bisected(
  holds: (at: number) => boolean,
  [low, high]: readonly [low: number, high: number],
  halvings: number,
): readonly [low: number, high: number] {
  let [below, above] = [low, high];
  for (let i = 0; i < halvings; i++) {
    const middle = (below + above) / 2;
    if (holds(middle)) below = middle;
    else above = middle;
  }
  return [below, above];
}

/** The middle of those. */
export function bisectedTo(
  holds: (at: number) => boolean,
  between: readonly [low: number, high: number],
  halvings: number,
): number {
  const [low, high] = bisected(holds, between, halvings);
  return (low + high) / 2;
}
