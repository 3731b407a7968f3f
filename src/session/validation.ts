/** The validation that the page has asked for: its table so far. */
import type { ValidationRow } from '../analysis/validation_row.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { ValidationReport, ValidationRequest } from '../laboratory/validation.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

export class Validation extends EventTarget {
  rows: readonly ValidationRow[] = [];
  /** Engines that have been validated, or are, as they describe themselves. */
  engines: readonly EngineDescription[] = [];
  /** Which engines are not to be had here and why, a sentence each. */
  notices: readonly string[] = [];
  /** Parts of the table, of all engines asked for. */
  done = 0;
  total = 0;

  readonly #job: FollowedJob<'validation'>;

  constructor(workplace: Workplace) {
    super();
    this.#job = new FollowedJob(workplace, 'validation', { view: 'validate', urgency: 0 }, () =>
      this.#changed(),
    );
  }

  get state(): JobState {
    return this.#job.state;
  }

  /** Why it could not go on. */
  get failure(): string {
    return this.#job.failure && `The validation could not go on: ${this.#job.failure}.`;
  }

  /** Validates engines, one after another, from an empty table. */
  start(request: ValidationRequest): void {
    Object.assign(this, { rows: [], engines: [], notices: [], done: 0, total: 0 });
    void this.#job.start(request, {
      report: this.#report,
      notice: (sentence) => {
        this.notices = [...this.notices, sentence];
        this.#changed();
      },
    });
  }

  stop(): void {
    this.#job.stop();
  }

  readonly #report = ({ engine, rows, done, total }: ValidationReport): void => {
    if (!this.engines.some(({ name }) => name === engine.name)) this.engines = [...this.engines, engine];
    this.rows = [...this.rows, ...rows];
    Object.assign(this, { done, total });
    this.#changed();
  };

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
