/** The network that a person has given the page: its file, its layer, and how it does in the experiment. */

import type { GivenSpectra } from '../analysis/given_network.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { CheckedErrors, GivenReading, GivenRequest } from '../laboratory/given.ts';
import type { Drive } from '../laboratory/given_file.ts';
import type { ArrayFiles, ArraySummaries } from '../laboratory/open_arrays.ts';
import type { FileQuestion, OpenedFile } from '../laboratory/open_file.ts';
import { say } from '../language/say.ts';
import { type ArrayName, arrayNames } from '../networks/given/array_names.ts';
import { fits, type LayerSummary } from '../networks/given/layer_summary.ts';
import type { UngatedKind } from '../networks/given/ungated_kind.ts';
import type { Answers } from '../networks/given/weight_reading.ts';
import { type ChosenFiles, inReadingOrder } from './chosen_files.ts';
import { type Example, fetchedExample } from './example.ts';
import { FollowedJob } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

/** A file that stands on the laboratory's shelf. */
interface OpenFile extends OpenedFile {
  readonly file: File;
  /** As they were chosen, the file among them. */
  readonly chosen: ChosenFiles;
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
  readonly drive: Drive;
  readonly arrays: ArraySummaries;
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
  /** What it reads. */
  drive: Drive = 'own';
  /** The arrays of its own sequence that are given. */
  arrays: ArraySummaries = {};
  spectra: GivenSpectra | undefined;
  /** Of a measurement that takes a while: which share of it is done. */
  share: number | undefined;
  /** Whether somebody has stopped it. */
  stopped = false;
  /** The newest reading, perhaps of the experiment or factor before; undefined where there is none yet. */
  reading: GivenReading | undefined;
  /** What is said, drawn and assumed of that, in sentences. */
  assumed: readonly string[] = [];

  readonly #workplace: Workplace;
  readonly #opener: FollowedJob<'openFile'>;
  readonly #arrayOpener: FollowedJob<'openArrays'>;
  readonly #measurement: FollowedJob<'given'>;
  #open: OpenFile | undefined;
  #files: ArrayFiles = {};
  /** What the controls said of its kind when it was kept; those of now, where it is not. */
  #kind: Partial<UngatedKind> = {};
  /** The file that is asked about, and what has been answered so far. */
  #asked: { readonly chosen: ChosenFiles; readonly answers: Answers } | undefined;
  #wanted: Wanted | undefined;
  /** Whether a reading is under way: a slider that is dragged is followed, not waited for. */
  #busy = false;

  constructor(workplace: Workplace) {
    super();
    this.#workplace = workplace;
    this.#opener = new FollowedJob(workplace, 'openFile', { view, urgency: 0 });
    this.#arrayOpener = new FollowedJob(workplace, 'openArrays', { view, urgency: 0 });
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

  /** The arrays that may be given now: c_0 only beside h_0. */
  get takes(): readonly ArrayName[] {
    const { layer, arrays } = this;
    if (!layer) return [];
    const possible: Readonly<Record<ArrayName, boolean>> = {
      inputs: layer.inputSize > 0,
      hidden: true,
      cell: layer.cell === 'lstm' && arrays.hidden !== undefined,
      cotangent: true,
    };
    return arrayNames.filter((name) => possible[name]);
  }

  /** T of the inputs that are given. */
  get inputSteps(): number | undefined {
    return this.arrays.inputs?.shape[0];
  }

  get fileName(): string {
    return this.#open?.file.name ?? '';
  }

  /** How far the reading is from float64; undefined until it is looked at, and where it is not. */
  get errors(): CheckedErrors | undefined {
    return this.#measurement.outcome?.result;
  }

  /** What is measured of it, for other questions about the same. */
  get request(): GivenRequest | undefined {
    const [open, wanted] = [this.#open, this.#wanted];
    if (!open || !wanted) return undefined;
    const { experiment, factor, drive } = wanted;
    return { file: open.id, experiment: { ...experiment, ...this.#kind }, factor, drive };
  }

  /**
   * Reads a file, or an index and its shards, and takes the layer that is meant, with arrays beside it as far as they go with it. Resolves to the
   * layer, or to undefined where the file is refused or asked about, or another one is opened meanwhile.
   */
  async open(
    chosen: ChosenFiles,
    answers: Answers = {},
    arrays: ArrayFiles = {},
  ): Promise<LayerSummary | undefined> {
    const files = inReadingOrder(chosen);
    const { file } = files;
    Object.assign(this, { opening: file.name, offer: undefined });
    this.#asked = { chosen, answers };
    this.#changed();
    const opening = this.#opener.start({ ...files, answers });
    const { run } = this.#opener;
    const outcome = await opening;
    if (run !== this.#opener.run) return undefined;
    this.opening = '';
    const opened = outcome?.result ?? { refusal: couldNot(say`read`, this.#opener.failure) };
    if ('refusal' in opened) this.offer = { file: file.name, refusal: opened.refusal };
    else if ('about' in opened) this.offer = { file: file.name, question: opened };
    else {
      this.#letGo();
      this.#open = { ...opened, file, chosen, id: run };
      await this.#give(arrays);
    }
    this.#changed();
    return 'layer' in opened ? opened.layer : undefined;
  }

  /** Opens a file of weights that came with the page, and the inputs that came with it. */
  async fetch(example: Example): Promise<LayerSummary | undefined> {
    const files = await fetchedExample(example);
    if ('weights' in files) return this.open(files.weights, {}, { inputs: files.inputs });
    this.offer = files;
    this.#changed();
    return undefined;
  }

  /** Gives the layer arrays besides those that it has, or takes some from it. Resolves to whether they are taken. */
  async give(changes: Readonly<Partial<Record<ArrayName, File | undefined>>>): Promise<boolean> {
    // One after another: what is dropped while another one is read joins it.
    const before = this.#giving;
    const given = before.then(() => this.#giveNext(changes));
    this.#giving = given.then(
      () => undefined,
      () => undefined,
    );
    return given;
  }

  #giving: Promise<void> = Promise.resolve();

  async #giveNext(changes: Readonly<Partial<Record<ArrayName, File | undefined>>>): Promise<boolean> {
    const files = Object.entries({ ...this.#files, ...changes }).filter(([, file]) => file);
    const { cell, ...others }: ArrayFiles = Object.fromEntries(files);
    const taken = await this.#give(others.hidden && cell ? { ...others, cell } : others, changes);
    this.#changed();
    return taken;
  }

  /** @param changes what of it is new, for whoever is told of a refusal */
  async #give(
    files: ArrayFiles,
    changes: Readonly<Partial<Record<ArrayName, File | undefined>>> = files,
  ): Promise<boolean> {
    const open = this.#open;
    if (!open || (Object.keys(files).length === 0 && Object.keys(this.#files).length === 0)) return true;
    const outcome = await this.#arrayOpener.start({ file: open.id, arrays: files });
    const opened = outcome?.result ?? { refusal: couldNot(say`read`, this.#arrayOpener.failure) };
    if (open !== this.#open) return false;
    if ('refusal' in opened) {
      const names = Object.values(changes).flatMap((file) => file?.name ?? []);
      this.offer = { file: names.join(', '), refusal: opened.refusal };
      return false;
    }
    this.#files = files;
    Object.assign(this, { arrays: opened.arrays, drive: 'own', offer: undefined });
    this.#followAgain();
    return true;
  }

  /** Reads the file that was asked about, with more that is known of it. */
  async answer(answers: Answers): Promise<LayerSummary | undefined> {
    return this.#asked && this.open(this.#asked.chosen, { ...this.#asked.answers, ...answers });
  }

  /** Takes another layer of the same file. */
  async choose(layer: string): Promise<LayerSummary | undefined> {
    return this.#open && this.open(this.#open.chosen, { layer }, this.#files);
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
    this.#followAgain();
    this.#changed();
  }

  /** Has it read something else. */
  driveBy(drive: Drive): void {
    this.drive = drive;
    this.#followAgain();
    this.#changed();
  }

  /** From now on it is of the kind that the controls say now. */
  keepKind(experiment: Experiment): void {
    const { layer } = this;
    if (!layer) return;
    const { leak, residualScale, activation, negativeSlope } = experiment;
    const cell = fits(layer, experiment.cell) ? experiment.cell : layer.cell;
    this.#kind = { cell, leak, residualScale, activation, negativeSlope };
  }

  /** The controls say again what kind it is. */
  freeKind(): void {
    this.#kind = {};
    this.#wanted = undefined;
  }

  /** Measures in this experiment, on this engine, once what is under way is done; only the last one asked for counts. */
  follow(experiment: Experiment, engine: string): void {
    const { layer, factor, drive, arrays } = this;
    const before = this.#wanted;
    if (!layer) return;
    const wanted: Wanted = { experiment, engine, factor, drive, arrays };
    const names = ['experiment', 'engine', 'factor', 'drive', 'arrays'] as const;
    if (before && names.every((name) => before[name] === wanted[name])) return;
    this.#wanted = wanted;
    if (!fits(layer, { ...experiment, ...this.#kind }.cell)) {
      this.#measurement.reset();
      this.#busy = false;
      Object.assign(this, { reading: undefined, assumed: [], problem: '' });
      this.#changed();
    } else if (!this.#busy || this.share !== undefined) void this.#measure();
  }

  /** Ends a measurement that takes a while. */
  stop(): void {
    this.stopped = true;
    this.#measurement.stop();
    this.#changed();
  }

  /** Measures again what was stopped. */
  again(): void {
    void this.#measure();
  }

  async #measure(): Promise<void> {
    const [open, wanted] = [this.#open, this.#wanted];
    if (!open || !wanted) return;
    this.#busy = true;
    Object.assign(this, { share: undefined, stopped: false });
    if (!this.#workplace.remembers(open.id)) {
      await this.#openAgain(open, wanted);
      return;
    }
    let reported = false;
    const { request } = this;
    if (!request) return;
    const measuring = this.#measurement.start(request, {
      report: (measured) => {
        if ('share' in measured) {
          this.share = measured.share;
          this.#changed();
          return;
        }
        reported = true;
        this.share = undefined;
        if (!('refusal' in measured)) Object.assign(this, { ...measured, problem: '' });
        // Why not, of what nobody asks for any more, is no news.
        else if (wanted === this.#wanted)
          Object.assign(this, { reading: undefined, assumed: [], problem: measured.refusal });
        this.#busy = false;
        // What was asked for meanwhile supersedes the check of this one.
        if (wanted !== this.#wanted) void this.#measure();
        this.#changed();
      },
    });
    const { run } = this.#measurement;
    await measuring;
    if (run !== this.#measurement.run) return;
    this.#busy = false;
    // What it was stopped at is still said.
    if (!this.stopped) this.share = undefined;
    // Where only the check of it failed, the reading stands, unchecked.
    if (this.#measurement.state === 'failed' && !reported) {
      const problem = couldNot(say`measured`, this.#measurement.failure);
      Object.assign(this, { reading: undefined, assumed: [], problem });
    }
    this.#changed();
  }

  /** The worker that had read the file is lost: another one reads it, and measures what is wanted. */
  async #openAgain(
    { chosen, layer }: OpenFile,
    { experiment, engine, factor, drive }: Wanted,
  ): Promise<void> {
    const opened = await this.open(chosen, { ...this.#asked?.answers, layer: layer.name }, this.#files);
    if (!opened) {
      this.#busy = false;
      return;
    }
    Object.assign(this, { factor, drive });
    this.follow(experiment, engine);
  }

  #letGo(): void {
    if (this.#open) this.#workplace.forget(this.#open.id);
    this.#measurement.reset();
    this.#open = undefined;
    this.#wanted = undefined;
    this.#busy = false;
    this.#files = {};
    this.#arrayOpener.reset();
    Object.assign(this, { drive: 'own', arrays: {}, assumed: [] });
    Object.assign(this, { factor: 1, spectra: undefined, reading: undefined, problem: '' });
    Object.assign(this, { share: undefined, stopped: false });
  }

  #followAgain(): void {
    if (this.#wanted) this.follow(this.#wanted.experiment, this.#wanted.engine);
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** An error that nobody foresaw, in a sentence; the console has the rest. */
function couldNot(done: string, why: string): string {
  return `The network could not be ${done}: ${why}.`;
}
