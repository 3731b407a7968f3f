/** Stress: what ladders and endurance report, where plain float32 dies, and what a report says of it. */
import { describe, expect, it } from 'vitest';
import { float32Death } from '../../src/analysis/naive_float32.ts';
import { type Machine, mostOf, passWork, roofline } from '../../src/analysis/roofline.ts';
import { costExponent, drift, type StressRun } from '../../src/analysis/stress.ts';
import type { MeasureOptions } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { type Experiment, keptTimes } from '../../src/experiment/experiment.ts';
import type { EngineDescription } from '../../src/experiment/provenance.ts';
import { stressJson, stressMarkdown } from '../../src/files/stress_report.ts';
import { type StressReport, stress } from '../../src/laboratory/stress.ts';
import { Stress } from '../../src/session/stress.ts';
import { benchOf } from '../parity/bench.ts';
import { experimentWith, measurementOf } from './analysis_measured.ts';
import { eventually } from './eventually.ts';
import { workplaceHere } from './workplace_double.ts';

const machine: Machine = {
  peaks: { operationsPerSecond: 1e9, bytesPerSecond: 1e9, launchSeconds: 2e-3 },
  ...{ bytesPerNumber: 4, trajectoriesCrossMemory: true, facts: [['workers', '1']] },
};

/** Takes no time, says that it took a microsecond a network and step, and refuses what is too wide; shrinks by 0.1 decades a step. */
class PretendedEngine extends ReferenceEngine {
  override async machine(): Promise<Machine> {
    return machine;
  }

  override async *measure(
    experiment: Experiment,
    _options: MeasureOptions,
  ): AsyncGenerator<ReturnType<typeof measurementOf>> {
    const { networks, steps, hiddenSize } = experiment;
    if (hiddenSize > 100) throw new RangeError('too wide');
    if (networks > 2000) throw new RangeError('too many');
    const gradient = (_: number, t: number) => -0.1 * (steps - t);
    const found = measurementOf(experiment, { gradient }, 0, networks);
    yield { ...found, seconds: { drawing: 0, passes: 1e-6 * networks * steps } };
  }
}

async function reportsOf(...asked: Parameters<typeof stress>): Promise<StressReport[]> {
  const reports: StressReport[] = [];
  for await (const report of stress(...asked)) reports.push(report);
  return reports;
}

const small = experimentWith({ hiddenSize: 8, networks: 3, steps: 400, warmUp: 7 });
const run: StressRun = {
  ...{ axis: 'steps', hiddenSize: 64, steps: 100, networks: 16, at: 1, seconds: 0.5, passSeconds: 0.25 },
  ...{ operationsPerSecond: 2e9, bound: 'arithmetic', share: 0.5, held: 2 ** 21 },
  ...{ float32Deaths: 3, float32DeathSteps: 73 },
};

describe('plain float32', () => {
  it('dies where the norm leaves its range, to a line between kept times', () => {
    const times = keptTimes({ steps: 1000, networks: 1, times: 'linear' });
    const gradient = (decades: number) => times.map((t) => decades * (1000 - t));
    // 2⁻¹⁴⁹ is 10^−44.85, the largest number 10^38.53.
    expect(float32Death(times, gradient(-0.1))).toBe(449);
    expect(float32Death(times, gradient(0.1))).toBe(386);
    expect(float32Death(times, gradient(-0.04))).toBeUndefined();
    expect(
      float32Death(
        times,
        times.map((t) => (t < 600 ? -Infinity : 0)),
      ),
    ).toBeGreaterThanOrEqual(400);
    expect(
      float32Death(
        times,
        times.map(() => -50),
      ),
    ).toBe(0);
  });
});

describe('the roofline', () => {
  const wide = { ...small, hiddenSize: 64, steps: 100, warmUp: 0 };

  it('counts products, and what has to cross memory', () => {
    expect(passWork(wide, 10, [], machine)).toEqual({
      operations: 10 * 2 * 100 * 2 * 64 ** 2,
      // W for each way; a pre-activation a step, written and read.
      bytes: 10 * 4 * (2 * 64 ** 2 + 2 * 100 * 64),
      launches: 1,
    });
    const cached = { ...machine, trajectoriesCrossMemory: false };
    expect(passWork({ ...wide, cell: 'lstm' }, 1, [], cached).bytes).toBe(4 * 2 * 4 * 64 ** 2);
  });

  it.each([
    [
      { operations: 5e9, bytes: 1e9, launches: 1 },
      { bound: 'arithmetic', seconds: 5 },
    ],
    [
      { operations: 1e9, bytes: 2e9, launches: 1 },
      { bound: 'bandwidth', seconds: 2 },
    ],
    [
      { operations: 1e3, bytes: 1e3, launches: 4 },
      { bound: 'launch', seconds: 8e-3 },
    ],
  ] as const)('is the nearest bound: %o', (work, nearest) => {
    expect(roofline(work, machine)).toEqual(nearest);
  });
});

it('keeps the most of two measurements of a machine', () => {
  const [operationsPerSecond, bytesPerSecond, launchSeconds] = [5e9, 0.5e9, 3e-3];
  const other = { ...machine, peaks: { operationsPerSecond, bytesPerSecond, launchSeconds } };
  const { peaks } = machine;
  expect(mostOf(machine, other).peaks).toEqual({ ...peaks, operationsPerSecond: 5e9 });
  expect(mostOf(other, machine).peaks).toEqual({ ...peaks, operationsPerSecond: 5e9 });
});

describe('the ladders', () => {
  it('go on to the largest that there is, or to the first that is refused', async () => {
    const asked = { experiment: small, kind: 'ladders', seconds: 10 } as const;
    const reports = await reportsOf(asked, benchOf(new PretendedEngine()));
    expect(reports[0]).toMatchObject({ began: { machine } });
    const runs = reports.flatMap((report) => ('run' in report ? [report.run] : []));
    const sizes = (axis: 'steps' | 'hiddenSize' | 'networks') =>
      runs.filter((one) => one.axis === axis).map((one) => one[axis]);
    expect(sizes('steps').at(-1)).toBe(1_000_000);
    expect(sizes('hiddenSize')).toEqual([4, 8, 16, 32, 64]);
    expect(sizes('networks')).toEqual([1, 4, 16, 64, 256, 1024]);
    expect(reports.flatMap((report) => ('end' in report ? [report.end] : []))).toEqual([
      { axis: 'steps', size: 1_000_000, what: 'is the largest that there is, and holds' },
      { axis: 'hiddenSize', size: 128, what: 'is refused: too wide' },
      { axis: 'networks', size: 4096, what: 'is refused: too many' },
    ]);
    // 16 networks of 64 units and 1000 steps: 262 144 000 operations in 0.016 s, four of which 10⁹ a second would take 0.26.
    const long = runs.find(({ axis, steps }) => axis === 'steps' && steps === 1000);
    expect(long).toMatchObject({
      networks: 16,
      bound: 'arithmetic',
      float32Deaths: 16,
      float32DeathSteps: 449,
    });
    expect(long?.operationsPerSecond).toBeCloseTo(262_144_000 / 0.016, -3);
    expect(long?.share).toBeCloseTo(16.384, 3);
    // One network of 100 steps takes 1.6 ms of arithmetic: being asked takes longer.
    expect(runs.find(({ axis, networks }) => axis === 'networks' && networks === 1)?.bound).toBe('launch');
  });

  it('end with the first run that takes longer than one may', async () => {
    const asked = { experiment: small, kind: 'ladders', seconds: 0 } as const;
    const reports = await reportsOf(asked, benchOf(new PretendedEngine()));
    const ends = reports.flatMap((report) => ('end' in report ? [report.end] : []));
    expect(ends.map(({ size }) => size)).toEqual([100, 4, 1]);
    for (const { what } of ends) expect(what).toMatch(/^takes more than 0 s/);
  });
});

type Disturbance = (
  experiment: Experiment,
  engine: DisturbedEngine,
  options: MeasureOptions,
) => Promise<void>;

/** As a page's engine that is taken from it, or shared, or slow for once. */
class DisturbedEngine extends PretendedEngine {
  readonly measured: string[] = [];
  readonly #disturb: Disturbance;
  name: 'reference' | 'wasm' = 'wasm';

  constructor(disturb: Disturbance) {
    super();
    this.#disturb = disturb;
  }

  override describe() {
    return { ...super.describe(), name: this.name };
  }

  override async *measure(experiment: Experiment, options: MeasureOptions) {
    const { networks, steps, hiddenSize } = experiment;
    this.measured.push([steps, hiddenSize, networks].join('/'));
    await this.#disturb(experiment, this, options);
    yield* super.measure(experiment, options);
  }
}

describe('a stress that is disturbed', () => {
  const asked = { experiment: small, kind: 'ladders', seconds: 0.6 } as const;
  const endsIn = (reports: readonly StressReport[]) =>
    reports.flatMap((report) => ('end' in report ? [report.end] : []));
  const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

  // Longer than anything that a busy machine makes of so short a run.
  it('runs once more what is slow against all that the run before says, and believes what is slow twice', async () => {
    const engine = new DisturbedEngine(async ({ steps, hiddenSize }, { measured }) => {
      if (steps === 1000 && measured.filter((run) => run === '1000/64/16').length === 1) await pause(2300);
      if (hiddenSize === 32) await pause(2300);
    });
    const reports = await reportsOf({ ...asked, seconds: 2 }, benchOf(engine));
    expect(endsIn(reports).map(({ axis, size }) => [axis, size])).toEqual([
      ['steps', 1_000_000],
      ['hiddenSize', 32],
      ['networks', 4096],
    ]);
    const times = (run: string) => engine.measured.filter((one) => one === run).length;
    expect([times('300/64/16'), times('1000/64/16'), times('100/32/1024')]).toEqual([1, 2, 2]);
    const kept = reports.flatMap((report) =>
      'run' in report && report.run.steps === 1000 ? [report.run] : [],
    );
    expect(kept).toHaveLength(1);
    expect(kept[0]?.seconds).toBeLessThan(2);
  });

  it('does not count what it waits for others, and says so once', async () => {
    let waited = () => 7000;
    const engine = new DisturbedEngine(async ({ steps }) => {
      if (steps !== 3000) return;
      // Longer than the patience with a run.
      const [start, before] = [performance.now(), waited()];
      waited = () => before + performance.now() - start;
      await pause(2000);
      const after = waited();
      waited = () => after;
    });
    const said: string[] = [];
    const bench = {
      ...benchOf(engine),
      waited: () => waited(),
      notify: (sentence: string) => said.push(sentence),
    };
    const reports = await reportsOf(asked, bench);
    expect(endsIn(reports)[0]).toMatchObject({ axis: 'steps', size: 1_000_000 });
    const [slow] = reports.flatMap((report) =>
      'run' in report && report.run.steps === 3000 ? [report.run] : [],
    );
    expect(slow?.seconds).toBeLessThan(0.6);
    expect(said).toEqual([expect.stringMatching(/^Other work of this page/)]);
  });

  it('counts no run of another engine', async () => {
    const engine = new DisturbedEngine(async ({ steps }, self) => {
      self.name = steps === 3000 ? 'reference' : 'wasm';
    });
    const reports = await reportsOf(asked, benchOf(engine));
    expect(endsIn(reports)[0]).toEqual({
      ...{ axis: 'steps', size: 3000, what: 'was left to another engine, and is not counted' },
    });
    expect(reports.some((report) => 'run' in report && report.run.steps === 3000)).toBe(false);
    // Nor does it wait for a network of that one, which may take long.
    const slow = new DisturbedEngine(async ({ steps }, self, { signal, progress }) => {
      self.name = steps === 3000 ? 'reference' : 'wasm';
      while (steps === 3000) {
        progress?.(0.1);
        await pause(1);
        signal.throwIfAborted();
      }
    });
    const patient = { ...asked, seconds: 60 };
    expect(endsIn(await reportsOf(patient, benchOf(slow)))[0]?.size).toBe(3000);
    const said: string[] = [];
    const lost = new DisturbedEngine(async (_, self) => {
      if (self.measured.length > 2) self.name = 'reference';
    });
    const endured = await reportsOf(
      { ...asked, kind: 'endurance', seconds: 60 },
      { ...benchOf(lost), notify: (sentence: string) => said.push(sentence) },
    );
    expect(endured.some((report) => 'run' in report)).toBe(false);
    expect(said).toEqual(['Another engine took over: all runs here are of the first.']);
  });
});

describe('endurance', () => {
  it('runs one size at least once, without a warm-up, and stops when told to', async () => {
    const asked = { experiment: small, kind: 'endurance', seconds: 0 } as const;
    const reports = await reportsOf(asked, benchOf(new ReferenceEngine()));
    const [only, ...more] = reports.flatMap((report) => ('run' in report ? [report.run] : []));
    expect(more).toEqual([]);
    expect(only).toMatchObject({ axis: 'time', hiddenSize: 8, steps: 400, networks: 3, held: undefined });
    const stopped = reportsOf(
      { ...asked, seconds: 60 },
      benchOf(new PretendedEngine(), AbortSignal.abort(new Error('enough'))),
    );
    await expect(stopped).rejects.toThrow('enough');
  });

  it('says how much slower it grew', () => {
    const rates = [10, 10, 10, 10, 10, 10, 10, 10, 9, 9];
    const runs = rates.map((rate) => ({ ...run, operationsPerSecond: rate }));
    expect(drift(runs)).toBeCloseTo(0.1, 12);
    expect(drift(runs.slice(0, 9))).toBeUndefined();
  });
});

it('the exponent of cost is that of the last runs that arithmetic bounds', () => {
  const runs = [100, 300, 1000, 3000, 10_000].map(
    (steps): StressRun => ({
      ...run,
      ...{ steps, bound: steps === 100 ? 'launch' : 'arithmetic', passSeconds: 1e-6 * steps ** 1.5 },
    }),
  );
  expect(costExponent('steps', runs)).toBeCloseTo(1.5, 9);
  expect(costExponent('steps', runs.slice(0, 3))).toBeUndefined();
});

describe('the report', () => {
  const engine: EngineDescription = {
    ...{ name: 'wasm', device: '2 workers', precision: 'float32', software: true },
  };
  const record = {
    ...{ date: new Date('2026-11-26T12:00:00Z'), experiment: small, engine, machine },
    runs: [run, { ...run, axis: 'time' as const, held: undefined, float32DeathSteps: undefined }],
    tuning: ['RNN, N = 64: the usual layout.'],
    ends: [{ axis: 'steps' as const, size: 300, what: 'takes more than 2 s: no larger one was tried' }],
  };

  it('is JSON', () => {
    const { runs, ...rest } = JSON.parse(stressJson(record));
    expect(rest).toMatchObject({
      ...{ schema: 1, date: '2026-11-26T12:00:00.000Z', engine: { name: 'wasm' }, ends: record.ends },
      machine: { gigaflops: 1, gigabytesPerSecond: 1, launchSeconds: 2e-3, facts: { workers: '1' } },
    });
    expect(runs[0]).toMatchObject({ gigaflops: 2, share: 0.5, heldBytes: 2 ** 21, float32DeathSteps: 73 });
    expect(runs[1]).toMatchObject({ heldBytes: null, float32DeathSteps: null });
  });

  it('says of a part that it is one', () => {
    const part = { ...record, unfinished: { done: 2, unit: 'run' as const } };
    expect(JSON.parse(stressJson(part)).unfinished).toBe('2 runs');
    expect(stressMarkdown(part)).toContain('of the sizes below; unfinished, left off after 2 runs:');
    expect(JSON.parse(stressJson(record))).not.toHaveProperty('unfinished');
    expect(stressMarkdown(record)).not.toContain('unfinished');
  });

  it('is Markdown', () => {
    const text = stressMarkdown(record);
    expect(text).toContain(
      '| 64 | 100 | 16 | 1 | 0.5 | 2 | 50 % | arithmetic | 2.0 | 3 lost after 73 steps |',
    );
    expect(text).toContain('| – | holds |');
    expect(text).toContain('- RNN, N = 64: the usual layout.');
    expect(text).toContain('- T = 300 takes more than 2 s: no larger one was tried.');
    expect(text).toContain('sweep --hidden-size=8 --networks=3 --steps=400');
  });
});

it('the page keeps what it is told', async () => {
  const session = new Stress(workplaceHere());
  session.start({ experiment: small, kind: 'endurance', seconds: 0 });
  expect(session.state).toBe('running');
  await eventually(() => session.record !== undefined);
  if (session.state === 'running') expect(session.filed?.unfinished).toMatchObject({ unit: 'run' });
  await eventually(() => session.state === 'complete');
  expect(session.filed).toBe(session.record);
  expect(session.record?.runs).toHaveLength(1);
  expect(session.record?.engine.name).toBe('reference');
  expect(session.next).toMatchObject({ axis: 'time', networks: 3 });
});
