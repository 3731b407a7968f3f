/** The page and its laboratory: how a job is started, followed, stopped and mourned. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import type { SweepReport } from '../../src/laboratory/sweep.ts';
import { Exploration } from '../../src/session/exploration.ts';
import { FollowedJob } from '../../src/session/followed_job.ts';
import { Workplace } from '../../src/session/workplace.ts';
import { workerDoubles } from './laboratory_double.ts';

beforeEach(() => vi.spyOn(console, 'warn').mockReturnValue());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const experiment = { ...defaultExperiment, hiddenSize: 4, networks: 5, steps: 4, warmUp: 0 };
const long = { ...experiment, networks: 1000, steps: 20 };
const request = { experiment, x: 'radius', selection: undefined } as const;
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
    const outcome = await job.start(request, { report: (report) => reports.push(report) });
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
        report: ({ done }) => {
          late.push(done);
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
    const unreadable = { file: 0, experiment, factor: Symbol('no number') as unknown as number };
    expect(await job.start(unreadable)).toBeUndefined();
    expect([job.state, job.failure]).toEqual(['failed', 'an unexpected error, which the console shows']);
    await job.start({ file: 0, experiment, factor: 1 });
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
    let silent = false;
    const doubles = workerDoubles();
    const { workplace, workers } = await opened({
      ...doubles,
      start: () => {
        const worker = doubles.start();
        const post = worker.postMessage.bind(worker);
        worker.postMessage = (message: unknown, transfer?: unknown) => {
          if (!silent) post(message, transfer as Transferable[]);
        };
        return worker;
      },
    });
    silent = true;
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
  const state = (session: Exploration, wanted: string) =>
    vi.waitUntil(() => session.state === wanted, { timeout: 20_000 });

  it('goes on after its worker was lost, with the next change', async () => {
    const { start, workers } = workerDoubles();
    const options = { fitNetworks: false, x: 'radius', pinned: 2 } as const;
    const session = new Exploration(new Workplace(start), experiment, options);
    expect(session.state).toBe('idle');
    await session.open('reference');
    await state(session, 'complete');
    expect(session.shown).toMatchObject({ done: 5, engine: { name: 'reference' } });
    await vi.waitUntil(() => session.flow !== undefined && session.agreement?.state === 'oracle');
    session.change({ ...long });
    await state(session, 'running');
    await vi.waitUntil(() => !session.stale);
    workers[0]?.fail('gone');
    await state(session, 'failed');
    expect(session.notices.at(-1)).toMatch(/^Measuring failed: /);
    session.change(experiment);
    await state(session, 'complete');
    expect(session.shown?.done).toBe(5);
    expect(workers).toHaveLength(2);
  });
});
