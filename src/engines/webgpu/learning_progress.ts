/** How far networks that learn have come in one call: what a device that is lost does not take along. */
import {
  type LearnerStates,
  type LearningNetwork,
  type LearningReport,
  type TrainOptions,
  updateOperations,
} from '../../networks/learning/learning_measurement.ts';
import { entry } from '../../networks/vector.ts';

/** Some networks, `from … to`. */
export interface Some {
  readonly from: number;
  readonly to: number;
}

/** What comes back of some networks, as `LearnerStates` has it. */
export type BroughtBack = Pick<LearnerStates, 'theta' | 'first' | 'second'>;

export class LearningProgress {
  readonly networks: readonly LearningNetwork[];
  readonly updates: number;
  readonly from: LearnerStates;
  readonly #start = performance.now();
  readonly #losses: Float64Array;
  readonly #gradientNorms: Float64Array;
  /** Updates of each network that are brought back. */
  readonly #done: Int32Array;
  #states: LearnerStates;

  constructor(networks: readonly LearningNetwork[], { from, updates }: TrainOptions) {
    this.networks = networks;
    this.updates = updates;
    this.from = from;
    this.#losses = new Float64Array(updates * networks.length).fill(Number.NaN);
    this.#gradientNorms = this.#losses.slice();
    this.#done = new Int32Array(networks.length);
    this.#states = from;
  }

  /** As they were brought back last. */
  get states(): LearnerStates {
    return this.#states;
  }

  /** The first networks that are not done, at most so many of them that have come equally far; undefined where all are done. */
  next(most: number): (Some & { readonly done: number }) | undefined {
    const from = this.#done.findIndex((done) => done < this.updates);
    if (from === -1) return undefined;
    const done = entry(this.#done, from);
    let to = from + 1;
    while (to < this.#done.length && to - from < most && this.#done[to] === done) to += 1;
    return { from, to, done };
  }

  /** What came of an update of a network; nothing of one that has diverged. */
  note(network: number, update: number, loss: number, gradientNorm: number): void {
    const place = update * this.networks.length + network;
    this.#losses[place] = loss;
    this.#gradientNorms[place] = gradientNorm;
  }

  /** Some networks are brought back after so many updates. */
  keep(
    { from, to }: Some,
    done: number,
    { theta, first, second }: BroughtBack,
    divergedAt: Int32Array,
  ): void {
    if (this.#states === this.from) this.#states = copied(this.from);
    const size = theta.length / (to - from);
    this.#states.theta.set(theta, from * size);
    this.#states.first.set(first, from * size);
    this.#states.second.set(second, from * size);
    this.#states.divergedAt.set(divergedAt, from);
    this.#done.fill(done, from, to);
  }

  report(): LearningReport {
    return {
      losses: this.#losses,
      gradientNorms: this.#gradientNorms,
      states: { ...this.#states, updates: this.from.updates + this.updates },
      operations: this.updates * this.networks.reduce((sum, network) => sum + updateOperations(network), 0),
      seconds: (performance.now() - this.#start) / 1000,
    };
  }
}

function copied({ updates, theta, first, second, divergedAt }: LearnerStates): LearnerStates {
  return {
    updates,
    ...{ theta: theta.slice(), first: first.slice(), second: second.slice(), divergedAt: divergedAt.slice() },
  };
}
