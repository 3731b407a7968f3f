/** `--shard i/n`: one of n machines' parts of a sweep. */

import { type Experiment, type NetworkRange, wholeOf } from '../experiment/experiment.ts';
import { quoted } from '../experiment/field_error.ts';
import { inNumber } from '../language/nouns.ts';
import type { Flags } from './flags.ts';
import { UsageError } from './usage_error.ts';

/** The networks that are asked for: a shard where one is named, else all. @throws {UsageError} for a shard that there is not */
export function rangeOf(flags: Flags, experiment: Pick<Experiment, 'networks'>): NetworkRange {
  const shard = flags.get('shard');
  return shard === undefined ? wholeOf(experiment) : shardRange(shard, experiment.networks);
}

/**
 * The networks of shard i of n, both counted from 1: together the shards are the whole, one after another, and
 * no two differ by more than one network. Each covers the gain axis evenly, as any stretch of a
 * low-discrepancy sequence does.
 * @throws {UsageError} where `text` is no such pair, or leaves a shard without networks.
 */
function shardRange(text: string, networks: number): NetworkRange {
  const [, i, n] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  const [shard, shards] = [Number(i), Number(n)];
  if (!(shard >= 1 && shard <= shards && shards <= networks)) {
    throw new UsageError(
      `--shard must be i/n with 1 ≤ i ≤ n and n at most the ${networks} ${inNumber(networks, 'network')}; ${quoted(text)} is not`,
    );
  }
  return {
    from: Math.floor(((shard - 1) * networks) / shards),
    to: Math.floor((shard * networks) / shards),
  };
}
