/** A folder of captures or checkpoints of one training, as the moments of it. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  emptyFolder,
  kindOfMoment,
  type Misfit,
  namesInOrder,
  nothingMeasured,
  type Seen,
  type Timeline,
  timelineFrom,
} from '../analysis/timeline.ts';
import { timelineJson } from '../files/timeline_json.ts';
import { examinedFile, type Told } from './diagnosed_file.ts';
import { type Flags, isOn } from './flags.ts';
import { nodeSurroundings } from './node_surroundings.ts';
import { writeThrough } from './pieces.ts';
import type { Terminal } from './terminal.ts';
import { timelineTable } from './timeline_table.ts';
import { UsageError } from './usage_error.ts';
import { writeWhole } from './whole_file.ts';

interface Folder {
  readonly path: string;
  /** Of what is in it, but for names that begin with a point; numbers in names count as numbers. */
  readonly paths: readonly string[];
}

/** A folder, where a path is one. @throws {UsageError} where nothing is in it */
export async function folderNamed(path: string | undefined): Promise<Folder | undefined> {
  if (path === undefined) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return undefined;
  const entries = await readdir(path, { withFileTypes: true });
  const names = namesInOrder(entries.flatMap((entry) => (entry.isDirectory() ? [] : [entry.name])));
  if (names.length === 0) throw new UsageError(emptyFolder(path));
  return { path, paths: names.map((name) => join(path, name)) };
}

/**
 * Every file of a folder, measured in turn; one that is not read, or is not what most of them are, is a misfit.
 * @throws {UsageError} where all of them are
 */
export async function timelineOf(
  { path: folder, paths }: Folder,
  told: Told,
  terminal: Terminal,
): Promise<Timeline> {
  const around = nodeSurroundings(terminal);
  const seen: Seen[] = [];
  const misfits: Misfit[] = [];
  for (const path of paths) {
    const file = basename(path);
    try {
      const { report, analysis, captured, update } = await examinedFile(path, told, around);
      const { findings, model } = report;
      seen.push({
        ...{ file, findings, layers: analysis?.layers ?? [] },
        kind: kindOfMoment(captured, model.layers),
        ...(update !== undefined && { update }),
      });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      misfits.push({ file, error: error.message.replace(`${path}: `, '') });
    }
  }
  if (seen.length === 0) throw new UsageError(nothingMeasured(folder, misfits));
  return timelineFrom(seen, misfits);
}

interface Written {
  readonly flags: Flags;
  /** Where JSON is to go. */
  readonly out: string | undefined;
  readonly asJson: boolean;
}

export async function writeTimeline(
  { moments, misfits }: Timeline,
  { flags, out, asJson }: Written,
  { stdout, signal }: Terminal,
): Promise<void> {
  const json = timelineJson(moments, misfits, { summary: isOn(flags, 'summary') });
  if (out !== undefined) await writeWhole(out, [json], signal);
  if (out === undefined || (flags.has('format') && !asJson))
    await writeThrough(stdout, [asJson ? json : timelineTable(moments, misfits)], signal);
}
