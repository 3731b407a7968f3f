/** A folder of captures or checkpoints of one training, as the moments of it. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { inOrder, type Misfit, type Moment } from '../analysis/timeline.ts';
import { timelineJson } from '../files/timeline_json.ts';
import { examinedFile, type Told } from './diagnosed_file.ts';
import { type Flags, isOn } from './flags.ts';
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
  const names = (await readdir(path)).filter((name) => !name.startsWith('.'));
  if (names.length === 0)
    throw new UsageError(
      `${path} is an empty folder; captures or checkpoints of one training are allowed in it`,
    );
  const { compare } = new Intl.Collator('en', { numeric: true });
  return { path, paths: names.sort(compare).map((name) => join(path, name)) };
}

interface Timeline {
  readonly moments: readonly Moment[];
  readonly misfits: readonly Misfit[];
}

interface Seen extends Moment {
  /** What it is, in words. */
  readonly kind: string;
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
  const seen: Seen[] = [];
  const misfits: Misfit[] = [];
  for (const path of paths) {
    const file = basename(path);
    try {
      const { report, analysis, captured, update } = await examinedFile(path, told, terminal);
      const { findings, model } = report;
      seen.push({
        ...{ file, findings, layers: analysis?.layers ?? [] },
        // What is measured on a step of its own does not go on from what is measured on drawn inputs.
        kind: `${captured ? 'a captured step of' : 'a checkpoint of'} ${model.layers}`,
        ...(update !== undefined && { update }),
      });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      misfits.push({ file, error: error.message.replace(`${path}: `, '') });
    }
  }
  const [first, ...more] = misfits;
  if (first && seen.length === 0)
    throw new UsageError(
      `No file of ${folder} is measured: ${first.file}: ${first.error}${more.length > 0 ? ` (and ${more.length} more)` : ''}`,
    );
  const kind = mostCommon(seen.map((one) => one.kind));
  const others = seen.filter((one) => one.kind !== kind);
  misfits.push(
    ...others.map(({ file, kind: own }) => ({
      file,
      error: `It is ${own}; what most files here are is ${kind}`,
    })),
  );
  return { moments: inOrder(seen.filter((one) => one.kind === kind)), misfits };
}

/** The first of them, where several are as common. */
function mostCommon(kinds: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return kinds.find((kind) => counts.get(kind) === most);
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
  const json = timelineJson(moments, misfits, isOn(flags, 'summary'));
  if (out !== undefined) await writeWhole(out, [json], signal);
  if (out === undefined || (flags.has('format') && !asJson))
    await writeThrough(stdout, [asJson ? json : timelineTable(moments, misfits)], signal);
}
