/** What many networks settle into: their largest exponents, then their last states. */
import { mostPeriod, type Settled, settledAlone, settledDriven } from '../analysis/settling.ts';
import { stretches } from '../engines/plan.ts';
import { bounds, type Experiment, wholeOf } from '../experiment/experiment.ts';
import { mostSteps } from '../experiment/fields.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { mostEvery } from '../networks/lyapunov.ts';
import type { ScaledVector } from '../networks/scaled_vector.ts';
import { rowsOf } from '../networks/trace.ts';
import { messages } from '../networks/turn.ts';
import { entry } from '../networks/vector.ts';
import type { Bench } from './job.ts';

/** Near where two kinds of dynamics meet they settle slowly: fewer steps than these say little. */
const leastSteps = 1000;
/** Networks whose exponents are measured at once. */
const networksOfStretch = 64;

export interface SettledNetwork extends Settled {
  readonly index: number;
  /** λ₁, in nats per step. */
  readonly rate: number;
}

export interface SettlingReport {
  readonly engine: EngineDescription;
  /** Those that are new. */
  readonly networks: readonly SettledNetwork[];
}

/** How an experiment is followed until it has settled: as it is, and longer where it is short. */
export function longEnough(experiment: Experiment): Experiment {
  const { steps, warmUp } = experiment;
  return { ...experiment, warmUp: Math.max(warmUp, leastSteps), steps: Math.max(steps, leastSteps) };
}

/** Whether anything but the networks themselves moves them at some step. */
export function isDriven({ inputScale }: Experiment): boolean {
  return bounds(inputScale)[1] > 0;
}

/** Reports every network once. @throws the signal's reason */
export async function* settling(
  { experiment: asked }: { readonly experiment: Experiment },
  { engine, signal, notify }: Pick<Bench, 'engine' | 'signal' | 'notify'>,
): AsyncGenerator<SettlingReport, void, void> {
  const experiment = longEnough(asked);
  // The exponents' own steps are behind, and so is the way that their frame has come.
  const after = {
    ...experiment,
    warmUp: Math.min(mostSteps, 2 * experiment.warmUp + experiment.steps),
    steps: mostPeriod,
  };
  const states = async (from: Experiment, index: number): Promise<ScaledVector[]> =>
    rowsOf((await engine.trace({ experiment: from, index }, { signal })).state);
  for (const range of stretches(0, wholeOf(asked).to, networksOfStretch)) {
    const rates: number[] = [];
    const options = { signal, notify, range, exponents: 1, every: mostEvery };
    for await (const { count, logs } of engine.spectrum(experiment, options)) {
      const windows = logs.length / count;
      for (let place = 0; place < count; place++) {
        const own = logs.subarray(place * windows, (place + 1) * windows);
        rates.push(own.reduce((sum, log) => sum + log, 0) / experiment.steps);
      }
    }
    const networks: SettledNetwork[] = [];
    for (let index = range.from; index < range.to; index++) {
      signal.throwIfAborted();
      const rate = entry(rates, index - range.from);
      const own = await states(after, index);
      networks.push({ index, rate, ...(await settled(own, rate, index)) });
      await messages();
    }
    yield { engine: engine.describe(), networks };
  }

  async function settled(own: readonly ScaledVector[], rate: number, index: number): Promise<Settled> {
    if (!isDriven(experiment)) return settledAlone(own, rate);
    // From rest, or, where that is where it began, from a random state.
    const elsewhere = { ...after, initialScale: after.initialScale === 0 ? 1 : 0 };
    const [state, other] = [own.at(-1), (await states(elsewhere, index)).at(-1)];
    if (!state || !other) throw new RangeError('There are no states');
    return settledDriven(state, other, rate);
  }
}
