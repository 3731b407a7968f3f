/**
 * Which worker keeps the matrix of which network, from run to run, within a budget; and the spectra of all of
 * them. No memory is shared: another worker has to draw the matrix anew.
 */
import type { Experiment } from '../../experiment/experiment.ts';
import { entry } from '../../networks/vector.ts';

/** Memory for kept matrices over all workers, in bytes. */
export const defaultBudget = 256 * 2 ** 20;

export class WeightLedger {
  readonly #budget: number;
  #name = '';
  #generation = 0;
  #mostKept = 0;
  #kept = 0;
  /** Worker that keeps each network's matrix; and where in its memory. */
  readonly #keepers: (number | undefined)[] = [];
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

  /** The worker that keeps a network's matrix; undefined for nobody. */
  keeper(index: number): number | undefined {
    return this.#keepers[index];
  }

  isKnown(index: number): boolean {
    return this.#radius[index] !== undefined;
  }

  /** The place of a network's matrix with this worker: a new one if nobody keeps it and the budget lasts, or −1 for none. */
  slot(worker: number, index: number): number {
    const keeper = this.#keepers[index];
    if (keeper === worker) return entry(this.#slots, index);
    if (keeper !== undefined || this.#kept >= this.#mostKept) return -1;
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
