/** The network that a person has given the page: its file, its layer, and how it does in the experiment. */

import type { GivenSpectra } from '../analysis/given_network.ts';
import type { OwnTrajectoryErrors } from '../analysis/own_trajectory.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { GivenReading } from '../laboratory/given.ts';
import type { FileQuestion, OpenedFile } from '../laboratory/open_file.ts';
import { fits, type LayerSummary } from '../networks/given/layer_summary.ts';
import type { Answers } from '../networks/given/weight_reading.ts';
import { FollowedJob } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

/** A file that stands on the laboratory's shelf. */
interface OpenFile extends OpenedFile {
  readonly file: File;
  /** Its number there. */
  readonly id: number;
}

/** A file that is no network yet: why not, or what must be said of it first. */
export interface Offer {
  readonly file: string;
  /** A sentence. */
  readonly refusal?: string;
  readonly question?: FileQuestion;
}

interface Wanted {
  readonly experiment: Experiment;
  readonly engine: string;
  readonly factor: number;
}

const view = 'explore';

export class Given extends EventTarget {
  /** Name of a file that is being read. */
  opening = '';
  /** The last file, where it was not taken; what was here before stays. */
  offer: Offer | undefined;
  /** Why the network that is here is not measured, a sentence. */
  problem = '';
  /** The factor on W_hh. */
  factor = 1;
  spectra: GivenSpectra | undefined;
  /** The newest reading, perhaps of the experiment or factor before; undefined where there is none yet. */
  reading: GivenReading | undefined;

  readonly #workplace: Workplace;
  readonly #opener: FollowedJob<'openFile'>;
  readonly #measurement: FollowedJob<'given'>;
  #open: OpenFile | undefined;
  /** The file that is asked about, and what has been answered so far. */
  #asked: { readonly file: File; readonly answers: Answers } | undefined;
  #wanted: Wanted | undefined;
  /** Whether a reading is under way: a slider that is dragged is followed, not waited for. */
  #busy = false;

  constructor(workplace: Workplace) {
    super();
    this.#workplace = workplace;
    this.#opener = new FollowedJob(workplace, 'openFile', { view, urgency: 0 });
    this.#measurement = new FollowedJob(workplace, 'given', { view, urgency: -1 });
  }

  /** The chosen layer; undefined where there is no file. */
  get layer(): LayerSummary | undefined {
    return this.#open?.layer;
  }

  /** What may be chosen instead, the layer among it. */
  get layers(): readonly LayerSummary[] {
    return this.#open?.layers ?? [];
  }

  /** What was read of the file and what was left aside, in sentences. */
  get read(): readonly string[] {
    return this.#open?.read ?? [];
  }

  get fileName(): string {
    return this.#open?.file.name ?? '';
  }

  /** How far the reading is from float64; undefined until it is looked at, and where it is not. */
  get errors(): OwnTrajectoryErrors | undefined {
    return this.#measurement.outcome?.result;
  }

  /**
   * Reads a file and takes the layer that is meant. Resolves to it, or to undefined where the file is refused or asked
   * about, or another one is opened meanwhile.
   */
  async open(file: File, answers: Answers = {}): Promise<LayerSummary | undefined> {
    Object.assign(this, { opening: file.name, offer: undefined });
    this.#asked = { file, answers };
    this.#changed();
    const opening = this.#opener.start({ file, answers });
    const { run } = this.#opener;
    const outcome = await opening;
    if (run !== this.#opener.run) return undefined;
    this.opening = '';
    const opened = outcome?.result ?? { refusal: couldNot('read', this.#opener.failure) };
    if ('refusal' in opened) this.offer = { file: file.name, refusal: opened.refusal };
    else if ('about' in opened) this.offer = { file: file.name, question: opened };
    else {
      this.#letGo();
      this.#open = { ...opened, file, id: run };
    }
    this.#changed();
    return 'layer' in opened ? opened.layer : undefined;
  }

  /** Opens a file of weights that came with the page. */
  async fetch(address: URL): Promise<LayerSummary | undefined> {
    const name = address.pathname.replace(/.*\//, '');
    const content = await fetch(address)
      .then((response) => (response.ok ? response.blob() : undefined))
      .catch(() => undefined);
    if (content) return this.open(new File([content], name));
    this.offer = { file: name, refusal: 'The example could not be loaded: is the page still being served?' };
    this.#changed();
    return undefined;
  }

  /** Reads the file that was asked about, with more that is known of it. */
  async answer(answers: Answers): Promise<LayerSummary | undefined> {
    return this.#asked && this.open(this.#asked.file, { ...this.#asked.answers, ...answers });
  }

  /** Takes another layer of the same file. */
  async choose(layer: string): Promise<LayerSummary | undefined> {
    return this.#open && this.open(this.#open.file, { layer });
  }

  /** Nothing more is to be said of the file that was not taken. */
  dismiss(): void {
    this.offer = undefined;
    this.#changed();
  }

  /** Lets go of the file and of everything that is being computed about it. */
  remove(): void {
    this.#opener.reset();
    Object.assign(this, { opening: '', offer: undefined });
    this.#letGo();
    this.#changed();
  }

  /** Multiplies W_hh by another factor. */
  rescale(factor: number): void {
    this.factor = factor;
    if (this.#wanted) this.follow(this.#wanted.experiment, this.#wanted.engine);
    this.#changed();
  }

  /** Measures in this experiment, on this engine, once what is under way is done; only the last one asked for counts. */
  follow(experiment: Experiment, engine: string): void {
    const { layer, factor } = this;
    const before = this.#wanted;
    if (!layer) return;
    if (before?.experiment === experiment && before.engine === engine && before.factor === factor) return;
    this.#wanted = { experiment, engine, factor };
    if (!fits(layer, experiment.cell)) {
      this.#measurement.reset();
      this.#busy = false;
      Object.assign(this, { reading: undefined, problem: '' });
      this.#changed();
    } else if (!this.#busy) void this.#measure();
  }

  async #measure(): Promise<void> {
    const [open, wanted] = [this.#open, this.#wanted];
    if (!open || !wanted) return;
    this.#busy = true;
    const { experiment, factor } = wanted;
    const measuring = this.#measurement.start(
      { file: open.id, experiment, factor },
      {
        report: (measured) => {
          const refused = 'refusal' in measured;
          this.problem = refused ? measured.refusal : '';
          this.reading = refused ? undefined : measured.reading;
          if (!refused) this.spectra = measured.spectra;
          this.#busy = false;
          // What was asked for meanwhile supersedes the check of this one.
          if (wanted !== this.#wanted) void this.#measure();
          this.#changed();
        },
      },
    );
    const { run } = this.#measurement;
    await measuring;
    if (run !== this.#measurement.run) return;
    this.#busy = false;
    if (this.#measurement.state === 'failed') {
      this.problem = couldNot('measured', this.#measurement.failure);
      this.reading = undefined;
    }
    this.#changed();
  }

  #letGo(): void {
    if (this.#open) this.#workplace.forget(this.#open.id);
    this.#measurement.reset();
    this.#open = undefined;
    this.#wanted = undefined;
    this.#busy = false;
    Object.assign(this, { factor: 1, spectra: undefined, reading: undefined, problem: '' });
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** An error that nobody foresaw, in a sentence; the console has the rest. */
function couldNot(done: 'read' | 'measured', why: string): string {
  return `The network could not be ${done}: ${why}.`;
}
