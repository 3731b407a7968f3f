/** A run that was stopped says so in every file that is made of it, and a whole one says nothing. */
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { Collection } from '../../src/analysis/collection.ts';
import { FieldMap } from '../../src/analysis/field_map.ts';
import { TrainabilityMap } from '../../src/analysis/trainability.ts';
import { parseMap } from '../../src/experiment/field_map.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { defaultLearning } from '../../src/experiment/learning.ts';
import { parseTrainability } from '../../src/experiment/trainability.ts';
import { unfinished } from '../../src/experiment/unfinished.ts';
import { sweepCsv } from '../../src/files/csv.ts';
import { fieldMapCsv, fieldMapJson } from '../../src/files/field_map_file.ts';
import { sweepJson } from '../../src/files/json.ts';
import { SweepParquet } from '../../src/files/parquet.ts';
import { wholeFile } from '../../src/files/sweep_file.ts';
import { timelineJson } from '../../src/files/timeline_json.ts';
import { trainabilityCsv, trainabilityJson } from '../../src/files/trainability_file.ts';
import { toldOf } from '../../src/ui/charts/picture.ts';
import { collectionOf, experimentWith, measurementOf } from './analysis_measured.ts';

const engine = { name: 'wasm', device: 'two cores', precision: 'float32', software: false } as const;
const experiment = experimentWith({ networks: 5, steps: 2 });

/** Three of the five networks. */
function stopped(): Collection {
  const collection = new Collection(experiment);
  collection.append(measurementOf(experiment, {}, 0, 3));
  return collection;
}

async function parquetEntries(collection: Collection): Promise<Map<string, string | undefined>> {
  const pieces = [...wholeFile(SweepParquet, collection, { engine, asked: [] })];
  const bytes = await new Blob(pieces).arrayBuffer();
  const { key_value_metadata: pairs = [] } = parquetMetadata(bytes);
  return new Map(pairs.map(({ key, value }) => [key, value]));
}

describe('a sweep', () => {
  it('that was stopped says in JSON, CSV and Parquet how much of it there is', async () => {
    expect(JSON.parse([...sweepJson(stopped(), engine)].join('')).unfinished).toBe('3 of 5 networks');
    expect([...sweepCsv(stopped(), engine)]).toContain('# unfinished: 3 of 5 networks\r\n');
    expect((await parquetEntries(stopped())).get('unfinished')).toBe('3 of 5 networks');
  });

  it('that is whole says nothing of it', async () => {
    const whole = collectionOf(experiment);
    expect([...sweepJson(whole, engine), ...sweepCsv(whole, engine)].join('')).not.toContain('unfinished');
    expect((await parquetEntries(whole)).has('unfinished')).toBe(false);
  });

  it('says it under a picture, and in the picture’s entries', () => {
    const { words, entries } = toldOf({ experiment, engine, unfinished: unfinished(1380, 4096, 'network') });
    expect(words.map(String).map((line) => line.replaceAll('\u202f', ''))).toContain(
      'Unfinished: 1380 of 4096 networks.',
    );
    expect(entries.unfinished).toBe('1380 of 4096 networks');
    const whole = toldOf({ experiment, engine, unfinished: unfinished(4096, 4096, 'network') });
    expect(whole.words.join()).not.toContain('Unfinished');
    expect(whole.entries).not.toHaveProperty('unfinished');
  });
});

describe('a map', () => {
  const [columns, rows] = [2, 2];
  const cells = (some: number) => Uint32Array.from({ length: some }, (_, cell) => cell);

  it('of two fields says it in JSON and CSV', () => {
    const filesOf = (some: number) => {
      const map = new FieldMap({ columns, rows, networks: 1 });
      map.take({ cells: cells(some), values: new Float64Array(some), ratios: new Float64Array(some) });
      const choice = parseMap('gain=0.5:1.5,input-scale=0:1,cells=2x2,networks=1');
      const measured = { experiment, choice, engine, map, boundary: { lines: [], band: [] } };
      return [[...fieldMapJson(measured)].join(''), [...fieldMapCsv(measured)].join('')] as const;
    };
    const [json, csv] = filesOf(1);
    expect(JSON.parse(json).unfinished).toBe('1 of 4 cells');
    expect(csv).toContain('# unfinished: 1 of 4 cells\r\n');
    expect(filesOf(4).join('')).not.toContain('unfinished');
  });

  it('of trainability says it in JSON and CSV', () => {
    const filesOf = (some: number) => {
      const map = new TrainabilityMap({ columns, rows, networks: 1 });
      const numbers = { losses: new Float64Array(some), learntAt: new Int32Array(some) };
      map.take({ cells: cells(some), ...numbers, divergedAt: new Int32Array(some) });
      const choice = parseTrainability('rate=0.01:1,gain=0.5:1.5,cells=2x2,networks=1');
      const plan = { experiment: defaultExperiment, learning: defaultLearning, ranges: [] };
      const taught = { plan, choice, map, engine, dimension: undefined };
      return [[...trainabilityJson(taught)].join(''), [...trainabilityCsv(taught)].join('')] as const;
    };
    const [json, csv] = filesOf(1);
    expect(JSON.parse(json).unfinished).toBe('1 of 4 cells');
    expect(csv).toContain('# unfinished: 1 of 4 cells\r\n');
    expect(filesOf(4).join('')).not.toContain('unfinished');
  });
});

it('a training of which not every file was measured says it in its JSON', () => {
  const json = timelineJson([], [], { unfinished: unfinished(2, 7, 'file') });
  expect(JSON.parse(json).unfinished).toBe('2 of 7 files');
  expect(timelineJson([], [])).not.toContain('unfinished');
});
