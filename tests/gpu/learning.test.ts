/** Networks that learn on the GPU, beside the oracle's, which learn in float64. */
import { describe, expect, it, vi } from 'vitest';
import { trainInFloat64 } from '../../src/engines/train.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { defaultLearning, type Learning } from '../../src/experiment/learning.ts';
import { firstStates } from '../../src/networks/learning/first_states.ts';
import type {
  LearnerStates,
  LearningNetwork,
  LearningReport,
} from '../../src/networks/learning/learning_measurement.ts';
import { entry } from '../../src/networks/vector.ts';
import { experimentWith } from '../parity/experiments.ts';
import { learningSuite } from '../parity/learning.ts';
import { lendWebgpu } from './lenders.ts';

const { signal } = new AbortController();

type Change = Partial<Experiment & Learning>;

/** Networks that learn together, each with changes of its own. */
function learners(common: Change, own: readonly Change[] = [{}, {}]): LearningNetwork[] {
  return own.map((changes, index) => {
    const all = { hiddenSize: 8, steps: 5, gain: 1, biasScale: 0.1, batch: 3, ...common, ...changes };
    const experiment = experimentWith(pick(all, experimentWith({})));
    const learning = { ...defaultLearning, ...pick(all, defaultLearning) };
    return { experiment, learning, index };
  });
}

/** Those of some values that a whole has too. */
function pick<Whole extends object>(values: Partial<Whole>, whole: Whole): Partial<Whole> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key in whole)) as Partial<Whole>;
}

/** How far apart two columns are, beside the largest of the second; a number beside none is infinitely far. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [most, scale] = [0, 1e-30];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [one, other] = [entry(a, i), entry(b, i)];
    if (Number.isNaN(one) && Number.isNaN(other)) continue;
    const distance = Math.abs(one - other);
    most = Math.max(most, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
    scale = Math.max(scale, Math.abs(other));
  }
  return most / scale;
}

/** That the first updates of the GPU are the oracle's, in float32. */
async function expectOracle(networks: readonly LearningNetwork[], updates = 3, limit = 3e-5): Promise<void> {
  const engine = await lendWebgpu();
  const from = await firstStates(networks, signal);
  const found = await engine.train(networks, { from, updates, signal });
  const wanted = await trainInFloat64(networks, { from, updates, signal });
  expect(found.states.updates).toBe(updates);
  expect(found.operations).toBe(wanted.operations);
  expect(apart(found.losses, wanted.losses)).toBeLessThan(limit);
  expect(apart(found.gradientNorms, wanted.gradientNorms)).toBeLessThan(limit);
  expect(changeApart(found.states, wanted.states, from)).toBeLessThan(30 * limit);
  expect(found.states.divergedAt).toEqual(wanted.states.divergedAt);
}

/** How far what was learnt is apart, ‖Δθ − Δθ′‖/‖Δθ′‖. */
function changeApart(found: LearnerStates, wanted: LearnerStates, from: LearnerStates): number {
  let [difference, change] = [0, 0];
  wanted.theta.forEach((value, i) => {
    difference += (entry(found.theta, i) - value) ** 2;
    change += (value - entry(from.theta, i)) ** 2;
  });
  return Math.sqrt(difference / change);
}

learningSuite('webgpu', lendWebgpu);

describe('each network has its own', () => {
  it.each([
    ['lag', { task: 'copy' }, [{ steps: 3 }, { steps: 9 }, { steps: 1 }, { steps: 30 }, { steps: 8 }]],
    ['lag in long batches', { batch: 9 }, [{ steps: 12 }, { steps: 40 }, { steps: 1 }]],
    ['residual scale', { cell: 'residual' }, [{ residualScale: 0.1 }, { residualScale: 0.8 }]],
    ['truncation', { steps: 11 }, [{}, { truncate: 1 }, { truncate: 3 }, { truncate: 4 }, { truncate: 99 }]],
    ['gradient that is let through', {}, [{ clip: 0 }, { clip: 1e-3 }, { clip: 0.5 }, { clip: 1e5 }]],
    ['decay', { optimizer: 'sgd' }, [{ weightDecay: 0.3 }, { weightDecay: 0 }, { weightDecay: 1 }]],
    ['momentum', { optimizer: 'sgd' }, [{ momentum: 0 }, { momentum: 0.9 }, { momentum: 1 }]],
    ['seed', { sharedData: true }, [{ seed: 4 }, { seed: 5 }, { seed: 4 }]],
  ] as const satisfies readonly (readonly [string, Change, readonly Change[]])[])(
    '%s',
    async (_, common, own) => {
      await expectOracle(learners(common, own), 5);
    },
  );
});

it.each([
  { hiddenSize: 36, batch: 6 },
  { hiddenSize: 100, steps: 3, batch: 1 },
  { cell: 'lstm', hiddenSize: 20, batch: 5, task: 'copy', steps: 3 },
  { cell: 'lstm', hiddenSize: 256, steps: 2, batch: 1 },
] as const satisfies Change[])('of every size: %o', async (changes) => {
  await expectOracle(learners(changes, [{}]), 2);
});

describe('a network that diverges', () => {
  const common: Change = { activation: 'identity', optimizer: 'sgd', steps: 6 };
  const own = [{ rate: 100 }, { rate: 0.001 }, { rate: 1000 }, { rate: 0.002 }];
  const updates = 30;

  it('is counted with its update, and keeps what it had before', async () => {
    const engine = await lendWebgpu();
    const networks = learners(common, own);
    const from = await firstStates(networks, signal);
    const { losses, gradientNorms, states } = await engine.train(networks, { from, updates, signal });
    const wanted = await trainInFloat64(networks, { from, updates, signal });
    const size = states.theta.length / networks.length;
    for (const [place, { learning }] of networks.entries()) {
      const at = entry(states.divergedAt, place);
      const reached = Array.from({ length: updates }, (_, i) => entry(losses, i * networks.length + place));
      const norms = Array.from({ length: updates }, (_, i) =>
        entry(gradientNorms, i * networks.length + place),
      );
      if (Number(learning.rate) < 1) {
        expect(at).toBe(0);
        expect(reached.every(Number.isFinite)).toBe(true);
        continue;
      }
      // Float32 ends sooner.
      expect(at).toBeGreaterThan(1);
      expect(at).toBeLessThanOrEqual(entry(wanted.states.divergedAt, place) || updates);
      expect(reached.map(Number.isFinite)).toEqual(reached.map((_, i) => i < at - 1));
      expect(norms.map(Number.isFinite)).toEqual(reached.map((_, i) => i < at - 1));
      const before = await engine.train(networks, { from, updates: at - 1, signal });
      expect(states.theta.slice(place * size, (place + 1) * size)).toEqual(
        before.states.theta.slice(place * size, (place + 1) * size),
      );
    }
    // It learns no more, and nothing is asked of it.
    const more = await engine.train(networks, { from: states, updates: 2, signal });
    expect(more.states.divergedAt).toEqual(states.divergedAt);
    expect([...more.losses].map(Number.isFinite)).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('stopped, and gone on with', () => {
  it.each(['sgd', 'adam'] as const)(
    'comes to the same bits, on the device or from what was kept: %s',
    async (optimizer) => {
      const engine = await lendWebgpu();
      const networks = learners({ optimizer, momentum: 0.9, weightDecay: 0.01 }, [
        {},
        { steps: 9 },
        { clip: 0.1 },
      ]);
      const from = await firstStates(networks, signal);
      const whole = await engine.train(networks, { from, updates: 9, signal });
      for (const way of [(states: LearnerStates) => states, structuredClone<LearnerStates>]) {
        const reports: LearningReport[] = [];
        let states = from;
        for (const updates of [4, 1, 4]) {
          const report = await engine.train(networks, { from: way(states), updates, signal });
          reports.push(report);
          ({ states } = report);
        }
        expect(reports.flatMap(({ losses }) => [...losses])).toEqual([...whole.losses]);
        expect(states).toEqual(whole.states);
      }
    },
  );

  it('goes up once, as long as it is where it was', async () => {
    const write = vi.spyOn(GPUQueue.prototype, 'writeBuffer');
    const uploads = () => write.mock.calls.filter(([{ label }]) => label === 'theta').length;
    try {
      const engine = await lendWebgpu();
      const networks = learners({});
      const from = await firstStates(networks, signal);
      const { states } = await engine.train(networks, { from, updates: 2, signal });
      expect(uploads()).toBe(1);
      await engine.train(networks, { from: states, updates: 2, signal });
      expect(uploads()).toBe(1);
      // The same from before.
      await engine.train(networks, { from, updates: 2, signal });
      expect(uploads()).toBe(2);
    } finally {
      write.mockRestore();
    }
  });
});

it('falls back to float64 where that is asked for, or where kernels have no such step', async () => {
  const engine = await lendWebgpu();
  const asked = learners({ cell: 'gru' });
  const staged = learners({ cell: 'gru', reset: 'before' });
  for (const [networks, precision] of [
    [asked, 'float64'],
    [staged, undefined],
  ] as const) {
    const from = await firstStates(networks, signal);
    const found = await engine.train(networks, { from, updates: 2, signal, ...(precision && { precision }) });
    const wanted = await trainInFloat64(networks, { from, updates: 2, signal });
    expect(found.losses).toEqual(wanted.losses);
    expect(found.states).toEqual(wanted.states);
  }
});

it('stops when it is told to, also amid an update', async () => {
  const engine = await lendWebgpu();
  const networks = learners({ hiddenSize: 64, steps: 400 });
  const from = await firstStates(networks, signal);
  const controller = new AbortController();
  const { submit } = GPUQueue.prototype;
  let submits = 0;
  GPUQueue.prototype.submit = function counted(...work) {
    submits += 1;
    if (submits === 3) controller.abort();
    return submit.apply(this, work);
  };
  try {
    const options = { from, updates: 1000, signal: controller.signal };
    await expect(engine.train(networks, options)).rejects.toThrow('abort');
    // It waits until that work has ended, and submits once.
    await engine.weights({ experiment: experimentWith({ hiddenSize: 4 }), index: 0 });
    expect(submits).toBeLessThanOrEqual(5);
  } finally {
    GPUQueue.prototype.submit = submit;
  }
});
