/**
 * Which worker keeps the matrices of which network, from run to run, within a budget; and the spectra of all of
 * them. No memory is shared: another worker has to draw them anew.
 */
import type { Experiment } from '../../experiment/experiment.ts';
import { cellOf } from '../../networks/cells.ts';
import { entry } from '../../networks/vector.ts';
import { drawName } from '../draw_name.ts';
import { paddedSizeOf } from '../padding.ts';

/** Memory for kept matrices over all workers, in bytes. */
export const defaultBudget = 256 * 2 ** 20;

export class WeightLedger {
  readonly #budget: number;
  #name = '';
  #generation = 0;
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

  constructor(budget: number) {
    this.#budget = budget;
  }

  /** A name for the matrices at hand: another one means that a worker's memory starts empty. */
  get name(): string {
    return `${this.#name} ${this.#generation}`;
  }

  /** Forgets the matrices unless they are those of this experiment. */
  prepare(experiment: Experiment): void {
    const { module, blocks } = cellOf(experiment);
    const name = `${module} ${drawName(experiment)}`;
    if (name === this.#name) return;
    this.forget();
    this.#name = name;
    const paddedSize = paddedSizeOf(experiment.hiddenSize);
    this.#mostSlots = Math.floor(this.#budget / (4 * blocks * paddedSize ** 2));
  }

  /** After a failure nobody knows what the workers keep. */
  forget(): void {
    this.#generation += 1;
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

  learn(index: number, radius: number, norm: number): void {
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

function known(value: number | undefined): number {
  if (value === undefined) throw new RangeError('This spectrum is not known yet.');
  return value;
}
