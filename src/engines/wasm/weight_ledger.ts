/**
 * Which worker keeps the matrix of which network, from run to run, within a budget; and the spectra of all of
 * them. No memory is shared: a network whose matrix is kept is measured where it is.
 */
import type { Experiment } from '../../experiment/experiment.ts';
import { entry } from '../../networks/vector.ts';

/** Memory for kept matrices over all workers, in bytes. */
export const defaultBudget = 256 * 2 ** 20;

const nobody = -1;

export class WeightLedger {
  readonly #budget: number;
  #name = '';
  #generation = 0;
  #mostKept = 0;
  #kept = 0;
  /** Worker that keeps each network's matrix, or nobody; and where in its memory. */
  readonly #keepers: number[] = [];
  readonly #slots: number[] = [];
  readonly #slotsTaken: number[] = [];
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
  prepare({ seed, ensemble, hiddenSize }: Experiment): void {
    const name = JSON.stringify([seed, ensemble, hiddenSize]);
    if (name === this.#name) return;
    this.forget();
    this.#name = name;
    this.#mostKept = Math.floor(this.#budget / (4 * (Math.ceil(hiddenSize / 8) * 8) ** 2));
  }

  /** After a failure nobody knows what the workers keep. */
  forget(): void {
    this.#generation += 1;
    this.#name = '';
    this.#kept = 0;
    for (const list of [this.#keepers, this.#slots, this.#slotsTaken, this.#radius, this.#norm])
      list.length = 0;
  }

  /** Whether a worker may measure a network: its keeper, or anyone where nobody keeps it. */
  mayMeasure(worker: number, index: number): boolean {
    const keeper = this.#keepers[index] ?? nobody;
    return keeper === nobody || keeper === worker;
  }

  isKept(index: number): boolean {
    return (this.#keepers[index] ?? nobody) !== nobody;
  }

  isKnown(index: number): boolean {
    return this.#radius[index] !== undefined;
  }

  /** The place of a network's matrix with this worker: a new one while the budget lasts, or −1 for none. */
  slot(worker: number, index: number): number {
    if (this.isKept(index)) return entry(this.#slots, index);
    if (this.#kept >= this.#mostKept) return -1;
    const slot = this.#slotsTaken[worker] ?? 0;
    this.#slotsTaken[worker] = slot + 1;
    this.#keepers[index] = worker;
    this.#slots[index] = slot;
    this.#kept += 1;
    return slot;
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
