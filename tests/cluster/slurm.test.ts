/** The Slurm example, run for real: a task that is killed and requeued leaves nothing twice and nothing out, and the whole is that of one run. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OneNode, until } from './one_node.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = join(root, 'examples/slurm/array.sbatch');

let folder: string;
let node: OneNode;
beforeAll(async () => {
  // Built before tasks ask for it.
  terminal('--help');
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
  node = await OneNode.start();
});
afterAll(async () => {
  await node?.dispose();
  rmSync(folder, { recursive: true });
});

function terminal(...words: string[]): string {
  return execFileSync(process.execPath, [join(root, 'scripts/cli.mjs'), ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 28,
  });
}

function merge(results: string) {
  return spawnSync(process.execPath, [join(root, 'examples/slurm/merge.mjs'), results], { encoding: 'utf8' });
}

async function rowsOf(query: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(query)).getRowObjectsJS();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

/** Submits shards of a command, and gives what names them. */
async function submitted(shards: number, results: string, words: readonly string[]) {
  const logs = join(folder, `${words[0]}_%a.log`);
  const array = [`--array=1-${shards}`, '--cpus-per-task=1', `--output=${logs}`];
  const job = await node.submit(root, ...array, script, String(shards), results, ...words);
  return {
    task: (shard: number) => `${job}_${shard}`,
    part: (shard: number) => join(results, `part_0000${shard}.parquet`),
    log: (shard: number) => readFileSync(logs.replace('%a', String(shard)), 'utf8'),
  };
}

/** The process that writes a shard just now. */
function writerOf(results: string, shard: number): number | undefined {
  const names = readdirSync(results, { withFileTypes: true }).map(({ name }) => name);
  const [, pid] =
    names
      .map((name) => new RegExp(`^\\.part_0000${shard}\\.parquet\\.(\\d+)\\.part$`).exec(name))
      .find(Boolean) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

describe('a sweep in four tasks', () => {
  const words = ['sweep', '--networks=24000', '--gain=0.5:2', '--quantity=gradient-ratio'];
  const results = () => join(folder, 'sweep');

  it('of which one is killed, and it and a finished one are requeued, has every network once', async () => {
    const { task, part, log } = await submitted(4, results(), words);
    let killed = 0;
    await until('the second shard is being written', () => {
      killed = statSync(results(), { throwIfNoEntry: false }) ? (writerOf(results(), 2) ?? 0) : 0;
      return killed > 0;
    });
    process.kill(killed, 'SIGKILL');
    await until('the second task has failed', async () => (await node.stateOf(task(2))) === 'FAILED');
    await until('the first is through', async () => (await node.stateOf(task(1))) === 'COMPLETED');
    await node.quiet();
    expect(merge(results()).stderr).toMatch(
      /^Networks that are not there once: 6000; number 6000 is there 0 times\.$/m,
    );

    const before = statSync(part(1));
    for (const shard of [1, 2]) await node.control('requeue', task(shard));
    await node.quiet();
    expect(log(1)).toMatch(/part_00001\.parquet is whole: it stays/);
    expect(statSync(part(1))).toMatchObject({ mtimeMs: before.mtimeMs, ino: before.ino });
    expect(log(2)).not.toMatch(/is whole/);
    expect(merge(results()).stdout).toBe(`24000 networks, each once, in ${results()}/merged.parquet\n`);
  });

  it('is that of one run: every row, and quantiles, DuckDB’s and our own', async () => {
    const [single, json] = [join(folder, 'single.parquet'), join(folder, 'single.json')];
    terminal(...words, '--out', single);
    terminal(...words, '--out', json);
    const merged = join(results(), 'merged.parquet');
    expect(
      await rowsOf(
        `(from '${merged}' except all from '${single}') union all (from '${single}' except all from '${merged}')`,
      ),
    ).toEqual([]);
    const quantiles = async (file: string) =>
      rowsOf(
        `select quantile_cont(log10GradientRatio, [0.1, 0.5, 0.9])::varchar as ratio, quantile_cont(growthRate, [0.1, 0.5, 0.9])::varchar as rate from '${file}'`,
      );
    const [own] = await quantiles(merged);
    expect(await quantiles(single)).toEqual([own]);
    const { time } = JSON.parse(readFileSync(json, 'utf8'));
    for (const [i, ratio] of JSON.parse(String(own?.ratio)).entries())
      expect(ratio).toBeCloseTo([time.p10, time.p50, time.p90][i]?.[0], 9);
    const told = (file: string) =>
      rowsOf(
        `select decode(key) as key, decode(value) as value from parquet_kv_metadata('${file}') order by key`,
      );
    expect(await told(merged)).toEqual(await told(single));
  });

  it('is not merged with a shard too many, or one of another experiment', async () => {
    const strange = join(results(), 'part_00005.parquet');
    copyFileSync(join(results(), 'part_00004.parquet'), strange);
    expect(merge(results()).stderr).toMatch(/not there once: 6000; number 18000 is there 2 times/);
    renameSync(join(results(), 'part_00004.parquet'), join(folder, 'aside.parquet'));
    terminal(...words, '--seed=2', '--shard=4/4', '--out', strange);
    expect(merge(results()).stderr).toMatch(
      /The parts differ in their (seed|experiment|command): there are 2/,
    );
  });
});

it('a training in three tasks, one of them requeued while it learns, is that of one run', async () => {
  const results = join(folder, 'train');
  const words = [
    'train',
    '--task=recall',
    '--networks=600',
    '--steps=20',
    '--hidden-size=32',
    '--updates=60',
    '--gain=0.5:2',
  ];
  const { task } = await submitted(3, results, words);
  await until(
    'the second task learns',
    () => statSync(results, { throwIfNoEntry: false }) !== undefined && writerOf(results, 2) !== undefined,
  );
  await node.control('requeue', task(2));
  await node.quiet();
  const { stdout, stderr } = merge(results);
  expect(stdout, stderr).toMatch(/^600 networks, each once/);
  const single = join(folder, 'trained.parquet');
  terminal(...words, '--out', single);
  const merged = join(results, 'merged.parquet');
  expect(
    await rowsOf(
      `(from '${merged}' except all from '${single}') union all (from '${single}' except all from '${merged}')`,
    ),
  ).toEqual([]);
});
