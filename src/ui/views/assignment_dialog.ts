/** Where a teacher makes an assignment of the experiment that is looked at: a question, and the controls that a student keeps. */
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { longestQuestion, writeAssignment } from '../../experiment/assignment.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { applies, defaultExperiment, fields } from '../../experiment/fields.ts';
import '../copy_button.ts';
import { say } from '../../language/say.ts';
import { count } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';

@customElement('assignment-dialog')
export class AssignmentDialog extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      dialog {
        width: min(620px, calc(100vw - 24px));
        max-height: calc(100svh - 24px);
        padding: 18px 20px;
        overflow: auto;
        border: 1px solid var(--edge);
        border-radius: 10px;
        background: var(--surface);
        color: var(--ink);
        font-size: 14px;
        line-height: 1.4;
      }
      dialog::backdrop {
        background: #0007;
      }
      h2 {
        margin: 0 0 6px;
        font-size: 20px;
      }
      p {
        margin: 0 0 12px;
        color: var(--soft);
      }
      textarea {
        display: block;
        width: 100%;
        margin: 4px 0 12px;
        padding: 8px;
        border: 1px solid var(--edge);
        border-radius: 6px;
        background: var(--page);
        color: var(--ink);
        font: inherit;
        resize: vertical;
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        gap: 2px 12px;
        margin: 0 0 14px;
        padding: 8px 12px 10px;
        border: 1px solid var(--line);
        border-radius: 6px;
      }
      fieldset label {
        display: flex;
        gap: 7px;
        align-items: center;
        min-height: 24px;
      }
      input {
        accent-color: var(--accent);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 14px;
      }
      .actions > :last-child {
        margin-left: auto;
      }
    `,
  ];

  @property({ attribute: false }) experiment: Experiment = defaultExperiment;

  @state() private question = '';
  @state() private shown: ReadonlySet<string> = new Set(['gain']);

  /** Opens it; Escape, or its button, closes it. */
  async show(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  override render() {
    const isAsked = this.question.trim() !== '';
    const offered = [
      { name: 'preset', label: say`Preset` },
      ...fields.filter((field) => applies(field, this.experiment) === true),
    ];
    return html`<dialog aria-labelledby="title">
      <h2 id="title">An assignment by link</h2>
      <p>
        Whoever opens the link finds the experiment as you see it now, your question above it, the controls that you leave, and a
        place for the answer. It is plain text, and all of it is in the link: nothing is stored anywhere.
      </p>
      <label for="question">Question, at most ${count(longestQuestion)} characters</label>
      <textarea
        id="question"
        rows="4"
        maxlength=${longestQuestion}
        .value=${this.question}
        @input=${({ currentTarget }: Event) => {
          this.question = (currentTarget as HTMLTextAreaElement).value;
        }}
      ></textarea>
      <fieldset>
        <legend>Controls that stay in sight</legend>
        ${offered.map(
          ({ name, label }) => html`<label
            ><input type="checkbox" .checked=${this.shown.has(name)} @change=${() => this.#toggle(name)} />${label}</label
          >`,
        )}
      </fieldset>
      <div class="actions">
        <copy-button what="link of the assignment" fallback="above" ?disabled=${!isAsked} .text=${() => this.#link()}
          >Copy the link</copy-button
        >
        ${isAsked ? html`<a href=${this.#link()} target="_blank">Try it as a student</a>` : html`<span>First, the question.</span>`}
        <button class="button" @click=${() => this.renderRoot.querySelector('dialog')?.close()}>Close</button>
      </div>
    </dialog>`;
  }

  #toggle(name: string): void {
    const shown = new Set(this.shown);
    if (!shown.delete(name)) shown.add(name);
    this.shown = shown;
  }

  #link(): string {
    const assignment = { question: this.question, shown: [...this.shown], answer: '' };
    return `${location.href.split('#')[0]}#explore/${writeAssignment(assignment)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'assignment-dialog': AssignmentDialog;
  }
}
