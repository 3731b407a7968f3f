/** `measure`: what the terminal's `sweep` does, for a program. */
import { wantsOf } from '../analysis/quantities.ts';
import { parseChoice } from '../experiment/field_text.ts';
import { SweepJson } from '../files/json.ts';
import type { SweepFile, Sweep as SweepOf } from '../files/sweep_file.ts';
import { said } from '../terminal/flags.ts';
import { sweepAsked, sweepFields } from '../terminal/sweep_asked.ts';
import { sweepPieces } from '../terminal/sweep_pieces.ts';
import type { MeasureFields } from './asked.ts';
import { onEngine } from './engines.ts';
import { flagsFrom } from './fields.ts';
import { followerOf, type Options, signalOf, withEngine } from './options.ts';
import { bytesOf, textOf } from './pieces.ts';
import type { Sweep } from './results.ts';

/** Files of a sweep, each loaded with the first that is asked for. */
const formats = {
  json: async () => SweepJson,
  csv: async () => (await import('../files/csv.ts')).SweepCsv,
  parquet: async () => (await import('../files/parquet.ts')).SweepParquet,
} as const satisfies Record<string, () => Promise<new (sweep: SweepOf) => SweepFile>>;

export type SweepFormat = keyof typeof formats;

/** The networks as the terminal's JSON has them. */
export async function measured(asked: MeasureFields, options: Options): Promise<Sweep> {
  return JSON.parse(await sweptOnEngine(asked, options, async () => SweepJson, textOf));
}

/** The bytes of the terminal's file. */
export function measuredFile(
  asked: MeasureFields,
  options: Options,
  format: SweepFormat,
): Promise<Uint8Array> {
  const names = ['json', 'csv', 'parquet'] as const;
  const load: () => Promise<new (sweep: SweepOf) => SweepFile> =
    formats[said(() => parseChoice('format', names, format))];
  return sweptOnEngine(asked, options, load, bytesOf);
}

/** @param gather what becomes of the pieces */
async function sweptOnEngine<Piece extends string | Uint8Array, Whole>(
  fields: MeasureFields,
  options: Options,
  load: () => Promise<new (sweep: SweepOf) => SweepFile<Piece>>,
  gather: (pieces: AsyncIterable<Piece>) => Promise<Whole>,
): Promise<Whole> {
  const flags = withEngine(flagsFrom(fields, sweepFields), options);
  const { experiment, range, asked, engineName } = sweepAsked(flags);
  const Format = await load();
  return onEngine(engineName, (engine) => {
    const file = new Format({ experiment, range, engine: engine.describe(), asked });
    const told = { signal: signalOf(options), range, wants: wantsOf(asked) };
    return gather(sweepPieces(file, engine, experiment, told, followerOf(options)));
  });
}
