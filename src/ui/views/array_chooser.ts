/** A button that gives an array out of a file, or takes it away again. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { arrayFileEndings } from '../../files/array_formats.ts';
import type { ArrayName } from '../../networks/given/array_names.ts';
import { ArrayEvent } from '../events.ts';
import { sharedStyles } from '../shared_styles.ts';

/** @fires array-give - The array is to be given, or taken away. */
@customElement('array-chooser')
export class ArrayChooser extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .button {
        min-height: 24px;
        padding: 0 6px;
        font-size: 12px;
      }
    `,
  ];

  @property() name: ArrayName = 'inputs';
  /** What it is called within a sentence. */
  @property() what = '';
  /** Which shapes are allowed, in words. */
  @property() shape = '';
  /** Whether it is given already. */
  @property({ type: Boolean }) given = false;

  override render() {
    const { what, shape } = this;
    return html`
      ${
        this.given
          ? html`<button class="button" @click=${() => this.#give()}>
              Remove<span class="unseen"> ${what}</span>
            </button>`
          : html`<button
              class="button"
              title=${`${shape}, as ${arrayFileEndings.join(', ')}; nothing leaves this machine`}
              @click=${() => this.renderRoot.querySelector('input')?.click()}
            >
              Choose…<span class="unseen"> ${what}</span>
            </button>`
      }
      <input type="file" hidden accept=${arrayFileEndings.join(',')} aria-label=${`File of ${what}`} @change=${this.#onChoice} />
    `;
  }

  #give(file?: File): void {
    this.dispatchEvent(new ArrayEvent(this.name, file));
  }

  readonly #onChoice = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLInputElement)) return;
    const [file] = currentTarget.files ?? [];
    if (file) this.#give(file);
    // The same file again is a choice too.
    currentTarget.value = '';
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'array-chooser': ArrayChooser;
  }
}
