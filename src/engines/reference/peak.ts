/** What one core can do at most in plain JavaScript: float64, a number at a time. */

/** Each measurement lasts at least this long, in seconds; the best of some counts. */
const leastSeconds = 0.01;
const trials = 3;
/** Numbers that are copied: more than the nearest caches hold. */
const copied = 2 ** 21;

/** Multiply-adds that do not wait for one another; one is two operations. */
export function operationsPerSecond(): number {
  return bestRate((rounds) => {
    keep(multiplyAdds(rounds));
    return rounds * 8 * 2;
  }, 2 ** 14);
}

/** Of a copy, read and written. */
export function bytesPerSecond(): number {
  const [from, to] = [new Float64Array(copied).fill(1), new Float64Array(copied)];
  return bestRate((times) => {
    for (let time = 0; time < times; time++) to.set(from);
    keep(to[times % copied] ?? 0);
    return times * 2 * 8 * copied;
  }, 1);
}

function multiplyAdds(rounds: number): number {
  let [a, b, c, d, e, f, g, h] = [1, 2, 3, 4, 5, 6, 7, 8];
  for (let round = 0; round < rounds; round++) {
    a = a * 0.999 + 0.001;
    b = b * 0.999 + 0.001;
    c = c * 0.999 + 0.001;
    d = d * 0.999 + 0.001;
    e = e * 0.999 + 0.001;
    f = f * 0.999 + 0.001;
    g = g * 0.999 + 0.001;
    h = h * 0.999 + 0.001;
  }
  return a + b + c + d + e + f + g + h;
}

let kept = 0;

/** What nobody reads a compiler leaves out. */
function keep(value: number): void {
  if (value !== kept) kept = value;
}

/** What is done a second at best, by `work`, which says how much it has done of an amount. */
function bestRate(work: (amount: number) => number, first: number): number {
  let [amount, best] = [first, 0];
  for (let trial = 0; trial < trials; ) {
    const start = performance.now();
    const done = work(amount);
    const seconds = (performance.now() - start) / 1000;
    if (seconds < leastSeconds) {
      amount *= 2;
      continue;
    }
    best = Math.max(best, done / seconds);
    trial += 1;
  }
  return best;
}
