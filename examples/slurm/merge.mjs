#!/usr/bin/env node
/**
 * `node examples/slurm/merge.mjs FOLDER`: the files part_*.parquet of a folder as one, merged.parquet, in the order of the networks. There is
 * none unless they are of one experiment, engine and version, and have every network once.
 */
import { rename, rm } from 'node:fs/promises';
import { chdir } from 'node:process';
import { DuckDBInstance } from '@duckdb/node-api';

const parts = 'part_*.parquet';
const merged = 'merged.parquet';
/** Its name until it is whole. */
const written = `.${merged}.part`;

const [folder] = process.argv.slice(2);
try {
  if (folder === undefined) throw new Error('say the folder of the parts');
  chdir(folder);
  const networks = await merge();
  console.log(`${networks} networks, each once, in ${folder}/${merged}`);
} catch (error) {
  await rm(written, { force: true });
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @returns how many networks there are */
async function merge() {
  const database = await (await DuckDBInstance.create()).connect();
  /** @param {string} query */
  const rows = async (query) => (await database.runAndReadAll(query)).getRowObjectsJson();

  // What each part says of itself.
  const told = await rows(
    `select decode(key) as key, min(decode(value)) as value, count(distinct value)::int as values
      from parquet_kv_metadata('${parts}') group by key`,
  );
  const mixed = told.find(({ values }) => values !== 1);
  if (mixed) throw new Error(`The parts differ in their ${mixed.key}: there are ${mixed.values}.`);
  const metadata = new Map(told.map(({ key, value }) => [String(key), String(value)]));
  const { networks } = JSON.parse(metadata.get('experiment') ?? '{}');

  const [wrong] = await rows(
    `select whole.index::int as index, count(part.index)::int as times, (count(*) over ())::int as networks
      from range(${Number(networks)}) whole(index) left join '${parts}' part on part.index = whole.index
      group by whole.index having times <> 1 order by whole.index limit 1`,
  );
  if (wrong)
    throw new Error(
      `Networks that are not there once: ${wrong.networks}; number ${wrong.index} is there ${wrong.times} times.`,
    );

  const entries = [...metadata].map(([key, value]) => `${key}: '${value.replaceAll("'", "''")}'`).join(', ');
  await rows(
    `copy (from '${parts}' order by index) to '${written}' (format parquet, kv_metadata {${entries}})`,
  );
  await rename(written, merged);
  return networks;
}
