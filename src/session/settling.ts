/** What the page has asked networks to settle into: those that have been followed so far. */
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { longEnough, type SettledNetwork } from '../laboratory/settling.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

export class SettlingNetworks extends EventTarget {
  /** As it is followed: longer than it was asked for, where that is short. */
  experiment: Experiment | undefined;
  /** In order of their indices. */
  networks: readonly SettledNetwork[] = [];
  engine: EngineDescription | undefined;
  notices: readonly string[] = [];

  readonly #job: FollowedJob<'settling'>;

  constructor(workplace: Workplace) {
    super();
    this.#job = new FollowedJob(workplace, 'settling', { view: 'spectra', urgency: 0 }, () =>
      this.#changed(),
    );
  }

  get state(): JobState {
    return this.#job.state;
  }

  /** Why it could not go on, as a sentence; empty where it did. */
  get failure(): string {
    return this.#job.failure && `The networks could not be followed: ${this.#job.failure}.`;
  }

  start(experiment: Experiment): void {
    Object.assign(this, { experiment: longEnough(experiment), networks: [], notices: [] });
    void this.#job.start(
      { experiment },
      {
        report: ({ engine, networks }) => {
          this.engine = engine;
          this.networks = [...this.networks, ...networks];
          this.#changed();
        },
        notice: (sentence) => {
          this.notices = [...this.notices, sentence];
          this.#changed();
        },
      },
    );
  }

  stop(): void {
    this.#job.stop();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
