/** Where a layer of a model stands among random networks of its kind, measured when somebody asks. */
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { Peers, PeersRequest } from '../laboratory/peers.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

/** An answer and what it is of. */
export interface MeasuredPeers extends Peers {
  readonly request: PeersRequest;
  readonly engine: EngineDescription;
}

/** How many random networks tell. */
const networks = 256;

export class LayerPeers extends EventTarget {
  found: MeasuredPeers | undefined;
  done = 0;
  readonly total = networks;

  readonly #job: FollowedJob<'peers'>;

  constructor(workplace: Workplace) {
    super();
    this.#job = new FollowedJob(workplace, 'peers', { view: 'model', urgency: 1 }, () => this.#changed());
  }

  get state(): JobState {
    return this.#job.state;
  }

  /** Why there is no answer; empty where nothing failed. */
  get failure(): string {
    return this.#job.failure && `The random networks could not be measured: ${this.#job.failure}.`;
  }

  /** Measures random networks of an experiment and counts those that a layer's gradient outgrows. */
  async ask(experiment: Experiment, growthRate: number): Promise<void> {
    const request = { experiment: { ...experiment, networks }, growthRate };
    this.done = 0;
    const work = this.#job.start(request, {
      report: ({ done }) => {
        this.done = done;
        this.#changed();
      },
    });
    const { run } = this.#job;
    const outcome = await work;
    if (run !== this.#job.run || !outcome?.result) return;
    this.found = { ...outcome.result, request, engine: outcome.engine };
    this.#changed();
  }

  stop(): void {
    this.#job.stop();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
