/** Lyapunov exponents of a layer out of a file, along the sequence that it reads: in float64, whatever the engine. */
import { type NetworkSpectrum, networkSpectrum } from '../analysis/network_spectrum.ts';
import { counted } from '../engines/in_float64.ts';
import { masks } from '../networks/activation.ts';
import { networkOf, stretchOf } from '../networks/given/given_network.ts';
import { fits } from '../networks/given/layer_summary.ts';
import { frameGrowth, framePlan, stepsOfFrame } from '../networks/lyapunov.ts';
import { logDeterminant } from '../networks/spectra/log_determinant.ts';
import { breather } from '../networks/turn.ts';
import type { GivenProgress, GivenRequest } from './given.ts';
import type { Bench } from './job.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import { WordsBetween } from './words_between.ts';

export interface GivenSpectrumRequest extends GivenRequest {
  /** k: at most as many as there are; as many as take some seconds, unless said. */
  readonly exponents?: number;
}

export interface GivenSpectrum {
  readonly spectrum: NetworkSpectrum;
  /** How many exponents there are in all. */
  readonly all: number;
  /** Steps that count, after as many as both the state and the frame were given to settle. */
  readonly steps: number;
  readonly settling: number;
}

/** Units at most: float64 takes some seconds for a hundred steps of so many. */
const mostUnits = 256;
const usualExponents = 64;
/** Steps at most, the first of a longer sequence: all that enters them is kept. */
const mostSteps = 10_000;
/** Steps at most, and the part of a sequence, in which the state, and then the frame, settles. */
const mostSettling = 100;
const settlingPart = 5;

/** Reports which share is done; comes to the exponents, or why there are none; to nothing where its cell is another. */
export async function* givenSpectrum(
  { file, experiment, factor, drive, exponents = usualExponents }: GivenSpectrumRequest,
  { signal, shelf }: Pick<Bench, 'signal' | 'shelf'>,
): AsyncGenerator<GivenProgress, GivenSpectrum | Refusal | undefined, void> {
  const open = shelf.files.get(file);
  if (!open || !fits(open.layer, experiment.cell)) return undefined;
  const { hiddenSize } = open.layer;
  if (hiddenSize > mostUnits)
    return {
      refusal: `Exponents of up to ${mostUnits} units are measured here; this layer has ${hiddenSize}.`,
    };
  try {
    const { network: course } = open.networkIn(experiment, drive);
    const length = Math.min(mostSteps, course.steps);
    if (length < settlingPart)
      return { refusal: `Exponents need ${settlingPart} steps at least; there are ${length}.` };
    const breathe = breather(signal);
    const given = await stretchOf(course, { from: 0, to: length }, {}, breathe);
    const network = networkOf({ ...given, gain: factor });
    const { parts, logSlopes } = network.cell;
    const all = parts * hiddenSize;
    const k = Math.min(all, exponents);
    const settling = Math.min(mostSettling, Math.floor(length / settlingPart));
    const plan = framePlan({ warmUp: settling, steps: length - 2 * settling }, 1);
    const words = new WordsBetween();
    const growing = frameGrowth(network, {
      ...{ seed: experiment.seed, exponents: k, plan },
      breathe: counted(breathe, stepsOfFrame(plan), words.progress),
    });
    // Whoever waits for it hears of its failure; before that it is not an unhandled rejection.
    growing.catch(() => undefined);
    let growth = await words.resultOrWord(growing);
    while (!growth) {
      yield { share: words.done };
      growth = await words.resultOrWord(growing);
    }
    const spectrum = networkSpectrum({ first: 0, count: 1, ...growth, operations: 0, seconds: 0 }, 0, {
      ...{ plan, precision: Number.EPSILON, masks: masks(course.settings), all },
      ...(logSlopes &&
        k === all && {
          logDeterminant: logDeterminant(course.weights, hiddenSize) + hiddenSize * Math.log(factor),
        }),
    });
    return { spectrum, all, steps: plan.steps, settling };
  } catch (error) {
    return refusalOf(error);
  }
}
