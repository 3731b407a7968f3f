/** The network of a person's own that is on the page: its file, its layer, and how it does in the experiment. */
import { type Remote, wrap } from 'comlink';
import type { Experiment } from './experiment/experiment.ts';
import { fits, type LayerSummary } from './own_layer.ts';
import type { OwnReading, OwnSpectra } from './own_network.ts';
import type { OwnLaboratory } from './own_worker.ts';

/** `other`: the experiment's cell is not the layer's. */
export type OwnState = 'none' | 'reading' | 'measuring' | 'shown' | 'other' | 'refused';

interface Wanted {
  readonly experiment: Experiment;
  readonly factor: number;
}

export class OwnSession extends EventTarget {
  state: OwnState = 'none';
  /** Name of the file that is, or was to be, opened. */
  fileName = '';
  /** Why the file was not taken, a sentence. */
  refusal = '';
  layers: readonly LayerSummary[] = [];
  /** Place of the chosen one among the layers. */
  place = 0;
  /** The factor on W_hh. */
  factor = 1;
  spectra: OwnSpectra | undefined;
  /** The newest reading, perhaps of the experiment or factor before. */
  reading: OwnReading | undefined;

  #file: File | undefined;
  #worker: Worker | undefined;
  #laboratory: Remote<OwnLaboratory> | undefined;
  #wanted: Wanted | undefined;
  #busy = false;

  /** The chosen layer. */
  get layer(): LayerSummary | undefined {
    return this.layers[this.place];
  }

  /**
   * Opens a file and takes one of its layers; what was there before goes. Resolves to the layer, or to undefined
   * where the file is refused or another one is opened meanwhile.
   */
  async open(file: File, place = 0): Promise<LayerSummary | undefined> {
    this.remove();
    Object.assign(this, { state: 'reading', fileName: file.name, place });
    this.#file = file;
    this.#changed();
    const worker = new Worker(new URL('./own_worker.ts', import.meta.url), { type: 'module' });
    this.#worker = worker;
    const lost = new Promise<never>((_, reject) => {
      worker.addEventListener('error', ({ message }) =>
        reject(new Error(message || 'the worker could not be loaded')),
      );
    });
    lost.catch((error: unknown) => this.#fail(worker, error));
    try {
      const laboratory = wrap<OwnLaboratory>(worker);
      const opened = await Promise.race([laboratory.open(file, place), lost]);
      if (worker !== this.#worker) return undefined;
      if ('refusal' in opened) {
        this.#refuse(opened.refusal);
        return undefined;
      }
      Object.assign(this, { state: 'measuring', layers: opened.layers });
      this.#laboratory = laboratory;
      this.#changed();
      return this.layer;
    } catch (error) {
      this.#fail(worker, error);
      return undefined;
    }
  }

  /** Takes another layer of the same file. */
  async choose(place: number): Promise<LayerSummary | undefined> {
    return this.#file && this.open(this.#file, place);
  }

  /** Lets go of the file and of everything that is being computed about it. */
  remove(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#laboratory = undefined;
    this.#file = undefined;
    this.#wanted = undefined;
    this.#busy = false;
    Object.assign(this, { state: 'none', fileName: '', refusal: '', layers: [], place: 0, factor: 1 });
    Object.assign(this, { spectra: undefined, reading: undefined });
    this.#changed();
  }

  /** Multiplies W_hh by another factor. */
  rescale(factor: number): void {
    this.factor = factor;
    if (this.#wanted) this.follow(this.#wanted.experiment);
    this.#changed();
  }

  /** Measures in this experiment, once what is under way is done; only the last one asked for counts. */
  follow(experiment: Experiment): void {
    const { layer, factor } = this;
    if (!layer || !this.#laboratory) return;
    if (this.#wanted?.experiment === experiment && this.#wanted.factor === factor) return;
    this.#wanted = { experiment, factor };
    if (!fits(layer, experiment.cell)) {
      this.state = 'other';
      this.reading = undefined;
      this.#changed();
    } else if (!this.#busy) void this.#measure(this.#laboratory);
  }

  async #measure(laboratory: Remote<OwnLaboratory>): Promise<void> {
    const worker = this.#worker;
    this.#busy = true;
    try {
      while (worker === this.#worker && this.#wanted) {
        const wanted = this.#wanted;
        if (!this.reading) this.state = 'measuring';
        this.#changed();
        const spectra = this.spectra ?? (await laboratory.spectra(wanted.experiment));
        const reading = await laboratory.read(wanted.experiment, wanted.factor);
        if (worker !== this.#worker) return;
        this.spectra = spectra;
        // Meanwhile another cell may have been asked for.
        if (reading && this.layer && fits(this.layer, this.#wanted.experiment.cell)) {
          Object.assign(this, { state: 'shown', reading });
        }
        this.#changed();
        if (wanted === this.#wanted) break;
      }
    } catch (error) {
      if (worker) this.#fail(worker, error);
    } finally {
      if (worker === this.#worker) this.#busy = false;
    }
  }

  #fail(worker: Worker, error: unknown): void {
    if (worker !== this.#worker) return;
    console.warn(error);
    const reason = error instanceof Error ? error.message : String(error);
    this.#refuse(`The network could not be measured: ${reason.replace(/[\s.]+$/, '')}.`);
  }

  #refuse(refusal: string): void {
    const { fileName } = this;
    this.remove();
    Object.assign(this, { state: 'refused', fileName, refusal });
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
