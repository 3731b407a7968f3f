/** The ensembles that a figure shows: measured one after another, kept once they are, dropped for newer wishes. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Experiment } from '../experiment/experiment.ts';
import type { EnsembleReading } from '../laboratory/figure.ts';
import { FollowedJob } from '../session/followed_job.ts';
import type { Desk } from './lesson.ts';

export class EnsembleController implements ReactiveController {
  /** Part of what is wanted that has been measured, 0 … 1; undefined where nothing is under way. */
  progress: number | undefined;

  readonly #host: ReactiveControllerHost;
  readonly #readings = new Map<string, EnsembleReading>();
  #desk: Pick<Desk, 'workplace' | 'engine'> | undefined;
  #job: FollowedJob<'figure'> | undefined;
  /** What is wanted, to tell whether it has changed. */
  #wanted = '';

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Why measuring failed, in a sentence. */
  get failure(): string {
    const why = this.#job?.failure;
    return why ? `Measuring failed: ${why}. Change a control to try again.` : '';
  }

  hostDisconnected(): void {
    this.#job?.reset();
    this.#wanted = '';
  }

  /** What has been read of an experiment, once it has. */
  reading(experiment: Experiment): EnsembleReading | undefined {
    return this.#readings.get(keyOf(experiment));
  }

  /** Measures what is not known of these experiments, and lets the host render as each becomes known. */
  want(desk: Pick<Desk, 'workplace' | 'engine'>, experiments: readonly Experiment[]): void {
    const wanted = experiments.map(keyOf).join('\n');
    const sameDesk = desk.workplace === this.#desk?.workplace && desk.engine === this.#desk.engine;
    if (sameDesk && wanted === this.#wanted) return;
    if (!sameDesk) this.#readings.clear();
    this.#desk = desk;
    this.#wanted = wanted;
    this.#job?.reset();
    const unknown = experiments.filter((experiment) => !this.#readings.has(keyOf(experiment)));
    this.#job = new FollowedJob(desk.workplace, 'figure', { view: 'chapter', urgency: 0 });
    this.progress = unknown.length > 0 ? 0 : undefined;
    void this.#measure(this.#job, unknown);
  }

  async #measure(job: FollowedJob<'figure'>, unknown: readonly Experiment[]): Promise<void> {
    const current = () => job === this.#job;
    for (const [done, experiment] of unknown.entries()) {
      const report = (part: number) => current() && this.#show((done + part) / unknown.length);
      const outcome = await job.start(experiment, { report });
      if (!current()) return;
      // Its failure stands until something else is wanted.
      if (!outcome) break;
      this.#readings.set(keyOf(experiment), outcome.result);
      this.#show((done + 1) / unknown.length);
    }
    this.#show(undefined);
  }

  #show(progress: number | undefined): void {
    this.progress = progress;
    this.#host.requestUpdate();
  }
}

function keyOf(experiment: Experiment): string {
  return JSON.stringify(experiment);
}
