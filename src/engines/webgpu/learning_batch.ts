/** The batch of an update as the kernels read it: every sequence drawn from the one table of tasks, four of them side by side. */
import type { LearningNetwork } from '../../networks/learning/learning_measurement.ts';
import { drawSequences } from '../../networks/learning/sequences.ts';
import { targetsOf } from '../../networks/learning/task.ts';
import { tasks } from '../../networks/learning/tasks.ts';
import { writeRecord } from '../facts/records.ts';
import { streamOf } from '../train.ts';
import { learningSlotRecord } from './learner_facts.ts';
import type { LearnerShape } from './learner_shape.ts';

/** The sequences of one network's update, and what follows from them. */
interface DrawnBatch {
  /** As `drawSequences` has them: of each its inputs and then its targets. */
  readonly sequences: Float64Array;
  readonly length: number;
  readonly firstAsked: number;
  /** How many answers are asked for. */
  readonly answers: number;
}

/** A network whose batch is at hand, and its place among those that stay on the device. */
export interface Learner {
  readonly network: LearningNetwork;
  readonly place: number;
}

export interface LaidBatch {
  /** Records of `learningSlotRecord`. */
  readonly slots: ArrayBuffer;
  readonly inputs: Float32Array<ArrayBuffer>;
  readonly targets: Float32Array<ArrayBuffer>;
  readonly longest: number;
  /** The most steps of a sequence from the first on at which something is asked. */
  readonly asked: number;
}

/** Draws the batches of one update. What networks share is drawn once. */
export class BatchDrawer {
  readonly #update: number;
  readonly #shared = new Map<string, DrawnBatch>();

  /** @param update how many there have been before it */
  constructor(update: number) {
    this.#update = update;
  }

  /** Fours of sequences `from … to` of each learner, in order. Pauses now and then. @throws the signal's reason */
  async draw(
    { inputs: width, columns }: LearnerShape,
    learners: readonly Learner[],
    { from, to }: { readonly from: number; readonly to: number },
    breathe: () => Promise<void> | undefined,
  ): Promise<LaidBatch> {
    const drawn: DrawnBatch[] = [];
    for (const { network } of learners) {
      drawn.push(this.#of(network));
      const pause = breathe();
      if (pause) await pause;
    }
    const longest = drawn.reduce((most, { length }) => Math.max(most, length), 0);
    const asked = drawn.reduce((most, { length, firstAsked }) => Math.max(most, length - firstAsked), 0);
    const groups = to - from;
    const slots = new DataView(new ArrayBuffer(learningSlotRecord.bytes * learners.length));
    const inputs = new Float32Array(4 * learners.length * groups * longest * width);
    const targets = new Float32Array(4 * learners.length * groups * asked * columns).fill(Number.NaN);
    for (const [slot, { sequences, length, firstAsked, answers }] of drawn.entries()) {
      writeRecord(learningSlotRecord, slots, slot * learningSlotRecord.bytes, {
        ...{ network: learners[slot]?.place ?? 0, length, firstAsked, part: 1 / answers },
      });
      const each = length * (width + columns);
      const last = sequences.length / each - 1;
      for (let place = 0; place < 4 * groups; place++) {
        // Places beyond the batch do what its last sequence does, and are asked nothing.
        const number = 4 * from + place;
        const first = Math.min(number, last) * each;
        const item = slot * groups + (place >> 2);
        interleave(sequences, first, length * width, inputs, 4 * item * longest * width + (place & 3));
        if (number > last) continue;
        const asking = (length - firstAsked) * columns;
        interleave(
          sequences,
          first + each - asking,
          asking,
          targets,
          4 * item * asked * columns + (place & 3),
        );
      }
    }
    return { slots: slots.buffer, inputs, targets, longest, asked };
  }

  #of(network: LearningNetwork): DrawnBatch {
    const { learning, experiment } = network;
    if (!learning.sharedData) return drawBatch(network, this.#update);
    const name = `${experiment.seed} ${experiment.steps}`;
    const known = this.#shared.get(name) ?? drawBatch(network, this.#update);
    this.#shared.set(name, known);
    return known;
  }
}

function drawBatch(network: LearningNetwork, update: number): DrawnBatch {
  const task = tasks[network.learning.task];
  const { seed, stream, lag, batch } = streamOf(network);
  const sequences = drawSequences(task, lag, { seed, stream, first: update * batch, count: batch });
  const length = task.length(lag);
  const columns = targetsOf(task);
  const each = length * (task.inputs + columns);
  let [first, answers] = [each, 0];
  for (let at = 0; at < sequences.length; at += each) {
    for (let place = length * task.inputs; place < each; place++) {
      if (Number.isNaN(sequences[at + place])) continue;
      if (place < first) first = place;
      answers += 1;
    }
  }
  return { sequences, length, firstAsked: Math.floor((first - length * task.inputs) / columns), answers };
}

/** Numbers one after another into every fourth place. A plain loop: millions of them a second. */
function interleave(values: Float64Array, from: number, count: number, to: Float32Array, at: number): void {
  for (let i = 0; i < count; i++) to[at + 4 * i] = values[from + i] ?? 0;
}
