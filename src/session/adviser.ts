/** The advice that the page is asked for: how to start a layer for a task, measured anew whenever the question changes. */
import { type Snippets, snippetsOf } from '../analysis/advice/snippets.ts';
import type { AdviceQuestion } from '../analysis/advice/start.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import type { MeasuredAdvice } from '../laboratory/advice.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

/** What a person chooses; inputs are as many as units. */
export type AdviceChoice = Pick<AdviceQuestion, 'settings' | 'hiddenSize' | 'lag'>;

/** An answer and what it is of. */
export interface GivenAdvice extends MeasuredAdvice {
  readonly question: AdviceQuestion;
  readonly code: Snippets;
}

const { cell, activation, reset, negativeSlope, leak, residualScale, hiddenSize } = defaultExperiment;

export class Adviser extends EventTarget {
  choice: AdviceChoice = {
    settings: { cell, activation, reset, negativeSlope, leak, residualScale, forgetBias: 0 },
    ...{ hiddenSize, lag: 100 },
  };
  /** The newest answer; while another is measured, that to the question before. */
  given: GivenAdvice | undefined;
  /** Networks, of the answer under way. */
  done = 0;
  total = 0;

  readonly #job: FollowedJob<'advice'>;

  constructor(workplace: Workplace) {
    super();
    this.#job = new FollowedJob(workplace, 'advice', { view: 'model', urgency: 1 }, () => this.#changed());
  }

  get state(): JobState {
    return this.#job.state;
  }

  /** Why there is no answer; empty where nothing failed. */
  get failure(): string {
    return this.#job.failure && `The starts could not be measured: ${this.#job.failure}.`;
  }

  /** Changes the question, and asks it anew unless the last was stopped: then it waits until it is asked. */
  async change(change: Partial<AdviceChoice>): Promise<void> {
    if (this.state !== 'stopped') return this.ask(change);
    this.choice = { ...this.choice, ...change };
    this.#changed();
  }

  /** Asks anew, with what changes of the question; what was under way is dropped. */
  async ask(change: Partial<AdviceChoice> = {}): Promise<void> {
    this.choice = { ...this.choice, ...change };
    Object.assign(this, { done: 0, total: 0 });
    const question = { ...this.choice, inputSize: this.choice.hiddenSize };
    const work = this.#job.start(
      { question, seed: defaultExperiment.seed },
      {
        report: ({ done, total }) => {
          Object.assign(this, { done, total });
          this.#changed();
        },
      },
    );
    const { run } = this.#job;
    const outcome = await work;
    if (run !== this.#job.run || !outcome) return;
    const { advice } = outcome.result;
    this.given = { ...outcome.result, question, code: snippetsOf(question, advice.best.start, advice) };
    this.#changed();
  }

  stop(): void {
    this.#job.stop();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
