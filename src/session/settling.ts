/** What the networks of an experiment settle into, as the page has it measured. */

import { settlingExperiment } from '../analysis/settling.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { Provenance } from '../experiment/provenance.ts';
import { unfinished } from '../experiment/unfinished.ts';
import type { SettledNetwork } from '../laboratory/settling.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

export class Settling extends EventTarget {
  /** Those that have been classified so far, in order of their index. */
  networks: readonly SettledNetwork[] = [];
  /** What is measured: as long as the long run takes. */
  experiment: Experiment | undefined;
  /** What happened on the way, a sentence each. */
  notices: readonly string[] = [];

  readonly #workplace: Workplace;
  readonly #job: FollowedJob<'settling'>;

  constructor(workplace: Workplace) {
    super();
    this.#workplace = workplace;
    this.#job = new FollowedJob(workplace, 'settling', { view: 'spectra', urgency: 1 }, () =>
      this.#changed(),
    );
  }

  get state(): JobState {
    return this.#job.state;
  }

  /** Why it could not go on; empty where nothing failed. */
  get failure(): string {
    return this.#job.failure && `The networks could not be followed: ${this.#job.failure}.`;
  }

  /** What was measured by which engine, once one is open. */
  get provenance(): Provenance | undefined {
    const { experiment } = this;
    const engine = this.#job.outcome?.engine ?? this.#workplace.engine;
    const missing = experiment && unfinished(this.networks.length, experiment.networks, 'network');
    return experiment && engine && { experiment, engine, unfinished: missing };
  }

  /** Follows the first networks of an experiment; what was under way is given up. */
  start(experiment: Experiment, networks: number): void {
    Object.assign(this, { networks: [], notices: [] });
    const asked = settlingExperiment({ ...experiment, networks: Math.min(networks, experiment.networks) });
    this.experiment = asked;
    void this.#job.start(asked, {
      report: (found) => {
        this.networks = [...this.networks, ...found];
        this.#changed();
      },
      notice: (sentence) => {
        this.notices = [...this.notices, sentence];
        this.#changed();
      },
    });
  }

  stop(): void {
    this.#job.stop();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
