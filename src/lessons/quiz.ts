/** Section 14: questions, several of them answered by an experiment that runs right there. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Experiment } from '../experiment/experiment.ts';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import type { EnsembleReading } from '../laboratory/figure.ts';
import type { LearningProgress } from '../laboratory/learning.ts';
import { say } from '../language/say.ts';
import { FollowedJob } from '../session/followed_job.ts';
import { remember, remembered } from '../ui/remembered.ts';
import { sharedStyles } from '../ui/shared_styles.ts';
import { append, drawn, type Learnt } from './learnt.ts';
import { addressOf, type Desk, type Lesson } from './lesson.ts';
import './predict_question.ts';
import { type Evidence, type Question, questions } from './quiz_questions.ts';

export const quiz: Lesson = {
  id: 'quiz',
  title: 'Test yourself',
  body: (desk) => html`
    <p>
      Thirteen questions. Guess first. Some are answered by an experiment that is run once you have guessed, and nobody
      here has written down what comes of it. A wrong answer is told why it is one; try again as often as you like. The score
      counts first tries, and stays in this browser.
    </p>
    <chapter-quiz .desk=${desk}></chapter-quiz>
  `,
};

/** What its answers are remembered under. */
const storageName = 'quiz';

/** What was answered to one question: the first try counts, the last one is shown. */
interface Tries {
  readonly first: number;
  readonly last: number;
  /** Whether the first try was right, as far as the experiment said. */
  readonly scored: boolean;
}

@customElement('chapter-quiz')
export class ChapterQuiz extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .score {
        position: sticky;
        top: 48px;
        z-index: 1;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 16px;
        padding: 8px 0;
        background: var(--page);
        color: var(--soft);
        font-size: 14px;
      }
      /* The page's header has two rows there. */
      @media (max-width: 520px) {
        .score {
          top: 84px;
        }
      }
      .score b {
        color: var(--ink);
      }
      .score button {
        margin-left: auto;
      }
      predict-question {
        margin-bottom: 16px;
      }
      .measured {
        margin: 8px 0 0;
        color: var(--soft);
        font-size: 15px;
        line-height: 1.45;
      }
      .why {
        margin: 8px 0 0;
        padding-left: 12px;
        border-left: 3px solid var(--accent);
        font-size: 15px;
        line-height: 1.45;
      }
      .why.wrong {
        border-left-color: var(--error);
      }
      .why a {
        color: var(--accent);
      }
      @media print {
        .button {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) desk: Desk | undefined;

  @state() private tries: readonly (Tries | undefined)[] = rememberedTries();
  @state() private evidence: readonly (Evidence | undefined)[] = [];
  @state() private running: number | undefined;
  /** Why an experiment could not be run. */
  @state() private failure: { readonly question: number; readonly sentence: string } | undefined;

  override render() {
    const answered = this.tries.filter((tries) => tries !== undefined);
    const scored = answered.filter((tries) => tries.scored).length;
    return html`
      <div class="score" role="status">
        <span><b>${scored}</b> of ${questions.length} right at the first try · ${answered.length} answered</span>
        <button class="button" ?disabled=${answered.length === 0} @click=${this.#startOver}>Start over</button>
      </div>
      ${questions.map((question, i) => this.#question(question, i))}
    `;
  }

  #question(question: Question, i: number) {
    const tries = this.tries[i];
    const right = this.#right(question, i);
    const isJudged = tries !== undefined && right !== undefined;
    const said = this.failure?.question === i ? this.failure.sentence : this.evidence[i]?.sentence;
    return html`<predict-question
      question="${i + 1}. ${question.text}"
      .answers=${question.answers.map(({ text }) => text)}
      doing=${'run' in question && !this.evidence[i] ? question.doing : say`Check`}
      .guess=${tries?.last}
      ?judged=${isJudged}
      .right=${isJudged && tries.last === right ? right : undefined}
      ?running=${this.running === i}
      ?waiting=${this.running !== undefined}
      @guess=${({ detail }: CustomEvent<number>) => this.#answer(question, i, detail)}
    >
      ${said ? html`<p class="measured">${said}</p>` : nothing}
      ${tries && this.running !== i ? this.#verdict(question, i, tries.last) : nothing}
    </predict-question>`;
  }

  #verdict(question: Question, i: number, answer: number) {
    const right = this.#right(question, i);
    // Remembered from another visit, and not run again yet.
    if (right === undefined) return nothing;
    const isRight = right === answer;
    return html`<p class="why ${isRight ? '' : 'wrong'}">
      <b>${isRight ? 'Right.' : 'Not so.'}</b> ${question.answers[answer]?.why}
      ${isRight ? nothing : html`<a href=${addressOf(question.section)}>Back to the section</a>`}
    </p>`;
  }

  #right(question: Question, i: number): number | undefined {
    return 'run' in question ? this.evidence[i]?.right : question.right;
  }

  /** An answer to an experiment's question is judged by the experiment, which runs if it has not. */
  async #answer(question: Question, i: number, answer: number): Promise<void> {
    if ('run' in question && !this.evidence[i]) await this.#run(question, i);
    const right = this.#right(question, i);
    if (right === undefined) return;
    const before = this.tries[i];
    const first = before?.first ?? answer;
    this.tries = questions.map((_, at) =>
      at === i ? { first, last: answer, scored: before?.scored ?? answer === right } : this.tries[at],
    );
    rememberTries(this.tries);
  }

  async #run(question: Question, i: number): Promise<void> {
    const { desk } = this;
    if (!desk || !('run' in question)) return;
    this.running = i;
    this.failure = undefined;
    try {
      const evidence = await question.run(
        (experiment) => measured(desk, experiment),
        (plan) => learnt(desk, plan),
      );
      this.evidence = questions.map((_, at) => (at === i ? evidence : this.evidence[at]));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.failure = {
        question: i,
        sentence: `It could not be run: ${reason.replace(/[\s.]+$/, '')}. Try again.`,
      };
    } finally {
      this.running = undefined;
    }
  }

  readonly #startOver = (): void => {
    this.tries = [];
    rememberTries(this.tries);
  };
}

function rememberedTries(): readonly (Tries | undefined)[] {
  try {
    const stored: unknown = JSON.parse(remembered(storageName) ?? '[]');
    return Array.isArray(stored) && stored.length <= questions.length
      ? stored.map((tries) => (isTries(tries) ? tries : undefined))
      : [];
  } catch {
    // What is spoilt remembers nothing.
    return [];
  }
}

function isTries(value: unknown): value is Tries {
  return (
    typeof value === 'object' &&
    value !== null &&
    'first' in value &&
    'last' in value &&
    'scored' in value &&
    typeof value.first === 'number' &&
    typeof value.last === 'number' &&
    typeof value.scored === 'boolean'
  );
}

function rememberTries(tries: readonly (Tries | undefined)[]): void {
  remember(storageName, JSON.stringify(tries));
}

/** An experiment's networks, once they are measured. @throws Error with a clause on why they are not */
async function measured({ workplace }: Desk, experiment: Experiment): Promise<EnsembleReading> {
  const job = new FollowedJob(workplace, 'figure', { view: 'chapter', urgency: -1 });
  const outcome = await job.start(experiment);
  if (!outcome) throw new Error(job.failure || 'it was stopped');
  return outcome.result;
}

/** A plan's networks, once all of their updates are made. @throws Error with a clause on why they are not */
async function learnt({ workplace }: Desk, plan: LearningPlan): Promise<Learnt> {
  const job = new FollowedJob(workplace, 'learning', { view: 'chapter', urgency: -1 });
  const learning = drawn(plan);
  const report = (news: LearningProgress) => append(learning, news);
  const ended = job.start({ plan, to: plan.learning.updates }, { report });
  const { run } = job;
  const outcome = await ended;
  workplace.forget(run);
  if (!outcome) throw new Error(job.failure || 'it was stopped');
  return learning;
}

declare global {
  interface HTMLElementTagNameMap {
    'chapter-quiz': ChapterQuiz;
  }
}
