/** How fast an engine is on this machine, from a few seconds of measuring. */

import { type Bound, passWork, roofline } from '../analysis/roofline.ts';
import type { Instrument } from '../engines/engine.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import type { EngineDescription, EngineName } from '../experiment/provenance.ts';
import { stepOperations } from '../networks/operations.ts';
import { type EnginesBench, overEngines } from './engines.ts';

/** What is measured: N = 64 and T = 100 from the first step on. */
export const speedExperiment: Experiment = { ...defaultExperiment, gain: 1.2, warmUp: 0 };

export interface Speed {
  readonly engine: EngineDescription['name'];
  readonly device: string;
  readonly precision: EngineDescription['precision'];
  /** Networks of one run. */
  readonly networks: number;
  /** Networks drawn, their spectra computed, and pushed forward and backward, a second. */
  readonly networksPerSecond: number;
  /** Forward and backward alone, in 10⁹ operations a second; a multiply-add of the matrix products is two. */
  readonly gigaflops: number;
  /** Networks drawn and their spectra computed, a second; null where that takes no time that shows. */
  readonly drawsPerSecond: number | null;
  /** What this machine can do at most: 10⁹ operations and bytes a second, and seconds to be asked for nothing. */
  readonly peak: {
    readonly gigaflops: number;
    readonly gigabytesPerSecond: number;
    readonly launchSeconds: number;
  };
  /** What bounds forward and backward alone, and how much of that bound they reach: 1 is all. */
  readonly bound: Bound;
  readonly share: number;
}

/** Where a measurement of speed stands. */
export const speedParts = [
  'warming up',
  'what the machine can do',
  'drawing',
  'forward and backward',
] as const;
export type SpeedPart = (typeof speedParts)[number];

/** Each of the two timings lasts about this long, in seconds. */
const timedSeconds = 1;
/** A run of new networks lasts this long, in seconds, or has this many of them. */
const shortestRun = 0.4;
const mostNetworks = 1024;

/** Where the bench of an engine stands, or what it came to. */
export type SpeedReport = { readonly engine: EngineName } & (
  | { readonly part: SpeedPart }
  | { readonly speed: Speed }
);

/** Times engines, one after another; those that are not to be had here are told by a notice. */
export async function* speed(
  { engines }: { readonly engines: readonly EngineName[] },
  bench: EnginesBench,
): AsyncGenerator<SpeedReport, void, void> {
  yield* overEngines(engines, bench, async function* (engine) {
    const { name } = engine.describe();
    for await (const found of measureSpeed(engine, bench.signal)) yield { engine: name, ...found };
  });
}

/**
 * Times runs of new networks, and runs of the same ones again, whose matrices and spectra the engine keeps: the
 * difference is what drawing costs. (The reference engine keeps spectra alone; a draw is a hundredth of its
 * time.)
 * @throws the signal's reason
 */
async function* measureSpeed(
  engine: Instrument,
  signal: AbortSignal,
): AsyncGenerator<{ readonly part: SpeedPart } | { readonly speed: Speed }, void, void> {
  let seed = 0;
  const run = async (networks: number): Promise<number> => {
    const start = performance.now();
    for await (const _ of engine.measure({ ...speedExperiment, seed, networks }, { signal })) {
      // Only the time counts.
    }
    return (performance.now() - start) / 1000;
  };
  yield { part: 'warming up' };
  const fresh = (networks: number) => {
    seed += 1;
    return run(networks);
  };
  const networks = await enoughNetworks(fresh);
  yield { part: 'what the machine can do' };
  const machine = await engine.machine();
  yield { part: 'drawing' };
  const withDraws = await fastest(() => fresh(networks));
  yield { part: 'forward and backward' };
  const without = await fastest(() => run(networks));

  const { name, device, precision } = engine.describe();
  const { operationsPerSecond, bytesPerSecond, launchSeconds } = machine.peaks;
  const { bound, seconds } = roofline(passWork(speedExperiment, networks, [], machine), machine);
  const found = {
    engine: name,
    device,
    precision,
    networks,
    networksPerSecond: networks / withDraws,
    gigaflops: (networks * 2 * speedExperiment.steps * stepOperations(speedExperiment)) / without / 1e9,
    drawsPerSecond: withDraws > without ? networks / (withDraws - without) : null,
    peak: { gigaflops: operationsPerSecond / 1e9, gigabytesPerSecond: bytesPerSecond / 1e9, launchSeconds },
    ...{ bound, share: seconds / without },
  };
  yield { speed: found };
}

/** Networks of a run that is long beside a clock's grain; few leave most of a GPU idle. */
async function enoughNetworks(run: (networks: number) => Promise<number>): Promise<number> {
  let networks = 1;
  // The first run compiles.
  await run(networks);
  while (networks < mostNetworks && (await run(networks)) < shortestRun) networks *= 2;
  return networks;
}

/** The fastest of some runs, in seconds: whatever else the machine does only ever makes one slower. */
async function fastest(run: () => Promise<number>): Promise<number> {
  let least = Infinity;
  for (let total = 0; total < timedSeconds; ) {
    const seconds = await run();
    total += seconds;
    least = Math.min(least, seconds);
  }
  return least;
}
