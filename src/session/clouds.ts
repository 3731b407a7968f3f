/** Eigenvalues of one network, which follow a slider, and the density of those of all networks. */
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { Cloud, CloudMatrix, Density } from '../laboratory/clouds.ts';
import { Debounce } from './debounce.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

export interface CloudQuestion {
  /** At one gain. */
  readonly experiment: Experiment;
  readonly index: number;
  readonly matrix: CloudMatrix;
  readonly time: number;
}

/** Thousands of networks are begun once sliders rest for so many milliseconds. */
const settleMilliseconds = 500;

export class EigenvalueClouds extends EventTarget {
  /** What was asked last. */
  wanted: CloudQuestion | undefined;
  /** The newest answer, and to what. */
  cloud: Cloud | undefined;
  answered: CloudQuestion | undefined;
  /** Milliseconds from the question to the answer. */
  milliseconds = 0;
  density: Density | undefined;
  densityAsked: CloudQuestion | undefined;
  engine: EngineDescription | undefined;

  readonly #workplace: Workplace;
  readonly #cloud: FollowedJob<'cloud'>;
  readonly #density: FollowedJob<'density'>;
  readonly #settled = new Debounce(settleMilliseconds);
  /** Whether a question is under way: the next one waits for it, else a slider that is dragged would see none answered. */
  #busy = false;

  constructor(workplace: Workplace) {
    super();
    this.#workplace = workplace;
    const changed = () => this.#changed();
    this.#cloud = new FollowedJob(workplace, 'cloud', { view: 'spectra', urgency: 0 }, changed);
    this.#density = new FollowedJob(workplace, 'density', { view: 'spectra', urgency: 1 }, changed);
  }

  get failure(): string {
    return this.#cloud.failure || this.#density.failure;
  }

  /** Of the density. */
  get state(): JobState {
    return this.#settled.waits ? 'running' : this.#density.state;
  }

  ask(question: CloudQuestion): void {
    this.wanted = question;
    this.#density.stop();
    this.#settled.ask(() => void this.#measureDensity(question));
    if (!this.#busy) void this.#answer(question);
  }

  /** Ends the counting for as long as nobody looks: it begins anew with the next question. */
  pause(): void {
    this.stop();
    this.wanted = undefined;
  }

  /** Ends the counting; what has been counted stays. */
  stop(): void {
    this.#settled.cancel();
    this.#density.stop();
    this.#changed();
  }

  async #answer(question: CloudQuestion): Promise<void> {
    this.#busy = true;
    const begun = performance.now();
    const { experiment, index, matrix, time } = question;
    const outcome = await this.#cloud.start({ experiment, index, matrix, time });
    this.#busy = false;
    if (outcome) {
      const { result, engine } = outcome;
      const milliseconds = performance.now() - begun;
      Object.assign(this, { cloud: result, engine, answered: question, milliseconds });
    }
    this.#changed();
    if (this.wanted && this.wanted !== question) void this.#answer(this.wanted);
  }

  async #measureDensity(question: CloudQuestion): Promise<void> {
    const { experiment, matrix, time } = question;
    const take = (density: Density) => {
      this.density = density;
      this.densityAsked = question;
      this.engine ??= this.#workplace.engine;
      this.#changed();
    };
    const outcome = await this.#density.start({ experiment, matrix, time }, { report: take });
    if (outcome) take(outcome.result);
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
