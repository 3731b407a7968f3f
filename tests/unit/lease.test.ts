/** How jobs share an engine: turns by rank, a long measurement that makes way, and one that outlives its engine. */
import { expect, it } from 'vitest';
import type { Engine, MeasureOptions } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { Lease, type Source } from '../../src/laboratory/lease.ts';
import { Turns } from '../../src/laboratory/turns.ts';
import { isDrawn } from '../../src/networks/single_network.ts';
import { column, experimentWith, measureAll } from '../parity/experiments.ts';

const { signal } = new AbortController();
const small = experimentWith({ hiddenSize: 4, networks: 6, steps: 3, warmUp: 0 });

/** An engine for leases that stays the same. */
function sourceOf(engine: Engine, change: Partial<Source> = {}): Source {
  return {
    engine: async () => engine,
    renew: async () => undefined,
    replace: async (_, error) => {
      throw error;
    },
    beside: async () => engine,
    mostNetworks: async () => Number.POSITIVE_INFINITY,
    ...change,
  };
}

const leaseOf = (source: Source, turns: Turns, rank: number) =>
  new Lease(source, turns, { rank }, signal, new ReferenceEngine().describe());

it('the most urgent goes first, and the first of equals', async () => {
  const turns = new Turns();
  const order: number[] = [];
  const end = await turns.take({ rank: 0 }, signal);
  const working = [3, 1, 2, 1].map(async (rank, place) => {
    const endTurn = await turns.take({ rank }, signal);
    order.push(place);
    endTurn();
    endTurn();
  });
  end();
  await Promise.all(working);
  expect(order).toEqual([1, 3, 2, 0]);
});

it('whoever gives up waiting is passed over', async () => {
  const turns = new Turns();
  const end = await turns.take({ rank: 0 }, signal);
  const controller = new AbortController();
  const waiting = turns.take({ rank: 0 }, controller.signal);
  const next = turns.take({ rank: 1 }, signal);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  end();
  (await next)();
});

it('what is waited for a turn counts while it is waited for', async () => {
  const turns = new Turns();
  const end = await turns.take({ rank: 0 }, signal);
  const lease = leaseOf(sourceOf(new ReferenceEngine()), turns, 1);
  const tracing = lease.trace({ experiment: small, index: 0 }, { signal });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(lease.waited).toBeGreaterThan(40);
  end();
  await tracing;
  const waited = lease.waited;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(lease.waited).toBe(waited);
});

it('a measurement makes way for what is more urgent, and goes on with the same numbers', async () => {
  const turns = new Turns();
  const source = sourceOf(new ReferenceEngine());
  const [long, urgent, idle] = [5, 1, 9].map((rank) => leaseOf(source, turns, rank));
  if (!long || !urgent || !idle) throw new Error('three leases');
  const order: string[] = [];
  const [expected] = [await measureAll(new ReferenceEngine(), small)];
  const norms: number[] = [];
  const others: Promise<unknown>[] = [];
  for await (const { first, log10GradientNorm } of long.measure(small, { signal })) {
    norms.push(...log10GradientNorm);
    order.push(`long ${first}`);
    if (first === 2) {
      others.push(
        idle.weights({ experiment: small, index: 0 }).then(() => order.push('idle')),
        urgent.weights({ experiment: small, index: 0 }).then(() => order.push('urgent')),
      );
      await Promise.resolve();
    }
  }
  await Promise.all(others);
  expect(order).toEqual(['long 0', 'long 1', 'long 2', 'urgent', 'long 3', 'long 4', 'long 5', 'idle']);
  expect(norms).toEqual(column(expected, 'log10GradientNorm'));
});

it('what is asked during a measurement needs no turn of its own', async () => {
  const lease = leaseOf(sourceOf(new ReferenceEngine()), new Turns(), 0);
  let asked = 0;
  for await (const { first } of lease.measure(small, { signal }))
    asked += (await lease.weights({ experiment: small, index: first })).length;
  expect(asked).toBe(6 * 16);
});

/** Fails at one network, once the ones before are measured. */
class Failing extends ReferenceEngine {
  override async *measure(experiment: Experiment, options: MeasureOptions) {
    for await (const measurement of super.measure(experiment, options)) {
      if (measurement.first === 3) throw new Error('lost');
      yield measurement;
    }
  }
}

it('an engine that fails is replaced, and the run goes on from the last finished chunk', async () => {
  let engine: Engine = new Failing();
  const replaced: unknown[] = [];
  const source = sourceOf(engine, {
    engine: async () => engine,
    replace: async (failed, error, next) => {
      replaced.push(failed, String(error), next);
      engine = new ReferenceEngine();
    },
  });
  const failed = engine;
  const firsts: number[] = [];
  for await (const { first } of leaseOf(source, new Turns(), 0).measure(small, { signal }))
    firsts.push(first);
  expect(firsts).toEqual([0, 1, 2, 3, 4, 5]);
  expect(replaced).toEqual([failed, 'Error: lost', 3]);
});

it('a run ends early where the engine that stands in is slow, and frees the engine where nobody reads on', async () => {
  const turns = new Turns();
  const slow = leaseOf(sourceOf(new ReferenceEngine(), { mostNetworks: async () => 4 }), turns, 0);
  const firsts: number[] = [];
  for await (const { first } of slow.measure(small, { signal })) firsts.push(first);
  expect(firsts).toEqual([0, 1, 2, 3]);
  for await (const _ of slow.measure(small, { signal })) break;
  (await turns.take({ rank: 0 }, signal))();
});

it('a network that is given, and too large for the engine, is traced by the one beside it', async () => {
  class Drawing extends ReferenceEngine {
    override describe() {
      return { ...super.describe(), can: { givenUnits: 3 } };
    }
  }
  const [drawing, beside] = [new Drawing(), new ReferenceEngine()];
  const asked: number[] = [];
  const nothing = { values: new Float64Array(), exponents: new Int32Array() };
  for (const engine of [drawing, beside]) {
    engine.trace = async (network) => {
      const size = isDrawn(network) ? 0 : network.hiddenSize;
      asked.push(engine === drawing ? size : -size);
      return { weights: new Float64Array(), state: nothing, preActivation: nothing, gradient: nothing };
    };
  }
  const lease = leaseOf(sourceOf(drawing, { beside: async () => beside }), new Turns(), 0);
  for (const hiddenSize of [3, 4]) {
    const vector = new Float64Array(hiddenSize);
    await lease.trace(
      {
        ...{ settings: small, hiddenSize, weights: new Float64Array(hiddenSize ** 2), gain: 1 },
        ...{ drives: vector, recurrentBias: vector, initialState: vector, cotangent: vector },
      },
      { signal },
    );
  }
  expect(asked).toEqual([3, -4]);
});
