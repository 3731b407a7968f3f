/** `spectrum`: Lyapunov exponents of each network of a sweep. */
import { Collection } from '../analysis/collection.ts';
import type { NetworkSpectrum } from '../analysis/network_spectrum.ts';
import { wantsOf } from '../analysis/quantities.ts';
import { stretches } from '../engines/plan.ts';
import { wholeOf } from '../experiment/experiment.ts';
import { quoted } from '../experiment/field_error.ts';
import { type Spectra, SpectrumCsv, type SpectrumFile, SpectrumJson } from '../files/spectrum_file.ts';
import { chosenEvery, spectraOf } from '../laboratory/spectra.ts';
import { mostEvery } from '../networks/lyapunov.ts';
import { mostExponents, usualExponents } from '../networks/most_exponents.ts';
import { experimentOf, type Flags, readFlags, requireApplying, said } from './flags.ts';
import { type Formats, formatFor, type Measuring, writeMeasured } from './measured_file.ts';
import { engineNamed } from './node_engine.ts';
import type { Piece } from './pieces.ts';
import { shardRange } from './shard.ts';
import { SpectrumTable } from './spectrum_table.ts';
import { quantitiesNamed, sweepFlagNames } from './sweep.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage_error.ts';

/** Networks that are measured before they are written: as many as fill an engine. */
const networksTogether = 1024;

const formats: Formats<new (spectra: Spectra) => SpectrumFile> = {
  table: SpectrumTable,
  files: { '.json': SpectrumJson, '.csv': SpectrumCsv },
};

/** Runs the command; resolves to the exit status. */
export async function spectrum(words: readonly string[], terminal: Terminal): Promise<number> {
  const flags = readFlags(words, [...sweepFlagNames, 'exponents', 'every']);
  const experiment = experimentOf(flags);
  requireApplying(flags, experiment);
  const engineName = said(() => engineNamed(flags.get('engine') ?? 'auto'));
  const shard = flags.get('shard');
  const range = shard === undefined ? wholeOf(experiment) : shardRange(shard, experiment.networks);
  const asked = said(() => quantitiesNamed(flags.get('quantity')));
  const exponents = wholeNumber(flags, 'exponents', mostExponents(experiment)) ?? usualExponents(experiment);
  const everySaid = wholeNumber(flags, 'every', mostEvery);
  const out = flags.get('out');
  const Format = await formatFor(out, terminal, formats);

  await writeMeasured(terminal, { command: 'spectrum', engineName, use: 'once', out }, async (measuring) => {
    const { engine, signal } = measuring;
    const every = everySaid ?? (await chosenEvery(engine, experiment, exponents, signal));
    const spectra = { experiment, range, engine: engine.describe(), asked, exponents, every };
    return measured(new Format(spectra), spectra, measuring);
  });
  return 0;
}

/** The file, each stretch of networks as soon as it is measured. */
async function* measured(
  file: SpectrumFile,
  { experiment, range: { from, to }, asked, exponents, every }: Spectra,
  { engine, progress, ...options }: Measuring,
): AsyncGenerator<Piece, void, void> {
  yield* file.start();
  for (const range of stretches(from, to, networksTogether)) {
    const stretch = new Collection(experiment, range);
    for await (const measurement of engine.measure(experiment, {
      ...options,
      range,
      wants: wantsOf(asked),
    })) {
      stretch.append(measurement);
    }
    const spectra: NetworkSpectrum[] = [];
    for await (const chunk of spectraOf(engine, experiment, { ...options, exponents, every, range })) {
      if (typeof chunk !== 'number') spectra.push(...chunk.spectra);
      const underWay = typeof chunk === 'number' ? Math.floor(chunk) : 0;
      progress.show(range.from - from + spectra.length + underWay, to - from, 'networks');
    }
    yield* file.networks(stretch, spectra);
  }
  progress.clear();
  yield* file.end();
}

/** A flag's whole number from 1 on; undefined where it is not given. @throws {UsageError} for another */
function wholeNumber(flags: Flags, name: string, most: number): number | undefined {
  const text = flags.get(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from 1 to ${most}; ${quoted(text)} is not`);
}
