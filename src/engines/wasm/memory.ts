/**
 * How the memory of an engine is shared out: a memory of each worker that measures, the matrices kept there, and one
 * more in which a single worker answers questions.
 */
import type { Experiment } from '../../experiment/experiment.ts';
import { GivenNetworkError } from '../../networks/given/given_network.ts';
import { type Layout, measureLayout, segmentation, traceLayout } from './task.ts';

/** Memory for everything, in bytes. */
export const defaultBudget = 256 * 2 ** 20;
/** How much of it questions are answered in: that is what an LSTM of 1024 units takes. */
const questionShare = 0.25;
/** WebAssembly's memory grows by pages. */
const pageBytes = 2 ** 16;

export interface MeasuringPlan {
  /** How many workers measure. */
  readonly workers: number;
  /** Networks of which they may keep the matrices, all together. */
  readonly slots: number;
}

export class Memory {
  readonly #layoutBytes: (layout: Layout) => number;
  readonly budget: number;
  readonly #keeps: boolean;

  /**
   * @param layoutBytes how many bytes a layout takes
   * @param keeps whether matrices are kept from run to run
   */
  constructor(layoutBytes: (layout: Layout) => number, budget: number, keeps: boolean) {
    this.#layoutBytes = layoutBytes;
    this.budget = budget;
    this.#keeps = keeps;
  }

  /**
   * How many of some workers measure networks of a size, and keep how many of them.
   * @throws {RangeError} in a sentence where there is no room for one
   */
  forMeasuring(experiment: Experiment, workers: number): MeasuringPlan {
    const layout = measureLayout(experiment);
    const { working, left } = this.#amongWorkers(experiment, layout, workers);
    const matrices = 4 * layout.blocks * layout.paddedSize ** 2;
    return { workers: working, slots: this.#keeps ? Math.floor(left / matrices) : 0 };
  }

  /**
   * How many of some workers carry frames through networks laid out like this, while none has a memory to measure in.
   * @throws {RangeError} in a sentence where there is no room for one
   */
  forFrames(experiment: Experiment, layout: Layout, workers: number): number {
    return this.#amongWorkers(experiment, layout, workers).working;
  }

  /**
   * The layout in which a network is traced: in as few segments as there is room for.
   * @throws {RangeError} in a sentence where there is no room for four steps; of one that is given, {GivenNetworkError}
   */
  forTrace(experiment: Experiment, inputs: 'drawn' | 'given'): Layout {
    const room = questionShare * this.budget;
    // The inputs of a network that is given are taken by four steps.
    const { segmentRows } = segmentation(experiment.steps);
    let rows = Math.min(segmentRows, 4 * Math.ceil(experiment.steps / 4));
    for (;;) {
      const layout = traceLayout(experiment, inputs, rows);
      const bytes = this.#bytes(layout);
      if (bytes <= room) return layout;
      if (rows === 4) {
        const reason = tooLarge(experiment, bytes, room);
        throw inputs === 'given' ? new GivenNetworkError(reason) : new RangeError(reason);
      }
      rows = Math.max(4, 4 * Math.floor(rows / 8));
    }
  }

  /**
   * How many of some workers networks learn in, of a size, which takes each so many bytes: what questions have is shared among them.
   * @throws {RangeError} in a sentence where there is no room for one
   */
  forLearning(experiment: Experiment, bytes: number, workers: number): number {
    const room = questionShare * this.budget;
    const own = (Math.ceil(bytes / pageBytes) + 1) * pageBytes;
    const working = Math.min(workers, Math.floor(room / own));
    if (working === 0) throw new RangeError(tooLarge(experiment, own, room));
    return working;
  }

  /** What each of some workers may copy to and fro, to see how fast that is: as much as a question has, among them. */
  forCopying(workers: number): number {
    return Math.floor((questionShare * this.budget) / workers);
  }

  /** How many workers have a memory each, and what is left beside them. */
  #amongWorkers(experiment: Experiment, layout: Layout, workers: number): { working: number; left: number } {
    const room = (1 - questionShare) * this.budget;
    const own = this.#bytes(layout);
    const working = Math.min(workers, Math.floor(room / own));
    if (working === 0) throw new RangeError(tooLarge(experiment, own, room));
    return { working, left: room - working * own };
  }

  /** Its last page whole, and one more for what stands behind: kept matrices. */
  #bytes(layout: Layout): number {
    return (Math.ceil(this.#layoutBytes(layout) / pageBytes) + 1) * pageBytes;
  }
}

function tooLarge({ cell, hiddenSize }: Experiment, bytes: number, room: number): string {
  const inMebibytes = (amount: number) => `${(amount / 2 ** 20).toFixed(1)} MiB`;
  return `The wasm engine needs ${inMebibytes(bytes)} for a network of ${hiddenSize} units (${cell}), and its budget leaves ${inMebibytes(room)}`;
}
