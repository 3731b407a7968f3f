/** `spectrum`: Lyapunov exponents of each network of a sweep, for a program. */
import { parseChoice } from '../experiment/field_text.ts';
import {
  type Spectra as SpectraOf,
  SpectrumCsv,
  type SpectrumFile,
  SpectrumJson,
} from '../files/spectrum_file.ts';
import { said } from '../terminal/flags.ts';
import { spectrumAsked, spectrumFields } from '../terminal/spectrum_asked.ts';
import { spectrumPieces } from '../terminal/spectrum_pieces.ts';
import type { SpectrumFields } from './asked.ts';
import { onEngine } from './engines.ts';
import { flagsFrom } from './fields.ts';
import { followerOf, type Options, signalOf, withEngine } from './options.ts';
import { bytesOf, textOf } from './pieces.ts';
import type { Spectra } from './results.ts';

const formats: Readonly<Record<SpectrumFormat, new (spectra: SpectraOf) => SpectrumFile>> = {
  json: SpectrumJson,
  csv: SpectrumCsv,
};

export type SpectrumFormat = 'json' | 'csv';

/** The networks as the terminal's JSON has them. */
export async function spectraOf(asked: SpectrumFields, options: Options): Promise<Spectra> {
  return JSON.parse(await spectraOnEngine(asked, options, SpectrumJson, textOf));
}

/** The bytes of the terminal's file. */
export function spectraFile(
  asked: SpectrumFields,
  options: Options,
  format: SpectrumFormat,
): Promise<Uint8Array> {
  const known = said(() => parseChoice('format', ['json', 'csv'] as const, format));
  return spectraOnEngine(asked, options, formats[known], bytesOf);
}

function spectraOnEngine<Whole>(
  fields: SpectrumFields,
  options: Options,
  Format: new (spectra: SpectraOf) => SpectrumFile,
  gather: (pieces: AsyncIterable<string>) => Promise<Whole>,
): Promise<Whole> {
  const asked = spectrumAsked(withEngine(flagsFrom(fields, spectrumFields), options));
  return onEngine(asked.engineName, (engine) =>
    gather(spectrumPieces(Format, asked, engine, { signal: signalOf(options) }, followerOf(options))),
  );
}
