/** Networks learn on an engine as they do in float64: to stated limits over the first updates, and statistically after. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { trainInFloat64 } from '../../src/engines/train.ts';
import { activations, cells, type Experiment, namesOf } from '../../src/experiment/experiment.ts';
import { defaultLearning, type Learning, type OptimizerName } from '../../src/experiment/learning.ts';
import { type LearningPlan, type LearningRange, networkPlan } from '../../src/experiment/learning_axes.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { firstStates } from '../../src/networks/learning/first_states.ts';
import type {
  LearnerStates,
  LearningNetwork,
  LearningReport,
} from '../../src/networks/learning/learning_measurement.ts';
import { tasks } from '../../src/networks/learning/tasks.ts';
import { experimentWith } from './experiments.ts';
import type { Lender } from './lend.ts';

/** Relative, of losses and of ‖∂L/∂θ‖ over the first updates; and of θ, beside its largest entry. */
const limits = {
  float32: { loss: 1e-5, gradientNorm: 1e-4, theta: 1e-4 },
  float64: { loss: 1e-10, gradientNorm: 1e-10, theta: 1e-10 },
} as const;
type Precision = keyof typeof limits;
const firstUpdates = 5;

interface Changes {
  readonly experiment?: Partial<Experiment>;
  readonly learning?: Partial<Learning>;
  readonly ranges?: readonly LearningRange[];
}

/** Networks of a plan, N = 10 and a lag of 6 unless said. */
export function learners(count: number, { experiment, learning, ranges = [] }: Changes): LearningNetwork[] {
  const plan: LearningPlan = {
    experiment: experimentWith({ hiddenSize: 10, steps: 6, networks: count, biasScale: 0.3, ...experiment }),
    learning: { ...defaultLearning, rate: 1e-3, batch: 5, ...learning },
    ranges,
  };
  return Array.from({ length: count }, (_, index) => ({ ...networkPlan(plan, index), index }));
}

const { signal } = new AbortController();

export async function taught(
  engine: Pick<Engine, 'train'>,
  networks: readonly LearningNetwork[],
  updates: number,
  { from, precision }: { readonly from?: LearnerStates; readonly precision?: Precision } = {},
): Promise<LearningReport> {
  const states = from ?? (await firstStates(networks, signal));
  return engine.train(networks, {
    ...{ from: states, updates, signal },
    ...(precision === 'float64' && { precision }),
  });
}

const oracle: Pick<Engine, 'train'> = { train: trainInFloat64 };

/** The largest difference of two rows, beside each entry or, of θ, beside the largest. */
function apart(found: Float64Array, exact: Float64Array, beside: 'each' | 'largest'): number {
  const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return exact.reduce((most, value, i) => {
    const scale = beside === 'each' ? Math.max(Math.abs(value), 1e-300) : largest;
    const difference = Math.abs((found[i] ?? Number.NaN) - value) / scale;
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(most, difference);
  }, 0);
}

/** Of the first updates, in both precisions. */
export async function expectAgreement(engine: Pick<Engine, 'train'>, networks: readonly LearningNetwork[]) {
  const exact = await taught(oracle, networks, firstUpdates);
  for (const precision of ['float32', 'float64'] as const) {
    const found = await taught(engine, networks, firstUpdates, { precision });
    const limit = limits[precision];
    expect(found.states.updates).toBe(firstUpdates);
    expect(found.states.divergedAt).toEqual(exact.states.divergedAt);
    expect(found.operations).toBe(exact.operations);
    expect(apart(found.losses, exact.losses, 'each')).toBeLessThan(limit.loss);
    expect(apart(found.gradientNorms, exact.gradientNorms, 'each')).toBeLessThan(limit.gradientNorm);
    expect(apart(found.states.theta, exact.states.theta, 'largest')).toBeLessThan(limit.theta);
  }
}

const range = (axis: string, from: number, to: number): LearningRange => ({ axis, from, to });

/** What learning may be told, and what networks may differ in. */
const options: Readonly<Record<string, Changes>> = {
  'cut off after three steps': { learning: { truncate: 3 }, experiment: { steps: 11 } },
  clipped: { learning: { clip: 0.05, optimizer: 'sgd', rate: 0.1 } },
  'with a weight decay': { learning: { weightDecay: 0.1 } },
  'with momentum and a weight decay': {
    learning: { optimizer: 'sgd', rate: 0.01, momentum: 0.9, weightDecay: 0.1 },
  },
  'a sequence at a time': { learning: { batch: 1 } },
  'three sequences at a time, of five units': { learning: { batch: 3 }, experiment: { hiddenSize: 5 } },
  'nineteen sequences at a time': { learning: { batch: 19 } },
  'from shared data': { learning: { sharedData: true } },
  'over seventy steps': { experiment: { steps: 70 }, learning: { task: 'sine' } },
  'lags of their own': { ranges: [range('steps', 2, 40)] },
  'rates and clips of their own': { learning: { rate: [1e-4, 1e-2] }, ranges: [range('clip', 0.01, 10)] },
  'leaks of their own': { experiment: { cell: 'leaky' }, ranges: [range('leak', 0.1, 1)] },
  'forget biases of their own': { experiment: { cell: 'lstm' }, ranges: [range('forget-bias', -1, 3)] },
  'slopes of their own': {
    experiment: { activation: 'leaky-relu' },
    ranges: [range('negative-slope', 0, 0.5)],
  },
  'as many units as a small layer has': { experiment: { hiddenSize: 67 } },
};

export function learningSuite(name: EngineName, lend: Lender): void {
  describe(`what networks learn, by the ${name} engine`, () => {
    describe.each(cells)('%s', (cell) => {
      it.each(namesOf(tasks))('learns as in float64 over the first updates: %s', async (task) => {
        const ways: readonly OptimizerName[] = ['adam', 'sgd'];
        for (const optimizer of ways)
          await expectAgreement(
            await lend(),
            learners(3, { experiment: { cell }, learning: { task, optimizer } }),
          );
      });
    });

    it.each(activations)('does so with every activation: %s', async (activation) => {
      for (const cell of ['residual', 'gru', 'lstm'] as const)
        await expectAgreement(await lend(), learners(3, { experiment: { activation, cell } }));
    });

    it.each(Object.entries(options))('does so %s', async (_, changes) => {
      await expectAgreement(await lend(), learners(3, changes));
    });

    it('learns as much in a hundred updates', async () => {
      const networks = learners(32, { experiment: { gain: [0.5, 1.5] }, learning: { rate: 0.01 } });
      const [found, exact] = [await taught(await lend(), networks, 100), await taught(oracle, networks, 100)];
      const logs = ({ losses }: LearningReport) => Array.from(losses.subarray(-32), (loss) => Math.log(loss));
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      const all = logs(exact);
      const variance = mean(all.map((value) => (value - mean(all)) ** 2));
      expect(Math.abs(mean(logs(found)) - mean(all))).toBeLessThan(4 * Math.sqrt(variance / all.length));
      expect(mean(all)).toBeLessThan(-1);
    });

    it('says who diverged, with which update, and leaves the others alone', async () => {
      const networks = learners(6, {
        experiment: { activation: 'identity', gain: 0.5, steps: 4 },
        learning: { optimizer: 'sgd', rate: [1e-4, 100] },
      });
      const [found, exact] = [await taught(await lend(), networks, 30), await taught(oracle, networks, 30)];
      const diverged = exact.states.divergedAt.filter((update) => update > 0).length;
      expect(diverged).toBeGreaterThan(1);
      expect(diverged).toBeLessThan(6);
      for (const [place, update] of exact.states.divergedAt.entries()) {
        const own = found.states.divergedAt[place] ?? 0;
        // Float32 ends where float64 does not yet: an update before.
        expect(own === 0).toBe(update === 0);
        expect(update - own).toBeGreaterThanOrEqual(0);
        expect(update - own).toBeLessThanOrEqual(2);
        const losses = Array.from({ length: 30 }, (_, i) => found.losses[i * 6 + place]);
        expect(losses.findIndex(Number.isNaN)).toBe(own - 1);
      }
      const precise = await taught(await lend(), networks, 30, { precision: 'float64' });
      expect(precise.states.divergedAt).toEqual(exact.states.divergedAt);
      // Who has diverged learns no more.
      const on = await taught(await lend(), networks, 2, { from: found.states });
      for (const [place, update] of found.states.divergedAt.entries()) {
        expect(Number.isNaN(on.losses[place])).toBe(update !== 0);
        if (update !== 0) expect(on.states.divergedAt[place]).toBe(update);
      }
    });

    it('clips gradients whose squares no float32 holds', async () => {
      const networks = learners(2, {
        experiment: { activation: 'identity', gain: 40, steps: 10, hiddenSize: 8, biasScale: 0 },
        learning: { clip: 1, optimizer: 'sgd', rate: 1e-3 },
      });
      const [found, exact] = [await taught(await lend(), networks, 1), await taught(oracle, networks, 1)];
      expect(exact.gradientNorms[0]).toBeGreaterThan(1e25);
      expect(apart(found.gradientNorms, exact.gradientNorms, 'each')).toBeLessThan(1e-4);
      expect(apart(found.states.theta, exact.states.theta, 'largest')).toBeLessThan(1e-6);
    });

    it.each(['float32', 'float64'] as const)(
      'goes on as if it had not been stopped, to the bit, in %s',
      async (precision) => {
        for (const optimizer of ['adam', 'sgd'] as const) {
          const learning = { optimizer, momentum: 0.9, rate: 0.01, clip: 1 };
          const networks = learners(3, { experiment: { cell: 'lstm' }, learning });
          const engine = await lend();
          const whole = await taught(engine, networks, 9, { precision });
          const first = await taught(engine, networks, 4, { precision });
          const rest = await taught(engine, networks, 5, { precision, from: first.states });
          expect(rest.states).toEqual(whole.states);
          expect([...first.losses, ...rest.losses]).toEqual([...whole.losses]);
          expect([...first.gradientNorms, ...rest.gradientNorms]).toEqual([...whole.gradientNorms]);
        }
      },
    );

    it('has the same numbers for a network in any company', async () => {
      const networks = learners(7, {
        experiment: { gain: [0.3, 3] },
        learning: { rate: [1e-3, 10], optimizer: 'sgd' },
        ranges: [range('steps', 2, 20)],
      });
      const engine = await lend();
      const all = await taught(engine, networks, 6);
      const size = all.states.theta.length / 7;
      for (const place of [0, 3, 6]) {
        const alone = await taught(engine, networks.slice(place, place + 1), 6);
        expect(alone.states.theta).toEqual(all.states.theta.slice(place * size, (place + 1) * size));
        expect(alone.states.divergedAt[0]).toBe(all.states.divergedAt[place]);
        expect([...alone.losses]).toEqual(Array.from({ length: 6 }, (_, i) => all.losses[i * 7 + place]));
      }
    });

    it('stops when it is told to, and then does what comes next', async () => {
      const networks = learners(8, { experiment: { hiddenSize: 64, steps: 100 }, learning: { batch: 64 } });
      const engine = await lend();
      const from = await firstStates(networks, signal);
      const stop = new AbortController();
      const long = engine.train(networks, { from, updates: 100_000, signal: stop.signal });
      setTimeout(() => stop.abort(new Error('enough')), 100);
      await expect(long).rejects.toThrow('enough');
      const few = learners(2, {});
      expect((await taught(engine, few, 2)).losses).toHaveLength(4);
    });
  });
}
