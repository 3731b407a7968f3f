/** The GPU comparison: what compare.ts found in the page, as tables. */

/** How far a side may be from the float64 oracle, in decades: only a broken one is further. */
const tolerance = 1e-3;

/** @param {import('playwright').Page} page with compare.ts in it */
export async function compareGpu(page) {
  report(await page.evaluate(() => window.compare()));
}

/** @param {import('./compare.ts').Comparison} comparison */
function report({ adapter, work, rounds, ways, ours, plain, fastest }) {
  console.log(`Adapter: ${adapter}\nWork: ${work}\n\nEach of jax-js's ways on its own:`);
  table(ways);
  console.log(`\nSide by side, median of ${rounds} rounds in turns:`);
  table([ours, fastest, plain]);
  /** @param {typeof plain} other */
  const ratio = (other) => (ours.gigaflops / other.gigaflops).toFixed(1);
  console.log(`\n${ratio(fastest)} times the fastest way to write it in jax-js,`);
  console.log(`${ratio(plain)} times jax-js as one would write it first, jit(grad(loss)).`);
  const wrong = [ours, ...ways].filter(({ error }) => !(error <= tolerance));
  for (const { name, error } of wrong) console.error(`${name} is WRONG: ${error} decades from float64.`);
  if (wrong.length > 0) process.exitCode = 1;
}

/** @param {readonly import('./compare.ts').Timing[]} timings */
function table(timings) {
  console.log(`${''.padEnd(58)}GFLOP/s   ms a pass (range)    off float64, decades`);
  for (const { name, gigaflops, milliseconds, fastest: least, slowest: most, error } of timings) {
    const range = `${milliseconds.toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`;
    console.log(
      `${name.padEnd(58)}${gigaflops.toFixed(2).padStart(7)}   ${range.padEnd(20)} ${error.toExponential(1)}`,
    );
  }
}
