/** Copies a text; where the browser refuses, shows it, selected, to be copied by hand. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { say } from '../language/say.ts';
import { sharedStyles } from './shared_styles.ts';

/** How long it says that it has copied. */
const confirmMilliseconds = 2000;

/** @slot - What is on the button. */
@customElement('copy-button')
export class CopyButton extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: inline-grid;
        position: relative;
      }
      .button {
        padding-inline: var(--copy-padding, 10px);
      }
      .by-hand {
        position: absolute;
        right: 0;
        z-index: 3;
        width: min(420px, 86vw);
        padding: 8px;
        border: 1px solid var(--edge);
        border-radius: 6px;
        background: var(--surface);
        box-shadow: 0 4px 16px #0003;
        font-size: 12px;
        color: var(--soft);
      }
      .by-hand.below {
        top: calc(100% + 3px);
      }
      .by-hand.above {
        bottom: calc(100% + 3px);
      }
      textarea {
        display: block;
        width: 100%;
        margin-top: 4px;
        padding: 6px;
        border: 1px solid var(--edge);
        border-radius: 5px;
        background: var(--raised);
        font: 12px/1.4 ui-monospace, monospace;
        resize: none;
      }
    `,
  ];

  /** The text, asked for when it is wanted. */
  @property({ attribute: false }) text: () => string = () => '';
  /** What is copied, for those who cannot see where the button stands: "link". */
  @property() what = '';
  /** Where the text appears that could not be copied. */
  @property() fallback: 'above' | 'below' = 'below';
  @property({ type: Boolean }) disabled = false;

  @state() private copied = false;
  /** What the browser refused to copy. */
  @state() private refused: string | undefined;

  override render() {
    return html`<button class="button" ?disabled=${this.disabled} @click=${this.#copy}>
        ${this.copied ? say`Copied` : html`<slot></slot>`}</button
      ><span class="unseen" aria-live="polite">${this.copied ? `The ${this.what} is copied.` : ''}</span>${
        this.refused === undefined
          ? nothing
          : html`<label class="by-hand ${this.fallback}" @keydown=${this.#onKey} @focusout=${this.#close}
              >The browser does not let a page copy. The ${this.what}, to copy by hand:
              <textarea readonly rows="3" .value=${this.refused}></textarea>
            </label>`
      }`;
  }

  readonly #copy = async (): Promise<void> => {
    const text = this.text();
    try {
      await navigator.clipboard.writeText(text);
      this.copied = true;
      setTimeout(() => {
        this.copied = false;
      }, confirmMilliseconds);
    } catch {
      this.refused = text;
      await this.updateComplete;
      this.renderRoot.querySelector('textarea')?.select();
      this.renderRoot.querySelector('textarea')?.focus();
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.renderRoot.querySelector('button')?.focus();
  };

  readonly #close = (): void => {
    this.refused = undefined;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'copy-button': CopyButton;
  }
}
