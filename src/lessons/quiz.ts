/** Section 13: questions, several of them answered by an experiment that runs right there. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Experiment } from '../experiment/experiment.ts';
import type { EnsembleReading } from '../laboratory/figure.ts';
import { FollowedJob } from '../session/followed_job.ts';
import { progressStyles } from '../ui/progress_styles.ts';
import { sharedStyles } from '../ui/shared_styles.ts';
import { addressOf, type Desk, type Lesson } from './lesson.ts';
import { type Evidence, type Question, questions } from './quiz_questions.ts';

export const quiz: Lesson = {
  id: 'quiz',
  title: 'Test yourself',
  body: (desk) => html`
    <p>
      Thirteen questions. Where there is a button, the answer is not in a book: run the experiment and read it. A wrong
      answer is told why it is one; try again as often as you like. The score counts first tries, and stays in this
      browser.
    </p>
    <chapter-quiz .desk=${desk}></chapter-quiz>
  `,
};

const storageKey = 'vanishing-point:quiz';

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
    progressStyles,
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
      fieldset {
        min-width: 0;
        margin: 0 0 16px;
        padding: 14px 18px 16px;
        border: 1px solid var(--line);
        border-radius: 8px;
        background: var(--surface);
        break-inside: avoid;
      }
      legend {
        float: left;
        width: 100%;
        margin-bottom: 8px;
        padding: 0;
        font-weight: 600;
        line-height: 1.4;
        text-wrap: pretty;
      }
      legend + * {
        clear: both;
      }
      .experiment {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 14px;
        min-height: 34px;
        margin-bottom: 4px;
        color: var(--soft);
        font-size: 14px;
        line-height: 1.4;
      }
      label {
        display: flex;
        gap: 10px;
        align-items: baseline;
        padding: 3px 0;
        line-height: 1.4;
      }
      input {
        accent-color: var(--accent);
        transform: translateY(2px);
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

  @state() private tries: readonly (Tries | undefined)[] = remembered();
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
    return html`
      <fieldset>
        <legend>${i + 1}. ${question.text}</legend>
        ${'run' in question ? this.#experiment(question, i) : nothing}
        ${question.answers.map(
          ({ text }, answer) => html`<label
            ><input
              type="radio"
              name="question-${i}"
              .checked=${tries?.last === answer}
              ?disabled=${this.running !== undefined}
              @change=${() => this.#answer(question, i, answer)}
            /><span>${text}</span></label
          >`,
        )}
        <div role="status">${tries ? this.#verdict(question, i, tries.last) : nothing}</div>
      </fieldset>
    `;
  }

  #experiment(question: Question & { readonly doing: string }, i: number) {
    const said = this.failure?.question === i ? this.failure.sentence : this.evidence[i]?.sentence;
    return html`<div class="experiment">
      <button class="button" ?disabled=${this.running !== undefined} @click=${() => this.#run(question, i)}>
        ${question.doing}
      </button>
      <span role="status"
        >${
          this.running === i
            ? html`<progress aria-label="The experiment is running"></progress>`
            : (said ?? 'not run yet')
        }</span
      >
    </div>`;
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
    remember(this.tries);
  }

  async #run(question: Question, i: number): Promise<void> {
    const { desk } = this;
    if (!desk || !('run' in question)) return;
    this.running = i;
    this.failure = undefined;
    try {
      const evidence = await question.run((experiment) => measured(desk, experiment));
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
    remember(this.tries);
  };
}

function remembered(): readonly (Tries | undefined)[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) && stored.length <= questions.length
      ? stored.map((tries) => (isTries(tries) ? tries : undefined))
      : [];
  } catch {
    // Storage that is forbidden or spoilt remembers nothing.
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

function remember(tries: readonly (Tries | undefined)[]): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(tries));
  } catch {
    // A browser that forbids storage forgets the score, nothing else.
  }
}

/** An experiment's networks, once they are measured. @throws Error with a clause on why they are not */
async function measured({ workplace }: Desk, experiment: Experiment): Promise<EnsembleReading> {
  const job = new FollowedJob(workplace, 'figure', { view: 'chapter', urgency: -1 });
  const outcome = await job.start(experiment);
  if (!outcome) throw new Error(job.failure || 'it was stopped');
  return outcome.result;
}

declare global {
  interface HTMLElementTagNameMap {
    'chapter-quiz': ChapterQuiz;
  }
}
