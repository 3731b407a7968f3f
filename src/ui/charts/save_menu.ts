/** Saves a chart as a picture, with what was measured inside the file. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { whatHappened } from '../../laboratory/engine_post.ts';
import { download } from '../download.ts';
import { sharedStyles } from '../shared_styles.ts';
import { isPictureSource, type PictureFormat, type PictureSource, type Told } from './picture.ts';

const formats: readonly (readonly [PictureFormat, string])[] = [
  ['png', 'PNG'],
  ['svg', 'SVG'],
];

@customElement('save-menu')
export class SaveMenu extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: inline-block;
        position: relative;
      }
      ul {
        position: absolute;
        right: 0;
        top: calc(100% + 3px);
        z-index: 3;
        margin: 0;
        padding: 4px;
        list-style: none;
        border: 1px solid var(--edge);
        border-radius: 6px;
        background: var(--surface);
        box-shadow: 0 4px 16px #0003;
      }
      .failed {
        position: absolute;
        right: 0;
        top: calc(100% + 3px);
        z-index: 3;
        width: min(300px, 80vw);
        padding: 8px;
        border: 1px solid var(--edge);
        border-radius: 6px;
        background: var(--surface);
        color: var(--error);
        font-size: 13px;
      }
      li .button {
        width: 100%;
        justify-content: flex-start;
        border-color: transparent;
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  /** The title of the picture. */
  @property() heading = '';
  /** What the picture says of what it shows, asked for when it is wanted. */
  @property({ attribute: false }) told: () => Told | undefined = () => undefined;
  /** The chart, asked for when it is wanted. */
  @property({ attribute: false }) chart: () => unknown = () => undefined;
  /** What explains its colours. */
  @property({ attribute: false }) legend: () => unknown = () => undefined;

  @state() private open = false;
  @state() private outcome = '';
  @state() private failed = false;

  override render() {
    const { heading, open } = this;
    return html`<span class="segments"
        ><button
          aria-expanded=${open}
          @click=${() => this.#show(!open)}
          @keydown=${this.#onKey}
        >
          Save<span class="unseen"> ${heading.toLowerCase()} as a picture</span>
        </button></span
      >${
        open
          ? html`<ul @keydown=${this.#onKey} @focusout=${this.#onBlur}>
              ${formats.map(
                ([format, name]) => html`<li>
                  <button class="button" @click=${() => this.#save(format)}>
                    ${name}<span class="unseen"> of ${heading.toLowerCase()}</span>
                  </button>
                </li>`,
              )}
            </ul>`
          : nothing
      }<span class=${this.failed ? 'failed' : 'unseen'} aria-live="polite">${this.outcome}</span>`;
  }

  async #show(open: boolean): Promise<void> {
    this.open = open;
    this.failed = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(open ? 'li button' : '.segments button')?.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.open) return;
    event.stopPropagation();
    void this.#show(false);
  };

  readonly #onBlur = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node && this.renderRoot.contains(relatedTarget))) this.open = false;
  };

  async #save(format: PictureFormat): Promise<void> {
    const { heading } = this;
    const told = this.told();
    const chart = this.chart();
    await this.#show(false);
    if (!told || !isPictureSource(chart)) return;
    const legend = this.legend();
    const key: PictureSource | undefined = isPictureSource(legend) ? legend : undefined;
    try {
      // Few pictures are saved: what makes them comes with the first.
      const { pictureFile } = await import('./picture_file.ts');
      const file = await pictureFile({ heading, chart, legend: key, told }, format);
      if (file)
        download(file, `vanishing-point ${heading.toLowerCase()}.${format}`.replace(/[^a-z0-9.-]+/g, '-'));
      this.outcome = file ? `Saved ${heading.toLowerCase()}.` : 'There is nothing to save yet.';
      this.failed = false;
    } catch (error) {
      console.warn(error);
      this.outcome = `The picture could not be made: ${whatHappened(error)}. Save it again to try once more.`;
      this.failed = true;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'save-menu': SaveMenu;
  }
}
