/**
 * Which worker keeps the matrices of which network, from run to run; and the spectra of all of them. No memory is shared:
 * another worker has to draw them anew.
 */
import type { Experiment } from '../../experiment/experiment.ts';
import { cellOf } from '../../networks/cells.ts';
import type { Spectrum } from '../../networks/spectrum.ts';
import { entry } from '../../networks/vector.ts';
import { drawName } from '../draw_name.ts';
import { segmentation } from './task.ts';

export class WeightLedger {
  /** Of what the matrices are; empty where nobody knows what the workers have. */
  #name = '';
  #mostSlots = 0;
  #slotsTaken = 0;
  /** Worker that keeps each network's matrix; and where in its memory. */
  readonly #keepers: (number | undefined)[] = [];
  readonly #slots: number[] = [];
  /** Slots that each worker's memory has, and those of them that nothing stands in any more. */
  readonly #workers: { slots: number; readonly left: number[] }[] = [];
  /** ρ(W) and ‖W‖₂ at gain 1; undefined while not known. */
  readonly #radius: (number | undefined)[] = [];
  readonly #norm: (number | undefined)[] = [];

  /** Whether the matrices at hand are those of this experiment. */
  isOf(experiment: Experiment): boolean {
    return this.#name === nameOf(experiment);
  }

  /** Begins anew with the matrices of this experiment: the workers, who have none now, may keep so many. */
  begin(experiment: Experiment, mostSlots: number): void {
    this.forget();
    this.#name = nameOf(experiment);
    this.#mostSlots = mostSlots;
  }

  /** After a failure nobody knows what the workers keep. */
  forget(): void {
    this.#name = '';
    this.#slotsTaken = 0;
    for (const list of [this.#keepers, this.#slots, this.#workers, this.#radius, this.#norm]) list.length = 0;
  }

  /** The worker that keeps a network's matrix; undefined for nobody. */
  keeper(index: number): number | undefined {
    return this.#keepers[index];
  }

  isKnown(index: number): boolean {
    return this.#radius[index] !== undefined;
  }

  /**
   * The place of a network's matrix with this worker, which keeps it from now on, whoever kept it before: so the
   * work is divided as it was fastest the last time. −1 where the budget is spent.
   */
  slot(worker: number, index: number): number {
    const keeper = this.#keepers[index];
    if (keeper === worker) return entry(this.#slots, index);
    const slot = this.#freeSlot(worker);
    if (slot === undefined) return -1;
    if (keeper !== undefined) this.#workers[keeper]?.left.push(entry(this.#slots, index));
    this.#keepers[index] = worker;
    this.#slots[index] = slot;
    return slot;
  }

  /** A slot that the worker's memory has and nothing stands in, or a new one. */
  #freeSlot(worker: number): number | undefined {
    this.#workers[worker] ??= { slots: 0, left: [] };
    const own = this.#workers[worker];
    if (own.left.length > 0 || this.#slotsTaken >= this.#mostSlots) return own.left.pop();
    this.#slotsTaken += 1;
    own.slots += 1;
    return own.slots - 1;
  }

  learn(index: number, { radius, norm }: Spectrum): void {
    this.#radius[index] = radius;
    this.#norm[index] = norm;
  }

  /** ρ(W) of a network. @throws RangeError while it is not known */
  radius(index: number): number {
    return known(this.#radius[index]);
  }

  /** ‖W‖₂ of a network. @throws RangeError while it is not known */
  norm(index: number): number {
    return known(this.#norm[index]);
  }
}

/** Another cell is another layout of a worker's memory, and so is a very long sequence. */
function nameOf(experiment: Experiment): string {
  const { segmentRows } = segmentation(experiment.steps);
  return `${cellOf(experiment).module} ${segmentRows} ${drawName(experiment)}`;
}

function known(value: number | undefined): number {
  if (value === undefined) throw new RangeError('This spectrum is not known yet.');
  return value;
}
