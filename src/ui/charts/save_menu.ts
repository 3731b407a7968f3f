/** Saves a chart as a picture, with what was measured inside the file. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { whatHappened } from '../../laboratory/engine_post.ts';
import { withinSentence } from '../../language/nouns.ts';
import { download } from '../download.ts';
import { sharedStyles } from '../shared_styles.ts';
import {
  isPictureSource,
  type PictureFormat,
  type PictureSource,
  savedAs,
  type TableNumbers,
  type Told,
} from './picture.ts';

const pictures = ['png', 'svg'] as const satisfies PictureFormat[];
const tables = ['csv', 'json'] as const;

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
      :host([rightward]) :is(ul, .failed) {
        right: auto;
        left: 0;
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
  /** Its numbers, asked for when they are wanted; undefined where no file of them is offered. */
  @property({ attribute: false }) numbers: (() => TableNumbers | undefined) | undefined;
  /** Whether what is shown is a table, of which there is no picture. */
  @property({ attribute: false }) tableless = false;
  /** What explains its colours. */
  @property({ attribute: false }) legend: () => unknown = () => undefined;

  /** Whether it opens as soon as it is there. */
  @property({ type: Boolean }) opened = false;

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
          Save<span class="unseen"> ${withinSentence(heading)} ${savedAs(this.numbers)}</span>
        </button></span
      >${
        open
          ? html`<ul @keydown=${this.#onKey} @focusout=${this.#onBlur}>
              ${[...(this.tableless ? [] : pictures), ...(this.numbers ? tables : [])].map(
                (format) => html`<li>
                  <button class="button" @click=${() => this.#save(format)}>
                    ${format.toUpperCase()}<span class="unseen"> of ${withinSentence(heading)}</span>
                  </button>
                </li>`,
              )}
            </ul>`
          : nothing
      }<span class=${this.failed ? 'failed' : 'unseen'} aria-live="polite">${this.outcome}</span>`;
  }

  /** What stands around the menu may show nothing beyond itself: what opens takes the side that has the room. */
  override willUpdate(): void {
    const root = this.getRootNode();
    if (!(root instanceof ShadowRoot)) return;
    const [own, around] = [this, root.host].map((element) => element.getBoundingClientRect());
    if (own && around) this.toggleAttribute('rightward', own.left + own.right < around.left + around.right);
  }

  override firstUpdated(): void {
    if (this.opened) void this.#show(true);
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

  async #save(format: PictureFormat | (typeof tables)[number]): Promise<void> {
    const { heading } = this;
    const told = this.told();
    const chart = this.chart();
    const numbers = this.numbers?.();
    await this.#show(false);
    if (!told) return;
    const legend = this.legend();
    const key: PictureSource | undefined = isPictureSource(legend) ? legend : undefined;
    try {
      // Few files are saved: what makes them comes with the first.
      const file =
        format === 'csv' || format === 'json'
          ? numbers && (await import('./numbers_file.ts')).numbersFile({ heading, told, numbers }, format)
          : isPictureSource(chart) &&
            (await (
              await import('./picture_file.ts')
            ).pictureFile({ heading, chart, legend: key, told }, format));
      if (file) download(file, `${fileName(`vanishing-point ${heading}`)}.${format}`);
      this.outcome = file ? `Saved ${withinSentence(heading)}.` : 'There is nothing to save yet.';
      this.failed = false;
    } catch (error) {
      console.warn(error);
      this.outcome = `The file could not be made: ${whatHappened(error)}. Save it again to try once more.`;
      this.failed = true;
    }
  }
}

/** Small letters without accents, digits and hyphens. */
function fileName(words: string): string {
  return words
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9.-]+/g, '-');
}

declare global {
  interface HTMLElementTagNameMap {
    'save-menu': SaveMenu;
  }
}
