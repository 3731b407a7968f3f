/** The whole of one network's measurement: warm-up, T steps forward, T steps back. */
import type { Experiment } from '../experiment/experiment.ts';
import { initialGradient, stepBackward, stepsTaken } from './backward.ts';
import { initialState, type Step, stepForward } from './forward.ts';
import type { Network } from './network.ts';
import type { ScaledVector } from './scaled_vector.ts';
import type { WideVector } from './wide.ts';

export interface Run {
  /** state_0, after the warm-up. */
  readonly start: ScaledVector;
  /** Steps 1 … T. */
  readonly steps: readonly Step[];
  /** δ_0 … δ_T */
  readonly gradients: readonly WideVector[];
}

/** A stretch of a run, as if its first time were 0. */
export interface RunStretch extends Run {
  readonly from: number;
}

type Length = Pick<Experiment, 'warmUp' | 'steps'>;
type Breathe = () => Promise<void> | undefined;

const withoutPause: Breathe = () => undefined;

/** Steps at least that are in memory at a time. */
const leastRows = 512;

/** Steps that a run of stretches takes: some forward twice. */
export function stepsOfRun({ warmUp, steps }: Length): number {
  return warmUp + 2 * steps + (steps > rowsOf(steps) ? steps : 0);
}

function rowsOf(steps: number): number {
  return Math.max(leastRows, Math.ceil(Math.sqrt(steps)));
}

/**
 * Runs a network through an experiment's warm-up and steps, and pulls its gradient back. `breathe` is awaited
 * after every step: a long sequence need not keep its thread busy, and what it throws ends the run.
 */
export async function runNetwork(
  network: Network,
  length: Length,
  breathe: Breathe = withoutPause,
): Promise<Run> {
  for await (const run of runStretches(network, length, breathe, length.steps)) return run;
  throw new RangeError('A sequence has at least one step');
}

/**
 * The same a stretch at a time, the last one first: memory grows only with √T. The way forward keeps a state a stretch,
 * from which the way back takes it up again.
 */
export async function* runStretches(
  network: Network,
  { warmUp, steps: length }: Length,
  breathe: Breathe = withoutPause,
  rows: number = rowsOf(length),
): AsyncGenerator<RunStretch, void, void> {
  let state = initialState(network);
  for (let step = 0; step < warmUp; step++) {
    state = stepForward(network, state, step).state;
    await breathe();
  }
  const starts: ScaledVector[] = [];
  for (let t = 0; t < length; t++) {
    if (t % rows === 0) starts.push(state);
    // The last stretch is run when it is needed.
    if (t >= length - (length % rows || rows)) break;
    state = stepForward(network, state, warmUp + t).state;
    await breathe();
  }
  let gradient = initialGradient(network);
  for (const [place, start] of [...starts.entries()].reverse()) {
    const from = place * rows;
    const steps: Step[] = [];
    let current = start;
    for (let t = from; t < Math.min(from + rows, length); t++) {
      const taken = stepForward(network, current, warmUp + t);
      steps.push(taken);
      current = taken.state;
      await breathe();
    }
    const gradients = [gradient];
    for (const taken of stepsTaken(start, steps).reverse()) {
      ({ gradient } = stepBackward(network, taken, gradient));
      gradients.push(gradient);
      await breathe();
    }
    yield { from, start, steps, gradients: gradients.reverse() };
  }
}
