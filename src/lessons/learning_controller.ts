/** The networks that learn in a figure: plan after plan, followed update by update, begun anew where others are wanted. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import type { LearningProgress } from '../laboratory/learning.ts';
import { FollowedJob } from '../session/followed_job.ts';
import { append, drawn, type Learnt } from './learnt.ts';
import type { Desk } from './lesson.ts';

export class LearningController implements ReactiveController {
  /** Part of all updates that is made, 0 … 1; undefined where nothing is under way. */
  progress: number | undefined;

  readonly #host: ReactiveControllerHost;
  readonly #learnt = new Map<string, Learnt>();
  #job: FollowedJob<'learning'> | undefined;
  #wanted = '';
  #failure = '';
  /** Whether the reader has stopped it before the last update. */
  #isStopped = false;
  #plans: readonly LearningPlan[] = [];
  #desk: Pick<Desk, 'workplace'> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#end();
    this.#wanted = '';
  }

  /** What is known of a plan. */
  of(plan: LearningPlan): Learnt | undefined {
    return this.#learnt.get(keyOf(plan));
  }

  /** Lets these learn, one after another; those of before make way. */
  want(desk: Pick<Desk, 'workplace' | 'engine'>, plans: readonly LearningPlan[]): void {
    const wanted = `${desk.engine} ${plans.map(keyOf).join('\n')}`;
    if (wanted === this.#wanted && desk.workplace === this.#desk?.workplace) return;
    this.#wanted = wanted;
    this.#plans = plans;
    this.#desk = desk;
    this.again();
  }

  /** The same once more, from the start. */
  again(): void {
    this.#end();
    const desk = this.#desk;
    if (!desk) return;
    this.#job = new FollowedJob(desk.workplace, 'learning', { view: 'chapter', urgency: 0 });
    this.#show(0);
    void this.#learn(this.#job, desk, this.#plans);
  }

  /** What has been made stays to be seen. */
  stop(): void {
    this.#job?.reset();
    this.#job = undefined;
    this.#isStopped = true;
    this.#show(undefined);
  }

  /** What is said of what has been made, where there is something: also that it is not all, or why not. */
  told(words: string | undefined): string {
    if (this.#failure) return this.#failure;
    if (words === undefined)
      return this.#isStopped ? 'Stopped before the first update.' : 'The networks are drawn …';
    return this.#isStopped ? `Stopped before the end, so incomplete. ${words}` : words;
  }

  #end(): void {
    this.#job?.reset();
    this.#job = undefined;
    this.#learnt.clear();
    this.#isStopped = false;
    this.#failure = '';
  }

  async #learn(
    job: FollowedJob<'learning'>,
    { workplace }: Pick<Desk, 'workplace'>,
    plans: readonly LearningPlan[],
  ): Promise<void> {
    const updates = plans.reduce((sum, { learning }) => sum + learning.updates, 0);
    const current = () => job === this.#job;
    let made = 0;
    for (const plan of plans) {
      const own = drawn(plan);
      this.#learnt.set(keyOf(plan), own);
      const report = (news: LearningProgress) => {
        if (!current()) return;
        append(own, news);
        this.#show((made + own.track.updates) / updates);
      };
      const ended = job.start({ plan, to: plan.learning.updates }, { report });
      const { run } = job;
      await ended;
      // Nobody asks for the weights.
      workplace.forget(run);
      if (!current()) return;
      if (job.failure) {
        this.#failure = `Learning could not go on: ${job.failure}. Change a control to try again.`;
        break;
      }
      made += plan.learning.updates;
    }
    this.#show(undefined);
  }

  #show(progress: number | undefined): void {
    this.progress = progress;
    this.#host.requestUpdate();
  }
}

function keyOf(plan: LearningPlan): string {
  return JSON.stringify(plan);
}
