/**
 * What networks of an experiment settle into: λ of each over a long run, as the engine measures it, and its newest states, which
 * a trace that is nearly all warm-up brings at the cost of the way forward.
 */
import {
  distance,
  growthOf,
  isDriven,
  type LongRun,
  longestPeriod,
  resolutionOf,
  returnsOf,
  type Settled,
  settled,
} from '../analysis/settling.ts';
import { type Experiment, keptTimes } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { allTimesPowerOfTwo } from '../networks/scaled_vector.ts';
import { rowsOf } from '../networks/trace.ts';
import { messages } from '../networks/turn.ts';
import { entry } from '../networks/vector.ts';
import type { Bench } from './job.ts';

/** One network's long run, and what it is taken for. */
export interface SettledNetwork extends Settled, Omit<LongRun, 'returns'> {
  readonly index: number;
  readonly gain: number;
  /** The return after its period, or, where it has none, the least of those that were looked for. */
  readonly nearest: { readonly period: number; readonly distance: number };
}

/** Milliseconds between two reports. */
const betweenReports = 100;

/** Measures and classifies all networks of an experiment, which is a settling one; reports them some at a time. */
export async function* settling(
  experiment: Experiment,
  { engine, signal, notify }: Pick<Bench, 'engine' | 'signal' | 'notify'>,
): AsyncGenerator<readonly SettledNetwork[], void, void> {
  let said = performance.now();
  let found: SettledNetwork[] = [];
  const { steps } = experiment;
  const times = keptTimes(experiment);
  const resolution = resolutionOf(steps);
  const others = isDriven(experiment) ? otherStart(experiment) : undefined;
  for await (const { first, count, ...chunk } of engine.measure(experiment, { signal, notify })) {
    const { log10GradientNorm, log10StateNorm } = chunk;
    for (let i = 0; i < count; i++) {
      const row = (norms: Float64Array) => norms.subarray(i * times.length, (i + 1) * times.length);
      const index = first + i;
      const states = await newestStates({ experiment, index }, { engine, signal });
      const last = states.at(-1) ?? new Float64Array(0);
      const returns = returnsOf(states);
      const norms = row(log10StateNorm);
      const there = others && (await newestStates({ experiment: others, index }, { engine, signal })).at(-1);
      const run: LongRun = {
        ...{ ...growthOf(row(log10GradientNorm), times), resolution, returns },
        size: distance(last) / Math.sqrt(last.length),
        // A state that is exactly zero does not grow.
        grown: (norms.at(-1) ?? 0) === -Infinity ? 0 : (norms.at(-1) ?? 0) - (norms[0] ?? 0),
        ...(there && { apart: distance(last, there) / (distance(last) || 1) }),
      };
      const { returns: _, ...told } = run;
      const { gain } = networkSettings(experiment, index);
      const what = settled(run);
      found.push({ index, gain, ...told, ...what, nearest: nearestOf(returns, what.period) });
      await messages();
      signal.throwIfAborted();
      if (performance.now() - said < betweenReports) continue;
      yield found;
      said = performance.now();
      found = [];
    }
  }
  yield found;
}

/** The same networks under the same inputs from the mirrored initial state, or, where that is zero, from a random one. */
function otherStart(experiment: Experiment): Experiment {
  return { ...experiment, initialScale: -experiment.initialScale || 1 };
}

/** state_{T−2P} … state_T, as plain numbers; what leaves their range is infinite. */
export async function newestStates(
  { experiment, index }: { readonly experiment: Experiment; readonly index: number },
  { engine, signal }: Pick<Bench, 'engine' | 'signal'>,
  wanted: number = 2 * longestPeriod,
): Promise<Float64Array[]> {
  const { warmUp, steps } = experiment;
  const kept = Math.min(wanted, steps);
  const end = { ...experiment, warmUp: warmUp + steps - kept, steps: kept };
  const trace = await engine.trace({ experiment: end, index }, { signal });
  return rowsOf(trace.state).map(({ values, exponent }) => allTimesPowerOfTwo(values, exponent));
}

function nearestOf(
  returns: Float64Array,
  period: number = returns.indexOf(Math.min(...returns)) + 1,
): SettledNetwork['nearest'] {
  return { period, distance: entry(returns, period - 1) };
}
