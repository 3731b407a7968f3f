/** `spectrum`: Lyapunov exponents of each network of a sweep. */
import { type Spectra, SpectrumCsv, type SpectrumFile, SpectrumJson } from '../files/spectrum_file.ts';
import { readFlags } from './command_line.ts';
import { type Formats, formatFor, writeMeasured } from './measured_file.ts';
import { spectrumAsked, spectrumFields } from './spectrum_asked.ts';
import { spectrumPieces } from './spectrum_pieces.ts';
import { SpectrumTable } from './spectrum_table.ts';
import type { Terminal } from './terminal.ts';

const formats: Formats<new (spectra: Spectra) => SpectrumFile> = {
  table: SpectrumTable,
  files: { '.json': SpectrumJson, '.csv': SpectrumCsv },
};

/** Runs the command; resolves to the exit status. */
export async function spectrum(words: readonly string[], terminal: Terminal): Promise<number> {
  const flags = readFlags(words, [...spectrumFields, 'engine', 'out']);
  const asked = spectrumAsked(flags);
  const out = flags.get('out');
  const Format = await formatFor(out, terminal, formats);

  await writeMeasured(
    terminal,
    { command: 'spectrum', engineName: asked.engineName, use: 'once', out },
    ({ engine, progress, ...options }) => spectrumPieces(Format, asked, engine, options, progress),
  );
  return 0;
}
