/** Networks that learn while somebody watches: paused, stepped, gone on with, rewound and lost, they come to the same numbers. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LearntNetwork } from '../../src/analysis/learnt_network.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import type { LearningPlan } from '../../src/experiment/learning_axes.ts';
import { usualPlan } from '../../src/experiment/learning_plan.ts';
import { readSafetensors } from '../../src/files/safetensors.ts';
import { learningStretches } from '../../src/laboratory/learning_stretches.ts';
import { WatchedLearning } from '../../src/session/learning.ts';
import { Workplace } from '../../src/session/workplace.ts';
import { eventually } from './eventually.ts';
import { workerDoubles } from './laboratory_double.ts';

beforeEach(() => vi.spyOn(console, 'warn').mockReturnValue());
afterEach(() => vi.restoreAllMocks());

const plan: LearningPlan = {
  experiment: { ...usualPlan.experiment, hiddenSize: 4, networks: 6, steps: 5, gain: [0.5, 1.5] },
  learning: { ...usualPlan.learning, updates: 30, batch: 2 },
  ranges: [],
};
/** So long that it is still under way when something is done to it, however fast the machine is. */
const longer = { ...plan, learning: { ...plan.learning, updates: 600 } };

async function opened() {
  const doubles = workerDoubles();
  const workplace = new Workplace(doubles.start);
  await workplace.prefer('reference', () => undefined);
  workplace.lookAt('learn');
  return { session: new WatchedLearning(workplace), ...doubles };
}

const complete = (session: WatchedLearning) => eventually(() => session.state === 'complete');
const losses = ({ track }: WatchedLearning) => track?.kept.map((_, place) => [...track.lossesAt(place)]);

describe('networks that learn', () => {
  it('learn to the end, as the terminal has them', async () => {
    const { session } = await opened();
    session.look(plan);
    await complete(session);
    const { signal } = new AbortController();
    const told = learningStretches(plan, {
      engine: new ReferenceEngine(),
      signal,
      range: { from: 0, to: 6 },
    });
    const learnt: LearntNetwork[] = [];
    for await (const event of told) if ('learnt' in event) learnt.push(...event.learnt);
    expect(session.head).toBe(30);
    expect(session.track?.updates).toBe(30);
    const final = session.track?.lossesAt(session.track.placeOf(30)) ?? [];
    for (const [i, { outcome }] of learnt.entries()) {
      expect(final[i]).toBeCloseTo(outcome.finalLoss ?? Number.NaN, 5);
      expect(session.track?.learntAt[i]).toBe(outcome.learntAt ?? 0);
    }
    session.pin(2);
    await eventually(() => session.network);
    expect(session.network).toMatchObject({ index: 2, updates: 30 });
    const tensors = new Map(
      readSafetensors(session.network?.weights ?? new Uint8Array()).map((tensor) => [tensor.name, tensor]),
    );
    expect([...(tensors.get('weight_hh_l0')?.values() ?? [])]).toEqual([
      ...(learnt[2]?.theta.subarray(0, 16) ?? []),
    ]);
    expect(session.network?.radius).toBe(learnt[2]?.finalSpectralRadius);
  });

  it('are looked at as they were drawn, also where getting ready took a while', async () => {
    const { session } = await opened();
    let [waited, gotReady] = [false, false];
    session.addEventListener('change', () => {
      waited ||= session.ready > 0;
      gotReady ||= session.moments.before !== undefined;
    });
    const { experiment, learning } = plan;
    session.look({
      ...plan,
      experiment: { ...experiment, networks: 60, hiddenSize: 12 },
      learning: { ...learning, updates: 2, floss: 3, flossUpdates: 20 },
    });
    await complete(session);
    await eventually(() => gotReady);
    expect(waited).toBe(true);
    expect(session.moments.before?.updates).toBe(0);
  });

  it('come to the same numbers when they are paused, stepped and gone on with', async () => {
    const [{ session: whole }, { session }] = [await opened(), await opened()];
    whole.look(longer);
    session.look(longer);
    await eventually(() => (session.track?.updates ?? 0) > 0);
    session.pause();
    expect(session.state).toBe('paused');
    const first = session.track?.updates ?? 0;
    session.step();
    await eventually(() => session.head > first);
    const stepped = session.track?.updates ?? 0;
    expect(stepped).toBeLessThan(600);
    expect(session.head).toBe(stepped);
    expect(session.state).toBe('paused');
    session.play();
    session.pause();
    session.play();
    await complete(session);
    await complete(whole);
    expect(losses(session)).toEqual(losses(whole));
  });

  it('step one update on, through those that there have been first', async () => {
    const { session } = await opened();
    session.look(plan);
    await complete(session);
    session.rewind();
    expect([session.head, session.state]).toEqual([1, 'paused']);
    session.step();
    expect([session.head, session.track?.updates]).toEqual([2, 30]);
    session.seek(1000);
    expect([session.head, session.state]).toEqual([30, 'complete']);
  });

  it('are played again from the start at a speed of their own, without being taught again', async () => {
    const { session } = await opened();
    session.look(plan);
    await complete(session);
    const { seconds } = session;
    session.playAt(100);
    session.play();
    expect([session.head, session.state]).toEqual([1, 'running']);
    await eventually(() => session.head > 1 && session.head < 30);
    await complete(session);
    expect(session.seconds).toBe(seconds);
  });

  it('are played again as they were learnt where no speed is chosen', async () => {
    const { session } = await opened();
    session.look(plan);
    await complete(session);
    session.play();
    expect([session.head, session.state]).toEqual([1, 'running']);
    await complete(session);
    expect(session.head).toBe(30);
  });

  it('begin with nothing while the reader looks at something else, and with what is wanted by then', async () => {
    const { session } = await opened();
    session.look(plan);
    await complete(session);
    session.rest(true);
    session.look({ ...plan, learning: { ...plan.learning, updates: 20 } });
    await eventually(() => !session.settling);
    expect([session.state, session.track?.updates]).toEqual(['paused', 0]);
    session.rest(false);
    await complete(session);
    expect(session.track?.updates).toBe(20);
  });

  it('are taken to where they were by another worker when theirs is lost', async () => {
    const { session, workers } = await opened();
    session.look(longer);
    await eventually(() => (session.track?.updates ?? 0) > 2);
    workers[0]?.fail('lost');
    await eventually(() => session.state === 'failed');
    const known = session.track?.updates ?? 0;
    expect(known).toBeLessThan(600);
    session.play();
    await complete(session);
    const { session: whole } = await opened();
    whole.look(longer);
    await complete(whole);
    expect(losses(session)).toEqual(losses(whole));
  });

  it('rest while nobody looks, and go on with whoever comes back', async () => {
    const { session } = await opened();
    session.look(longer);
    await eventually(() => (session.track?.updates ?? 0) > 0);
    session.rest(true);
    expect(session.state).toBe('paused');
    session.rest(false);
    expect(session.state).toBe('running');
    session.pause();
    session.rest(true);
    session.rest(false);
    expect(session.state).toBe('paused');
  });

  it('have their gradients and radii looked into, as they were drawn and as they are', async () => {
    const { session } = await opened();
    session.look(plan);
    session.wantRadii('now');
    await complete(session);
    await eventually(() => session.moments.now?.updates === 30 && session.allRadii.now);
    expect(session.moments.before?.updates).toBe(0);
    expect(session.moments.before?.p50).toHaveLength(6);
    expect(session.radii.map(({ update }) => update)).toEqual(expect.arrayContaining([0, 30]));
    expect([...(session.allRadii.now ?? [])]).toEqual([...(session.radii.at(-1)?.radii ?? [])]);
  });

  it('that would not fit are refused in a sentence', async () => {
    const { session } = await opened();
    session.look({ ...plan, experiment: { ...plan.experiment, hiddenSize: 256, networks: 65_536 } });
    expect(session.state).toBe('idle');
    expect(session.refusal).toMatch(/^65536 networks of 256 units have .* let at most \d+ networks learn/);
  });
});
