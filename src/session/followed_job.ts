/**
 * One job at a time, followed from its start to its end: the one way in which views and figures have something
 * measured. What an older start reports or comes to reaches nobody any more.
 */
import { whatHappened } from '../laboratory/engine_post.ts';
import type { JobName, ReportOf, RequestOf } from '../laboratory/jobs.ts';
import type { Outcome } from '../laboratory/laboratory.ts';
import type { Purpose, Workplace } from './workplace.ts';

export type JobState = 'idle' | 'running' | 'complete' | 'stopped' | 'failed';

/** Who is told of a job under way. */
interface Told<Name extends JobName> {
  readonly report?: (report: ReportOf<Name>) => void;
  readonly notice?: (sentence: string) => void;
}

export class FollowedJob<Name extends JobName> {
  state: JobState = 'idle';
  /** Why the newest start failed, as a clause; empty where it did not. */
  failure = '';
  /** What the newest start came to, once it is complete. */
  outcome: Outcome<Name> | undefined;
  /** The number of the newest start, 0 before the first. */
  run = 0;

  readonly #workplace: Workplace;
  readonly #name: Name;
  readonly #purpose: Purpose;
  readonly #changed: () => void;
  /** Settles the promise of the newest start once another supersedes it. */
  #supersede: () => void = () => undefined;

  constructor(workplace: Workplace, name: Name, purpose: Purpose, changed: () => void = () => undefined) {
    this.#workplace = workplace;
    this.#name = name;
    this.#purpose = purpose;
    this.#changed = changed;
  }

  /** Starts the job; one under way is stopped. Resolves to undefined where it is stopped, superseded, or fails. */
  async start(request: RequestOf<Name>, told: Told<Name> = {}): Promise<Outcome<Name> | undefined> {
    this.reset();
    const run = this.#workplace.number();
    const newest = () => run === this.run;
    const superseded = new Promise<undefined>((resolve) => {
      this.#supersede = () => resolve(undefined);
    });
    this.run = run;
    this.state = 'running';
    this.#changed();
    const work = this.#workplace.run(this.#name, run, request, this.#purpose, {
      report: (report) => {
        if (newest()) told.report?.(report);
      },
      notice: (sentence) => {
        if (newest()) told.notice?.(sentence);
      },
    });
    try {
      const outcome = await Promise.race([work, superseded]);
      if (!newest()) return undefined;
      this.outcome = outcome;
      if (this.state === 'running') this.state = outcome ? 'complete' : 'stopped';
      this.#changed();
      return outcome;
    } catch (error) {
      if (!newest()) return undefined;
      console.warn(error);
      this.state = 'failed';
      this.failure = whatHappened(error);
      this.#changed();
      return undefined;
    }
  }

  /** Stops the job; what it has reported stays, and its last report may still come. */
  stop(): void {
    if (this.state !== 'running') return;
    this.#workplace.stop(this.run);
    this.state = 'stopped';
    this.#changed();
  }

  /** As before the first start. */
  reset(): void {
    if (this.state === 'running') this.#workplace.stop(this.run);
    this.#supersede();
    this.run = 0;
    this.state = 'idle';
    this.failure = '';
    this.outcome = undefined;
  }
}
