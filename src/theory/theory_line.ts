/** The mean-field overlays of the charts: a line over the scatter, the critical line over the phase map. */
import { bounds, type Experiment, type MapAxis, mapAxis } from '../experiment/experiment.ts';
import type { NetworkSettings } from '../experiment/network_settings.ts';
import { restEdge, restSilence, untiedRestEdge } from './at_rest.ts';
import { meanRadius } from './finite_size.ts';
import { freeEnsemble } from './free_ensemble.ts';
import { type GradientTheory, gradientTheory, type TheoryName, theoryOf } from './gradient_theory.ts';
import { criticalGain } from './mean_field.ts';
import { pauser } from './pauser.ts';

/** Points (x, y); what they are depends on the chart. */
export interface TheoryLine {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface Theory {
  /** Which theory it is. */
  readonly name?: TheoryName;
  /** The gradient ratio in decades (y) at each gain (x). */
  readonly gradient?: TheoryLine;
  /** Between which ratios 80 % of networks of N units are, at each gain; NaN where that is not known. */
  readonly band?: Band;
  /** Why the band is not known at some gain. */
  readonly caution?: string;
  /** The gain at which a gradient neither grows nor shrinks, where the range holds it. */
  readonly edge?: number;
  /** Where that gain would be if W were another at every step; only of cells for which it matters. */
  readonly untiedEdge?: number;
  /** Of a range of gains, those at which T is at most 6 depth scales; of a single one, what mean field says there. */
  readonly reach?: Reach;
  /** Gain (x) at which χ = 1 for each scale (y) of a phase map. */
  readonly critical?: TheoryLine;
  /** Why there is no theory here. */
  readonly silence?: string;
}

export interface Band {
  readonly low: TheoryLine;
  readonly high: TheoryLine;
  /** The mean spectral radius of N units at gain 1. */
  readonly radius: number;
}

/** How far gradients reach: the depth scale is ξ = 1/(2|λ|), and networks train to about 6ξ (Schoenholz et al. 2017). */
export type Reach =
  | { readonly from: number; readonly to: number }
  | {
      /** In steps; infinite where a gradient keeps its norm. */
      readonly depth: number;
      readonly variance?: number;
      readonly growth?: number;
    };

/** What an average over Gaussian states may be off by, in nats per step: a smaller rate is none. */
const leastRate = 1e-12;
/** Depth scales that a gradient crosses. */
const depthsCrossed = 6;
/** Of a normal distribution, in standard deviations, what 10 % lie above. */
const tenth = 1.2816;
/** Gains at which a theory is asked that takes long. */
const slowGains = 16;

const gains = 96;
const rows = 24;

/**
 * The overlay for an experiment. Pauses now and then so that the thread can answer; ends early with nothing once
 * `signal` is aborted.
 */
export async function theoryFor(experiment: Experiment, signal: AbortSignal): Promise<Theory> {
  const axis = mapAxis(experiment);
  const theory = theoryOf(experiment);
  if ('silence' in theory) return theory;
  if (axis === undefined) return gradientLine(experiment, theory.name, signal);
  return theory.name === 'mean field' ? criticalLine(experiment, axis, signal) : { silence: mapSilence };
}

const mapSilence = 'Of this cell there is theory for a range of gains, not for a map.';

async function criticalLine(experiment: Experiment, axis: MapAxis, signal: AbortSignal): Promise<Theory> {
  const pause = pauser();
  const [least, most] = bounds(experiment[axis]);
  const x: number[] = [];
  const y: number[] = [];
  for (let row = 0; row <= rows; row++) {
    await pause();
    if (signal.aborted) return {};
    const scale = least + ((most - least) * row) / rows;
    const gain = criticalGain(experiment, { ...firstScales(experiment), [axis]: scale });
    if (gain === undefined) continue;
    x.push(gain);
    y.push(scale);
  }
  return { critical: { x, y } };
}

async function gradientLine(experiment: Experiment, name: TheoryName, signal: AbortSignal): Promise<Theory> {
  const pause = pauser();
  const [low, high] = bounds(experiment.gain);
  const scales = firstScales(experiment);
  const count = low === high ? 1 : name === 'dynamic mean field' ? slowGains : gains;
  const x: number[] = [];
  const found: GradientTheory[] = [];
  for (let i = 0; i < count; i++) {
    await pause();
    if (signal.aborted) return {};
    const gain = count === 1 ? low : low + ((high - low) * i) / (count - 1);
    const theory = await gradientTheory(experiment, name, { ...scales, gain });
    if (theory === undefined) continue;
    x.push(gain);
    found.push(theory);
  }
  const edge = count === 1 ? undefined : edgeOf(experiment, name, scales, ratesOf(x, found));
  if (name === 'dynamic mean field' && edge !== undefined) {
    // Close to it the theory is slow to settle, and has nothing to say but this.
    const place = x.filter((gain) => gain < edge).length;
    x.splice(place, 0, edge);
    found.splice(place, 0, { decades: 0, rate: 0 });
  }
  const reach = count === 1 ? reachAt(found[0]) : reachIn(experiment, ratesOf(x, found));
  const caution = found.map(({ finite }) => finite).findLast((finite) => typeof finite === 'string');
  return {
    name,
    gradient: { x, y: found.map(({ decades }) => decades) },
    ...(found.some(({ finite }) => typeof finite === 'object') && { band: bandOf(experiment, x, found) }),
    ...(caution !== undefined && { caution }),
    ...(edge !== undefined && { edge }),
    ...(edge !== undefined && name === 'theory at rest' && untied(experiment)),
    ...(reach !== undefined && { reach }),
  };
}

function untied(experiment: Experiment): Pick<Theory, 'untiedEdge'> {
  const untiedEdge = untiedRestEdge(experiment);
  return untiedEdge === undefined ? {} : { untiedEdge };
}

function ratesOf(x: readonly number[], found: readonly GradientTheory[]): TheoryLine {
  return { x, y: found.map(({ rate }) => rate) };
}

function bandOf(experiment: Experiment, x: readonly number[], found: readonly GradientTheory[]): Band {
  const { steps, hiddenSize } = experiment;
  const at = (side: number) =>
    found.map(({ finite }) => {
      if (typeof finite !== 'object') return Number.NaN;
      return (steps * (finite.mean + side * tenth * finite.deviation)) / Math.LN10;
    });
  const radius = meanRadius(freeEnsemble(experiment) ?? 'independent', hiddenSize);
  return { low: { x, y: at(-1) }, high: { x, y: at(1) }, radius };
}

function reachAt(theory: GradientTheory | undefined): Reach | undefined {
  const { rate, field } = theory ?? {};
  if (rate === undefined) return undefined;
  const depth = Math.abs(rate) < leastRate ? Infinity : 0.5 / Math.abs(rate);
  return { depth, ...(field && { variance: field.variance, growth: field.growth }) };
}

/** Where |λ| is small enough, between the first gain and the last at which it is. */
function reachIn({ steps }: Experiment, rates: TheoryLine): Reach | undefined {
  const limit = depthsCrossed / (2 * steps);
  const from = crossingOf(rates, -limit) ?? rates.x[0];
  const to = crossingOf(rates, limit) ?? rates.x.at(-1);
  const reaches = rates.y.some((rate) => rate >= -limit) && rates.y.some((rate) => rate <= limit);
  return reaches && from !== undefined && to !== undefined && from < to ? { from, to } : undefined;
}

/** Where a line first rises through a height. */
function crossingOf({ x, y }: TheoryLine, height: number): number | undefined {
  for (let i = 1; i < x.length; i++) {
    const [before = 0, after = 0] = [y[i - 1], y[i]];
    if (before >= height || after < height) continue;
    const [left = 0, right = 0] = [x[i - 1], x[i]];
    return left + ((right - left) * (height - before)) / (after - before);
  }
  return undefined;
}

/** The critical gain, where the range of gains holds it. */
function edgeOf(
  experiment: Experiment,
  name: TheoryName,
  scales: Omit<NetworkSettings, 'gain'>,
  rates: TheoryLine,
): number | undefined {
  if (name === 'mean field') return criticalGain(experiment, scales);
  // What nothing drives leaves rest, if it does at all, where rest is no longer stable.
  const resting = restSilence({ ...experiment, ...scales, initialScale: 0 }) === undefined;
  if (name === 'dynamic mean field' && !resting) return crossingOf(rates, 0);
  const [low, high] = bounds(experiment.gain);
  const edge = restEdge(experiment);
  return edge >= low && edge <= high ? edge : undefined;
}

function firstScales({ inputScale, biasScale }: Experiment): Omit<NetworkSettings, 'gain'> {
  return { inputScale: bounds(inputScale)[0], biasScale: bounds(biasScale)[0] };
}
