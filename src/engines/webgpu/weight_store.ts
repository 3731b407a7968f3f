/**
 * Recurrent matrices kept on the device at gain 1 from run to run, and their spectra, so that a change of
 * gain, activation or input redraws nothing. Beyond the budget one page is drawn anew for whatever needs it.
 */
import type { Experiment } from '../../experiment/experiment.ts';
import type { Spectrum } from '../../networks/spectrum.ts';
import { drawName } from '../draw_name.ts';
import { Buffers } from './buffers.ts';
import type { MemoryPlan } from './memory.ts';
import type { Shape } from './shape.ts';

/** A run of networks whose matrices stand in one buffer. */
export interface Page {
  readonly buffers: Buffers<'weights'>;
  firstNetwork: number;
  /** Places drawn so far, from one up to another. */
  drawn: { from: number; to: number };
}

/** How many places from `place` on are drawn. */
export function drawnFrom({ drawn }: Page, place: number): number {
  return place >= drawn.from && place < drawn.to ? drawn.to - place : 0;
}

/** Notes that places `from … to` are drawn; of two stretches that do not touch the newer is remembered. */
export function noteDrawn(page: Page, from: number, to: number): void {
  const touches = from <= page.drawn.to && to >= page.drawn.from;
  page.drawn = touches
    ? { from: Math.min(from, page.drawn.from), to: Math.max(to, page.drawn.to) }
    : { from, to };
}

export class WeightStore {
  readonly #device: GPUDevice;
  /** What the matrices at hand are of. */
  #name = '';
  readonly #pages = new Map<number, Page>();
  #networksPerPage = 1;
  #keptPages = 0;
  /** Bytes of a network's matrices. */
  #networkSize = 4;
  /** ρ(W) and ‖W‖₂ at gain 1 of the networks measured so far. */
  readonly #spectra = new Map<number, Spectrum>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Forgets the matrices unless they are those of this experiment. */
  prepare(experiment: Experiment, { blocks, paddedSize }: Shape, plan: MemoryPlan): void {
    const name = drawName(experiment);
    if (name === this.#name && plan.networksPerPage === this.#networksPerPage) return;
    this.evict();
    if (name !== this.#name) this.#spectra.clear();
    this.#name = name;
    this.#networksPerPage = plan.networksPerPage;
    this.#keptPages = plan.keptPages;
    this.#networkSize = 4 * blocks * paddedSize ** 2;
  }

  /** How many networks from `first` on stand in one page. */
  roomFrom(first: number): number {
    return this.#networksPerPage - (first % this.#networksPerPage);
  }

  /** The page in which network `index` stands or is to be drawn. @throws OutOfMemoryError */
  async page(index: number): Promise<Page> {
    const number = Math.floor(index / this.#networksPerPage);
    const place = Math.min(number, this.#keptPages);
    const firstNetwork = number * this.#networksPerPage;
    const page = this.#pages.get(place) ?? (await this.#create(place, firstNetwork));
    if (page.firstNetwork !== firstNetwork) {
      page.firstNetwork = firstNetwork;
      page.drawn = { from: 0, to: 0 };
    }
    return page;
  }

  spectrum(index: number): Spectrum | undefined {
    return this.#spectra.get(index);
  }

  setSpectrum(index: number, spectrum: Spectrum): void {
    this.#spectra.set(index, spectrum);
  }

  /** How many of `count` networks from `first` on, without a gap, have a known spectrum. */
  knownFrom(first: number, count: number): number {
    let known = 0;
    while (known < count && this.#spectra.has(first + known)) known += 1;
    return known;
  }

  async #create(place: number, firstNetwork: number): Promise<Page> {
    const size = this.#networksPerPage * this.#networkSize;
    const buffers = await Buffers.create(this.#device, { weights: size });
    const page = { buffers, firstNetwork, drawn: { from: 0, to: 0 } };
    this.#pages.set(place, page);
    return page;
  }

  /** Gives the matrices' memory back; their spectra stay known. */
  evict(): void {
    for (const { buffers } of this.#pages.values()) buffers.destroy();
    this.#pages.clear();
  }
}
