/** How to start a recurrent layer for a task, out of what was measured of several ways to. */

import { phaseDecades } from '../phase.ts';
import { quantile } from '../quantile.ts';
import { windowFor } from '../truncation_window.ts';
import type { AdviceQuestion, Start } from './start.ts';

/** What was measured of one way to start, over an ensemble. */
export interface MeasuredStart {
  readonly start: Start;
  /** log10 of ‖∂L/∂state‖ at L steps before the end over that at the end, of each network; −Infinity of a dead one. */
  readonly decades: readonly number[];
  /** log10‖∂L/∂θ‖ of each, of a loss whose gradient at the last output has length 1. */
  readonly log10Parameters: readonly number[];
  /** Of the first network: query and fragment of an address. */
  readonly link: string;
}

export interface StartReading {
  readonly start: Start;
  readonly decades: Quantiles;
  /** Between which decades half of the networks are: p25 and p75. One that is dead by chance does not move them. */
  readonly half: readonly [from: number, to: number];
  readonly link: string;
}

interface Quantiles {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

export interface Advice {
  /** All that were measured, in the order in which they were. */
  readonly starts: readonly StartReading[];
  readonly best: StartReading;
  /** Whether even that loses or gains more than a thousandfold. */
  readonly outOfReach: boolean;
  /** After how many steps to cut backpropagation off. */
  readonly truncation: number;
  /** To which norm to clip. */
  readonly clip: number;
  /** Twice the norm that is usual: the clip, unless nobody clips there. */
  readonly usual: number;
}

/** Decades over the lag beyond which a start cannot be said to carry. */
const carried = phaseDecades / 2;

/** Decades between two starts that count as nothing: another seed moves both by as much. */
const alike = 0.5;

/** Norms that people clip at: from a tenth to ten (Pascanu, Mikolov & Bengio 2013 and what has followed). */
const [leastClip, mostClip] = [0.1, 10];

/**
 * The start with which the gradient of the middle half of all networks changes least over the lag: by the worst of them, so that one
 * which scatters does not win by its median. Of those that are within half a decade of it the one that scatters least, and of those that
 * scatter alike the first. The clip: twice the median norm (Pascanu, Mikolov & Bengio 2013 take half to ten times the mean), to 1, 2 or 5
 * of a power of ten, where that is what people clip at.
 * @throws RangeError where nothing was measured
 */
export function adviceFrom({ lag, steps }: AdviceQuestion, measured: readonly MeasuredStart[]): Advice {
  const starts = measured.map(({ start, decades, link }) => ({
    ...{ start, link, decades: quantilesOf(decades), half: halfOf(decades) },
  }));
  const least = (of: (reading: StartReading) => number, among: readonly StartReading[]) => {
    const smallest = Math.min(...among.map(of));
    return among.filter((reading) => of(reading) <= smallest + alike);
  };
  const [best] = least(spread, least(away, starts));
  const own = measured.find(({ start }) => start === best?.start);
  if (!best || !own) throw new RangeError('No start was measured.');
  const usual = roundNorm(Math.log10(2) + quantilesOf(own.log10Parameters).p50);
  return {
    ...{ starts, best, outOfReach: !(away(best) < carried), truncation: windowFor(lag, steps) },
    ...{ usual, clip: withinClips(usual) },
  };
}

/** Where to clip gradients whose usual norm has so many decades: where people clip. */
export function clipFor(decades: number): number {
  return withinClips(roundNorm(decades));
}

function withinClips(norm: number): number {
  return Math.min(mostClip, Math.max(leastClip, norm));
}

/** A norm by its decades as 1, 2 or 5 of a power of ten, whichever is nearest by ratio: more digits would be one seed's. */
function roundNorm(decades: number): number {
  const power = Math.floor(decades);
  const near = [1, 2, 5, 10].toSorted(
    (a, b) => Math.abs(Math.log10(a) - (decades - power)) - Math.abs(Math.log10(b) - (decades - power)),
  );
  return Number(`${near[0]}e${power}`);
}

/** Decades from a gradient that is kept, of the worse end of the middle half. */
function away({ half }: StartReading): number {
  return Math.max(...half.map(Math.abs));
}

/** Decades from end to end; none where all of them are lost. */
function spread({ half: [from, to] }: StartReading): number {
  return from === to ? 0 : to - from;
}

function halfOf(values: readonly number[]): readonly [number, number] {
  const sorted = Float64Array.from(values);
  return [quantile(sorted, 0.25), quantile(sorted, 0.75)];
}

function quantilesOf(values: readonly number[]): Quantiles {
  const at = (fraction: number) => quantile(Float64Array.from(values), fraction);
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}
