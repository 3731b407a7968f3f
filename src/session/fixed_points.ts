/** The fixed points of one network, as the page has them looked for. */
import { settlingExperiment } from '../analysis/settling.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { Provenance } from '../experiment/provenance.ts';
import type { NetworkFixedPoints } from '../laboratory/fixed_points.ts';
import type { DrawnNetwork } from '../networks/single_network.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

export class FixedPointSearch extends EventTarget {
  found: NetworkFixedPoints | undefined;
  /** Whose they are, or will be. */
  asked: DrawnNetwork | undefined;
  /** Which share is done. */
  done = 0;

  readonly #job: FollowedJob<'fixedPoints'>;

  constructor(workplace: Workplace) {
    super();
    this.#job = new FollowedJob(workplace, 'fixedPoints', { view: 'spectra', urgency: 2 }, () =>
      this.#changed(),
    );
  }

  get state(): JobState {
    return this.#job.state;
  }

  /** Why there are none; empty where nothing failed. */
  get failure(): string {
    return this.#job.failure && `No fixed points were found: ${this.#job.failure}.`;
  }

  get provenance(): Provenance | undefined {
    const engine = this.#job.outcome?.engine;
    return engine && this.asked && { experiment: this.asked.experiment, engine };
  }

  async start(experiment: Experiment, index: number): Promise<void> {
    Object.assign(this, { found: undefined, done: 0 });
    this.asked = { experiment: settlingExperiment(experiment), index };
    const work = this.#job.start(this.asked, {
      report: (share) => {
        this.done = share;
        this.#changed();
      },
    });
    const { run } = this.#job;
    const outcome = await work;
    if (run !== this.#job.run || !outcome) return;
    this.found = outcome.result;
    this.#changed();
  }

  stop(): void {
    this.#job.stop();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
