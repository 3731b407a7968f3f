/** How an update is cut into dispatches: none longer than it may be, and all of them together the whole. */
import { describe, expect, it } from 'vitest';
import { parametersOf } from '../../src/engines/webgpu/chunk.ts';
import type { Kernel } from '../../src/engines/webgpu/kernel.ts';
import { planLearning } from '../../src/engines/webgpu/learner_memory.ts';
import { laidOut, learnerShapeOf, readOut, thetaPlaces } from '../../src/engines/webgpu/learner_shape.ts';
import { type LearningStage, learningStage } from '../../src/engines/webgpu/learning_stage.ts';
import type { Parameters } from '../../src/engines/webgpu/parameters.ts';
import type { Program } from '../../src/engines/webgpu/program.ts';
import { cells } from '../../src/experiment/experiment.ts';
import { defaultLearning, type TaskName } from '../../src/experiment/learning.ts';
import { thetaSize } from '../../src/networks/learning/learning_measurement.ts';
import { tasks } from '../../src/networks/learning/tasks.ts';
import { experimentWith } from '../parity/experiments.ts';

interface Dispatched {
  readonly kernel: string;
  readonly operations: number;
  readonly parameters: Parameters;
  readonly workgroups: readonly number[];
}

/** What an update of some networks is cut into. */
function dispatches(dispatchOperations: number, slots: number, groups: number, steps: number): Dispatched[] {
  const experiment = experimentWith({ hiddenSize: 32, steps });
  const shape = learnerShapeOf({ experiment, learning: defaultLearning });
  const all: Dispatched[] = [];
  const named = <Value>(make: (name: string) => Value) =>
    new Proxy({}, { get: (_, name) => make(String(name)) });
  const program = {
    dispatch: (operations: number, { kernel, ...dispatch }: { kernel: Kernel } & Dispatched) =>
      all.push({ ...dispatch, operations, kernel: kernel.name }),
  };
  learningStage({
    program: program as unknown as Program,
    kernels: named((name) => ({ name })) as LearningStage['kernels'],
    buffers: named((label) => ({ label })) as LearningStage['buffers'],
    ...{ shape, adam: true, slots, begins: true, ends: true, dispatchOperations },
    parameters: { ...parametersOf(experiment, 0, 0, 0), groups, longest: steps, asked: steps },
  });
  return all;
}

describe.each([
  ['a fast device', 1e12, 500, 2, 30],
  ['a slow one', 3e6, 500, 2, 30],
  ['long sequences', 3e7, 3, 2, 5000],
  ['large batches', 3e6, 2, 256, 40],
  ['a very slow one', 1e5, 40, 1, 100],
])('the dispatches of an update on %s', (_, most, slots, groups, steps) => {
  const all = dispatches(most, slots, groups, steps);

  it('are none too long', () => {
    for (const { kernel, operations, workgroups, parameters } of all) {
      // Nothing is shorter than what one workgroup does in some steps.
      const least =
        (workgroups[0] === 1 && (workgroups[1] ?? 1) === 1) ||
        (kernel !== 'forward' &&
          kernel !== 'backward' &&
          parameters.toNetwork - parameters.fromNetwork === 1);
      if (!least) expect([kernel, operations <= most]).toEqual([kernel, true]);
      for (const count of workgroups) expect(count).toBeLessThanOrEqual(65_535);
    }
    if (most === 1e12) expect(all).toHaveLength(6);
  });

  it.each(['forward', 'backward'])('take every sequence %s through every step once, in order', (way) => {
    const reached = new Int32Array(slots * groups).fill(way === 'forward' ? 0 : steps);
    for (const { parameters } of all.filter(({ kernel }) => kernel === way)) {
      for (let item = parameters.fromItem; item < parameters.toItem; item++) {
        expect(reached[item]).toBe(parameters.fromStep);
        reached[item] = parameters.toStep;
      }
    }
    expect(new Set(reached)).toEqual(new Set([way === 'forward' ? steps : 0]));
  });

  it.each(['terms', 'edges'])('sum up every step of every network once, in order: %s', (sum) => {
    const reached = new Int32Array(slots);
    for (const { parameters } of all.filter(({ kernel }) => kernel === sum)) {
      for (let slot = parameters.fromNetwork; slot < parameters.toNetwork; slot++) {
        expect(reached[slot]).toBe(parameters.fromStep);
        expect(parameters.adds).toBe(Number(parameters.fromStep > 0));
        reached[slot] = parameters.toStep;
      }
    }
    expect(new Set(reached)).toEqual(new Set([steps]));
  });

  it.each([
    ['judge', 'fromItem', 'toItem', slots * groups],
    ['update', 'fromNetwork', 'toNetwork', slots],
  ] as const)('%s everything once', (name, from, to, end) => {
    let reached = 0;
    for (const { parameters } of all.filter(({ kernel }) => kernel === name)) {
      expect(parameters[from]).toBe(reached);
      reached = parameters[to];
    }
    expect(reached).toBe(end);
  });
});

describe.each(cells)('θ of a %s', (cell) => {
  it.each(Object.keys(tasks) as TaskName[])(
    'has a place for each of its numbers, and comes back: %s',
    (task) => {
      const one = {
        experiment: experimentWith({ cell, hiddenSize: 12 }),
        learning: { ...defaultLearning, task },
      };
      const shape = learnerShapeOf(one);
      const places = thetaPlaces(shape);
      expect(places.length).toBe(thetaSize(one));
      expect(new Set(places).size).toBe(places.length);
      expect(Math.max(...places)).toBeLessThan(shape.loss);
      const values = Float64Array.from({ length: 3 * places.length }, (_, i) => i + 1);
      const laid = laidOut(shape, places, values, { from: 1, to: 3 }, (value) => value);
      expect(laid.reduce((sum, value) => sum + Number(value !== 0), 0)).toBe(2 * places.length);
      expect(readOut(shape, places, laid, (value) => value)).toEqual(values.slice(places.length));
    },
  );
});

describe('memory', () => {
  const shape = learnerShapeOf({ experiment: experimentWith({ hiddenSize: 32 }), learning: defaultLearning });
  const wanted = { networks: 4096, adam: true, longest: 30, batch: 8 };

  it('has room for thousands of networks at once', () => {
    const plan = planLearning(shape, wanted, 0.9 * 256 * 2 ** 20);
    expect(plan?.residents).toBe(4096);
    expect(plan?.slots).toBeGreaterThan(1000);
    expect(plan?.groups).toBe(2);
  });

  it('is shared out among fewer networks, or parts of batches, where there is less, down to nothing', () => {
    const less = planLearning(shape, wanted, 2 ** 22);
    expect(less?.residents).toBeLessThan(4096);
    expect(less?.groups).toBe(2);
    expect(planLearning(shape, { ...wanted, batch: 1024 }, 2 ** 22)?.groups).toBeLessThan(256);
    expect(planLearning(shape, { ...wanted, longest: 10_000 }, 2 ** 20)).toBeUndefined();
  });
});
