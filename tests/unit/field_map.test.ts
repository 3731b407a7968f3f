/** Maps of any two fields: their cells, the order in which they are measured, and where their boundary runs. */
import { describe, expect, it } from 'vitest';
import { FieldMap, filled, levelOf } from '../../src/analysis/field_map.ts';
import { levelLines } from '../../src/analysis/level_lines.ts';
import { mapBoundary } from '../../src/analysis/map_boundary.ts';
import { coarseCount, nextCells } from '../../src/analysis/map_order.ts';
import { quantityTable } from '../../src/analysis/quantities.ts';
import { resampledCounts } from '../../src/analysis/resampling.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { readAddress, writeAddress } from '../../src/experiment/address.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { formatMap, type MapChoice, mapFields, parseMap, usualMap } from '../../src/experiment/field_map.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { cellExperiment, gridAxis, gridOf, placeOf, valueAt } from '../../src/experiment/map_grid.ts';
import { type FieldMapReport, fieldMap } from '../../src/laboratory/field_map.ts';
import { mapTheory } from '../../src/laboratory/map_theory.ts';
import { column, measureAll } from '../parity/experiments.ts';

const { signal } = new AbortController();

describe('the cells of a map', () => {
  it('are equal parts of a real field, each at its centre', () => {
    const { centres, edges } = gridAxis({ field: 'gain', from: 0.5, to: 1.5 }, 4);
    expect(centres).toEqual([0.625, 0.875, 1.125, 1.375]);
    expect(edges).toEqual([0.5, 0.75, 1, 1.25, 1.5]);
  });

  it('of a whole number are it alone, and of many orders of magnitude equal parts of the slider', () => {
    expect(gridAxis({ field: 'steps', from: 3, to: 6 }, 32).centres).toEqual([3, 4, 5, 6]);
    const { centres } = gridAxis({ field: 'steps', from: 1, to: 9999 }, 8);
    expect(centres).toEqual([...new Set(centres)].sort((a, b) => a - b));
    expect((centres.at(-1) ?? 0) / (centres.at(-2) ?? 1)).toBeCloseTo(10 ** (4 / 8), 0);
  });

  it.each(mapFields.map((field) => [field.name, field] as const))(
    'of %s have a place for every value',
    (_, field) => {
      const axis = gridAxis({ field: field.key, from: field.minimum, to: field.maximum }, 17);
      for (let i = 0; i <= 20; i++) {
        const place = (axis.centres.length * i) / 20;
        expect(placeOf(axis, valueAt(axis, place))).toBeCloseTo(place, 6);
      }
      axis.centres.forEach((centre, i) => {
        expect(valueAt(axis, i + 0.5)).toBe(centre);
      });
    },
  );

  it('are experiments that differ in two fields, with the same networks and no range', () => {
    const base = { ...defaultExperiment, gain: [0.4, 0.8] as const, biasScale: 0.2 };
    const grid = gridOf(parseMap('input-scale=0:1,steps=10:12,cells=4x8'));
    const cell = cellExperiment(base, grid, { column: 3, row: 2, networks: 5 });
    expect(cell).toEqual({ ...base, gain: 0.6, inputScale: 0.875, steps: 12, networks: 5 });
  });

  it('never are of networks by their number: those are the same everywhere', () => {
    expect(mapFields.map(({ key }) => key)).not.toContain('seed');
    expect(mapFields.map(({ key }) => key)).not.toContain('networks');
  });
});

describe('a map in an address', () => {
  it.each([
    usualMap(defaultExperiment),
    parseMap('leak=0:0.5,hidden-size=4:64,cells=10x12,networks=7,quantity=state-norm,reading=dead'),
  ])('reads back', (choice) => {
    expect(parseMap(formatMap(choice))).toEqual(choice);
    expect(formatMap(choice)).toMatch(/^[\w.:,=-]+$/);
    // It travels to a worker.
    expect(structuredClone(choice)).toEqual(choice);
  });

  it.each([
    ['gain=0.1:3', 'map must be two different fields'],
    ['gain=0.1:3,gain=1:2', 'map must be two different fields'],
    ['gain=0.1:3,input-scale=0:2,leak=0:1', 'map must be two different fields'],
    ['gain=0.1:3,input-scale=2:0', 'input-scale must be'],
    ['gain=0.1:3,input-scale=1', 'input-scale must be a range'],
    ['gain=0.1:30,input-scale=0:1', 'gain must be'],
    ['gain=0.1:3,input-scale=0:2,cells=64', 'cells must be two whole numbers'],
    ['gain=0.1:3,input-scale=0:2,cells=256x256,networks=1024', 'map must be smaller'],
    ['gain=0.1:3,input-scale=0:2,seed=3', 'map must be fields, cells'],
    ['gain=0.1:3,input-scale=0:2,reading=mean', 'reading must be one of median'],
  ])('refuses %s', (text, message) => {
    expect(() => parseMap(text)).toThrow(message);
  });

  it('stands in a link, and one that means nothing breaks none', () => {
    const link = '?gain=1.5&map=leak=0:0.5,gain=1:2,cells=8x8,networks=4';
    const { view, notices, experiment } = readAddress(link);
    expect(notices).toEqual([]);
    expect(view.map && formatMap(parseMap(view.map))).toBe('leak=0:0.5,gain=1:2,cells=8x8,networks=4');
    expect(writeAddress(experiment, view)).toContain('&map=leak=0:0.5,gain=1:2,cells=8x8,networks=4');
    const broken = readAddress('?gain=1.5&map=leak and gain');
    expect(broken.view).not.toHaveProperty('map');
    expect(broken.experiment).toEqual(experiment);
    expect(broken.notices).toEqual([expect.stringMatching(/^map must be .* The usual map is measured\.$/)]);
  });

  it('is over the ranges of the experiment, where it has some', () => {
    const { x, y } = usualMap({ ...defaultExperiment, gain: [0.2, 0.9], biasScale: [0, 3] });
    expect([x.field, x.from, x.to, y.field, y.from, y.to]).toEqual(['gain', 0.2, 0.9, 'biasScale', 0, 3]);
  });
});

describe('the order of cells', () => {
  /** Measures a plane in order; what each batch is. */
  function batches(columns: number, rows: number, level: number | undefined) {
    const value = (cell: number) => (cell % columns) - columns / 3 - (0.2 * Math.floor(cell / columns)) / 1;
    const values = new Float64Array(columns * rows).fill(Number.NaN);
    const all: number[][] = [];
    for (;;) {
      const next = nextCells({ columns, rows, values }, (cell) => !Number.isNaN(values[cell]), level);
      if (next.length === 0) return { all, value };
      all.push(next);
      for (const cell of next) values[cell] = value(cell);
    }
  }

  it.each([
    [64, 64],
    [24, 10],
    [5, 40],
    [2, 2],
  ])('is every cell of %d × %d once, of a coarse grid first', (columns, rows) => {
    for (const level of [0, undefined]) {
      const { all } = batches(columns, rows, level);
      expect([...all.flat()].sort((a, b) => a - b)).toEqual(
        Array.from({ length: columns * rows }, (_, i) => i),
      );
      expect(all[0]?.length).toBeLessThanOrEqual(64);
      expect(coarseCount({ columns, rows })).toBe(all[0]?.length);
    }
  });

  it('has all cells about the boundary before most of the others', () => {
    const { all, value } = batches(64, 64, 0);
    const order = all.flat();
    const last = order.findLastIndex((cell) => Math.abs(value(cell)) < 1);
    expect(last).toBeLessThan(order.length / 3);
  });
});

describe('what is read of a map', () => {
  const map = new FieldMap({ columns: 2, rows: 1, networks: 5 });
  map.take({
    cells: Uint32Array.of(1),
    values: Float64Array.of(3, 1, 2, Number.NaN, 4),
    ratios: Float64Array.of(7, -7, 0.5, -Infinity, -0.5),
  });

  it('is of the networks that have a number, or a fraction of all', () => {
    expect(map.read(1, 'median')).toBe(2.5);
    expect(map.read(1, 'spread')).toBeCloseTo(2.4, 12);
    expect(map.countOf(1)).toBe(4);
    const fractions = ['growing', 'vanishing', 'exploding', 'dead'] as const;
    expect(fractions.map((fraction) => map.read(1, fraction))).toEqual([0.4, 0.2, 0.2, 0.2]);
    expect(map.read(0, 'median')).toBeNaN();
    expect(map.count).toBe(1);
  });

  it('stands for its neighbours until they are measured', () => {
    expect([...filled(map.readAll('median')).values]).toEqual([2.5, 2.5]);
  });

  it('has a boundary where a gradient keeps its norm, ρ is 1, or half of the networks are so', () => {
    expect(levelOf(quantityTable.rate, 'median')).toBe(0);
    expect(levelOf(quantityTable.radius, 'median')).toBe(1);
    expect(levelOf(quantityTable.rate, 'dead')).toBe(0.5);
    expect(levelOf(quantityTable.rate, 'spread')).toBeUndefined();
    expect(levelOf(quantityTable['death-step'], 'median')).toBeUndefined();
  });
});

describe('a boundary', () => {
  const [columns, rows, networks] = [40, 6, 64];

  /** λ = x − 20 + what is a network's own everywhere. */
  function tilted(offset: (network: number) => number): FieldMap {
    const map = new FieldMap({ columns, rows, networks });
    for (let cell = 0; cell < columns * rows; cell++) {
      const values = Float64Array.from(
        { length: networks },
        (_, network) => (cell % columns) + 0.5 - 20 + offset(network),
      );
      map.take({ cells: Uint32Array.of(cell), values, ratios: values });
    }
    return map;
  }
  const across = (lines: readonly (readonly (readonly [number, number])[])[]) => lines.flat().map(([x]) => x);

  /** Where rings are but along the outermost centres, where they are closed. */
  const insideOf = (rings: readonly (readonly (readonly [number, number])[])[]) =>
    rings.flat().flatMap(([x, y]) => (x > 0.5 && x < columns - 0.5 && y > 0.5 && y < rows - 0.5 ? [x] : []));

  it('runs where the median is zero, from the first cell’s centre to the last’s', async () => {
    const { lines, band } = await mapBoundary(
      tilted(() => 0),
      quantityTable.rate,
      'median',
    );
    expect(lines).toHaveLength(1);
    for (const x of across(lines)) expect(x).toBeCloseTo(20, 9);
    expect(across(lines.map((line) => line.map(([x, y]) => [y, x])))).toEqual(
      expect.arrayContaining([0.5, rows - 0.5]),
    );
    // Of networks that are alike others would show the same.
    for (const x of insideOf(band)) expect(x).toBeCloseTo(20, 9);
  });

  it('is straight where what it divides is, to its ends', () => {
    // x − y / 2 at each centre.
    const values = Float64Array.from({ length: 64 }, (_, i) => (i % 8) - 2 - Math.floor(i / 8) / 2);
    const [line = []] = levelLines({ columns: 8, rows: 8, values }, 0);
    for (const [x, y] of line) expect(x - 2.5 - (y - 0.5) / 2).toBeCloseTo(0, 9);
    const ends = [line[0]?.[1], line.at(-1)?.[1]];
    expect(ends.sort()).toEqual([0.5, 7.5]);
  });

  it('has a band as wide as the standard error of the median says', async () => {
    // Normal offsets of standard deviation 2, by their quantiles: 1.645 · 1.2533 · 2/√64 to either side.
    const normal = (u: number) => {
      let [low, high] = [-8, 8];
      const below = (z: number) => {
        let sum = 0;
        for (let t = -8; t < z; t += 1e-3) sum += Math.exp((-t * t) / 2) * 1e-3;
        return sum / Math.sqrt(2 * Math.PI);
      };
      for (let i = 0; i < 20; i++) {
        const middle = (low + high) / 2;
        if (below(middle) < u) low = middle;
        else high = middle;
      }
      return low;
    };
    const offsets = Array.from({ length: networks }, (_, i) => 2 * normal((i + 0.5) / networks));
    const { band } = await mapBoundary(
      tilted((network) => offsets[network] ?? 0),
      quantityTable.rate,
      'median',
    );
    const inside = insideOf(band);
    const half = (Math.max(...inside) - Math.min(...inside)) / 2;
    expect(half).toBeGreaterThan(0.7 * 1.645 * 1.2533 * 0.25);
    expect(half).toBeLessThan(1.4 * 1.645 * 1.2533 * 0.25);
  });

  it('is drawn anew from as many networks as there are', () => {
    const counts = resampledCounts(13);
    for (let first = 0; first < counts.length; first += 13) {
      expect(counts.subarray(first, first + 13).reduce((sum, count) => sum + count, 0)).toBe(13);
    }
  });

  it('passes between what is dead and what lives', () => {
    const values = Float64Array.of(-Infinity, 1, -Infinity, 1);
    for (const [x] of levelLines({ columns: 2, rows: 2, values }, 0).flat()) expect(x).toBe(1);
  });
});

describe('a map that is measured', () => {
  const experiment: Experiment = { ...defaultExperiment, hiddenSize: 6, steps: 6, warmUp: 2 };
  const choice: MapChoice = { ...parseMap('gain=0.5:2.5,hidden-size=4:7,cells=10x4,networks=3') };

  async function reports(engine: Engine, measured?: FieldMap, stop = new AbortController()) {
    const all: FieldMapReport[] = [];
    const bench = { engine, signal: stop.signal, waited: () => 0, notify: () => undefined };
    const request = { experiment, choice, ...(measured && { measured: measured.measured() }) };
    for await (const report of fieldMap(request, bench)) all.push(report);
    return all;
  }
  const mapOf = (all: readonly FieldMapReport[]) => {
    const map = new FieldMap({ columns: 10, rows: 4, networks: 3 });
    for (const { cells } of all) map.take(cells);
    return map;
  };

  it('holds the numbers that each cell has when it is measured alone', async () => {
    const engine = new ReferenceEngine();
    const all = await reports(engine);
    const map = mapOf(all);
    expect(map.count).toBe(40);
    expect(all.at(-1)?.done).toBeCloseTo(1, 9);
    for (const [place, row] of [
      [0, 0],
      [7, 3],
    ] as const) {
      const cell = cellExperiment(experiment, gridOf(choice), { column: place, row, networks: 3 });
      expect(cell.hiddenSize).toBe(4 + row);
      const gradients = column(await measureAll(engine, cell), 'log10GradientNorm');
      const rates = [0, 1, 2].map(
        (i) => (((gradients[7 * i] ?? 0) - (gradients[7 * i + 6] ?? 0)) * Math.LN10) / 6,
      );
      map.valuesOf(row * 10 + place).forEach((value, i) => {
        expect(value).toBeCloseTo(rates[i] ?? 0, 12);
      });
    }
    engine.dispose();
  });

  it('goes on from what it has, and keeps that when it is stopped', async () => {
    const engine = new ReferenceEngine();
    const whole = mapOf(await reports(engine));
    const stop = new AbortController();
    let begun = 0;
    const counted: Engine = Object.assign(Object.create(engine), {
      describe: () => engine.describe(),
      measure: (...[cell, options]: Parameters<Engine['measure']>) => {
        begun += 1;
        if (begun === 12) stop.abort();
        return engine.measure(cell, options);
      },
    });
    const all: FieldMapReport[] = [];
    const bench = { engine: counted, signal: stop.signal, waited: () => 0, notify: () => undefined };
    await expect(async () => {
      for await (const report of fieldMap({ experiment, choice }, bench)) all.push(report);
    }).rejects.toThrow();
    const part = mapOf(all);
    expect(part.count).toBe(11);
    begun = 100;
    const rest = await reports(counted, part);
    expect(begun - 100).toBe(29);
    for (const { cells } of rest) part.take(cells);
    expect(part.measured()).toEqual(whole.measured());
    engine.dispose();
  });
});

describe('theory over a map', () => {
  it('has its line where mean field’s χ is 1: at gain 1 without input or bias', async () => {
    const { lines } = await mapTheory(
      { experiment: defaultExperiment, choice: parseMap('gain=0.5:1.5,initial-scale=0.5:1,cells=20x4') },
      { signal },
    );
    expect(lines.flat().length).toBeGreaterThan(1);
    for (const [x] of lines.flat()) expect(Math.abs(x - 10)).toBeLessThan(0.05);
  });

  it('is the same whatever the cells, and reaches over all of the map', async () => {
    const [few = [], many = []] = await Promise.all(
      [8, 64].map(async (cells) => {
        const choice = parseMap(`gain=0.5:2.5,input-scale=0:1,cells=${cells}x${cells}`);
        const { lines } = await mapTheory({ experiment: defaultExperiment, choice }, { signal });
        return lines.flat().map(([x, y]) => [x / cells, y / cells] as const);
      }),
    );
    expect(few).toEqual(many);
    const [[x, y] = [], [, top] = []] = [few[0], few.at(-1)];
    // Without input the gain is 1: a quarter of the way.
    expect(x).toBeCloseTo(0.25, 3);
    expect([y, top].sort()).toEqual([0, 1]);
  });

  it('knows a gated cell at rest alone, and says so', async () => {
    const gru = { ...defaultExperiment, cell: 'gru', initialScale: 0 } as const;
    const driven = parseMap('gain=0.5:4,input-scale=0:1,cells=8x8');
    expect((await mapTheory({ experiment: gru, choice: driven }, { signal })).silence).toMatch(/at rest/);
    const resting = parseMap('gain=0.5:4,steps=10:20,cells=35x4');
    const { lines } = await mapTheory({ experiment: gru, choice: resting }, { signal });
    for (const [x] of lines.flat()) expect(x).toBeCloseTo(15, 1);
  });
});
