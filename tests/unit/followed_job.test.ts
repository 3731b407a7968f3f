/** The page and its laboratory: how a job is started, followed, stopped and mourned. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Axes, usualAxes } from '../../src/experiment/axes.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import type { EngineDescription, EngineName } from '../../src/experiment/provenance.ts';
import type { SweepReport } from '../../src/laboratory/sweep.ts';
import { agreementOf } from '../../src/session/agreement.ts';
import { Comparison } from '../../src/session/comparison.ts';
import { Exploration } from '../../src/session/exploration.ts';
import { FollowedJob } from '../../src/session/followed_job.ts';
import { Workplace } from '../../src/session/workplace.ts';
import { eventually } from './eventually.ts';
import { workerDoubles } from './laboratory_double.ts';

beforeEach(() => vi.spyOn(console, 'warn').mockReturnValue());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const experiment = { ...defaultExperiment, hiddenSize: 4, networks: 5, steps: 4, warmUp: 0 };
const long = { ...experiment, networks: 1000, steps: 20 };
const request = { experiment, axes: usualAxes, window: 'all' as const };
const here = { view: 'explore', urgency: 0 };

async function opened(doubles = workerDoubles()) {
  const workplace = new Workplace(doubles.start);
  await workplace.prefer('reference', () => undefined);
  return { workplace, ...doubles };
}

describe('a job', () => {
  it('reports, comes to its end, and says what measured it', async () => {
    const { workplace, workers } = await opened();
    const states: string[] = [];
    const job: FollowedJob<'sweep'> = new FollowedJob(workplace, 'sweep', here, () => states.push(job.state));
    const reports: SweepReport[] = [];
    const outcome = await job.start(request, {
      report: (report) => {
        if (!('underWay' in report)) reports.push(report);
      },
    });
    expect(outcome?.engine.name).toBe('reference');
    expect(reports.at(-1)).toMatchObject({ done: 5, experiment, engine: { name: 'reference' } });
    expect(states).toEqual(['running', 'complete']);
    expect(workers).toHaveLength(1);
    expect(await workplace.ask((laboratory) => laboratory.reading(job.run, 4))).toMatchObject({ index: 4 });
    workplace.forget(job.run);
    expect(await workplace.ask((laboratory) => laboratory.reading(job.run, 4))).toBeUndefined();
  });

  it('that another supersedes settles, and nothing of it reaches anybody any more', async () => {
    const { workplace } = await opened();
    const job = new FollowedJob(workplace, 'sweep', here);
    const late: number[] = [];
    let begun: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const superseded = job.start(
      { ...request, experiment: long },
      {
        report: (report) => {
          if (!('underWay' in report)) late.push(report.done);
          begun();
        },
      },
    );
    await first;
    const reported = late.length;
    const newest = job.start(request);
    expect(await superseded).toBeUndefined();
    expect(await newest).toMatchObject({ engine: { name: 'reference' } });
    expect(late).toHaveLength(reported);
    expect(job.state).toBe('complete');
  });

  it('that is stopped says so, and keeps what it has reported', async () => {
    const { workplace } = await opened();
    const job = new FollowedJob(workplace, 'sweep', here);
    const running = job.start({ ...request, experiment: long }, { report: () => job.stop() });
    expect(await running).toBeUndefined();
    expect(job.state).toBe('stopped');
  });

  it('that fails says why, until one succeeds', async () => {
    const { workplace } = await opened();
    const job = new FollowedJob(workplace, 'given', here);
    const unreadable = {
      file: 0,
      experiment,
      factor: Symbol('no number') as unknown as number,
      drive: 'own' as const,
    };
    expect(await job.start(unreadable)).toBeUndefined();
    expect([job.state, job.failure]).toEqual(['failed', 'an unexpected error, which the console shows']);
    await job.start({ file: 0, experiment, factor: 1, drive: 'own' });
    expect([job.state, job.failure]).toEqual(['complete', '']);
  });
});

describe('a worker that is lost', () => {
  it('fails what is under way, and the next job has another', async () => {
    const { workplace, workers } = await opened();
    const job = new FollowedJob(workplace, 'sweep', here);
    const running = job.start({ ...request, experiment: long }, { report: () => workers[0]?.fail('gone') });
    expect(await running).toBeUndefined();
    expect([job.state, workplace.engine]).toEqual(['failed', undefined]);
    expect(workers[0]?.terminated).toBe(true);
    expect(await job.start(request)).toMatchObject({ engine: { name: 'reference' } });
    expect(workers).toHaveLength(2);
  });

  it('is missed once it has not answered for long', async () => {
    const { workplace, workers } = await opened();
    Object.assign(workers[0] ?? {}, { deaf: true });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const job = new FollowedJob(workplace, 'sweep', here);
    const running = job.start(request);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(await running).toBeUndefined();
    expect(job.state).toBe('failed');
    expect(job.failure).toBe('it did not answer');
    expect(workers[0]?.terminated).toBe(true);
  });
});

describe('the explorer', () => {
  const state = (session: Exploration, wanted: string) => eventually(() => session.state === wanted);

  it('shows other axes of the same networks, and measures only what has not been', async () => {
    const { start } = workerDoubles();
    const options = { fitNetworks: false, axes: usualAxes, pinned: undefined };
    const session = new Exploration(new Workplace(start), { ...experiment, networks: 40 }, options);
    await session.open('reference');
    await state(session, 'complete');
    const first = session.shown?.run;
    await session.select([0, 1]);
    session.chooseAxes({ x: 'spectral-norm', y: 'state-norm' });
    // The points are here; their lines are on the way.
    expect(session.shown?.axes).toEqual({ x: 'spectral-norm', y: 'state-norm' });
    // A window along another axis means nothing there.
    expect(session.window).toBe('usual');
    await eventually(() => session.shown?.summary.axes.y === 'state-norm');
    expect(session.shown?.run).toBe(first);
    expect(session.range).toEqual(session.shown?.summary.time.range);
    expect(session.shown?.summary.time.networks).toBeGreaterThanOrEqual(24);
    expect(session.shown?.summary.time.networks).toBeLessThan(40);
    await session.select('all');
    expect(session.range).toBeUndefined();
    expect(session.shown?.summary.time.networks).toBe(40);

    session.chooseAxes({ x: 'rest', y: 'state-norm' });
    expect(session.state).toBe('running');
    expect(session.shown?.axes.x).toBe('spectral-norm');
    await state(session, 'complete');
    expect(session.shown?.run).not.toBe(first);
    expect(session.shown?.cloud.column('rest').every(Number.isFinite)).toBe(true);

    // From here on it is known.
    const second = session.shown?.run;
    for (const x of ['radius', 'rest', 'gain', 'rest'] as const) {
      session.chooseAxes({ x, y: 'rate' });
      await eventually(() => session.shown?.summary.axes.x === x);
    }
    expect(session.shown?.run).toBe(second);
    expect(await (await session.file('csv')).text()).toContain('status,statusStep,restRadius,phase\r\n');
  });

  it('has a machine measured again that a run went beyond, for the page was busy, and once that it did not', async () => {
    /** Its machine does next to nothing a second when it is first asked. */
    class BusyPlace extends Workplace {
      asked = 0;
      override run: Workplace['run'] = async (name, ...others) => {
        const outcome = await super.run(name, ...others);
        if (name === 'machine' && outcome) {
          this.asked += 1;
          const rate = this.asked === 1 ? 1 : 1e18;
          const peaks = { operationsPerSecond: rate, bytesPerSecond: rate, launchSeconds: 0 };
          Object.assign(Object(outcome.result), { peaks });
        }
        return outcome;
      };
    }
    const place = new BusyPlace(workerDoubles().start);
    const options = { fitNetworks: false, axes: usualAxes, pinned: undefined };
    const session = new Exploration(place, experiment, options);
    await session.open('reference');
    await eventually(() => session.machine?.peaks.operationsPerSecond === 1e18);
    expect(place.asked).toBe(2);
    session.change({ gain: 1.3 });
    await eventually(() => session.shown?.experiment.gain === 1.3 && session.state === 'complete');
    await eventually(() => session.agreement !== undefined);
    expect(place.asked).toBe(2);
  });

  it('changes axes under way without beginning again', async () => {
    const { start } = workerDoubles();
    const options = { fitNetworks: false, axes: usualAxes, pinned: undefined };
    const session = new Exploration(new Workplace(start), long, options);
    await session.open('reference');
    session.chooseAxes({ x: 'gain', y: 'rate' });
    await eventually(() => session.shown !== undefined);
    const run = session.shown?.run;
    session.chooseAxes({ x: 'gain', y: 'spectral-norm' });
    await state(session, 'complete');
    await eventually(() => session.shown?.summary.axes.y === 'spectral-norm');
    expect(session.shown).toMatchObject({ run, done: 1000, axes: { x: 'gain', y: 'spectral-norm' } });
    expect(session.shown?.summary.lines.p50.length).toBeGreaterThan(5);
  });

  it('goes on after its worker was lost, with the next change', async () => {
    const { start, workers } = workerDoubles();
    const options = { fitNetworks: false, axes: usualAxes, pinned: 2 };
    const session = new Exploration(new Workplace(start), experiment, options);
    expect(session.state).toBe('idle');
    await session.open('reference');
    await state(session, 'complete');
    expect(session.shown).toMatchObject({ done: 5, engine: { name: 'reference' } });
    await eventually(() => session.flow !== undefined && session.agreement?.state === 'oracle');
    session.change({ ...long });
    await state(session, 'running');
    await eventually(() => !session.stale);
    workers[0]?.fail('gone');
    await state(session, 'failed');
    expect(session.notices.at(-1)).toMatch(/^Measuring failed: /);
    session.change(experiment);
    await state(session, 'complete');
    expect(session.shown?.done).toBe(5);
    expect(workers).toHaveLength(2);
  });
});

describe('what a lost worker had measured', () => {
  const options = { fitNetworks: false, axes: usualAxes, pinned: undefined };
  const explored = async (doubles = workerDoubles()) => {
    const session = new Exploration(new Workplace(doubles.start), experiment, options);
    await session.open('reference');
    await eventually(() => session.agreement?.state === 'oracle');
    return { session, ...doubles };
  };

  it.each([
    ['is pinned', (session: Exploration) => session.pin(3)],
    ['is selected', (session: Exploration) => session.select([0, 1])],
    ['is shown on other axes', (session: Exploration) => session.chooseAxes({ x: 'gain', y: 'rate' })],
    ['is listed', (session: Exploration) => session.rows(0, 3)],
  ])('is measured again once it %s', async (_, ask) => {
    const { session, workers } = await explored();
    const first = session.shown?.run;
    workers[0]?.fail('gone');
    // The charts are still of what measured them.
    expect(session.engine?.name).toBe('reference');
    await ask(session);
    await eventually(() => session.state === 'complete' && session.shown?.run !== first);
    expect(session.notices.at(-1)).toBe(
      'The worker that had measured these networks was lost: they are measured again.',
    );
    expect(workers).toHaveLength(2);
    session.pin(3);
    await eventually(() => session.pinned?.index === 3 && session.flow !== undefined);
  });

  it('is missed by whoever asks about it, also where the worker never answers again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    const { session, workers } = await explored();
    Object.assign(workers[0] ?? {}, { deaf: true });
    session.pin(3);
    await vi.advanceTimersByTimeAsync(90_000);
    vi.useRealTimers();
    await eventually(() => session.pinned?.index === 3);
    expect(workers[0]?.terminated).toBe(true);
  });

  it('is measured again in the comparison, on other axes', async () => {
    const doubles = workerDoubles();
    const { workplace, workers } = await opened(doubles);
    const session = new Comparison(workplace);
    const wanted = [{ experiment, clipped: false }];
    session.show({ wanted, axes: usualAxes });
    await eventually(() => session.state === 'complete');
    workers[0]?.fail('gone');
    session.show({ wanted, axes: { x: 'gain', y: 'rate' } });
    await eventually(() => session.at(0)?.stale === false && session.state === 'complete');
    expect(session.at(0)?.compared.shown?.summary.axes).toEqual({ x: 'gain', y: 'rate' });
  });

  it('is not vouched for by another engine', () => {
    const job = {
      state: 'complete',
      failure: '',
      outcome: { result: 'oracle', engine: { name: 'reference' } },
    };
    const of = (name: EngineName) =>
      agreementOf(
        job as unknown as FollowedJob<'agreement'>,
        { ...job.outcome.engine, name } as EngineDescription,
      );
    expect(of('reference')).toEqual({ state: 'oracle' });
    expect(of('webgpu')).toMatchObject({
      state: 'failed',
      sentence: expect.stringContaining('the webgpu engine that measured them stopped'),
    });
  });
});

describe('the comparison', () => {
  const complete = (session: Comparison) => eventually(() => session.state === 'complete');

  it('that is stopped while an engine is being opened measures nothing until it is told to', async () => {
    const session = new Comparison(new Workplace(workerDoubles().start));
    session.show({ wanted: [{ experiment, clipped: false }], axes: usualAxes });
    await eventually(() => session.state === 'running');
    session.stop();
    await eventually(() => session.state !== 'running');
    expect(session.state).toBe('stopped');
    expect(session.at(0)).toBeUndefined();
    // The engine that has been opened is fitted with other networks.
    session.show({
      wanted: [{ experiment: { ...experiment, networks: 3 }, clipped: false }],
      axes: usualAxes,
    });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(session.state).toBe('stopped');
    session.start();
    await complete(session);
    expect(session.at(0)?.compared.complete).toBe(true);
  });

  it('shows other axes of the same networks, and measures only what has not been', async () => {
    const { workplace } = await opened();
    const session = new Comparison(workplace);
    const small = { ...experiment, networks: 40 };
    const wanted = [small, { ...small, gain: 1 }].map((one) => ({ experiment: one, clipped: false }));
    const runs = () => [0, 1].map((place) => session.at(place)?.compared.shown?.run);
    const show = (axes: Axes) => session.show({ wanted, axes });
    show(usualAxes);
    await complete(session);
    const first = runs();
    show({ x: 'gain', y: 'spectral-norm' });
    await eventually(() =>
      [0, 1].every((place) => session.at(place)?.compared.shown?.summary.axes.y === 'spectral-norm'),
    );
    await complete(session);
    expect(runs()).toEqual(first);

    show({ x: 'rest', y: 'rate' });
    // What is there shows the axes before until the radii at rest are.
    expect(session.at(0)).toMatchObject({ stale: true, compared: { shown: { axes: { x: 'gain' } } } });
    await eventually(() => session.state === 'running');
    await complete(session);
    expect(session.at(1)).toMatchObject({ stale: false, compared: { shown: { axes: { x: 'rest' } } } });
    const second = runs();
    expect(second).not.toEqual(first);

    show(usualAxes);
    show({ x: 'rest', y: 'rate' });
    await complete(session);
    expect(runs()).toEqual(second);
    // Nobody asks about the first sweeps any more.
    const [forgotten = 0, kept = 0] = [first[0], second[0]];
    expect(await workplace.ask((laboratory) => laboratory.readings(forgotten, 0, 1))).toEqual([]);
    expect(await workplace.ask((laboratory) => laboratory.readings(kept, 0, 1))).toHaveLength(1);
    session.show({ wanted: wanted.slice(1), axes: usualAxes });
    await eventually(
      async () => (await workplace.ask((laboratory) => laboratory.readings(kept, 0, 1)))?.length === 0,
    );
  });
});
