/** A file of spectra in pieces, as they are measured. */
import { Collection } from '../analysis/collection.ts';
import type { NetworkSpectrum } from '../analysis/network_spectrum.ts';
import { wantsOf } from '../analysis/quantities.ts';
import type { Engine, MeasureOptions } from '../engines/engine.ts';
import { stretches } from '../engines/plan.ts';
import type { Spectra, SpectrumFile } from '../files/spectrum_file.ts';
import { chosenEvery, spectraOf } from '../laboratory/spectra.ts';
import type { SpectrumAsked } from './spectrum_asked.ts';
import type { Follower } from './surroundings.ts';

/** Networks that are measured before they are written: as many as fill an engine. */
const networksTogether = 1024;

/** The file, each stretch of networks as soon as it is measured. @param Format as which it is written */
export async function* spectrumPieces(
  Format: new (spectra: Spectra) => SpectrumFile,
  asked: SpectrumAsked,
  engine: Engine,
  options: Pick<MeasureOptions, 'signal' | 'notify'>,
  follower: Follower,
): AsyncGenerator<string, void, void> {
  const { experiment, exponents } = asked;
  const { from, to } = asked.range;
  const every = asked.every ?? (await chosenEvery(engine, experiment, exponents, options.signal));
  const file = new Format({ ...asked, engine: engine.describe(), every });
  yield* file.start();
  for (const range of stretches(from, to, networksTogether)) {
    const stretch = new Collection(experiment, range);
    const wants = wantsOf(asked.asked);
    for await (const measurement of engine.measure(experiment, { ...options, range, wants })) {
      stretch.append(measurement);
    }
    const spectra: NetworkSpectrum[] = [];
    for await (const chunk of spectraOf(engine, experiment, { ...options, exponents, every, range })) {
      if (typeof chunk !== 'number') spectra.push(...chunk.spectra);
      const underWay = typeof chunk === 'number' ? Math.floor(chunk) : 0;
      follower.show(range.from - from + spectra.length + underWay, to - from, 'networks');
    }
    yield* file.networks(stretch, spectra);
  }
  follower.clear();
  yield* file.end();
}
