/** `--save FOLDER`: weights of networks that have learnt, a file each, in a folder that appears whole or not at all. */
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LearntNetwork } from '../analysis/learnt_network.ts';
import type { NetworkRange } from '../experiment/experiment.ts';
import { quoted } from '../experiment/field_error.ts';
import { learntWeights } from '../files/learnt_weights.ts';
import { partOf } from './place.ts';
import { UsageError } from './usage_error.ts';

/** Files of a folder, at most. */
export const mostSaved = 1024;
/** Which networks are saved unless a person says otherwise. */
export const usuallySaved = 'best:10';

/** Which networks are saved: those whose final losses are least, or those of some indices. */
export type Saved = { readonly best: number } | { readonly indices: ReadonlySet<number> };

/** `best:10`, `all`, or `3,17,40`. @throws {UsageError} */
export function savedNetworks(text: string, { from, to }: NetworkRange): Saved {
  const [, count] = /^best:(\d{1,9})$/.exec(text) ?? [];
  if (count !== undefined && Number(count) >= 1 && Number(count) <= mostSaved) return { best: Number(count) };
  const whole = Array.from({ length: Math.min(to - from, mostSaved + 1) }, (_, i) => from + i);
  const indices =
    text === 'all' ? whole : text.split(',').map((word) => (/^\d{1,9}$/.test(word) ? Number(word) : -1));
  if (indices.length <= mostSaved && indices.every((index) => index >= from && index < to))
    return { indices: new Set(indices) };
  const some =
    to - from === 1
      ? `the index ${from}`
      : `indices such as ${from},${to - 1}, of ${from} to ${to - 1}, and at most ${mostSaved} networks`;
  throw new UsageError(`--save-networks must be best:K, all, or ${some}; ${quoted(text)} is not`);
}

/** Keeps the weights of as many networks as are saved, and no others. */
export class LearntFolder {
  readonly #path: string;
  readonly #saved: Saved;
  readonly #digits: number;
  #kept: LearntNetwork[] = [];

  constructor(path: string, saved: Saved, { to }: NetworkRange) {
    this.#path = path;
    this.#saved = saved;
    this.#digits = String(to - 1).length;
  }

  /** Takes networks that have had their last update. */
  take(learnt: readonly LearntNetwork[]): void {
    const saved = this.#saved;
    const wanted =
      'indices' in saved
        ? learnt.filter(({ network }) => saved.indices.has(network.index))
        : learnt.filter(({ outcome }) => outcome.finalLoss !== null);
    // A copy, since θ is a part of that of all networks.
    const own = wanted.map((one) => ({ ...one, theta: one.theta.slice() }));
    const all = [...this.#kept, ...own];
    this.#kept = 'indices' in saved ? all : all.sort((a, b) => lossOf(a) - lossOf(b)).slice(0, saved.best);
  }

  /** Writes the files, and gives the folder its name. @throws the signal's reason; then nothing is left */
  async write(signal: AbortSignal): Promise<void> {
    const temporary = partOf(this.#path);
    try {
      await mkdir(temporary);
      for (const { network, theta, outcome } of this.#kept) {
        signal.throwIfAborted();
        // The update with which a network diverged has changed nothing.
        const update = outcome.divergedAt === undefined ? network.learning.updates : outcome.divergedAt - 1;
        const name = `network_${String(network.index).padStart(this.#digits, '0')}.safetensors`;
        await writeFile(join(temporary, name), learntWeights(network, theta, update));
      }
      signal.throwIfAborted();
      await rmdir(this.#path).catch(() => undefined);
      await rename(temporary, this.#path);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  }
}

function lossOf({ outcome }: LearntNetwork): number {
  return outcome.finalLoss ?? Infinity;
}
