/** An engine under stress: ladders of ever larger runs until one takes too long or is refused, or one run for minutes. */
import { float32Death } from '../analysis/naive_float32.ts';
import { quantile } from '../analysis/quantile.ts';
import { type Machine, passWork, roofline } from '../analysis/roofline.ts';
import type { StressAxis, StressEnd, StressRun } from '../analysis/stress.ts';
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import { fieldTable } from '../experiment/fields.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { messages } from '../networks/turn.ts';
import { followedMeasure } from './followed_measure.ts';
import type { Bench } from './job.ts';

export interface StressRequest {
  /** What is run, or what the ladders begin from: its cell, its ensemble, its gain. */
  readonly experiment: Experiment;
  /** Runs that grow in one direction each, or the experiment itself, again and again. */
  readonly kind: 'ladders' | 'endurance';
  /** A ladder ends with the first run that takes longer; endurance lasts about so long, one run at least. In seconds. */
  readonly seconds: number;
}

export type StressReport =
  | { readonly began: { readonly engine: EngineDescription; readonly machine: Machine } }
  /** Under way: how much of it is done, in parts of one. */
  | { readonly next: StressSize; readonly done: number }
  /** What is over, and how the engine has laid out its kernels for it, in sentences. */
  | { readonly run: StressRun; readonly tuning: readonly string[] }
  | { readonly end: StressEnd };

export type StressSize = Pick<StressRun, 'axis' | 'hiddenSize' | 'steps' | 'networks'>;

/**
 * What ladders are of: sizes from small to the largest that there is, and what else a run of theirs is. Few networks walk a long
 * way; as many as fill any card cost a moment each.
 */
const ladders = [
  {
    axis: 'steps',
    sizes: [100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, fieldTable.steps.maximum],
    around: { hiddenSize: 64, networks: 16 },
  },
  {
    axis: 'hiddenSize',
    sizes: [4, 8, 16, 32, 64, 128, fieldTable.hiddenSize.maximum],
    around: { steps: 100, networks: 1024 },
  },
  {
    axis: 'networks',
    sizes: [1, 4, 16, 64, 256, 1024, 4096, 16_384, fieldTable.networks.maximum],
    around: { hiddenSize: 64, steps: 100 },
  },
] as const satisfies readonly {
  axis: Exclude<StressAxis, 'time'>;
  sizes: readonly number[];
  around: Partial<Experiment>;
}[];

/** A run is given up where it takes so many times as long as one may. */
const patience = 3;

/** Endurance is told of in stretches of so many seconds at least, and of so many stretches at most. */
const leastSeconds = 1;
const mostRuns = 300;
/** Between two words on how far a run is, in milliseconds. */
const betweenWords = 100;

/** What is run of an experiment: nothing but its steps, of which a warm-up is none. */
export function stressed(experiment: Experiment): Experiment {
  return { ...experiment, warmUp: 0 };
}

/** Stresses the engine that the page works with. @throws the signal's reason; in endurance also what an engine throws */
export async function* stress(
  { experiment, kind, seconds }: StressRequest,
  { engine, signal, notify }: Pick<Bench, 'engine' | 'signal' | 'notify'>,
): AsyncGenerator<StressReport, void, void> {
  const machine = await engine.machine();
  yield { began: { engine: engine.describe(), machine } };
  const begun = performance.now();
  const context = { engine, machine, begun, notify };
  const base = stressed(experiment);
  if (kind === 'endurance') {
    const until = begun + 1000 * seconds;
    const atLeast = seconds === 0 ? 0 : Math.max(leastSeconds, seconds / mostRuns);
    do {
      yield* oneRun('time', base, { ...context, signal, atLeast });
    } while (performance.now() < until);
    return;
  }
  for (const ladder of ladders) yield* climbed(ladder, base, { ...context, signal, seconds });
}

interface Context {
  readonly engine: Bench['engine'];
  readonly machine: Machine;
  /** When the first run began, on the clock of `performance.now`. */
  readonly begun: number;
  readonly notify: Bench['notify'];
  readonly signal: AbortSignal;
  /** The same networks are run again until so many seconds have passed. */
  readonly atLeast?: number;
}

async function* climbed(
  { axis, sizes, around }: (typeof ladders)[number],
  base: Experiment,
  context: Context & { readonly seconds: number },
): AsyncGenerator<StressReport, void, void> {
  const { signal, seconds } = context;
  for (const size of sizes) {
    const limit = AbortSignal.timeout(1000 * patience * seconds);
    let took = 0;
    try {
      const experiment = { ...base, ...around, [axis]: size };
      for await (const report of oneRun(axis, experiment, {
        ...context,
        signal: AbortSignal.any([signal, limit]),
      })) {
        if ('run' in report) took = report.run.seconds;
        yield report;
      }
    } catch (error) {
      signal.throwIfAborted();
      const why = limit.aborted
        ? `takes more than ${patience * seconds} s`
        : `is refused: ${error instanceof Error ? error.message : String(error)}`;
      yield { end: { axis, size, what: why } };
      return;
    }
    if (took > seconds && size !== sizes.at(-1)) {
      yield { end: { axis, size, what: `takes more than ${seconds} s: no larger one was tried` } };
      return;
    }
  }
  yield { end: { axis, size: sizes.at(-1) ?? 0, what: 'is the largest that there is, and holds' } };
}

async function* oneRun(
  axis: StressAxis,
  experiment: Experiment,
  { engine, machine, begun, notify, signal, atLeast = 0 }: Context,
): AsyncGenerator<StressReport, void, void> {
  const { hiddenSize, steps, networks } = experiment;
  const size = { axis, hiddenSize, steps, networks };
  yield { next: size, done: 0 };
  // Kernels of another size are compiled first: that is paid once, and not by steps.
  if (axis !== 'time') await drained(engine, { ...experiment, networks: 1, steps: 2 }, signal);
  const start = performance.now();
  let [passSeconds, done, all, told] = [0, 0, 0, start];
  const times = keptTimes(experiment);
  const deaths: number[] = [];
  do {
    let measured = 0;
    for await (const found of followedMeasure(engine, experiment, { signal, notify })) {
      const part = typeof found === 'number' ? found : 0;
      if (typeof found !== 'number') {
        const { count, seconds, log10GradientNorm } = found;
        passSeconds += seconds.passes;
        // Run again they die where they died.
        for (let place = 0; place < count && done < networks; place++, done++) {
          const row = log10GradientNorm.subarray(place * times.length, (place + 1) * times.length);
          const death = float32Death(times, row);
          if (death !== undefined) deaths.push(death);
        }
        measured += count;
      }
      if (performance.now() - told < betweenWords) continue;
      told = performance.now();
      yield { next: size, done: (measured + part) / networks };
      await messages();
      signal.throwIfAborted();
    }
    all += measured;
    await messages();
    signal.throwIfAborted();
  } while (performance.now() - start < 1000 * atLeast);
  const now = performance.now();
  const seconds = (now - start) / 1000;
  const work = passWork(experiment, all, [], machine);
  const { bound, seconds: least } = roofline(work, machine);
  // Engines count their passes without what it takes to ask for them.
  const spent = bound === 'launch' ? seconds : passSeconds;
  yield {
    run: {
      ...size,
      networks: done,
      ...{ at: (now - begun) / 1000, seconds, passSeconds: spent },
      operationsPerSecond: work.operations / spent,
      ...{ bound, share: least / spent, held: engine.held() },
      float32Deaths: deaths.length,
      float32DeathSteps: deaths.length > 0 ? quantile(Float64Array.from(deaths), 0.5) : undefined,
    },
    tuning: engine.describe().tuning ?? [],
  };
}

async function drained(engine: Bench['engine'], experiment: Experiment, signal: AbortSignal): Promise<void> {
  for await (const _ of engine.measure(experiment, { signal })) {
    // It is done for what it leaves compiled.
  }
}
