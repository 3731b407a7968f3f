/** A question that is answered before anything is measured: answers, a button that is asleep until one is chosen, and what comes of it. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { say } from '../language/say.ts';
import { progressStyles } from '../ui/progress_styles.ts';
import { sharedStyles } from '../ui/shared_styles.ts';

/**
 * @slot - What came of it: said aloud when it comes.
 * @fires guess - An answer is meant: its index is the event's `detail`.
 */
@customElement('predict-question')
export class PredictQuestion extends LitElement {
  static override styles = [
    sharedStyles,
    progressStyles,
    css`
      :host {
        display: block;
      }
      fieldset {
        min-width: 0;
        margin: 0;
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
      .answers {
        clear: both;
      }
      label {
        display: flex;
        gap: 10px;
        align-items: baseline;
        width: fit-content;
        min-width: min(100%, 260px);
        padding: 4px 10px 4px 8px;
        margin-left: -9px;
        border: 1px solid transparent;
        border-radius: 6px;
        line-height: 1.4;
        cursor: pointer;
      }
      label:hover {
        background: var(--raised);
      }
      label.right {
        border-color: var(--accent);
      }
      input {
        accent-color: var(--accent);
        transform: translateY(2px);
      }
      .mark {
        color: var(--soft);
        font-size: 0.85em;
      }
      .doing {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 14px;
        min-height: 34px;
        margin-top: 6px;
        color: var(--soft);
        font-size: 14px;
      }
      @media print {
        .button {
          display: none;
        }
      }
    `,
  ];

  @property() question = '';
  @property({ attribute: false }) answers: readonly string[] = [];
  /** What is on the button. */
  @property() doing = say`Check`;
  /** Index of what was answered last; undefined before. */
  @property({ attribute: false }) guess: number | undefined;
  /** Whether it is known what came of the guess. */
  @property({ type: Boolean }) judged = false;
  /** Index of the answer that is marked as right; undefined where none is. */
  @property({ attribute: false }) right: number | undefined;
  /** Whether what was asked for is under way. */
  @property({ type: Boolean }) running = false;
  /** Whether something else is, which has to end first. */
  @property({ type: Boolean }) waiting = false;

  /** Index of the answer that is chosen, and not yet meant. */
  @state() private chosen: number | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('guess')) this.chosen = this.guess;
  }

  override render() {
    const { answers, chosen, guess, right, running } = this;
    const asleep = running || this.waiting;
    return html`<fieldset>
      <legend>${this.question}</legend>
      <div class="answers">
        ${answers.map(
          (text, answer) => html`<label class=${answer === right ? 'right' : ''}
            ><input
              type="radio"
              name="answer"
              .checked=${answer === chosen}
              ?disabled=${asleep}
              @change=${() => {
                this.chosen = answer;
              }}
            /><span
              >${text}${answer === guess && this.judged ? html` <span class="mark">(your guess)</span>` : nothing}</span
            ></label
          >`,
        )}
      </div>
      <div class="doing">
        <button
          class="button ${guess === undefined && chosen !== undefined ? 'primary' : ''}"
          ?disabled=${asleep || chosen === undefined || (chosen === guess && this.judged)}
          @click=${() => this.dispatchEvent(new CustomEvent('guess', { detail: chosen }))}
        >
          ${this.doing}
        </button>
        ${
          running
            ? html`<progress aria-label="The experiment is running"></progress>`
            : chosen === undefined
              ? html`<span>First, your guess.</span>`
              : nothing
        }
      </div>
      <div role="status"><slot></slot></div>
    </fieldset>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'predict-question': PredictQuestion;
  }
}
