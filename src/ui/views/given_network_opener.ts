/** Takes a file of weights: from a button, or dropped anywhere on the page while the explorer is looked at. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { weightFileEndings } from '../../files/weight_file.ts';
import { sharedStyles } from '../shared_styles.ts';

/** Files that come with the page, and their buttons. */
const examples = [
  ['first_letter_before', 'before training'],
  ['first_letter_after', 'after training'],
] as const;

/**
 * @fires example-open - A file that came with the page is asked for: its address is the event's `detail`.
 * @fires file-open - A file is chosen or dropped: the event's `detail`.
 */
@customElement('given-network-opener')
export class GivenNetworkOpener extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        font-size: 13px;
      }
      h2 {
        margin: 0 0 6px;
        font-size: 12px;
        font-weight: 600;
      }
      p {
        margin: 6px 0 0;
        color: var(--muted);
        font-size: 12px;
        line-height: 1.4;
      }
      h2 + .button {
        width: 100%;
      }
      .examples {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 4px 6px;
      }
      .examples span {
        grid-column: 1 / -1;
      }
      .overlay {
        position: fixed;
        inset: 12px;
        z-index: 9;
        display: grid;
        place-content: center;
        gap: 6px;
        border: 2px dashed var(--accent);
        border-radius: 14px;
        background: color-mix(in srgb, var(--surface) 90%, transparent);
        text-align: center;
        font-size: 20px;
        font-weight: 600;
        pointer-events: none;
      }
      .overlay span {
        color: var(--soft);
        font-size: 14px;
        font-weight: 400;
      }
    `,
  ];

  /** Name of a file that is being read. */
  @property() opening = '';
  /** Whether there is a network already, and nothing left to explain. */
  @property({ type: Boolean }) brief = false;

  @state() private over = false;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('dragover', this.#onDragOver);
    addEventListener('dragleave', this.#onDragLeave);
    addEventListener('drop', this.#onDrop);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('dragover', this.#onDragOver);
    removeEventListener('dragleave', this.#onDragLeave);
    removeEventListener('drop', this.#onDrop);
  }

  override render() {
    return html`
      <h2>Your own trained network</h2>
      <button class="button" @click=${() => this.renderRoot.querySelector('input')?.click()}>Your network…</button>
      <input
        type="file"
        hidden
        aria-label="File of weights"
        accept=${weightFileEndings.join(',')}
        @change=${this.#onChoose}
      />
      <p class="examples">
        <span>Or an RNN that names the first of 40 letters:</span>
        ${examples.map(
          ([name, words]) =>
            html`<button class="button" @click=${() => this.#takeExample(name)}>${words}</button>`,
        )}
      </p>
      <p aria-live="polite" ?hidden=${!this.opening}>Reading ${this.opening}…</p>
      ${
        this.brief
          ? nothing
          : html`<p>
              Or drop it here: an RNN, GRU or LSTM of PyTorch, Keras, MLX or Equinox, or its matrix, as
              ${weightFileEndings.join(', ')}. It never leaves this machine.
            </p>`
      }
      ${
        this.over
          ? html`<div class="overlay">
              Drop a network to see where it sits
              <span>${weightFileEndings.join(', ')}: nothing leaves this machine</span>
            </div>`
          : nothing
      }
    `;
  }

  #takeExample(name: string): void {
    const detail = new URL(`examples/${name}.safetensors`, document.baseURI);
    this.dispatchEvent(new CustomEvent('example-open', { detail }));
  }

  /** @param file nothing where a person gave up choosing */
  #take(file: File | null | undefined): void {
    if (file) this.dispatchEvent(new CustomEvent('file-open', { detail: file }));
  }

  readonly #onChoose = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLInputElement)) return;
    this.#take(currentTarget.files?.[0]);
    // The same file again is a choice too.
    currentTarget.value = '';
  };

  readonly #onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files') || !this.checkVisibility()) return;
    // Without this the browser would leave the page for the file.
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.over = true;
  };

  /** Leaving the window, as opposed to one element for another. */
  readonly #onDragLeave = ({ relatedTarget }: DragEvent): void => {
    if (relatedTarget === null) this.over = false;
  };

  readonly #onDrop = (event: DragEvent): void => {
    if (!this.over) return;
    event.preventDefault();
    this.over = false;
    this.#take(event.dataTransfer?.files[0]);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'given-network-opener': GivenNetworkOpener;
  }
}
