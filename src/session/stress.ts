/** The stress that the page has asked for: its runs so far. */
import type { StressRecord } from '../analysis/stress.ts';
import { type StressReport, type StressRequest, type StressSize, stressed } from '../laboratory/stress.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

export class Stress extends EventTarget {
  /** What came of it so far; undefined before the machine is known. */
  record: StressRecord | undefined;
  /** The run under way, and how much of it is done, in parts of one. */
  next: StressSize | undefined;
  done = 0;
  /** What was asked for. */
  asked: StressRequest | undefined;
  /** What happened on the way, a sentence each. */
  notices: readonly string[] = [];

  readonly #job: FollowedJob<'stress'>;

  constructor(workplace: Workplace) {
    super();
    this.#job = new FollowedJob(workplace, 'stress', { view: 'stress', urgency: 0 }, () => this.#changed());
  }

  get state(): JobState {
    return this.#job.state;
  }

  /** What came of it so far, as it is filed: no report of a part is to be taken for the whole. */
  get filed(): StressRecord | undefined {
    const { record, state } = this;
    if (!record || state === 'complete') return record;
    return { ...record, unfinished: { done: record.runs.length, unit: 'run' } };
  }

  /** Why it could not go on. */
  get failure(): string {
    return this.#job.failure && `The stress could not go on: ${this.#job.failure}.`;
  }

  start(asked: StressRequest): void {
    Object.assign(this, { asked, record: undefined, next: undefined, done: 0, notices: [] });
    const date = new Date();
    const experiment = stressed(asked.experiment);
    void this.#job.start(asked, {
      report: (report) => this.#report(report, { date, experiment }),
      notice: (sentence) => {
        if (!this.notices.includes(sentence)) this.notices = [...this.notices, sentence];
        this.#changed();
      },
    });
  }

  stop(): void {
    this.#job.stop();
  }

  #report(report: StressReport, asked: Pick<StressRecord, 'date' | 'experiment'>): void {
    const { record } = this;
    if ('began' in report) this.record = { ...asked, ...report.began, runs: [], ends: [], tuning: [] };
    else if ('next' in report) Object.assign(this, { next: report.next, done: report.done });
    else if (record && 'run' in report) {
      const { run, tuning } = report;
      this.record = { ...record, runs: [...record.runs, run], tuning };
    } else if (record && 'end' in report) this.record = { ...record, ends: [...record.ends, report.end] };
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
