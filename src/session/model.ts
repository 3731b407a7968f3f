/** The whole model that a person has given the page: its file, what it reads, and what is wrong with it. */
import { defaultExperiment } from '../experiment/fields.ts';
import type { DiagnosedModel, DiagnosisRequest } from '../laboratory/diagnosis.ts';
import type { ArrayFiles } from '../laboratory/open_arrays.ts';
import type { Answers } from '../networks/given/weight_reading.ts';
import { type Alteration, unaltered } from '../networks/model/altered.ts';
import { type ChosenFiles, inReadingOrder } from './chosen_files.ts';
import { type Example, fetchedExample } from './example.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Offer } from './given.ts';
import type { Workplace } from './workplace.ts';

/** How a model is measured: what a terminal's flags say. */
export type ModelSettings = Pick<
  DiagnosisRequest,
  'kind' | 'steps' | 'loss' | 'alteration' | 'seed' | 'places' | 'batchAxis' | 'lengths' | 'training'
>;

/** A change of some; undefined is as usual. */
export type Changes<Settings> = { readonly [Key in keyof Settings]?: Settings[Key] | undefined };

/** As a terminal without flags. */
export const usualSettings: ModelSettings = {
  ...{ kind: {}, loss: 'last', alteration: unaltered },
  seed: defaultExperiment.seed,
};

/** Whatever may be left unsaid. */
const unsaid = {
  ...{ steps: undefined, places: undefined, batchAxis: undefined, lengths: undefined, training: undefined },
} as const;

/** A model and how it was measured. */
export interface ShownModel extends DiagnosedModel {
  readonly request: DiagnosisRequest;
}

function changed(request: DiagnosisRequest, change: Changes<DiagnosisRequest>): DiagnosisRequest {
  const { file, answers, kind, loss, alteration, seed, ...optional } = request;
  const entries = Object.entries({ ...optional, ...change }).filter(([, value]) => value !== undefined);
  return { file, answers, kind, loss, alteration, seed, ...Object.fromEntries(entries) };
}

export class OwnModel extends EventTarget {
  /** What is shown: the newest measurement that came to something. */
  shown: ShownModel | undefined;
  /** A file that is not taken, or asked about; what is shown stays. */
  offer: Offer | undefined;
  /** Steps of all layers, there and back, of the measurement under way; 0 of 0 before it begins. */
  done = 0;
  total = 0;

  readonly #job: FollowedJob<'diagnosis'>;
  /** How the next file is measured: as a link says until one is shown, then as usual. */
  #first = usualSettings;
  /** What is being measured, or shown. */
  #wanted: DiagnosisRequest | undefined;
  /** What is to be measured next. */
  #next: Alteration | undefined;
  /** The newest that came with the page. */
  #example: File | undefined;
  /** What was asked about. */
  #asked: DiagnosisRequest | undefined;

  constructor(workplace: Workplace) {
    super();
    this.#job = new FollowedJob(workplace, 'diagnosis', { view: 'model', urgency: 0 }, () => this.#changed());
  }

  get state(): JobState {
    return this.#job.state;
  }

  /** How it is measured. */
  get settings(): ModelSettings {
    const settings = this.#wanted ?? this.#first;
    return this.#next ? { ...settings, alteration: this.#next } : settings;
  }

  /** Whether what is shown came with the page: then a link can lead to it. */
  get isExample(): boolean {
    const { file } = this.shown?.request ?? {};
    return file !== undefined && file === this.#example;
  }

  /** Name of the file that is being read or measured; empty where nothing is. */
  get underWay(): string {
    return this.state === 'running' ? (this.#wanted?.file.name ?? '') : '';
  }

  /** Measures the model of a file as a terminal does without flags, or as a link says, on inputs if they are given. */
  open(chosen: ChosenFiles, inputs?: File): Promise<void> {
    return this.#measure({
      ...this.#first,
      ...inReadingOrder(chosen),
      answers: {},
      ...(inputs && { inputs }),
    });
  }

  /** Opens a model that came with the page. */
  async fetch(example: Example): Promise<void> {
    const files = await fetchedExample(example);
    if ('weights' in files) {
      this.#example = files.weights;
      return this.open(files.weights, files.inputs);
    }
    this.offer = files;
    this.#changed();
  }

  /** Reads the file that was asked about, with more that is known of it. */
  async answer(answers: Answers, kind: DiagnosisRequest['kind'] = {}): Promise<void> {
    const asked = this.#asked;
    if (!asked) return;
    await this.#measure({
      ...asked,
      answers: { ...asked.answers, ...answers },
      kind: { ...asked.kind, ...kind },
    });
  }

  /** Takes all settings, of a link: measures what is shown so, or else the next file. */
  async take(settings: ModelSettings): Promise<void> {
    if (this.#wanted) return this.change({ ...unsaid, ...settings });
    this.#first = settings;
    this.#changed();
  }

  /** Measures what is shown otherwise. */
  async change(change: Changes<ModelSettings>): Promise<void> {
    const request = this.#wanted;
    if (request) await this.#measure(changed(request, change));
  }

  /** Measures it with other weights, once what is under way is done: a slider that is dragged is followed, not waited for. */
  async alter(change: Partial<Alteration>): Promise<void> {
    const alteration = { ...this.settings.alteration, ...change };
    if (this.state === 'running') this.#next = alteration;
    else await this.change({ alteration });
    this.#changed();
  }

  /**
   * Has what is shown read other arrays, or what is usual in the place of one that is taken away. As many steps as the inputs
   * have; c_0 goes with h_0.
   */
  async give(arrays: Changes<ArrayFiles>): Promise<void> {
    if (!this.#wanted) return;
    const steps = 'inputs' in arrays ? { steps: undefined, lengths: undefined } : {};
    const cell = 'hidden' in arrays && !arrays.hidden ? { cell: undefined } : {};
    const names = Object.values(arrays).flatMap((file) => file?.name ?? []);
    await this.#measure(changed(this.#wanted, { ...arrays, ...steps, ...cell }), names.join(', '));
  }

  /** Stops; what was shown before stays. */
  stop(): void {
    this.#next = undefined;
    this.#job.stop();
  }

  /** Nothing more is to be said of the file that was not taken. */
  dismiss(): void {
    this.offer = undefined;
    this.#changed();
  }

  /** @param given what of it is new, where that is not the model itself: it is what a refusal is about */
  async #measure(request: DiagnosisRequest, given = ''): Promise<void> {
    this.#wanted = request;
    this.#next = undefined;
    Object.assign(this, { offer: undefined, done: 0, total: 0 });
    const work = this.#job.start(request, {
      report: ({ done, total }) => {
        Object.assign(this, { done, total });
        this.#changed();
      },
    });
    const { run } = this.#job;
    const outcome = await work;
    if (run !== this.#job.run) return;
    const file = given || request.file.name;
    const { failure } = this.#job;
    if (failure) this.offer = { file, refusal: `The model could not be measured: ${failure}.` };
    const result = outcome?.result;
    if (result && 'refusal' in result) this.offer = { file, refusal: result.refusal };
    else if (result && 'about' in result) {
      this.offer = { file, question: result };
      this.#asked = request;
    } else if (result) {
      this.shown = { ...result, request };
      this.#first = usualSettings;
    }
    this.#wanted = this.shown?.request;
    const next = this.#next;
    this.#next = undefined;
    this.#changed();
    if (next) await this.change({ alteration: next });
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
