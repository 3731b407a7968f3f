/** The tasks that networks learn: what their sequences are, and what knowing nothing of them costs. */
import { describe, expect, it } from 'vitest';
import { namesOf } from '../../src/experiment/experiment.ts';
import { memorylessLoss } from '../../src/networks/learning/memoryless.ts';
import { drawSequence } from '../../src/networks/learning/sequences.ts';
import type { Task } from '../../src/networks/learning/task.ts';
import { tasks } from '../../src/networks/learning/tasks.ts';
import { entry } from '../../src/networks/vector.ts';

const lag = 9;
const drawn = 6000;

describe.each(Object.entries(tasks) as [string, Task][])('%s', (_, task) => {
  const sequences = Array.from({ length: drawn }, (_, number) =>
    drawSequence(task, lag, { seed: 3, stream: 0, number }),
  );
  const length = task.length(lag);

  it('has sequences of its length, each its own, the same again for the same counter', () => {
    for (const { inputs, targets } of sequences) {
      expect(inputs).toHaveLength(length * task.inputs);
      expect(targets).toHaveLength(length * (task.judgement === 'squares' ? task.outputs : 1));
      expect(inputs.every(Number.isFinite)).toBe(true);
      expect(targets.some(Number.isFinite)).toBe(true);
    }
    expect(drawSequence(task, lag, { seed: 3, stream: 0, number: 5 })).toEqual(sequences[5]);
    expect(new Set(sequences.map(({ inputs, targets }) => `${inputs}${targets}`)).size).toBeGreaterThan(1);
    expect(drawSequence(task, lag, { seed: 3, stream: 1, number: 5 }).targets).not.toEqual(
      drawSequence(task, lag, { seed: 4, stream: 2, number: 7 }).inputs,
    );
  });

  it('costs its baseline where the time alone is known', () => {
    let [loss, asked] = [0, 0];
    for (let t = 0; t < length; t++) {
      const targets = sequences.map((sequence) => entry(sequence.targets, t)).filter(Number.isFinite);
      if (targets.length === 0) continue;
      asked += 1;
      loss += task.judgement === 'squares' ? variance(targets) : entropy(targets, task.outputs);
    }
    expect(Math.abs(loss / asked / task.baseline(lag) - 1)).toBeLessThan(0.06);
  });
});

describe('a sequence', () => {
  it('of adding has one mark in each half, and their sum at its end', () => {
    for (let number = 0; number < 50; number++) {
      const { inputs, targets } = drawSequence(tasks.adding, lag, { seed: 1, stream: 2, number });
      const marked = Array.from({ length: lag }, (_, t) => t).filter((t) => inputs[2 * t + 1] === 1);
      expect(marked).toHaveLength(2);
      expect(marked[0]).toBeLessThan(4);
      expect(marked[1]).toBeGreaterThanOrEqual(4);
      expect(targets.at(-1)).toBeCloseTo(
        marked.reduce((sum, t) => sum + entry(inputs, 2 * t), 0),
        12,
      );
    }
  });

  it('of copying says again what it was told', () => {
    const { inputs, targets } = drawSequence(tasks.copy, lag, { seed: 1, stream: 2, number: 0 });
    for (let t = 0; t < 10; t++) expect(inputs[t * 10 + entry(targets, lag + 10 + t)]).toBe(1);
    expect(inputs[(lag + 9) * 10 + 9]).toBe(1);
    expect([...targets.slice(0, lag + 10)].every((target) => target === 8)).toBe(true);
  });
});

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function entropy(classes: readonly number[], count: number): number {
  let sum = 0;
  for (let one = 0; one < count; one++) {
    const part = classes.filter((value) => value === one).length / classes.length;
    if (part > 0) sum -= part * Math.log(part);
  }
  return sum;
}

describe.each(namesOf(tasks))('what forgetting costs: %s', (name) => {
  const task = tasks[name];

  it('is the baseline, over many sequences', () => {
    const of = (updates: number) =>
      memorylessLoss(task, { seed: 3, stream: 1, lag: 9, batch: 10 }, { first: 4, updates });
    expect(of(400) / task.baseline(9)).toBeCloseTo(1, 1);
    if (task.judgement === 'crossEntropy') expect(of(1)).toBe(task.baseline(9));
  });
});
