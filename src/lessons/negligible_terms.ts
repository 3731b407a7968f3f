/** Which early terms of a sum over time are as good as nothing. */

/** Terms that together weigh less than this part of all. */
const negligible = 0.01;

/** How many of the first terms together are less than a hundredth of all terms' sizes, which are given in decades. */
export function negligibleTerms(decades: readonly number[]): number {
  const largest = Math.max(...decades);
  const sizes = decades.map((value) => 10 ** (value - largest));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let sum = 0;
  return sizes.findIndex((size) => {
    sum += size;
    return sum >= negligible * total;
  });
}
