/** Lyapunov exponents of many networks, for charts that are drawn while it goes on. */

import type { NetworkSpectrum } from '../analysis/network_spectrum.ts';
import { type Experiment, wholeOf } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { mostExponents, usualExponents } from '../networks/most_exponents.ts';
import { messages } from '../networks/turn.ts';
import type { Bench } from './job.ts';
import { chosenEvery, spectraOf } from './spectra.ts';

/** Least time between two reports. */
const reportMilliseconds = 140;
/** Networks whose exponents are held against their determinants: those take a while in float64. */
const checkedNetworks = 256;

export interface LyapunovRequest {
  readonly experiment: Experiment;
  /** k, no more than there are; as many as are usual unless said. */
  readonly exponents?: number;
  /** Steps between two orthonormalisations; as many as a few networks say they can bear, unless said. */
  readonly every?: number;
  /** Networks before this one are measured already. */
  readonly from: number;
  /** After so many seconds no further network is begun. */
  readonly seconds?: number;
}

export interface LyapunovReport {
  readonly engine: EngineDescription;
  /** k, and how many there are in all. */
  readonly exponents: number;
  readonly all: number;
  /** Steps between two orthonormalisations. */
  readonly every: number;
  /** Those that are new since the report before, the first of them `first`. */
  readonly first: number;
  readonly spectra: readonly NetworkSpectrum[];
}

/** Between two reports: how much of the next networks is done, in networks; of the first, that it is being found out how to measure. */
export interface LyapunovProgress {
  readonly underWay: number;
}

/** Measures networks from one on, as many as are asked for or as time allows. */
export async function* lyapunov(
  { experiment, exponents, every: asked, from, seconds = Number.POSITIVE_INFINITY }: LyapunovRequest,
  { engine, waited, signal, notify }: Pick<Bench, 'engine' | 'waited' | 'signal' | 'notify'>,
): AsyncGenerator<LyapunovReport | LyapunovProgress, void, void> {
  const all = mostExponents(experiment);
  const k = Math.min(exponents ?? usualExponents(experiment), all);
  const start = performance.now();
  const every = asked ?? (await chosenEvery(engine, experiment, k, signal));
  let next = performance.now();
  let spectra: NetworkSpectrum[] = [];
  let first = from;
  const report = (): LyapunovReport => {
    const told = { engine: engine.describe(), exponents: k, all, every, first, spectra };
    first += spectra.length;
    spectra = [];
    next = performance.now() + reportMilliseconds;
    return told;
  };
  const range = { from, to: wholeOf(experiment).to };
  const chunks = spectraOf(
    engine,
    experiment,
    { exponents: k, every, range, signal, notify },
    checkedNetworks,
  );
  try {
    for await (const chunk of chunks) {
      if (typeof chunk === 'number') {
        yield { underWay: chunk };
        continue;
      }
      spectra.push(...chunk.spectra);
      if (performance.now() >= next) yield report();
      // A stop, a question or a change comes in between two chunks.
      await messages();
      signal.throwIfAborted();
      if (performance.now() - start - waited() > 1000 * seconds) break;
    }
  } catch (error) {
    if (spectra.length > 0) yield report();
    throw error;
  }
  if (spectra.length > 0) yield report();
}
