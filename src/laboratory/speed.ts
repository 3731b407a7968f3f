/** How fast an engine is on this machine, from a few seconds of measuring. */

import { type Bound, passWork, roofline } from '../analysis/roofline.ts';
import type { Instrument } from '../engines/engine.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import { defaultLearning } from '../experiment/learning.ts';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import type { EngineDescription, EngineName } from '../experiment/provenance.ts';
import { firstStates } from '../networks/learning/first_states.ts';
import { type LearningReport, updateOperations } from '../networks/learning/learning_measurement.ts';
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
  /** A small run of networks that learn. */
  readonly learning: LearningSpeed;
}

export interface LearningSpeed {
  /** Networks of the run. */
  readonly networks: number;
  /** What reckoned it in. */
  readonly precision: EngineDescription['precision'];
  /** Updates of a network, a second. */
  readonly updatesPerSecond: number;
  /** Of the products with W_hh alone, and how much of the machine's multiply-adds that is. */
  readonly gigaflops: number;
  readonly share: number;
}

/** Where a measurement of speed stands. */
export const speedParts = [
  'warming up',
  'what the machine can do',
  'drawing',
  'forward and backward',
  'learning',
] as const;
export type SpeedPart = (typeof speedParts)[number];

/** What learns to recall: N = 32 over T = 30, eight sequences an update, by Adam. */
export const speedPlan: LearningPlan = {
  experiment: { ...speedExperiment, hiddenSize: 32, steps: 30, gain: 1 },
  learning: defaultLearning,
  ranges: [],
};
/** Updates that are asked for at once. */
const updatesAtOnce = 4;

/** Each timing lasts about this long, in seconds. */
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

  yield { part: 'learning' };
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
    learning: await learningSpeed(engine, operationsPerSecond, signal),
  };
  yield { speed: found };
}

/** Networks that learn on from update to update, as many as make a run that is long beside a clock's grain. */
async function learningSpeed(
  engine: Instrument,
  operationsPerSecond: number,
  signal: AbortSignal,
): Promise<LearningSpeed> {
  let report: LearningReport | undefined;
  const run = async (count: number): Promise<number> => {
    const start = performance.now();
    const networks = Array.from({ length: count }, (_, index) => ({ ...speedPlan, index }));
    const kept = report?.states.divergedAt.length === count ? report.states : undefined;
    const from = kept ?? (await firstStates(networks, signal));
    report = await engine.train(networks, { from, updates: updatesAtOnce, signal });
    return (performance.now() - start) / 1000;
  };
  const networks = await enoughNetworks(run);
  // Drawn and told to the engine once, before it counts.
  await run(networks);
  const seconds = await fastest(() => run(networks));
  const operations = networks * updatesAtOnce * updateOperations(speedPlan);
  return {
    networks,
    precision: (report?.trainedBy ?? engine.describe()).precision,
    updatesPerSecond: (networks * updatesAtOnce) / seconds,
    gigaflops: operations / seconds / 1e9,
    share: operations / seconds / operationsPerSecond,
  };
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
