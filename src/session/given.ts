/** The network of a person's own that is on the page: its file, its layer, and how it does in the experiment. */

import { type Remote, wrap } from 'comlink';
import type { OwnTrajectoryErrors } from '../analysis/own_trajectory.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineName } from '../experiment/provenance.ts';
import type { GivenReading, GivenSpectra } from '../laboratory/given.ts';
import type { GivenLaboratory } from '../laboratory/given_worker.ts';
import { fits, type LayerSummary } from '../networks/given/layer_summary.ts';

/** A file with a worker of its own. */
interface OpenFile {
  readonly file: File;
  readonly worker: Worker;
  readonly laboratory: Remote<GivenLaboratory>;
  readonly layers: readonly LayerSummary[];
  /** Place of the chosen layer among them. */
  readonly place: number;
}

interface Wanted {
  readonly experiment: Experiment;
  readonly engine: EngineName;
  readonly factor: number;
}

/** A slider that is dragged has come to rest after this long. */
const settleMilliseconds = 300;

export class GivenSession extends EventTarget {
  /** Name of a file that is being read. */
  opening = '';
  /** Why the last file was not taken, a sentence. */
  refusal = '';
  /** Why the network that is here is not measured, a sentence. */
  problem = '';
  /** The factor on W_hh. */
  factor = 1;
  spectra: GivenSpectra | undefined;
  /** The newest reading, perhaps of the experiment or factor before; undefined where there is none yet. */
  reading: GivenReading | undefined;
  /** How far the reading is from float64; undefined until it is looked at, and where it is not. */
  errors: OwnTrajectoryErrors | undefined;

  #timer: ReturnType<typeof setTimeout> | undefined;
  #open: OpenFile | undefined;
  #opening: Worker | undefined;
  #wanted: Wanted | undefined;
  #busy = false;

  /** The chosen layer; undefined where there is no file. */
  get layer(): LayerSummary | undefined {
    return this.#open?.layers[this.#open.place];
  }

  get layers(): readonly LayerSummary[] {
    return this.#open?.layers ?? [];
  }

  get fileName(): string {
    return this.#open?.file.name ?? '';
  }

  /**
   * Reads a file and takes one of its layers. Resolves to the layer, or to undefined where the file is refused (what
   * was there before stays) or another one is opened meanwhile.
   */
  async open(file: File, place = 0): Promise<LayerSummary | undefined> {
    this.#opening?.terminate();
    const worker = new Worker(new URL('../laboratory/given_worker.ts', import.meta.url), { type: 'module' });
    this.#opening = worker;
    Object.assign(this, { opening: file.name, refusal: '' });
    this.#changed();
    const laboratory = wrap<GivenLaboratory>(worker);
    const opened = await Promise.race([laboratory.open(file, place), lossOf(worker)]).catch(failure);
    if (worker !== this.#opening) return undefined;
    this.#opening = undefined;
    this.opening = '';
    if ('refusal' in opened) {
      worker.terminate();
      this.refusal = opened.refusal;
    } else {
      this.#letGo();
      this.#open = { file, worker, laboratory, place, layers: opened.layers };
    }
    this.#changed();
    return 'refusal' in opened ? undefined : this.layer;
  }

  /** Opens a file of weights that came with the page. */
  async fetch(address: URL): Promise<LayerSummary | undefined> {
    const response = await fetch(address).catch(() => undefined);
    if (response?.ok)
      return this.open(new File([await response.blob()], address.pathname.replace(/.*\//, '')));
    this.refusal = 'The example could not be loaded: is the page still being served?';
    this.#changed();
    return undefined;
  }

  /** Takes another layer of the same file. */
  async choose(place: number): Promise<LayerSummary | undefined> {
    return this.#open && this.open(this.#open.file, place);
  }

  /** Lets go of the file and of everything that is being computed about it. */
  remove(): void {
    this.#opening?.terminate();
    this.#opening = undefined;
    Object.assign(this, { opening: '', refusal: '' });
    this.#letGo();
    this.#changed();
  }

  /** Multiplies W_hh by another factor. */
  rescale(factor: number): void {
    this.factor = factor;
    if (this.#wanted) this.follow(this.#wanted.experiment, this.#wanted.engine);
    this.#changed();
  }

  /** Measures in this experiment, once what is under way is done; only the last one asked for counts. */
  follow(experiment: Experiment, engine: EngineName): void {
    const { layer, factor } = this;
    const before = this.#wanted;
    if (!layer) return;
    if (before?.experiment === experiment && before.engine === engine && before.factor === factor) return;
    this.#wanted = { experiment, engine, factor };
    this.errors = undefined;
    clearTimeout(this.#timer);
    if (!fits(layer, experiment.cell)) {
      Object.assign(this, { reading: undefined, problem: '' });
      this.#changed();
    } else if (this.#open && !this.#busy) void this.#measure(this.#open);
  }

  async #measure({ worker, laboratory }: OpenFile): Promise<void> {
    this.#busy = true;
    const lost = lossOf(worker);
    let done: Wanted | undefined;
    while (this.#wanted && this.#wanted !== done) {
      done = this.#wanted;
      const { experiment, factor, engine } = done;
      const measured = await Promise.race([laboratory.measure(experiment, factor, engine), lost]).catch(
        failure,
      );
      if (worker !== this.#open?.worker) return;
      // Meanwhile another cell may have been asked for.
      if (measured && this.layer && fits(this.layer, this.#wanted?.experiment.cell ?? experiment.cell)) {
        const refused = 'refusal' in measured;
        this.problem = refused ? measured.refusal : '';
        this.reading = refused ? undefined : measured.reading;
        if (!refused) this.spectra = measured.spectra;
      }
      this.#changed();
    }
    this.#busy = false;
    if (this.reading) this.#timer = setTimeout(() => void this.#check(laboratory), settleMilliseconds);
  }

  async #check(laboratory: Remote<GivenLaboratory>): Promise<void> {
    const wanted = this.#wanted;
    if (!wanted) return;
    const errors = await laboratory.check(wanted.factor);
    if (wanted !== this.#wanted) return;
    this.errors = errors;
    this.#changed();
  }

  #letGo(): void {
    clearTimeout(this.#timer);
    this.#open?.worker.terminate();
    this.#open = undefined;
    this.#wanted = undefined;
    this.#busy = false;
    Object.assign(this, { factor: 1, spectra: undefined, reading: undefined, problem: '' });
    this.errors = undefined;
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** Rejects where a worker cannot be loaded, or breaks. */
function lossOf(worker: Worker): Promise<never> {
  return new Promise((_, reject) => {
    worker.addEventListener('error', ({ message }) =>
      reject(new Error(message || 'its worker could not be loaded')),
    );
  });
}

/** An error that nobody foresaw, in a sentence; the console has the rest. */
function failure(error: unknown): { readonly refusal: string } {
  console.warn(error);
  const reason = error instanceof Error ? error.message : String(error);
  return { refusal: `The network could not be measured: ${reason.replace(/[\s.]+$/, '')}.` };
}
