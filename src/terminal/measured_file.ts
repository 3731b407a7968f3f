/** What a measuring command writes: a format by the name of its file, and the pieces that come of an engine's work. */
import type { Engine } from '../engines/engine.ts';
import { quoted } from '../experiment/field_error.ts';
import type { EngineName } from '../experiment/provenance.ts';
import { openNodeEngine, type Use } from './node_engine.ts';
import { type Pieces, writeThrough } from './pieces.ts';
import { requirePlaceFor } from './place.ts';
import { ProgressBar } from './progress_bar.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage_error.ts';
import { writeWhole } from './whole_file.ts';

/** Formats of a file by the ending of its name. What has no name is JSON, or a table where a person reads along. */
export interface Formats<Format> {
  readonly table: Format;
  readonly files: Readonly<Record<'.json', Format>> & Readonly<Record<string, Format>>;
}

/** What pieces are made with. */
export interface Measuring {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  readonly notify: (sentence: string) => void;
  readonly progress: ProgressBar;
}

/**
 * The format that `--out`, or another flag, names, once there is a place for it.
 * @throws {UsageError} where no format goes by the file's ending, or the file cannot be written
 */
export async function formatFor<Format>(
  out: string | undefined,
  { stdout }: Terminal,
  { table, files }: Formats<Format>,
  flag = 'out',
): Promise<Format> {
  if (out === undefined) return stdout.isTTY ? table : files['.json'];
  const format = Object.entries(files).find(([ending]) => out.endsWith(ending))?.[1];
  if (!format)
    throw new UsageError(
      `--${flag} must end in one of ${Object.keys(files).join(', ')}; ${quoted(out)} does not`,
    );
  await requirePlaceFor(out, flag);
  return format;
}

/** Opens an engine, and writes what is measured on it to `--out`, or through to standard output; nothing where there are no pieces. */
export async function writeMeasured(
  { stdout, stderr, signal }: Terminal,
  {
    command,
    engineName,
    use,
    out,
  }: {
    readonly command: string;
    readonly engineName: EngineName;
    readonly use: Use;
    readonly out: string | undefined;
  },
  measured: (measuring: Measuring) => Pieces | Promise<Pieces | undefined>,
): Promise<void> {
  const engine = await openNodeEngine(engineName, use);
  const progress = new ProgressBar(stderr, command, 'even');
  try {
    const notify = (sentence: string) => progress.interrupt(sentence);
    const pieces = await measured({ engine, signal, notify, progress });
    if (pieces)
      await (out === undefined ? writeThrough(stdout, pieces, signal) : writeWhole(out, pieces, signal));
  } finally {
    progress.clear();
    engine.dispose();
  }
}
