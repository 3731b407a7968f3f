/** The page in which the sides are compared; run.mjs opens it and calls `compare`. */
import { type JaxSide, jaxAdapter, jaxSides } from './jax.ts';
import { vanishingPointSide } from './vanishing_point.ts';
import { drawWorkload, experiment, operationsOf, oracle, type Side } from './workload.ts';

/** Networks checked against the float64 oracle. */
const checked = 16;
/** Passes of each of jax-js's ways, to find the fastest. */
const trials = 3;
/** Rounds of the comparison; in each, every side runs once. */
const rounds = 9;
const operations = operationsOf(experiment);

export interface Timing {
  readonly name: string;
  /** Median of the passes. */
  readonly milliseconds: number;
  readonly fastest: number;
  readonly slowest: number;
  readonly gigaflops: number;
  /** Largest distance of log10 ‖∂L/∂h_0‖ from the oracle's, in decades. */
  readonly error: number;
}

export interface Comparison {
  readonly adapter: string;
  readonly work: string;
  readonly rounds: number;
  /** Each of jax-js's ways on its own. */
  readonly ways: readonly Timing[];
  readonly ours: Timing;
  /** The way a person would write first, and the fastest. */
  readonly plain: Timing;
  readonly fastest: Timing;
}

async function compare(): Promise<Comparison> {
  const workload = drawWorkload(experiment);
  const expected = oracle(experiment, checked);
  const error = async (side: Side) => largestError(await side.pass(), expected);

  const trial = async (side: JaxSide) => ({
    side,
    timing: timing(side, await error(side), await race([side], trials)),
  });
  const ways: Awaited<ReturnType<typeof trial>>[] = [];
  for (const side of await jaxSides(workload, 'webgpu')) ways.push(await trial(side));
  const fastest = ways.reduce((best, way) =>
    way.timing.milliseconds < best.timing.milliseconds ? way : best,
  );
  const plain = ways.find(({ side }) => side.plain) ?? fastest;

  const ours = await vanishingPointSide(workload);
  const ourError = await error(ours);
  const passes = await race([ours, fastest.side, plain.side], rounds);
  const comparison = {
    adapter: jaxAdapter(),
    work:
      `${experiment.networks} networks, N = ${experiment.hiddenSize}, T = ${experiment.steps}, ` +
      `${experiment.activation}, forward and backward: ${(operations / 1e9).toFixed(2)} GFLOP`,
    rounds,
    ways: ways.map((way) => way.timing),
    ours: timing(ours, ourError, passes),
    plain: timing(plain.side, plain.timing.error, passes),
    fastest: timing(fastest.side, fastest.timing.error, passes),
  };
  for (const side of [ours, ...ways.map((way) => way.side)]) side.dispose();
  return comparison;
}

/** Milliseconds of every pass; the sides take turns, so that whatever else the machine does hits all of them. */
async function race(sides: readonly Side[], times: number): Promise<Map<Side, number[]>> {
  const passes = new Map(sides.map((side) => [side, [] as number[]]));
  for (let round = 0; round < times; round++) {
    for (const [side, milliseconds] of passes) {
      const start = performance.now();
      await side.pass();
      milliseconds.push(performance.now() - start);
    }
  }
  return passes;
}

function timing(side: Side, error: number, passes: Map<Side, number[]>): Timing {
  const sorted = (passes.get(side) ?? []).toSorted((a, b) => a - b);
  const milliseconds = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return {
    name: side.name,
    milliseconds,
    fastest: Math.min(...sorted),
    slowest: Math.max(...sorted),
    gigaflops: operations / milliseconds / 1e6,
    error,
  };
}

function largestError(measured: Float64Array, expected: Float64Array): number {
  return Math.max(...expected.map((value, i) => Math.abs(value - (measured[i] ?? Number.NaN))));
}

declare global {
  interface Window {
    compare: typeof compare;
  }
}
window.compare = compare;
