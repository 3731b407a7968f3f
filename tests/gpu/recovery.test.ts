/** What the GPU engine does when things go wrong, and what it needs of the device's memory. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoAnswerError } from '../../src/engines/deadline.ts';
import { NoGpuError } from '../../src/engines/webgpu/device.ts';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { OutOfMemoryError } from '../../src/engines/webgpu/errors.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { defaultLearning } from '../../src/experiment/learning.ts';
import { firstStates } from '../../src/networks/learning/first_states.ts';
import type { LearnerStates, LearningNetwork } from '../../src/networks/learning/learning_measurement.ts';
import type { Measurement } from '../../src/networks/measurement.ts';
import { stepOperations } from '../../src/networks/operations.ts';
import { entry } from '../../src/networks/vector.ts';
import { column, experimentWith, measureAll, sameNumbers } from '../parity/experiments.ts';

const { createBuffer, pushErrorScope, popErrorScope } = GPUDevice.prototype;
const { mapAsync } = GPUBuffer.prototype;
const { signal } = new AbortController();
const mebibyte = 2 ** 20;

/** Counts what is allocated, and says that memory is out beyond its capacity, as a small device would. */
class DeviceMemory {
  capacity = Number.POSITIVE_INFINITY;
  readonly live = new Map<GPUBuffer, number>();
  most = 0;
  /** Whether memory has run out in each of the error scopes that are open. */
  readonly #scopes: { readonly filter: GPUErrorFilter; exceeded: boolean }[] = [];

  install(): void {
    const memory = this;
    GPUDevice.prototype.createBuffer = function counted(descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      memory.#add(buffer, descriptor.size);
      return buffer;
    };
    GPUDevice.prototype.pushErrorScope = function noted(filter) {
      memory.#scopes.push({ filter, exceeded: false });
      pushErrorScope.call(this, filter);
    };
    GPUDevice.prototype.popErrorScope = async function told() {
      const exceeded = memory.#scopes.pop()?.exceeded;
      const error = await popErrorScope.call(this);
      return exceeded ? new GPUOutOfMemoryError('pretended') : error;
    };
  }

  get bytes(): number {
    return [...this.live.values()].reduce((sum, size) => sum + size, 0);
  }

  get labels(): string[] {
    return [...this.live.keys()].map(({ label }) => label);
  }

  #add(buffer: GPUBuffer, size: number): void {
    this.live.set(buffer, size);
    this.most = Math.max(this.most, this.bytes);
    const scope = this.#scopes.findLast(({ filter }) => filter === 'out-of-memory');
    if (scope && this.bytes > this.capacity) scope.exceeded = true;
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      this.live.delete(buffer);
      return destroy();
    };
  }
}

let memory: DeviceMemory;
beforeEach(() => {
  memory = new DeviceMemory();
  memory.install();
});
afterEach(() => {
  Object.assign(GPUDevice.prototype, { createBuffer, pushErrorScope, popErrorScope });
  GPUBuffer.prototype.mapAsync = mapAsync;
});

/** Networks that learn together. */
function learners(count: number, changes: Partial<Experiment> = {}, batch = 3): LearningNetwork[] {
  const experiment = experimentWith({ hiddenSize: 16, steps: 6, ...changes });
  const learning = { ...defaultLearning, batch };
  return Array.from({ length: count }, (_, index) => ({ experiment, learning, index }));
}

/** Options of a measure, and the sentences that it says. */
function listening() {
  const sentences: string[] = [];
  return { sentences, options: { signal, notify: (sentence: string) => void sentences.push(sentence) } };
}

describe('when the device is lost', () => {
  it('resumes on a fresh one, with the same numbers', async () => {
    const experiment = experimentWith({ hiddenSize: 32, networks: 400, steps: 50 });
    const undisturbed = await WebgpuEngine.open();
    const expected = column(await measureAll(undisturbed, experiment), 'log10GradientNorm');
    undisturbed.dispose();

    const engine = await WebgpuEngine.open();
    const { sentences, options } = listening();
    const norms: number[] = [];
    let chunks = 0;
    for await (const chunk of engine.measure(experiment, options)) {
      norms.push(...chunk.log10GradientNorm);
      chunks += 1;
      if (chunks === 1) engine.loseDevice();
    }
    expect(sameNumbers(norms, expected)).toBe(true);
    // What was kept of the resumed run must not mislead the next.
    expect(sameNumbers(column(await measureAll(engine, experiment), 'log10GradientNorm'), expected)).toBe(
      true,
    );
    engine.dispose();
    expect(sentences).toEqual([
      expect.stringMatching(/^The GPU was lost .* resumed on a fresh device from network \d+\.$/),
    ]);
  });

  it('goes on where a long network was when it was looked after last, with the same numbers', async () => {
    const experiment = experimentWith({
      hiddenSize: 12,
      networks: 1,
      steps: 400_000,
      inputScale: 0.4,
      gain: 1.2,
    });
    const engine = await WebgpuEngine.open();
    const wants = ['parameterNorm'] as const;
    const expected: Measurement[] = [];
    for await (const chunk of engine.measure(experiment, { signal, wants })) expected.push(chunk);
    const told: number[] = [];
    const notices: string[] = [];
    let lostAt = 0;
    const progress = (part: number) => {
      told.push(part);
      if (lostAt > 0 || part < 0.6) return;
      lostAt = told.length;
      engine.loseDevice();
    };
    const notify = (sentence: string) => notices.push(sentence);
    const found: Measurement[] = [];
    for await (const chunk of engine.measure(experiment, { signal, wants, progress, notify }))
      found.push(chunk);
    expect(notices).toEqual([
      expect.stringMatching(/^The GPU was lost .*: resumed on a fresh device from network 0\.$/),
    ]);
    const numbers = (chunks: readonly Measurement[]) =>
      chunks.map(({ log10GradientNorm, log10StateNorm, log10ParameterNorm, spectralRadius }) => ({
        ...{ log10GradientNorm, log10StateNorm, log10ParameterNorm, spectralRadius },
      }));
    expect(numbers(found)).toEqual(numbers(expected));
    // It did not begin anew.
    expect(told[lostAt]).toBeGreaterThan(0.3);
    engine.dispose();
  });

  it('lets networks learn on where they were brought back last, with the same numbers', async () => {
    const engine = await WebgpuEngine.open();
    const networks = learners(6);
    const from = await firstStates(networks, signal);
    const half = await engine.train(networks, { from, updates: 5, signal });
    const expected = await engine.train(networks, { from: half.states, updates: 8, signal });
    const { sentences, options } = listening();
    // Every look at the clock is a second later: so they are brought back now and then within a call.
    const now = vi.spyOn(performance, 'now').mockImplementation(() => 1000 * now.mock.calls.length);
    const { submit } = GPUQueue.prototype;
    let submits = 0;
    let lostAt = Number.POSITIVE_INFINITY;
    GPUQueue.prototype.submit = function counted(...work) {
      submits += 1;
      if (submits === lostAt) engine.loseDevice();
      return submit.apply(this, work);
    };
    const train = async () => {
      submits = 0;
      const found = await engine.train(networks, { from: half.states, updates: 8, ...options });
      expect(found.losses).toEqual(expected.losses);
      expect(found.gradientNorms).toEqual(expected.gradientNorms);
      expect(found.states).toEqual(expected.states);
    };
    try {
      await train();
      lostAt = Math.floor(0.8 * submits);
      await train();
      lostAt = 1;
      await train();
    } finally {
      now.mockRestore();
      GPUQueue.prototype.submit = submit;
    }
    expect(sentences).toEqual([
      expect.stringMatching(/^The GPU was lost .*: resumed on a fresh device from update ([6-9]|1\d)\.$/),
      expect.stringMatching(/^The GPU was lost .*: resumed on a fresh device from update 5\.$/),
    ]);
    // Between two calls, too.
    engine.loseDevice();
    const after = await engine.train(networks, { from: half.states, updates: 8, signal });
    expect(after.states).toEqual(expected.states);
    engine.dispose();
  });

  it('answers a question on a fresh one, which a measure beside it goes on with', async () => {
    const experiment = experimentWith({ hiddenSize: 16, networks: 300, steps: 50 });
    const about = { experiment, index: 3 };
    const engine = await WebgpuEngine.open();
    const expected = await engine.trace(about, { signal });
    const norms = column(await measureAll(engine, experiment), 'log10GradientNorm');
    const { sentences, options } = listening();
    const again: number[] = [];
    for await (const { first, log10GradientNorm } of engine.measure(experiment, options)) {
      again.push(...log10GradientNorm);
      if (first > 0) continue;
      engine.loseDevice();
      expect(await engine.trace(about, { signal })).toEqual(expected);
    }
    expect(sameNumbers(again, norms)).toBe(true);
    expect(sentences).toHaveLength(1);
    engine.dispose();
  });
});

describe('when memory runs out', () => {
  it('goes on with less', async () => {
    const experiment = experimentWith({ hiddenSize: 16, networks: 10, steps: 10 });
    const engine = await WebgpuEngine.open();
    let failures = 0;
    GPUDevice.prototype.popErrorScope = async function popOnce() {
      const error = await popErrorScope.call(this);
      failures += 1;
      return failures === 1 ? new GPUOutOfMemoryError('pretended') : error;
    };
    const { sentences, options } = listening();
    let networks = 0;
    for await (const { count } of engine.measure(experiment, options)) networks += count;
    expect(networks).toBe(10);
    expect(column(await measureAll(engine, experiment), 'spectralRadius').every((radius) => radius > 0)).toBe(
      true,
    );
    engine.dispose();
    expect(sentences).toEqual(['The GPU ran out of memory: going on with 128 MiB.']);
  });

  it('goes on with less and less, down to the least that is of use, and finds no spectrum twice', async () => {
    // A page of kept matrices is what the first budgets fail at.
    const experiment = experimentWith({ hiddenSize: 64, networks: 32, steps: 4, warmUp: 0, gain: 0.9 });
    const engine = await WebgpuEngine.open();
    const expected = await measureAll(engine, experiment);
    memory.capacity = 2.75 * mebibyte;
    const { sentences, options } = listening();
    const chunks = [];
    for await (const chunk of engine.measure(experiment, options)) chunks.push(chunk);
    for (const name of ['log10GradientNorm', 'spectralRadius'] as const) {
      expect(sameNumbers(column(chunks, name), column(expected, name))).toBe(true);
    }
    expect(sentences.at(-1)).toBe('The GPU ran out of memory: going on with 16 MiB.');
    const operations = chunks.reduce((sum, chunk) => sum + chunk.operations, 0);
    expect(operations).toBe(stepOperations(experiment) * 2 * 4 * 32);
    expect(memory.bytes).toBeLessThan(memory.capacity);
    memory.capacity = mebibyte;
    await expect(measureAll(engine, { ...experiment, seed: 9 })).rejects.toThrow(OutOfMemoryError);
    engine.dispose();
  });

  it('traces in shorter segments, with the same numbers, and leaves nothing behind', async () => {
    const experiment = experimentWith({
      cell: 'gru',
      hiddenSize: 32,
      steps: 6000,
      inputScale: 0.3,
      warmUp: 5,
    });
    const about = { experiment, index: 7 };
    const engine = await WebgpuEngine.open();
    const expected = await engine.trace(about, { signal });
    expect(memory.live.size).toBe(0);
    const whole = memory.most;
    memory.most = 0;
    memory.capacity = 4 * mebibyte;
    const cut = await engine.trace(about, { signal });
    expect(cut.weights).toEqual(expected.weights);
    for (const rows of ['state', 'preActivation', 'gradient'] as const) {
      expect(sameNumbers([...cut[rows].values], [...expected[rows].values])).toBe(true);
      expect(cut[rows].exponents).toEqual(expected[rows].exponents);
    }
    expect(whole).toBeGreaterThan(2 * memory.capacity);
    expect(memory.live.size).toBe(0);

    memory.capacity = mebibyte / 16;
    await expect(engine.trace(about, { signal })).rejects.toThrow(OutOfMemoryError);
    expect(memory.live.size).toBe(0);
    engine.dispose();
  });
});

it('leaves nothing behind of a question that failed, was aborted, or was answered', async () => {
  const engine = await WebgpuEngine.open();
  const experiment = experimentWith({ hiddenSize: 16, steps: 200 });
  const about = { experiment, index: 0 };
  const questions = [() => engine.trace(about, { signal }), () => engine.weights(about)];
  for (const ask of questions) {
    await ask();
    expect(memory.labels).toEqual([]);
    GPUBuffer.prototype.mapAsync = () => Promise.reject(new Error('pretended failure'));
    await expect(ask()).rejects.toThrow('pretended failure');
    GPUBuffer.prototype.mapAsync = mapAsync;
    expect(memory.labels).toEqual([]);
  }
  const controller = new AbortController();
  GPUBuffer.prototype.mapAsync = function aborted(mode) {
    controller.abort();
    return mapAsync.call(this, mode);
  };
  await expect(engine.trace(about, controller)).rejects.toThrow('abort');
  GPUBuffer.prototype.mapAsync = mapAsync;
  // The next question waits until the work of that one has ended.
  await engine.weights(about);
  expect(memory.labels).toEqual([]);
  engine.dispose();
});

describe('when the GPU never answers', () => {
  let speak: () => void = () => undefined;
  /** A method answers no more, until `speak`. */
  const silence = (prototype: object, method: string) => {
    const usual = Object.getOwnPropertyDescriptor(prototype, method) ?? {};
    Object.assign(prototype, { [method]: () => new Promise<never>(() => undefined) });
    speak = () => void Object.defineProperty(prototype, method, usual);
  };
  afterEach(() => {
    vi.useRealTimers();
    speak();
  });
  /** What a promise comes to while minutes go by. */
  const inTime = async <Value>(promise: Promise<Value>): Promise<Value> => {
    let settled = false;
    const note = () => {
      settled = true;
    };
    promise.then(note, note);
    while (!settled) {
      await vi.advanceTimersByTimeAsync(4000);
      // Between two steps the device itself is heard.
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return promise;
  };

  it.each([
    ['mapAsync', GPUBuffer.prototype],
    ['onSubmittedWorkDone', GPUQueue.prototype],
    ['popErrorScope', GPUDevice.prototype],
    ['createComputePipelineAsync', GPUDevice.prototype],
  ])('gives up a measurement and a question: %s', async (method, prototype) => {
    const experiment = experimentWith({ hiddenSize: 16, networks: 10, steps: 10 });
    const engine = await WebgpuEngine.open();
    const measured = () => measureAll(engine, experiment);
    const traced = () => engine.trace({ experiment, index: 0 }, { signal });
    // What is compiled already takes no time while minutes fly by.
    if (method !== 'createComputePipelineAsync') await Promise.all([measured(), traced()]);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    silence(prototype, method);
    await expect(inTime(measured())).rejects.toThrow(NoAnswerError);
    await expect(inTime(traced())).rejects.toThrow(NoAnswerError);
    vi.useRealTimers();
    speak();
    // Should it come to its senses, it is as good as before.
    expect(column(await measured(), 'spectralRadius')).toHaveLength(10);
    engine.dispose();
  });

  it.each([
    ['requestAdapter', GPU.prototype],
    ['requestDevice', GPUAdapter.prototype],
  ])('opens no engine: %s', async (method, prototype) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    silence(prototype, method);
    await expect(inTime(WebgpuEngine.open())).rejects.toThrow(NoGpuError);
  });
});

it('says so when a shader is refused, and a second run may try again', async () => {
  const experiment = experimentWith({ hiddenSize: 16, networks: 10, steps: 10 });
  const engine = await WebgpuEngine.open();
  const { createComputePipelineAsync } = GPUDevice.prototype;
  GPUDevice.prototype.createComputePipelineAsync = () => Promise.reject(new Error('pretended refusal'));
  await expect(measureAll(engine, experiment)).rejects.toThrow('pretended refusal');
  GPUDevice.prototype.createComputePipelineAsync = createComputePipelineAsync;
  expect(column(await measureAll(engine, experiment), 'spectralRadius')).toHaveLength(10);
  engine.dispose();
});

it.each([
  { hiddenSize: 64, networks: 240, steps: 20, warmUp: 0 },
  { cell: 'lstm', hiddenSize: 32, networks: 400, steps: 10, warmUp: 0 },
  { hiddenSize: 16, networks: 1000, steps: 1000, warmUp: 0 },
] as const)(
  'keeps within its budget of device memory, whatever is asked between two chunks: %o',
  async (changes) => {
    const budget = 6 * mebibyte;
    const engine = await WebgpuEngine.open({ budget });
    // Runs that are broken off leave nothing behind.
    for (let run = 0; run < 5; run++) {
      const controller = new AbortController();
      const measuring = async () => {
        for await (const _ of engine.measure(experimentWith({ ...changes, seed: run }), controller)) {
          controller.abort();
        }
      };
      await expect(measuring()).rejects.toThrow('abort');
    }
    const experiment = experimentWith(changes);
    // Longer than there is room for at once.
    const long = { ...experiment, steps: 10 * experiment.steps, networks: 1 };
    let networks = 0;
    for await (const { first, count } of engine.measure(experiment, { signal })) {
      if (first === 0) await engine.trace({ experiment: long, index: 0 }, { signal });
      networks += count;
    }
    // Frames work in the place of the last chunk.
    const some = { range: { from: 0, to: 9 }, exponents: 16, every: 8 };
    for await (const { logs } of engine.spectrum(experiment, { signal, ...some }))
      expect(logs.every(Number.isFinite)).toBe(true);
    expect(memory.labels.filter((label) => label === 'staging' || label === 'parameters')).toEqual([]);
    engine.dispose();
    expect(networks).toBe(changes.networks);
    expect(memory.most).toBeGreaterThan(mebibyte);
    expect(memory.most).toBeLessThan(budget);
  },
);

it.each([
  { count: 100, changes: { hiddenSize: 32, steps: 20 }, batch: 8 },
  { count: 2, changes: { hiddenSize: 32, steps: 250 }, batch: 48 },
  { count: 64, changes: { hiddenSize: 64, steps: 3 }, batch: 2 },
] as const)(
  'lets networks learn within its budget, alone and beside a measure, with the same numbers: %o',
  async ({ count, changes, batch }) => {
    const networks = learners(count, changes, batch);
    const from = await firstStates(networks, signal);
    const whole = await WebgpuEngine.open();
    const expected = await whole.train(networks, { from, updates: 2, signal });
    whole.dispose();
    memory.live.clear();
    memory.most = 0;
    const budget = 6 * mebibyte;
    const engine = await WebgpuEngine.open({ budget });
    const compare = async (states: LearnerStates, updates: number) => {
      const report = await engine.train(networks, { from: states, updates, signal });
      const end = report.states.theta;
      // A batch that is taken in parts is added up in another order.
      if (report.states.updates === 2)
        for (let i = 0; i < end.length; i++)
          expect(Math.abs(entry(end, i) - entry(expected.states.theta, i))).toBeLessThan(
            batch > 8 ? 1e-4 : 1e-12,
          );
      return report.states;
    };
    const once = await compare(from, 1);
    await compare(once, 1);
    // What learns makes room for a measure, and learns on between its chunks.
    for await (const { first } of engine.measure(
      experimentWith({ hiddenSize: 64, networks: 60, steps: 20 }),
      { signal },
    )) {
      if (first === 0) await compare(once, 1);
    }
    await engine.trace({ experiment: experimentWith({ steps: 2000 }), index: 0 }, { signal });
    const controller = new AbortController();
    const aborted = engine.train(networks, { from, updates: 50, signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(aborted).rejects.toThrow('abort');
    engine.dispose();
    expect(memory.most).toBeGreaterThan(mebibyte);
    expect(memory.most).toBeLessThan(budget);
  },
);

it('takes a long sequence up again segment by segment, with the same numbers', async () => {
  const experiment = experimentWith({ hiddenSize: 64, networks: 1, steps: 4000, inputScale: 0.2 });
  const whole = await WebgpuEngine.open();
  const expected = column(await measureAll(whole, experiment), 'log10GradientNorm');
  whole.dispose();
  const engine = await WebgpuEngine.open({ budget: mebibyte });
  const rows = new Set<number>();
  GPUDevice.prototype.createBuffer = function noted(descriptor) {
    if (descriptor.label === 'checkpoints') rows.add(descriptor.size);
    return createBuffer.call(this, descriptor);
  };
  expect(sameNumbers(column(await measureAll(engine, experiment), 'log10GradientNorm'), expected)).toBe(true);
  engine.dispose();
  expect(Math.max(...rows)).toBeGreaterThan(256);
});
