import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { Collection } from '../../src/analysis/collection.ts';
import { wholeOf } from '../../src/experiment/experiment.ts';
import { parseField } from '../../src/experiment/field_text.ts';
import { defaultExperiment, fields } from '../../src/experiment/fields.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import type { EngineDescription } from '../../src/experiment/provenance.ts';
import { sweepCsv } from '../../src/files/csv.ts';
import { sweepJson } from '../../src/files/json.ts';
import { SweepParquet } from '../../src/files/parquet.ts';
import { wholeFile } from '../../src/files/sweep_file.ts';
import { sweepColumns, sweepRow } from '../../src/files/sweep_row.ts';
import { collectionOf, experimentWith, measurementOf } from './analysis_measured.ts';

const engine: EngineDescription = {
  name: 'webgpu',
  device: 'A "GPU",\r\n# made up',
  precision: 'float32',
  software: false,
};
const experiment = experimentWith({ networks: 5, steps: 2, gain: [0.5, 1.5] });
// Network 1 dies at t = 1; the gradient of the others falls by a third of their index a step.
const formulas = {
  gradient: (index: number, t: number) => (index === 1 && t <= 1 ? -Infinity : 0.1 - (index / 3) * (2 - t)),
  deathStep: (index: number) => (index === 1 ? 1 : -1),
  spectralRadius: (index: number) => index / 7,
};
const collection = collectionOf(experiment, formulas);

describe('the JSON of a sweep', () => {
  it('has the documented shape and every digit', () => {
    const sweep = JSON.parse([...sweepJson(collection, engine)].join(''));
    expect(Object.keys(sweep)).toEqual(['experiment', 'engine', 'version', 'schema', 'networks', 'time']);
    expect(sweep.experiment).toEqual(experiment);
    expect(sweep.engine).toEqual({ name: 'webgpu', device: engine.device });
    expect(sweep.version).toBe(packageJson.version);
    expect(sweep.networks).toHaveLength(5);
    expect(Object.entries(sweep.networks[2])).toEqual([
      ['index', 2],
      ['gain', networkSettings(experiment, 2).gain],
      ['spectralRadius', 2 / 7],
      ['spectralNorm', 2 * networkSettings(experiment, 2).gain],
      ['growthRate', collection.growthRate[2]],
      ['log10GradientNorm', 0.1 - 4 / 3],
      ['status', 'ok'],
      ['phase', 'alive'],
    ]);
    // Ratios in thirds of the growth above: 0, −∞, −1.33 … and none beyond six decades.
    expect(sweep.networks[1]).toMatchObject({
      phase: 'dead',
      growthRate: null,
      log10GradientNorm: null,
      status: 'dead',
      statusStep: 1,
    });
  });

  it('holds the quantiles of gradient ratios over all networks', () => {
    const { time } = JSON.parse([...sweepJson(collection, engine)].join(''));
    // Ratios at t = 0 in thirds: −∞, −8, −6, −4, 0.
    expect(Object.keys(time)).toEqual(['steps', 'p10', 'p50', 'p90']);
    expect(time.steps).toEqual([0, 1, 2]);
    expect(time.p10).toEqual([null, null, 0]);
    expect(time.p50[0]).toBeCloseTo(-2, 14);
    expect(time.p50[1]).toBeCloseTo(-1, 14);
    expect(time.p90[0]).toBeCloseTo(-1.6 / 3, 14);
    expect(time.p90[2]).toBe(0);
  });

  it('of a stopped run holds what was measured, of none an empty list', () => {
    const stopped = new Collection(experiment);
    const parse = () => JSON.parse([...sweepJson(stopped, engine)].join(''));
    expect(parse()).toMatchObject({ networks: [], time: { steps: [0, 1, 2], p50: [null, null, null] } });
    stopped.append(measurementOf(experiment, formulas, 0, 3));
    expect(parse().networks).toHaveLength(3);
    expect(parse().experiment.networks).toBe(5);
  });

  it('of a map holds the second axis', () => {
    const map = experimentWith({ networks: 2, steps: 1, biasScale: [0, 1] });
    const { networks } = JSON.parse([...sweepJson(collectionOf(map), engine)].join(''));
    expect(networks[1].biasScale).toBe(networkSettings(map, 1).biasScale);
    expect(networks[1]).not.toHaveProperty('inputScale');
  });

  it('comes in pieces, none of them large', () => {
    const many = collectionOf(experimentWith({ networks: 3000, steps: 2 }));
    for (const piece of sweepJson(many, engine)) expect(piece.length).toBeLessThan(2000);
  });
});

describe('the CSV of a sweep', () => {
  const text = [...sweepCsv(collection, engine)].join('');
  const lines = text.split('\r\n');
  const comments = lines.filter((line) => line.startsWith('#'));
  const rows = lines.filter((line) => !line.startsWith('#'));

  it('says first what was measured, in words that read back', () => {
    expect(lines.slice(0, comments.length)).toEqual(comments);
    let read = defaultExperiment;
    for (const field of fields) {
      const comment = comments.find((line) => line.startsWith(`# ${field.name}: `)) ?? '';
      const value = parseField(field, comment.slice(`# ${field.name}: `.length));
      expect(value).toEqual(experiment[field.key]);
      read = { ...read, [field.key]: value };
    }
    expect(read).toEqual(experiment);
    expect(comments).toContain('# engine: webgpu, A "GPU", # made up, float32');
    expect(comments).toContain(`# version: ${packageJson.version}`);
  });

  it('has one row a network under the names of the JSON, lines ended by CRLF', () => {
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(rows.pop()).toBe('');
    expect(rows[0]).toBe(
      'index,gain,spectralRadius,spectralNorm,growthRate,log10GradientNorm,status,statusStep,phase',
    );
    expect(rows).toHaveLength(6);
    const gain = networkSettings(experiment, 2).gain;
    expect(rows[3]).toBe(
      `2,${gain},${2 / 7},${2 * gain},${collection.growthRate[2]},${0.1 - 4 / 3},ok,,alive`,
    );
    expect(rows[2]).toMatch(/^1,[\d.]+,[\d.]+,[\d.]+,,,dead,1,dead$/);
  });

  it('of a map has a column for the second axis', () => {
    const map = experimentWith({ networks: 2, steps: 1, inputScale: [0, 1] });
    const [header, first] = [...sweepCsv(collectionOf(map), engine)].filter((line) => !line.startsWith('#'));
    expect(header).toMatch(/^index,gain,inputScale,spectralRadius,/);
    expect(first).toMatch(/^0,1\.0\d+,0\.5,/);
  });
});

describe('the Parquet of a sweep', () => {
  /** The bytes of a file, from stretches of a run. */
  const fileOf = (stretches: readonly Collection[]) => {
    const [first = collection] = stretches;
    const { experiment, range } = first;
    const file = new SweepParquet({ experiment, range, engine, asked: [] });
    const pieces = [file.start(), ...stretches.map((stretch) => file.networks(stretch)), file.end()];
    const { buffer } = new Uint8Array(pieces.flatMap((some) => [...some].flatMap((piece) => [...piece])));
    return buffer;
  };

  it('has the columns and rows of the JSON, typed, every digit, and nulls', async () => {
    const file = fileOf([collection]);
    const rows = await parquetReadObjects({ file });
    expect(rows).toEqual(
      Array.from({ length: 5 }, (_, place) => {
        const columns = sweepColumns(experiment, []);
        const cells = sweepRow(columns, collection, place);
        return Object.fromEntries(columns.map(({ key }, i) => [key, cells[i]]));
      }),
    );
    expect(rows[1]).toMatchObject({ growthRate: null, status: 'dead', statusStep: 1, phase: 'dead' });
    const { schema } = parquetMetadata(file);
    expect(schema.slice(1).map(({ name, type }) => `${name} ${type}`)).toEqual([
      ...['index INT32', 'gain DOUBLE', 'spectralRadius DOUBLE', 'spectralNorm DOUBLE', 'growthRate DOUBLE'],
      ...['log10GradientNorm DOUBLE', 'status BYTE_ARRAY', 'statusStep INT32', 'phase BYTE_ARRAY'],
    ]);
  });

  it('says what was measured, on what, and by which version', () => {
    const { key_value_metadata: pairs = [] } = parquetMetadata(fileOf([collection]));
    const metadata = Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? '']));
    expect(JSON.parse(metadata.experiment ?? '')).toEqual(experiment);
    expect(JSON.parse(metadata.engine ?? '')).toEqual({
      name: 'webgpu',
      device: engine.device,
      precision: 'float32',
    });
    expect(metadata.version).toBe(packageJson.version);
  });

  it('of many networks is made of row groups, each written when it is full', async () => {
    const many = experimentWith({ networks: 140_000, steps: 1, inputScale: [0, 1] });
    const stretches = Array.from({ length: 140 }, (_, i) => {
      const stretch = new Collection(many, { from: 1000 * i, to: 1000 * (i + 1) });
      stretch.append(measurementOf(many, formulas, 1000 * i, 1000));
      return stretch;
    });
    const file = new SweepParquet({ experiment: many, range: wholeOf(many), engine, asked: [] });
    const before = [...file.start()];
    const during = stretches.flatMap((stretch) => [...file.networks(stretch)]);
    expect(during).toHaveLength(2);
    const pieces = [...before, ...during, ...file.end()];
    const bytes = await new Blob(pieces.map((piece) => piece.slice())).arrayBuffer();
    expect(parquetMetadata(bytes).row_groups.map(({ num_rows: rows }) => Number(rows))).toEqual([
      65_536, 65_536, 8_928,
    ]);
    const rows = await parquetReadObjects({ file: bytes, columns: ['index', 'inputScale'] });
    expect(rows).toHaveLength(140_000);
    expect(rows[99_999]).toEqual({
      index: 99_999,
      inputScale: networkSettings(many, 99_999).inputScale,
    });
  });

  it('of no networks is a file without rows', async () => {
    const empty = [...wholeFile(SweepParquet, new Collection(experiment), { engine, asked: [] })];
    const bytes = await new Blob(empty.map((piece) => piece.slice())).arrayBuffer();
    expect(await parquetReadObjects({ file: bytes })).toEqual([]);
  });
});

describe('a quantity that is asked for', () => {
  // ρ at rest is half of ρ; the state grows by a tenth of a decade a step, and network 4's is exactly zero at T.
  const asked = ['state-norm', 'rest'] as const;
  const measured = new Collection(experiment);
  measured.append({
    ...measurementOf(
      experiment,
      { ...formulas, state: (index, t) => (index === 4 ? -Infinity : index + t / 10) },
      0,
      5,
    ),
    restRadius: Float64Array.from([0, 1, 2, 3, 4], (index) => index / 14),
  });

  it('has a column after the others in every format, under one name', async () => {
    const { networks } = JSON.parse([...sweepJson(measured, engine, asked)].join(''));
    expect(Object.keys(networks[2])).toEqual([
      ...['index', 'gain', 'spectralRadius', 'spectralNorm', 'growthRate', 'log10GradientNorm', 'status'],
      ...['restRadius', 'log10StateNorm', 'phase'],
    ]);
    expect(networks[2]).toMatchObject({ restRadius: 2 / 14, log10StateNorm: 2.2 });
    expect(networks[4].log10StateNorm).toBeNull();

    const lines = [...sweepCsv(measured, engine, asked)].join('').split('\r\n');
    const rows = lines.filter((line) => !line.startsWith('#'));
    expect(rows[0]).toBe(
      'index,gain,spectralRadius,spectralNorm,growthRate,log10GradientNorm,status,statusStep,restRadius,log10StateNorm,phase',
    );
    expect(rows[5]).toMatch(/,ok,,0\.2\d+,,alive$/);
    expect(lines).toContain(
      '# growthRate in nats per step, log10GradientNorm in decades at t = 0, log10StateNorm in decades at t = T',
    );

    const pieces = [...wholeFile(SweepParquet, measured, { engine, asked })];
    const file = await new Blob(pieces.map((piece) => piece.slice())).arrayBuffer();
    expect((await parquetReadObjects({ file })).map(({ restRadius }) => restRadius)).toEqual(
      networks.map(({ restRadius }: { restRadius: number }) => restRadius),
    );
  });

  it('is in no file unasked, even where it was measured', () => {
    const { networks } = JSON.parse([...sweepJson(measured, engine)].join(''));
    expect(networks[2]).not.toHaveProperty('restRadius');
    expect([...sweepCsv(measured, engine)].join('')).not.toContain('restRadius');
  });
});
