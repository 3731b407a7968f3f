/** Maps of what becomes of networks that learn: what they are over, how they are taught, and what is read of them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { boxDimension } from '../../src/analysis/box_dimension.ts';
import {
  edgeLevel,
  type Fate,
  succeeds,
  type TaughtCells,
  TrainabilityMap,
} from '../../src/analysis/trainability.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { readAddress, writeAddress } from '../../src/experiment/address.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { defaultLearning } from '../../src/experiment/learning.ts';
import type { LearningPlan } from '../../src/experiment/learning_axes.ts';
import {
  cellPlan,
  commonPlan,
  formatTrainability,
  parseTrainability,
  precisionOf,
  trainabilityAxes,
  trainabilityGrid,
  usualTrainability,
  zoomedIn,
  zoomedOut,
} from '../../src/experiment/trainability.ts';
import { trainabilityPresets } from '../../src/experiment/trainability_presets.ts';
import { trainabilityCsv, trainabilityEntries, trainabilityJson } from '../../src/files/trainability_file.ts';
import { type TrainabilityReport, trainability } from '../../src/laboratory/trainability.ts';
import { cellOf } from '../../src/networks/cells.ts';
import { firstStates } from '../../src/networks/learning/first_states.ts';
import type { TrainOptions } from '../../src/networks/learning/learning_measurement.ts';
import { learntAt } from '../../src/networks/learning/learning_run.ts';
import { memorylessLoss } from '../../src/networks/learning/memoryless.ts';
import { partsOf } from '../../src/networks/learning/parameters.ts';
import { tasks } from '../../src/networks/learning/tasks.ts';
import { entry } from '../../src/networks/vector.ts';
import { Trainability } from '../../src/session/trainability.ts';
import { Workplace } from '../../src/session/workplace.ts';
import { fateColors } from '../../src/ui/charts/trainability_color.ts';
import type { Palette } from '../../src/ui/theme.ts';
import { eventually } from './eventually.ts';
import { workerDoubles } from './laboratory_double.ts';

const { signal } = new AbortController();

const plan: LearningPlan = {
  experiment: { ...defaultExperiment, hiddenSize: 4, steps: 5, gain: [0.4, 1.6] },
  learning: { ...defaultLearning, optimizer: 'sgd', rate: [0.01, 1], updates: 25, batch: 2 },
  ranges: [{ axis: 'clip', from: 1, to: 4 }],
};

describe('the choice of a map', () => {
  it.each([
    usualTrainability(plan),
    parseTrainability('steps=4:32,clip=0.01:100,cells=10x12,networks=7,reading=update,precision=float64'),
    zoomedIn(parseTrainability('rate=0.001:10,gain=0.1:3'), { columns: [3, 9], rows: [40, 63] }),
  ])('reads back from a link, and travels', (choice) => {
    expect(parseTrainability(formatTrainability(choice))).toEqual(choice);
    expect(formatTrainability(choice)).toMatch(/^[\w.:,=~-]+$/);
    expect(structuredClone(choice)).toEqual(choice);
  });

  it.each([
    ['rate=0.1:3', 'learn-map must be two different numbers'],
    ['rate=0.1:3,rate=1:2', 'learn-map must be two different numbers'],
    ['rate=0.1:3,gain=0.1:2,clip=0:1', 'learn-map must be two different numbers'],
    ['rate=3:0.1,gain=0.1:2', 'rate must be a range'],
    ['rate=0.1:1e9,gain=0.1:2', 'rate must be a number'],
    ['rate=0.1:3,gain=0.1:2,cells=1x4', 'cells must be two whole numbers'],
    ['rate=0.1:3,gain=0.1:2,cells=300x4', 'cells must be two whole numbers'],
    ['rate=0.1:3,gain=0.1:2,networks=0', 'networks must be a whole number'],
    ['rate=0.1:3,gain=0.1:2,reading=median', 'reading must be one of loss, update, learnt'],
    ['rate=0.1:3,gain=0.1:2,precision=float32', 'precision must be one of auto, float64'],
    ['rate=0.1:3,gain=0.1:2,path=1:2:3', 'path must be windows'],
    ['rate=0.1:3,gain=0.1:2,colour=red', 'learn-map must be two numbers, cells'],
    ['rate=0.1:3,gain=0.1:2,cells=256x256,networks=1024', 'learn-map must be of another size'],
    ['rate=1:1.0000000000001,gain=0.1:2', 'closer than even float64 tells apart'],
  ])('is refused where it is none: %s', (text, complaint) => {
    expect(() => parseTrainability(text)).toThrow(complaint);
  });

  it('may be a preset by its name, and what differs from it', () => {
    for (const { name, map } of trainabilityPresets)
      expect(formatTrainability(parseTrainability(`preset=${name}`))).toBe(map);
    const closer = parseTrainability('preset=closer,cells=128x128,reading=update');
    expect(closer).toEqual({
      ...parseTrainability('preset=closer'),
      ...{ columns: 128, rows: 128, reading: 'update' },
    });
    // Elsewhere nobody came in through its windows.
    expect(formatTrainability(parseTrainability('preset=closer,rate=0.1:1,clip=1:2'))).toBe(
      'rate=0.1:1,clip=1:2,cells=64x64',
    );
    expect(() => parseTrainability('preset=near')).toThrow(
      'preset of learn-map must be one of whole, edge, closer, sine, clip, adam, lag, forget; "near" is not',
    );
  });

  it('stands in an address as text, and is read where it is shown', () => {
    const text = 'rate=0.1:1,gain=1:2,cells=16x16,path=0.001:10:0.1:3';
    const { view, notices, experiment } = readAddress(`?seed=2&learn-map=${text}`);
    expect(notices).toEqual([]);
    expect(view.learnMap).toBe(text);
    expect(readAddress(writeAddress(experiment, view)).view.learnMap).toBe(text);
    expect(readAddress('?learn-map=<b>').notices).toEqual([
      'learn-map must be a map of trainability; "<b>" is not. No map of trainability is asked for.',
    ]);
  });

  it('is over numbers that change something', () => {
    const names = trainabilityAxes(plan).map(({ name }) => name);
    for (const name of ['rate', 'gain', 'momentum', 'clip', 'steps', 'hidden-size', 'batch', 'updates'])
      expect(names).toContain(name);
    for (const name of ['leak', 'forget-bias', 'input-scale', 'warm-up']) expect(names).not.toContain(name);
    const adam = { ...plan, learning: { ...plan.learning, optimizer: 'adam' as const } };
    expect(trainabilityAxes(adam).map(({ name }) => name)).not.toContain('momentum');
  });

  it('zooms into whole cells, and back out to each window of the way', () => {
    const outer = parseTrainability('rate=0.001:1000,gain=1:4,cells=6x6');
    const inner = zoomedIn(outer, { columns: [1, 2], rows: [4, 4] });
    expect(inner.x).toEqual({ axis: 'rate', from: 0.01, to: 1 });
    expect(inner.y).toEqual({ axis: 'gain', from: 3, to: 3.5 });
    const third = zoomedIn(inner, { columns: [0, 2], rows: [0, 2] });
    expect(third.path).toEqual([
      { x: outer.x, y: outer.y },
      { x: inner.x, y: inner.y },
    ]);
    expect(zoomedOut(third, 1)).toEqual(inner);
    expect(zoomedOut(third, 0)).toEqual(outer);
    const whole = zoomedIn(parseTrainability('steps=2:9,gain=1:3'), { columns: [3, 3], rows: [0, 9] });
    expect(whole.x).toEqual({ axis: 'steps', from: 4, to: 6 });
  });
});

describe('a cell', () => {
  const choice = parseTrainability('rate=0.001:10,gain=0.1:3,cells=4x4');
  const grid = trainabilityGrid(choice);

  it('stands evenly by ratio along the rate, and has the middle of all other ranges', () => {
    expect(grid.x.centres[1]).toBeCloseTo(10 ** -1.5, 12);
    const { experiment, learning, ranges } = cellPlan(
      commonPlan(plan),
      grid,
      { column: 1, row: 2 },
      'float32',
    );
    expect(ranges).toEqual([]);
    expect(experiment.gain).toBe(Math.fround(0.1 + 2.9 * 0.625));
    expect(learning.rate).toBe(Math.fround(10 ** -1.5));
    expect(learning.clip).toBeCloseTo(2, 12);
  });

  it('is reckoned in float64 where float32 tells neighbours hardly apart, or where a person wants it', () => {
    const of = (text: string) => precisionOf(parseTrainability(text));
    expect(of('rate=0.001:10,gain=0.1:3')).toBe('float32');
    expect(of('rate=0.001:10,gain=0.1:3,precision=float64')).toBe('float64');
    // A unit in the last place of numbers in 1 … 2 is 2⁻²³: 64 cells 64 of them apart.
    const width = 64 * 64 * 2 ** -23;
    expect(of(`rate=0.001:10,gain=1:${1 + 1.01 * width}`)).toBe('float32');
    expect(of(`rate=0.001:10,gain=1:${1 + 0.99 * width}`)).toBe('float64');
    expect(of('rate=0.001:10,steps=100:120')).toBe('float32');
  });

  it('has in float64 its two numbers unrounded, all the way into θ and the updates', async () => {
    const fine = trainabilityGrid(parseTrainability('rate=0.1:0.1000001,gain=1.1:1.1000001,cells=64x64'));
    const next = (column: number, row: number) => {
      const { experiment, learning } = cellPlan(commonPlan(plan), fine, { column, row }, 'float64');
      return { experiment, learning, index: 0 };
    };
    const networks = [next(10, 10), next(11, 10), next(10, 11)];
    const from = await firstStates(networks, signal);
    const engine = new ReferenceEngine();
    const { states } = await engine.train(networks, { from, updates: 2, precision: 'float64', signal });
    const of = (theta: Float64Array, place: number) =>
      theta.subarray((place * theta.length) / 3, ((place + 1) * theta.length) / 3);
    expect(of(from.theta, 0)).toEqual(of(from.theta, 1));
    const [first] = networks;
    if (!first) throw new Error('No network.');
    const shape = { cell: cellOf(first.experiment), hiddenSize: 4, task: tasks.recall };
    const weight = (place: number) => entry(partsOf(of(from.theta, place), shape).weightHH, 3);
    expect(weight(2) / weight(0) - 1).toBeCloseTo(1e-7 / 64 / 1.1, 14);
    expect(of(states.theta, 0)).not.toEqual(of(states.theta, 1));
    engine.dispose();
  });
});

/** Reports and cells of a job, in the order in which they came. */
async function taught(text: string, of: Parameters<typeof trainability>[1], wanted = plan) {
  const choice = parseTrainability(text);
  const grid = trainabilityGrid(choice);
  const map = new TrainabilityMap({
    columns: grid.x.centres.length,
    rows: grid.y.centres.length,
    networks: choice.networks,
  });
  const reports: TrainabilityReport[] = [];
  const order: number[] = [];
  for await (const report of trainability({ plan: wanted, choice }, of)) {
    reports.push(report);
    order.push(...report.cells.cells);
    map.take(report.cells);
  }
  return { choice, grid, map, reports, order };
}

const bench = (engine: Pick<ReferenceEngine, 'train' | 'describe'>, stop: AbortSignal = signal) =>
  ({ engine, waited: () => 0, signal: stop }) as unknown as Parameters<typeof trainability>[1];

describe('the job', () => {
  it('teaches each cell as it would be taught alone', async () => {
    const engine = new ReferenceEngine();
    const { map, grid, reports, order } = await taught(
      'rate=0.01:30,gain=0.5:2.5,cells=6x5,networks=2',
      bench(engine),
    );
    expect(map.isComplete).toBe(true);
    expect([...order].sort((a, b) => a - b)).toEqual([...Array(30).keys()]);
    expect(reports.at(-1)?.done).toBe(1);
    for (const cell of [0, 13, 17, 29]) {
      const place = { column: cell % 6, row: Math.floor(cell / 6) };
      const { experiment, learning } = cellPlan(commonPlan(plan), grid, place, 'float32');
      const networks = [0, 1].map((index) => ({ experiment, learning, index }));
      const from = await firstStates(networks, signal);
      const { losses, states } = await engine.train(networks, { from, updates: 25, signal });
      const fates = map.fates(cell);
      // Of two sequences an update all updates are judged by.
      const forgetful = (index: number) =>
        memorylessLoss(tasks.recall, { seed: 1, stream: index, lag: 5, batch: 2 }, { first: 0, updates: 25 });
      fates.forEach((fate, i) => {
        const own = losses.filter((_, at) => at % 2 === i);
        const at = entry(states.divergedAt, i);
        if (at > 0) expect(fate).toEqual({ kind: 'diverged', at });
        else
          expect(fate).toEqual({
            kind: 'learns',
            loss: expect.closeTo(own.reduce((sum, loss) => sum + loss, 0) / 25 / forgetful(i), 10),
            learntAt: learntAt(own, 1, 40),
          });
      });
    }
    engine.dispose();
  });

  it('has the same draws and the same sequences in every cell', async () => {
    const engine = new ReferenceEngine();
    const { map } = await taught('rate=1e-6:1.00001e-6,clip=0.5:0.50001,cells=4x4', bench(engine));
    const losses = [...Array(16).keys()].map((cell) => map.typical(cell, 'loss'));
    for (const fate of losses) {
      if (fate?.kind !== 'learns' || losses[0]?.kind !== 'learns') throw new Error('It diverged.');
      expect(fate.loss).toBeCloseTo(losses[0].loss, 6);
    }
    engine.dispose();
  });

  it('begins coarse, and has the edge before the rest', async () => {
    const engine = new ReferenceEngine();
    const short = { ...plan, learning: { ...plan.learning, updates: 12, batch: 1 } };
    const { map, order } = await taught('rate=0.01:1000,gain=0.5:2.5,cells=32x32', bench(engine), short);
    const coarse = order.slice(0, 64);
    expect(new Set(coarse.map((cell) => (cell % 32) % 4)).size).toBe(1);
    expect(new Set(coarse.map((cell) => Math.floor(cell / 32) % 4)).size).toBe(1);
    const isGood = succeeds(map, 'loss');
    const isEdge = (cell: number) =>
      [1, -1, 32, -32].some((step) => (isGood[cell + step] ?? isGood[cell]) !== isGood[cell]);
    const share = (cells: readonly number[]) => cells.filter(isEdge).length / cells.length;
    expect(share(order.slice(64, 300))).toBeGreaterThan(2 * share(order.slice(600)));
    engine.dispose();
  });

  it('lets networks learn at once that are alike for an engine, and others apart', async () => {
    const engine = new ReferenceEngine();
    const asked: number[][] = [];
    const watched = {
      describe: () => engine.describe(),
      train: (networks: Parameters<typeof engine.train>[0], options: TrainOptions) => {
        asked.push(networks.map(({ experiment }) => experiment.hiddenSize));
        return engine.train(networks, options);
      },
    };
    await taught('hidden-size=4:7,updates=10:12,cells=4x3', bench(watched));
    for (const sizes of asked) expect(new Set(sizes).size).toBe(1);
    engine.dispose();
  });

  it('goes on from what there is, and says so', async () => {
    const engine = new ReferenceEngine();
    const text = 'rate=0.01:30,gain=0.5:2.5,cells=6x5';
    const { map, choice } = await taught(text, bench(engine));
    const all = map.taught();
    const half: TaughtCells = {
      cells: all.cells.slice(0, 15),
      losses: all.losses.slice(0, 15),
      learntAt: all.learntAt.slice(0, 15),
      divergedAt: all.divergedAt.slice(0, 15),
    };
    const rest: number[] = [];
    const done: number[] = [];
    for await (const report of trainability({ plan, choice, taught: half }, bench(engine))) {
      rest.push(...report.cells.cells);
      done.push(report.done);
    }
    expect(rest.sort((a, b) => a - b)).toEqual([...Array(15).keys()].map((cell) => cell + 15));
    expect(done[0]).toBe(0.5);
    expect(done.at(-1)).toBe(1);
    engine.dispose();
  });

  it('stops where it is told to, and keeps what it has reported', async () => {
    const engine = new ReferenceEngine();
    const stopping = new AbortController();
    const choice = parseTrainability('rate=0.01:30,gain=0.5:2.5,cells=16x16');
    let cells = 0;
    const run = async () => {
      for await (const report of trainability({ plan, choice }, bench(engine, stopping.signal))) {
        cells += report.cells.cells.length;
        if (cells >= 16) stopping.abort(new Error('Enough.'));
      }
    };
    await expect(run()).rejects.toThrow('Enough.');
    expect(cells).toBeLessThan(256);
    engine.dispose();
  });

  it('says that it reckons in float64, and asks the engine for it', async () => {
    const engine = new ReferenceEngine();
    const precisions: unknown[] = [];
    const watched = {
      describe: () => ({ ...engine.describe(), precision: 'float32' as const }),
      train: (networks: Parameters<typeof engine.train>[0], options: TrainOptions) => {
        precisions.push(options.precision);
        return engine.train(networks, options);
      },
    };
    const fine = await taught('rate=0.1:0.1000001,gain=1.1:1.5,cells=3x3', bench(watched));
    expect(fine.reports.at(-1)?.engine.precision).toBe('float64');
    expect(new Set(precisions)).toEqual(new Set(['float64']));
    const coarse = await taught('rate=0.1:1,gain=1.1:1.5,cells=3x3', bench(watched));
    expect(coarse.reports.at(-1)?.engine.precision).toBe('float32');
    expect(precisions.at(-1)).toBeUndefined();
    engine.dispose();
  });
});

describe('a preset says what is so', () => {
  let engine: WasmEngine;
  beforeAll(async () => {
    engine = await WasmEngine.open({ keeps: true });
    return () => engine.dispose();
  });

  /** The map of a preset in fewer cells. */
  const few = async (name: string, side: number) => {
    const preset = trainabilityPresets.find((one) => one.name === name);
    if (!preset) throw new Error(name);
    const text = preset.map.replace(/cells=\d+x\d+/, `cells=${side}x${side}`);
    const { map, grid } = await taught(text, bench(engine), preset.plan);
    const fates = Array.from({ length: side * side }, (_, cell) => map.typical(cell, 'loss'));
    const diverged = fates.filter((fate) => fate?.kind === 'diverged').length;
    return { map, grid, fates, diverged };
  };

  it('of small gains, which stay at the baseline, and of large rates, which diverge', async () => {
    const { fates } = await few('whole', 16);
    const row = (place: number) => fates.slice(16 * place, 16 * (place + 1));
    for (const fate of row(0).slice(0, 8))
      expect(fate).toMatchObject({ kind: 'learns', loss: expect.closeTo(1, 0) });
    for (const fate of row(8).slice(8)) expect(fate?.kind).toBe('diverged');
    expect(
      row(8)
        .slice(0, 5)
        .every((fate) => fate?.kind === 'learns' && fate.loss < 0.7),
    ).toBe(true);
  });

  it('of an edge that is no line', async () => {
    const { map } = await few('edge', 32);
    expect(boxDimension(succeeds(map, 'loss'), map)?.dimension).toBeGreaterThan(1.25);
  });

  it.each(['clip', 'adam'])('of networks that do not diverge: %s', async (name) => {
    expect((await few(name, 12)).diverged).toBe(0);
  });

  it('whose links are read as they are written', () => {
    for (const { map } of trainabilityPresets) expect(formatTrainability(parseTrainability(map))).toBe(map);
  });
});

describe('what is read of a cell', () => {
  const map = new TrainabilityMap({ columns: 2, rows: 1, networks: 3 });
  map.take({
    cells: Uint32Array.of(1),
    losses: Float64Array.of(Number.NaN, 0.02, 2.5),
    learntAt: Int32Array.of(0, 90, 0),
    divergedAt: Int32Array.of(7, 0, 0),
  });

  it('is of its middle network, never an average over unlike fates, and never no number', () => {
    expect(map.typical(1, 'loss')).toEqual({ kind: 'learns', loss: 2.5, learntAt: undefined });
    expect(map.typical(0, 'loss')).toBeUndefined();
    expect(map.fractionLearnt(1)).toBeCloseTo(1 / 3, 12);
    expect(map.fractionLearnt(0)).toBeNaN();
    expect(entry(map.toEdge('loss').values, 1)).toBeCloseTo(Math.log10(2.5), 12);
    const diverged = new TrainabilityMap({ columns: 1, rows: 1, networks: 1 });
    diverged.take({
      cells: Uint32Array.of(0),
      losses: Float64Array.of(Number.NaN),
      learntAt: Int32Array.of(0),
      divergedAt: Int32Array.of(3),
    });
    for (const reading of ['loss', 'update', 'learnt'] as const) {
      const [value = Number.NaN] = diverged.toEdge(reading).values;
      expect(value).toBeGreaterThan(edgeLevel(reading));
      expect([...succeeds(diverged, reading)]).toEqual([0]);
    }
  });

  it('is on the good side of the edge below the baseline, or where half have learnt', () => {
    const two = new TrainabilityMap({ columns: 3, rows: 1, networks: 2 });
    two.take({
      cells: Uint32Array.of(0, 1, 2),
      losses: Float64Array.of(0.9, 0.8, 0.05, 3, 1.2, 1.4),
      learntAt: Int32Array.of(0, 0, 12, 0, 0, 0),
      divergedAt: new Int32Array(6),
    });
    expect([...succeeds(two, 'loss')]).toEqual([1, 1, 0]);
    expect([...succeeds(two, 'update')]).toEqual([0, 1, 0]);
    expect([...succeeds(two, 'learnt')]).toEqual([0, 1, 0]);
  });
});

describe('a map as a file', () => {
  const choice = parseTrainability('rate=0.01:1,gain=0.5:1.5,cells=2x2,networks=2');
  const map = new TrainabilityMap({ columns: 2, rows: 2, networks: 2 });
  map.take({
    cells: Uint32Array.of(0, 1, 2, 3),
    losses: Float64Array.of(0.5, Number.NaN, 0.01, 0.02, 4, 5, Number.NaN, Number.NaN),
    learntAt: Int32Array.of(0, 0, 20, 21, 0, 0, 0, 0),
    divergedAt: Int32Array.of(0, 9, 0, 0, 0, 0, 1, 2),
  });
  const engine = { name: 'wasm', device: 'two cores', precision: 'float32', software: false } as const;
  const taught = { plan: commonPlan(plan), choice, map, engine, dimension: undefined };

  it('has all that gives it again, and of each network of each cell what became of it', () => {
    const file = JSON.parse([...trainabilityJson(taught)].join(''));
    expect(file).toMatchObject({
      experiment: { hiddenSize: 4, seed: 1 },
      training: { task: 'recall', updates: 25 },
      engine: { name: 'wasm', device: 'two cores', precision: 'float32' },
      y: { axis: 'gain', centres: [0.75, 1.25] },
      dimension: null,
    });
    expect(parseTrainability(file.map)).toEqual(choice);
    expect(file.networks).toEqual([
      {
        loss: [
          [0.5, 0.01],
          [4, null],
        ],
        learntAt: [
          [null, 20],
          [null, null],
        ],
        divergedAt: [
          [null, null],
          [null, 1],
        ],
      },
      {
        loss: [
          [null, 0.02],
          [5, null],
        ],
        learntAt: [
          [null, 21],
          [null, null],
        ],
        divergedAt: [
          [9, null],
          [null, 2],
        ],
      },
    ]);
  });

  it('is a network a line in CSV, after where it comes from', () => {
    const lines = [...trainabilityCsv(taught)].join('').trimEnd().split('\r\n');
    const comments = lines.filter((line) => line.startsWith('#'));
    expect(comments.find((line) => line.startsWith('# map: '))).toBe(`# map: ${formatTrainability(choice)}`);
    expect(comments.join()).toContain('"device":"two cores"');
    const rows = lines.slice(comments.length);
    expect(rows[0]).toBe('rate,gain,network,loss,learntAt,divergedAt');
    expect(rows).toHaveLength(9);
    expect(rows[2]).toMatch(/^0\.0316227766\d*,0\.75,1,,,9$/);
    expect(rows.join()).not.toContain('NaN');
  });

  it('says in a picture what gives it again', () => {
    const entries = trainabilityEntries(taught);
    expect(parseTrainability(entries.map ?? '')).toEqual(choice);
    expect(JSON.parse(entries.training ?? '')).toMatchObject({ optimizer: 'sgd' });
    expect(JSON.parse(entries.experiment ?? '')).toMatchObject({ hiddenSize: 4 });
    expect(entries.engine).toContain('float32');
  });
});

describe('colours', () => {
  it.each(['light', 'dark'] as const)('there are for every fate, of its own scale, in the %s', (name) => {
    const palette = { name } as Palette;
    const of = (fate: Fate) => fateColors(palette, 'loss', 200).colorOf(fate);
    const channels = (color: string) => (color.match(/\d+/g) ?? []).map(Number);
    const learns = (loss: number): Fate => ({ kind: 'learns', loss, learntAt: undefined });
    for (const fate of [learns(0), learns(1e-9), learns(1), learns(1e300), learns(Infinity)])
      expect(of(fate)).toMatch(/^rgb\(\d+ \d+ \d+\)$/);
    // Blue, grey, red: each at both of its ends.
    for (const fate of [learns(1), learns(1e-4)]) {
      const [red = 0, , blue = 0] = channels(of(fate));
      expect(blue).toBeGreaterThan(red);
    }
    for (const fate of [learns(1.001), learns(1e5)]) expect(new Set(channels(of(fate))).size).toBe(1);
    for (const at of [1, 200]) {
      const [red = 0, , blue = 0] = channels(of({ kind: 'diverged', at }));
      expect(red).toBeGreaterThan(blue + 30);
    }
  });
});

async function workplace(): Promise<Workplace> {
  const place = new Workplace(workerDoubles().start);
  await place.prefer('reference', () => undefined);
  return place;
}

describe('what is shown', () => {
  it('is kept on the way in, and is there again on the way out', async () => {
    const session = new Trainability(await workplace(), 'learn');
    const settled = () => eventually(() => session.state === 'complete');
    const outer = parseTrainability('rate=0.01:1,gain=0.5:1.5,cells=4x4');
    session.look(plan, outer);
    await settled();
    const first = session.map;
    expect(first?.isComplete).toBe(true);
    expect(session.dimension).toBeUndefined();
    session.look(plan, zoomedIn(outer, { columns: [1, 2], rows: [0, 2] }));
    expect(session.map).not.toBe(first);
    await settled();
    session.look(plan, outer);
    expect(session.map).toBe(first);
    expect(session.state).toBe('complete');
    session.look(plan, { ...outer, reading: 'learnt' });
    expect(session.map).toBe(first);
    expect(session.isOf(plan, outer)).toBe(true);
    expect(session.isOf({ ...plan, learning: { ...plan.learning, batch: 3 } }, outer)).toBe(false);
  });

  it('pauses, goes on with what it has, and may be stopped', async () => {
    const session = new Trainability(await workplace(), 'learn');
    session.look(plan, parseTrainability('rate=0.01:1,gain=0.5:1.5,cells=24x24'));
    await eventually(() => (session.map?.count ?? 0) > 8);
    session.pause();
    expect(session.paused).toBe(true);
    const kept = session.map?.count ?? 0;
    session.goOn();
    await eventually(() => (session.map?.count ?? 0) > kept);
    session.stop();
    expect(session.state).toBe('stopped');
    expect(session.nearest?.values).not.toContain(Number.NaN);
  });
});
