/** Singular values of ∂state_T/∂state_t of an experiment's first few networks, and of another ensemble's beside them. */
import type { EnsembleName, Experiment } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { SingularNetwork, SingularReport } from '../laboratory/singular.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

/** What is measured: one gain, one network first. */
export interface SingularQuestion {
  readonly experiment: Experiment;
  readonly first: number;
  /** An ensemble that is shown beside the experiment's own. */
  readonly beside: EnsembleName | undefined;
}

/** Networks at most, of each ensemble. */
const mostNetworks = 16;
/** A slider that is dragged asks for many; the last one of so many milliseconds is measured. */
const settleMilliseconds = 150;

export class SingularSpectra extends EventTarget {
  /** Seconds after which no other network is begun. */
  readonly seconds = 6;
  /** What was asked last. */
  wanted: SingularQuestion | undefined;
  /** What the networks below are of. */
  asked: SingularQuestion | undefined;
  networks: readonly SingularNetwork[] = [];
  /** The same of the other ensemble. */
  beside: readonly SingularNetwork[] = [];
  /** Networks that are done of what is under way, and which share of the next one is. */
  done = 0;
  share = 0;
  engine: EngineDescription | undefined;

  readonly #workplace: Workplace;
  readonly #own: FollowedJob<'singular'>;
  readonly #other: FollowedJob<'singular'>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether somebody stopped what was asked last. */
  #stopped = false;

  constructor(workplace: Workplace) {
    super();
    this.#workplace = workplace;
    const changed = () => this.#changed();
    this.#own = new FollowedJob(workplace, 'singular', { view: 'spectra', urgency: 0 }, changed);
    this.#other = new FollowedJob(workplace, 'singular', { view: 'spectra', urgency: 1 }, changed);
  }

  get state(): JobState {
    if (this.#stopped) return 'stopped';
    if (this.#timer !== undefined || this.#other.state === 'running') return 'running';
    return this.#own.state;
  }

  get failure(): string {
    return this.#own.failure || this.#other.failure;
  }

  /** Measures what is asked, in a moment; what was asked before is given up. */
  ask(question: SingularQuestion): void {
    this.wanted = question;
    this.#stopped = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#measure(question);
    }, settleMilliseconds);
    this.#changed();
  }

  /** Ends the measuring for as long as nobody looks: what is asked next is measured, if it is the same again. */
  pause(): void {
    this.stop();
    this.wanted = undefined;
  }

  /** Ends the measuring; networks that are done stay. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stopped = true;
    this.#own.stop();
    this.#other.stop();
    this.#changed();
  }

  async #measure(question: SingularQuestion): Promise<void> {
    const { experiment, first, beside } = question;
    const limits = { first, networks: mostNetworks, seconds: this.seconds };
    this.done = 0;
    this.#other.reset();
    if (!this.#knows(question)) {
      let fresh = true;
      const done = await this.#own.start(
        { experiment, ...limits },
        {
          report: (report) => {
            if ('network' in report) {
              // Until the first one the charts show what was measured before.
              if (fresh) Object.assign(this, { networks: [], beside: [] });
              fresh = false;
              this.asked = question;
              this.networks = [...this.networks, report.network];
              this.engine = this.#workplace.engine;
            }
            this.#told(report);
          },
        },
      );
      if (!done) return;
    }
    this.asked = question;
    this.beside = [];
    this.#changed();
    if (beside === undefined) return;
    await this.#other.start(
      { experiment: { ...experiment, ensemble: beside }, ...limits },
      {
        report: (report) => {
          if ('network' in report) this.beside = [...this.beside, report.network];
          this.#told(report);
        },
      },
    );
  }

  /** Whether the networks at hand are those of a question, all of them. */
  #knows({ experiment, first }: SingularQuestion): boolean {
    const { asked } = this;
    return (
      this.#own.state === 'complete' &&
      asked?.first === first &&
      JSON.stringify(asked.experiment) === JSON.stringify(experiment)
    );
  }

  #told(report: SingularReport): void {
    if ('network' in report) this.done += 1;
    this.share = 'share' in report ? report.share : 0;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
