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
/** What is said of others' work, once it has made a stress wait for so many milliseconds. */
const leastWaited = 10;
const otherWork =
  'Other work of this page takes turns at the engine: what a run waits for it is not counted, but it may slow runs down.';
/** Between two words on how far a run is, in milliseconds. */
const betweenWords = 100;

/** What is run of an experiment: nothing but its steps, of which a warm-up is none. */
export function stressed(experiment: Experiment): Experiment {
  return { ...experiment, warmUp: 0 };
}

/** Stresses the engine that the page works with. @throws the signal's reason; in endurance also what an engine throws */
export async function* stress(
  { experiment, kind, seconds }: StressRequest,
  { engine, signal, notify, waited }: Pick<Bench, 'engine' | 'signal' | 'notify' | 'waited'>,
): AsyncGenerator<StressReport, void, void> {
  const machine = await engine.machine();
  const { name, device } = engine.describe();
  yield { began: { engine: engine.describe(), machine } };
  const begun = performance.now();
  const waitedBefore = waited();
  let told = false;
  const watch = () => {
    if (!told && waited() - waitedBefore >= leastWaited) {
      told = true;
      notify(otherWork);
    }
    const now = engine.describe();
    return now.name === name && now.device === device;
  };
  const context = { engine, machine, begun, notify, waited, watch };
  const base = stressed(experiment);
  if (kind === 'ladders') {
    for (const ladder of ladders) yield* climbed(ladder, base, { ...context, signal, seconds });
  } else {
    yield* endured(base, { ...context, signal, seconds });
  }
}

/** What is measured by another engine than the first is no run of it. */
class OtherEngineError extends Error {
  override readonly name = 'OtherEngineError';
}

interface Context {
  readonly engine: Bench['engine'];
  readonly machine: Machine;
  /** When the first run began, on the clock of `performance.now`. */
  readonly begun: number;
  readonly notify: Bench['notify'];
  readonly waited: Bench['waited'];
  /** Says once that others work beside it. Whether the engine is still the first: a reader may choose another, or one stand in for it. */
  readonly watch: () => boolean;
  readonly signal: AbortSignal;
  /** The same networks are run again until so many seconds have passed. */
  readonly atLeast?: number;
}

/** What a run came to. */
type Finished = Extract<StressReport, { run: StressRun }>;
/** What is said of one while it goes on. */
type Underway = Extract<StressReport, { next: StressSize }>;

async function* endured(
  base: Experiment,
  { seconds, ...context }: Context & { readonly seconds: number },
): AsyncGenerator<StressReport, void, void> {
  const until = context.begun + 1000 * seconds;
  const atLeast = seconds === 0 ? 0 : Math.max(leastSeconds, seconds / mostRuns);
  try {
    do {
      yield yield* oneRun('time', base, { ...context, atLeast });
    } while (performance.now() < until);
  } catch (error) {
    if (!(error instanceof OtherEngineError)) throw error;
    context.notify('Another engine took over: all runs here are of the first.');
  }
}

async function* climbed(
  ladder: (typeof ladders)[number],
  base: Experiment,
  context: Context & { readonly seconds: number },
): AsyncGenerator<StressReport, void, void> {
  const { axis, sizes } = ladder;
  const { seconds } = context;
  let before: StressRun | undefined;
  for (const size of sizes) {
    const experiment = { ...base, ...ladder.around, [axis]: size };
    let outcome = yield* tried(axis, experiment, context);
    // Something else may have slowed a single run down: a ladder ends with what is slow twice.
    if (tookLong(outcome, seconds) && isSurprising(axis, size, before, seconds)) {
      const again = yield* tried(axis, experiment, context);
      if (secondsOf(again) < secondsOf(outcome)) outcome = again;
    }
    if ('what' in outcome) {
      yield { end: { axis, size, what: outcome.what } };
      return;
    }
    yield outcome;
    before = outcome.run;
    if (tookLong(outcome, seconds) && size !== sizes.at(-1)) {
      yield { end: { axis, size, what: `takes more than ${seconds} s: no larger one was tried` } };
      return;
    }
  }
  yield { end: { axis, size: sizes.at(-1) ?? 0, what: 'is the largest that there is, and holds' } };
}

/** A run that came to nothing: why, and how long it took at least, in seconds, where that was too long. */
interface Failed {
  readonly what: string;
  readonly seconds?: number;
}

/** A run of a ladder, which is given up where it takes much longer than one may. @throws the signal's reason */
async function* tried(
  axis: StressAxis,
  experiment: Experiment,
  { seconds, ...context }: Context & { readonly seconds: number },
): AsyncGenerator<Underway, Finished | Failed, void> {
  const { signal, waited } = context;
  const longest = patience * seconds;
  const limit = new Limit(1000 * longest, waited);
  try {
    return yield* oneRun(axis, experiment, { ...context, signal: AbortSignal.any([signal, limit.signal]) });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof OtherEngineError) return { what: 'was left to another engine, and is not counted' };
    if (limit.signal.aborted) return { what: `takes more than ${longest} s`, seconds: longest };
    return { what: `is refused: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    limit.clear();
  }
}

function secondsOf(outcome: Finished | Failed): number {
  return 'run' in outcome ? outcome.run.seconds : (outcome.seconds ?? 0);
}

function tookLong(outcome: Finished | Failed, seconds: number): boolean {
  return secondsOf(outcome) > seconds;
}

/** Whether the run before says that one of a size is done in time: its cost grows with T and networks, and with N². */
function isSurprising(
  axis: (typeof ladders)[number]['axis'],
  size: number,
  before: StressRun | undefined,
  seconds: number,
): boolean {
  if (!before) return true;
  return before.seconds * (size / before[axis]) ** (axis === 'hiddenSize' ? 2 : 1) <= seconds;
}

/** Aborts its signal after so many milliseconds of work, without what was waited for. */
class Limit {
  readonly #abort = new AbortController();
  readonly #end: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number, waited: () => number) {
    const end = performance.now() + milliseconds - waited();
    this.#end = () => end + waited();
    this.#look();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  clear(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    const left = this.#end() - performance.now();
    this.#timer = setTimeout(
      () => {
        if (this.#end() > performance.now()) this.#look();
        else this.#abort.abort();
      },
      Math.max(0, left),
    );
  }
}

async function* oneRun(
  axis: StressAxis,
  experiment: Experiment,
  { engine, machine, begun, notify, waited, watch, signal: stopping, atLeast = 0 }: Context,
): AsyncGenerator<Underway, Finished, void> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([stopping, leaving.signal]);
  const { hiddenSize, steps, networks } = experiment;
  const size = { axis, hiddenSize, steps, networks };
  yield { next: size, done: 0 };
  // Kernels of another size are compiled first: that is paid once, and not by steps.
  if (axis !== 'time') await drained(engine, { ...experiment, networks: 1, steps: 2 }, signal);
  const start = performance.now();
  const waitedBefore = waited();
  let [passSeconds, done, all, told] = [0, 0, 0, start];
  const times = keptTimes(experiment);
  const deaths: number[] = [];
  do {
    let measured = 0;
    for await (const found of followedMeasure(engine, experiment, { signal, notify })) {
      if (!watch()) {
        // Else a network that takes long would have to come to its end.
        leaving.abort();
        throw new OtherEngineError();
      }
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
  const seconds = (now - start - (waited() - waitedBefore)) / 1000;
  const work = passWork(experiment, all, [], machine);
  const { bound, seconds: least } = roofline(work, machine);
  // Engines count their passes without what it takes to ask for them.
  const spent = bound === 'launch' ? seconds : passSeconds;
  return {
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
