/** How to start a recurrent layer for a task, out of what was measured of several ways to. */

import { phaseDecades } from '../phase.ts';
import { quantile } from '../quantile.ts';
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
}

/** Decades over the lag beyond which a start cannot be said to carry. */
const carried = phaseDecades / 2;

/**
 * The start over whose lag the gradient changes least, in the median. Truncation: two lags, so that half of all targets have
 * their cause in their own window where windows follow one another (K − L of K), or the whole sequence where that is no longer.
 * The clip: twice the median norm (Pascanu, Mikolov & Bengio 2013 take half to ten times the mean).
 * @throws RangeError where nothing was measured
 */
export function adviceFrom({ lag, steps }: AdviceQuestion, measured: readonly MeasuredStart[]): Advice {
  const starts = measured.map(({ start, decades, link }) => ({ start, link, decades: quantilesOf(decades) }));
  const away = ({ decades }: StartReading) => Math.abs(decades.p50);
  const best = starts.toSorted((a, b) => away(a) - away(b))[0];
  const own = measured.find(({ start }) => start === best?.start);
  if (!best || !own) throw new RangeError('No start was measured.');
  const window = 2 * lag;
  return {
    ...{ starts, best, outOfReach: !(away(best) < carried) },
    truncation: steps === undefined ? window : Math.min(window, steps),
    clip: Number((2 * 10 ** quantilesOf(own.log10Parameters).p50).toPrecision(2)),
  };
}

function quantilesOf(values: readonly number[]): Quantiles {
  const at = (fraction: number) => quantile(Float64Array.from(values), fraction);
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}
