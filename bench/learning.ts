/**
 * What learns in the comparison: 1024 networks that learn to recall, from the same θ and the same sequences on every side. Our own side
 * runs in the page; its θ and numbers, and float64's losses, are had in Node.
 */
import type { Engine } from '../src/engines/engine.ts';
import { trainInFloat64 } from '../src/engines/train.ts';
import { WasmEngine } from '../src/engines/wasm/engine.ts';
import type { Experiment } from '../src/experiment/experiment.ts';
import { defaultExperiment } from '../src/experiment/fields.ts';
import { defaultLearning } from '../src/experiment/learning.ts';
import { firstStates } from '../src/networks/learning/first_states.ts';
import {
  type LearnerStates,
  type LearningNetwork,
  updateOperations,
} from '../src/networks/learning/learning_measurement.ts';
import { drawSequence } from '../src/networks/learning/sequences.ts';
import { tasks } from '../src/networks/learning/tasks.ts';
import { passOperations } from '../src/networks/operations.ts';

const experiment: Experiment = {
  ...defaultExperiment,
  hiddenSize: 32,
  steps: 30,
  networks: 1024,
  gain: 1,
  warmUp: 0,
};
const learning = { ...defaultLearning, updates: 200 };
const { signal } = new AbortController();

/** What is learnt, and the operations of one update of all networks: 6·N² a step of a sequence. */
export const learningWork = {
  name: 'cpu-rnn-learning',
  cell: experiment.cell,
  task: learning.task,
  networks: experiment.networks,
  hiddenSize: experiment.hiddenSize,
  steps: experiment.steps,
  batch: learning.batch,
  updates: learning.updates,
  rate: Number(learning.rate),
  operations: experiment.networks * updateOperations({ experiment, learning }),
} as const;

function networksOf(count: number): LearningNetwork[] {
  return Array.from({ length: count }, (_, index) => ({ experiment, learning, index }));
}

/** θ of all networks, and the number that each sequence asks for, [updates × networks × batch]. */
export async function drawLearning(
  updates: number,
): Promise<{ readonly theta: Float32Array<ArrayBuffer>; readonly numbers: Float32Array<ArrayBuffer> }> {
  const { batch, networks } = learningWork;
  const { theta } = await firstStates(networksOf(networks), signal);
  const numbers = new Float32Array(updates * networks * batch);
  for (let i = 0; i < numbers.length; i++) {
    const [update, stream] = [Math.floor(i / (networks * batch)), Math.floor(i / batch) % networks];
    const draw = { seed: experiment.seed, stream, number: update * batch + (i % batch) };
    numbers[i] = drawSequence(tasks.recall, 1, draw).inputs[0] ?? Number.NaN;
  }
  return { theta: new Float32Array(theta), numbers };
}

/** The losses of the first networks in float64, [updates × networks]. */
export async function learningOracle(networks: number, updates: number): Promise<number[]> {
  const first = networksOf(networks);
  const from = await firstStates(first, signal);
  const { losses } = await trainInFloat64(first, { from, updates, signal });
  return [...losses];
}

/** Our side, in a page. */
export class OwnLearner {
  readonly #engine: Engine;
  readonly #networks: readonly LearningNetwork[];
  #states: LearnerStates;

  private constructor(engine: Engine, networks: readonly LearningNetwork[], states: LearnerStates) {
    this.#engine = engine;
    this.#networks = networks;
    this.#states = states;
  }

  static async open(): Promise<OwnLearner> {
    const networks = networksOf(learningWork.networks);
    return new OwnLearner(await WasmEngine.open(), networks, await firstStates(networks, signal));
  }

  get name(): string {
    return `Vanishing Point, ${this.#engine.describe().device}`;
  }

  /** Once from the start and forgotten, so that everything is compiled. */
  async warm(): Promise<void> {
    await this.#engine.train(this.#networks, { from: this.#states, updates: 2, signal });
  }

  /** The next updates, with the losses of the first networks, [updates × checked]. */
  async pass(updates: number, checked: number): Promise<{ milliseconds: number; losses: number[] }> {
    const start = performance.now();
    const { losses, states } = await this.#engine.train(this.#networks, {
      from: this.#states,
      updates,
      signal,
    });
    const milliseconds = performance.now() - start;
    this.#states = states;
    const all = this.#networks.length;
    return { milliseconds, losses: [...losses].filter((_, i) => i % all < checked) };
  }

  /** Forward and backward alone, of as many networks as there are sequences in an update, in operations a millisecond. */
  async passRate(): Promise<number> {
    const networks = learningWork.networks * learningWork.batch;
    const alone: Experiment = { ...experiment, networks, inputScale: 0 };
    const run = async () => {
      let seconds = 0;
      for await (const chunk of this.#engine.measure(alone, { signal, without: ['spectra'] }))
        seconds += chunk.seconds.passes;
      return 1000 * seconds;
    };
    await run();
    return (networks * passOperations(alone, [])) / (await run());
  }
}
