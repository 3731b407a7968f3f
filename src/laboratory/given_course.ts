/** A network that is given, followed through a sequence of any length: stretch by stretch, on any engine, and in memory that does not grow. */
import { type GradientThroughTime, NormsThroughTime } from '../analysis/given_network.ts';
import type { Instrument } from '../engines/engine.ts';
import { type GivenCourse, stretchOf } from '../networks/given/given_network.ts';
import type { ScaledVector } from '../networks/scaled_vector.ts';
import type { ScaledRows, Stretch } from '../networks/trace.ts';
import { breather } from '../networks/turn.ts';
import { entry } from '../networks/vector.ts';

/** Steps of a stretch times units: what enters it, and its trace, take some hundred bytes of each. */
const unitStepsTogether = 2 ** 18;

/** Steps that are taken at a time of a network. */
function stepsTogether({ hiddenSize }: GivenCourse): number {
  return Math.ceil(unitStepsTogether / hiddenSize);
}

/**
 * Follows a network's states through its sequence, and its gradient back. A sequence of several stretches is gone through
 * once for the states that they start from, and then from the last stretch back, each of which hands its gradient to the one
 * before: an engine that fails under way is replaced between two of them. Yields which share is done.
 * @param together steps of a stretch
 * @param times at which norms are kept, ascending, the last of them T; nothing before the first is looked at on the way back
 * @throws {GivenNetworkError} where the engine cannot run it @throws the signal's reason
 */
export async function* gradientAlong(
  course: GivenCourse,
  times: readonly number[],
  { engine, signal }: { readonly engine: Instrument; readonly signal: AbortSignal },
  together: number = stepsTogether(course),
): AsyncGenerator<number, GradientThroughTime, void> {
  const stretches = stretchesOf(course.steps, together);
  const first = entry(times, 0);
  const breathe = breather(signal);
  const norms = new NormsThroughTime(course, times);
  const total = stretches.length - 1 + wayBack * stretches.filter(({ to }) => to >= first).length;
  let done = 0;
  const starts: (ScaledVector | undefined)[] = [undefined];
  for (const [place, stretch] of stretches.slice(0, -1).entries()) {
    const state = starts[place];
    const network = await stretchOf(course, stretch, { ...(state && { state }) }, breathe);
    const end = stretch.to - stretch.from;
    const trace = await engine.trace(network, { signal, stretch: { from: end, to: end } });
    starts.push(rowOf(trace.state, 0));
    done += 1;
    yield done / total;
  }
  let end: ScaledVector | undefined;
  for (const [place, stretch] of [...stretches.entries()].reverse()) {
    if (stretch.to < first) break;
    const state = starts[place];
    const ends = { ...(state && { state }), ...(end && { cotangent: end.values }) };
    const trace = await engine.trace(await stretchOf(course, stretch, ends, breathe), { signal });
    const exponent = end?.exponent ?? 0;
    norms.take(trace, stretch.from, exponent);
    const gradient = rowOf(trace.gradient, 0);
    end = { ...gradient, exponent: gradient.exponent + exponent };
    done += wayBack;
    yield Math.min(1, done / total);
  }
  return norms.whole();
}

/** A stretch there and back takes this many times as long as one there alone. */
const wayBack = 3;

function stretchesOf(steps: number, together: number): Stretch[] {
  return Array.from({ length: Math.ceil(steps / together) }, (_, place) => ({
    from: place * together,
    to: Math.min((place + 1) * together, steps),
  }));
}

function rowOf({ values, exponents }: ScaledRows, row: number): ScaledVector {
  const width = values.length / exponents.length;
  return { values: values.slice(row * width, (row + 1) * width), exponent: entry(exponents, row) };
}
