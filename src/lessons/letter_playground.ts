/** The trained pair reads what is typed, and each names the first letter: one has noticed it. */
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { several } from '../ui/numbers.ts';
import { sharedStyles } from '../ui/shared_styles.ts';
import { letters } from './letter_reader.ts';
import { randomText, type Trained } from './story_measures.ts';

/** Letters that are typed at most. */
const longest = 200;

@customElement('letter-playground')
export class LetterPlayground extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
        padding: 14px 16px;
        border: 1px solid var(--line);
        border-radius: 8px;
        background: var(--surface);
      }
      label {
        display: grid;
        gap: 4px;
        color: var(--soft);
        font-size: 14px;
      }
      textarea {
        width: 100%;
        padding: 8px 10px;
        border: 1px solid var(--edge);
        border-radius: 6px;
        background: var(--page);
        color: var(--ink);
        font: 17px/1.4 ui-monospace, 'SF Mono', Menlo, monospace;
        letter-spacing: 0.08em;
        resize: vertical;
      }
      .first,
      .rest {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        font-size: 14px;
      }
      dl {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 10px;
        margin: 0;
      }
      dl div {
        padding: 8px 12px;
        border-radius: 6px;
        background: var(--raised);
      }
      dt {
        color: var(--soft);
        font-size: 13px;
      }
      dd {
        margin: 0;
        font-size: 19px;
        font-weight: 600;
      }
      small {
        color: var(--soft);
        font-size: 13px;
        font-weight: 400;
      }
    `,
  ];

  @property({ attribute: false }) pair: readonly [before: Trained, after: Trained] | undefined;

  @state() private text = written(randomText(40));

  override render() {
    const { pair, text } = this;
    const read = [...text].map((letter) => (letters as readonly string[]).indexOf(letter));
    const first = text[0];
    return html`
      <label
        ><span>A text, ${several(text.length, 'letter')} of at most ${longest}</span
        ><textarea
          rows="2"
          maxlength=${longest}
          spellcheck="false"
          autocomplete="off"
          autocapitalize="characters"
          .value=${text}
          @input=${this.#type}
        ></textarea>
      </label>
      <div class="first">
        <span id="first">First letter</span>
        <span class="segments" role="group" aria-labelledby="first">
          ${letters.map(
            (letter) => html`<button
              aria-pressed=${letter === first}
              @click=${() => {
                this.text = letter + text.slice(1);
              }}
            >
              ${letter}
            </button>`,
          )}
        </span>
        <button
          class="button"
          @click=${() => {
            this.text = written(randomText(Math.max(1, text.length)));
          }}
        >
          Other letters
        </button>
      </div>
      <dl role="status">
        ${pair?.map((trained, i) => {
          const named = text === '' ? undefined : letters[trained.reader.read(read).named];
          return html`<div>
            <dt>${i === 0 ? 'Before learning, it says' : 'After learning, it says'}</dt>
            <dd>${named ?? '–'} <small>${named === undefined ? '' : named === first ? 'which is right' : 'which is wrong'}</small></dd>
          </div>`;
        })}
      </dl>
    `;
  }

  /** Whatever is no letter of these is left out. */
  readonly #type = ({ currentTarget }: Event): void => {
    const area = currentTarget as HTMLTextAreaElement;
    this.text = area.value
      .toUpperCase()
      .replace(/[^ABCD]/g, '')
      .slice(0, longest);
    area.value = this.text;
  };
}

function written(text: readonly number[]): string {
  return text.map((letter) => letters[letter]).join('');
}

declare global {
  interface HTMLElementTagNameMap {
    'letter-playground': LetterPlayground;
  }
}
