/** Parquet as others read it: DuckDB finds types, units, nulls and everything that gives the numbers again. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { runCommand } from './terminal_double.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The rows of a query, as plain values. */
async function rowsOf(query: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(query)).getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** What a command writes, as JSON says it and where the Parquet is. */
async function written(...words: string[]) {
  const [json, parquet] = ['json', 'parquet'].map((ending) => join(folder, `${words[0]}.${ending}`));
  if (json === undefined || parquet === undefined) throw new Error('there are two');
  for (const out of [json, parquet]) expect((await runCommand([...words, '--out', out])).status).toBe(0);
  return { json: JSON.parse(readFileSync(json, 'utf8')), parquet };
}

async function typesOf(parquet: string): Promise<Record<string, unknown>> {
  const columns = await rowsOf(`describe select * from '${parquet}'`);
  return Object.fromEntries(columns.map((column) => [String(column.column_name), column.column_type]));
}

async function metadataOf(parquet: string): Promise<Record<string, string>> {
  const pairs = await rowsOf(
    `select decode(key) as key, decode(value) as value from parquet_kv_metadata('${parquet}')`,
  );
  return Object.fromEntries(pairs.map(({ key, value }) => [String(key), String(value)]));
}

const small = ['--engine=reference', '--networks=40', '--hidden-size=4', '--steps=6', '--gain=0.2:3'];

describe('a sweep in DuckDB', () => {
  const words = ['sweep', ...small, '--activation=relu', '--quantity=rest'];

  it('has the rows of the JSON, to the last digit, typed', async () => {
    const { json, parquet } = await written(...words);
    expect(await typesOf(parquet)).toEqual({
      ...{ index: 'INTEGER', gain: 'DOUBLE', spectralRadius: 'DOUBLE', spectralNorm: 'DOUBLE' },
      ...{ growthRate: 'DOUBLE', log10GradientNorm: 'DOUBLE', status: 'VARCHAR', statusStep: 'INTEGER' },
      ...{ restRadius: 'DOUBLE', phase: 'VARCHAR' },
    });
    const rows = await rowsOf(`from '${parquet}'`);
    expect(rows).toEqual(json.networks.map((network: object) => ({ statusStep: null, ...network })));
    expect(rows.filter(({ phase }) => phase === 'dead')).not.toHaveLength(0);
  });

  it('says in its metadata what each column is in, and what measures the same again', async () => {
    const { json, parquet } = await written(...words);
    const metadata = await metadataOf(parquet);
    expect(JSON.parse(metadata.units ?? '')).toEqual({
      growthRate: 'nats per step',
      log10GradientNorm: 'decades at t = 0',
    });
    expect(JSON.parse(metadata.experiment ?? '')).toEqual(json.experiment);
    expect(JSON.parse(metadata.engine ?? '')).toMatchObject(json.engine);
    expect(metadata).toMatchObject({
      ...{ version: packageJson.version, seed: '1', Software: `Vanishing Point ${packageJson.version}` },
    });
    const [, again = ''] = /^npm run (?:-s )?cli -- (.+)$/.exec(metadata.command ?? '') ?? [];
    const { stdout } = await runCommand([...again.split(' '), '--quantity=rest']);
    expect(JSON.parse(stdout).networks).toEqual(json.networks);
  });
});

it('what has learnt has its types and units in DuckDB, and curves have theirs', async () => {
  const curves = join(folder, 'curves.parquet');
  const { json, parquet } = await written('train', ...small, '--updates=12', '--curves', curves);
  expect(await typesOf(parquet)).toMatchObject({
    ...{ index: 'INTEGER', rate: 'DOUBLE', outcome: 'VARCHAR', finalLoss: 'DOUBLE', learntAt: 'INTEGER' },
  });
  const rows = await rowsOf(`select * exclude (learntAt, divergedAt) from '${parquet}'`);
  expect(rows).toEqual(
    json.networks.map(({ learntAt: _, divergedAt: __, ...network }: Record<string, unknown>) => network),
  );
  expect(await typesOf(curves)).toEqual({
    ...{ index: 'INTEGER', update: 'INTEGER', loss: 'DOUBLE', log10GradientNorm: 'DOUBLE' },
  });
  const { p50 } = json.loss;
  const medians = await rowsOf(`select median(loss) as p50 from '${curves}' group by update order by update`);
  for (const [i, row] of medians.entries()) expect(row.p50).toBeCloseTo(p50[i], 12);
  expect(medians).toHaveLength(12);
  const units = JSON.parse((await metadataOf(curves)).units ?? '');
  expect(units).toEqual({ loss: 'squares', log10GradientNorm: 'decades of ‖∂L/∂θ‖₂' });
});
