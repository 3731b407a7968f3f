/**
 * Recurrent matrices kept on the device at gain 1 from run to run, and their spectra, so that a change of
 * gain, activation or input redraws nothing. Beyond the budget one page is drawn anew for whatever needs it.
 */
import type { Experiment } from '../../experiment/experiment.ts';
import { type MemoryPlan, storageUsage } from './memory.ts';
import type { Shape } from './shape.ts';

/** A run of networks whose matrices stand in one buffer. */
interface Page {
  readonly buffer: GPUBuffer;
  firstNetwork: number;
  /** Matrices drawn so far, from the page's start. */
  drawn: number;
}

export class WeightStore {
  readonly #device: GPUDevice;
  #key = '';
  #pages: Page[] = [];
  #networksPerPage = 1;
  #keptPages = 0;
  #pageSize = 4;
  /** ρ(W) and ‖W‖₂ at gain 1 of networks 0 … known − 1. */
  readonly radius: number[] = [];
  readonly norm: number[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Forgets the matrices unless they are those of this experiment. */
  prepare({ seed, ensemble, hiddenSize }: Experiment, shape: Shape, plan: MemoryPlan): void {
    const key = JSON.stringify([seed, ensemble, hiddenSize, shape, plan.networksPerPage]);
    if (key === this.#key) return;
    this.destroy();
    this.#key = key;
    this.#networksPerPage = plan.networksPerPage;
    this.#keptPages = plan.keptPages;
    this.#pageSize = 4 * shape.paddedSize ** 2;
  }

  /** How many networks from `first` on stand in one page. */
  roomFrom(first: number): number {
    return this.#networksPerPage - (first % this.#networksPerPage);
  }

  /** The page in which network `index` stands or is to be drawn. */
  page(index: number): Page {
    const number = Math.floor(index / this.#networksPerPage);
    const place = Math.min(number, this.#keptPages);
    const firstNetwork = number * this.#networksPerPage;
    const page = this.#pages[place] ?? this.#create(place, firstNetwork);
    if (page.firstNetwork !== firstNetwork) {
      page.firstNetwork = firstNetwork;
      page.drawn = 0;
    }
    return page;
  }

  #create(place: number, firstNetwork: number): Page {
    const buffer = this.#device.createBuffer({
      label: `weights ${place}`,
      size: this.#networksPerPage * this.#pageSize,
      usage: storageUsage,
    });
    const page = { buffer, firstNetwork, drawn: 0 };
    this.#pages[place] = page;
    return page;
  }

  destroy(): void {
    for (const page of this.#pages) page.buffer.destroy();
    this.#pages = [];
    this.radius.length = 0;
    this.norm.length = 0;
    this.#key = '';
  }
}
