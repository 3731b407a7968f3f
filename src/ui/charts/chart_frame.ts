/** What stands around a chart: its title, its switches, what the cursor reads, a table of its numbers instead, and the whole screen for it. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Provenance } from '../../experiment/provenance.ts';
import { withinSentence } from '../../language/nouns.ts';
import type { Agreement } from '../../session/agreement.ts';
import '../agreement_badge.ts';
import '../copy_button.ts';
import type { Shows } from '../agreement_words.ts';
import { embedCode } from '../embed_code.ts';
import { embedding } from '../embedding.ts';
import { FigureEvent, NoticeEvent } from '../events.ts';
import { sharedStyles } from '../shared_styles.ts';
import { savedAs, type TableNumbers, type Told, toldOf } from './picture.ts';

/** A figure in another page is at least so high, in CSS pixels. */
const leastHeight = 320;

/** The frame that is all that is shown of the page. */
let standsAlone: ChartFrame | undefined;

/**
 * @slot - The chart.
 * @slot tools - Switches beside the title.
 * @slot legend - What colours mean, at the right under the title.
 * @slot table - The same numbers as a table, shown instead of the chart.
 * @fires figure-come - Links can show it alone, and one does.
 * @fires notice-give - The whole screen is not to be had, or the menu of pictures has not come.
 * @fires table-toggle - The table is asked for, or no longer.
 */
@customElement('chart-frame')
export class ChartFrame extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr);
        min-width: 0;
        min-height: 0;
        padding: 12px 16px 8px;
        background: var(--surface);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 6px;
        min-height: var(--header, 28px);
      }
      /* On a line of its own where the rest leaves it no room, unless a view has it wrap beside the rest. */
      h2,
      h4 {
        flex: 1 1 var(--title-basis, auto);
        margin: 0;
        font-size: var(--title, 15px);
        font-weight: 600;
        letter-spacing: -0.01em;
        overflow-wrap: break-word;
      }
      .tools {
        order: var(--tools-order, 0);
        display: flex;
        flex-wrap: wrap;
        min-width: 0;
        gap: 8px;
        align-items: center;
      }
      .under {
        display: flex;
        flex-wrap: wrap;
        align-items: start;
        gap: 2px 12px;
        padding: 3px 0 4px;
      }
      .actions {
        display: flex;
        gap: 2px;
      }
      .actions .segments button {
        padding-inline: 6px;
      }
      /* Room for two lines, or what a view says, whether or not it needs them: nothing moves under the pointer. */
      .reading {
        flex: 1 1 150px;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: var(--reading-lines, 2);
        line-clamp: var(--reading-lines, 2);
        min-width: 0;
        height: calc(var(--reading-lines, 2) * 19px);
        margin: 0;
        overflow: hidden;
        color: var(--soft);
        font-size: 13px;
        line-height: 19px;
      }
      @media (max-width: 800px) {
        h2,
        h4 {
          flex-basis: 150px;
        }
        /* Nobody writes pages on a phone: the title has its room. */
        copy-button {
          display: none;
        }
        .reading {
          flex-basis: 200px;
        }
      }
      .body {
        position: relative;
        container-type: inline-size;
        min-height: 0;
      }
      ::slotted(:not([slot])) {
        position: absolute;
        inset: 0;
      }
      /* Among text, where a chart brings its own height and a reading may take two lines. */
      :host([flow]) .reading {
        display: block;
        flex-basis: 240px;
        height: auto;
        min-height: 38px;
      }
      :host([flow]) ::slotted(:not([slot])),
      :host([flow]) .table {
        position: static;
      }
      :host([flow]) .table {
        max-height: 420px;
      }
      :host(:fullscreen) {
        padding: 20px 24px 12px;
        overflow: auto;
        color: var(--ink);
      }
      :host([flow]:fullscreen) ::slotted(:not([slot])) {
        height: 100%;
      }
      /* All that is seen of the page, over whatever else of the view is there, and wherever that has it stand. */
      :host([alone]) {
        position: fixed !important;
        inset: 0 0 var(--alone-foot, 0);
        z-index: 1;
        visibility: visible;
        width: auto !important;
        height: auto !important;
        min-height: 0 !important;
        margin: 0 !important;
        padding: 10px 12px 4px !important;
        overflow: auto;
      }
      :host([bare]) :is(.tools, .actions) {
        display: none;
      }
      copy-button {
        --copy-padding: 6px;
      }
      .code {
        width: 14px;
        height: 14px;
        fill: none;
        stroke: currentcolor;
        stroke-width: 1.5;
      }
      .full svg {
        display: block;
        width: 14px;
        height: 14px;
        fill: none;
        stroke: currentcolor;
        stroke-width: 1.5;
      }
      /* Above a wide legend, with its place kept: nothing moves under the pointer when it comes. */
      :host([stacked]) .reading {
        flex-basis: 100%;
      }
      /* A chart is on one sheet. */
      @media print {
        :host {
          break-inside: avoid;
        }
        copy-button {
          display: none;
        }
        ::slotted([slot='tools']) {
          display: none !important;
        }
      }
      .table {
        position: absolute;
        inset: 0 0 28px;
        overflow: auto;
      }
      /* Out of sight it keeps its size, and can be saved. */
      :host([table]) ::slotted(:not([slot])) {
        position: absolute;
        visibility: hidden;
      }
      /* Beside the name of the horizontal axis, where nothing has to move for it. */
      agreement-badge {
        position: absolute;
        left: -6px;
        bottom: -2px;
        z-index: 1;
      }
      /* There the axis has a line to itself. */
      :host([flow]) agreement-badge {
        position: static;
        display: flex;
        margin-left: -6px;
      }
    `,
  ];

  @property() heading = '';
  /** What links call it that show it alone; without one it stands in its view only. */
  @property() name = '';
  /** The fragment that leads to what it shows, where the address bar’s does not; empty where none does. */
  @property() fragment: string | undefined;
  /** One line under the title. */
  @property() reading = '';
  /** The rank of the title among the headings around the chart. */
  @property({ type: Number }) level: 2 | 4 = 2;
  /** Whether the chart is as tall as it wants to be, instead of filling the frame. */
  @property({ type: Boolean, reflect: true }) flow = false;
  /** Whether what it frames is a table already. */
  @property({ type: Boolean }) tableless = false;
  @property({ type: Boolean, reflect: true }) table = false;
  /** How far the chart's numbers can be trusted. */
  @property({ attribute: false }) agreement: Agreement | undefined;
  /** What the chart shows: its badge speaks of that. */
  @property() shows: Shows = 'gradient';

  /** Whether it is all that is shown of the page. */
  @property({ type: Boolean, reflect: true }) alone = false;
  /** Whether its switches are left out. */
  @property({ type: Boolean, reflect: true }) bare = embedding?.bare ?? false;

  /** Whether it has the whole screen. */
  @state() private full = false;
  /** Whether the menu of pictures has been asked for. */
  @state() private saving = false;

  /** What was measured: with it, the chart can be saved as a picture. */
  @property({ attribute: false }) provenance: Provenance | undefined;
  /** What a picture says of it, where that is more, or other, than what was measured in one experiment. */
  @property({ attribute: false }) told: (() => Told) | undefined;
  /** What is drawn into the picture. */
  @property({ attribute: false }) chart: () => unknown = () => this.querySelector(':scope > :not([slot])');
  /** Its numbers, where they can be saved as well. */
  @property({ attribute: false }) numbers: (() => TableNumbers | undefined) | undefined;
  /** What explains the chart's colours, where that stands elsewhere. */
  @property({ attribute: false }) legend: () => unknown = () =>
    this.querySelector(':scope > [slot="legend"]');

  constructor() {
    super();
    this.addEventListener('fullscreenchange', () => {
      this.full = this.#hasScreen;
    });
    this.addEventListener('keydown', this.#onKey);
  }

  /** The first that is asked for alone is. */
  override willUpdate(): void {
    if (this.alone || !embedding || standsAlone?.isConnected || this.name === '') return;
    if (embedding.figure === '' || embedding.figure === this.name) {
      standsAlone = this;
      this.alone = true;
    }
    this.dispatchEvent(new FigureEvent(this.name, this.alone));
  }

  override render() {
    return html`
      <header>
        ${this.level === 2 ? html`<h2>${this.heading}</h2>` : html`<h4>${this.heading}</h4>`}
        <div class="tools">
          <slot name="tools"></slot>
        </div>
        <span class="actions">
          ${this.#saveMenu()} ${this.#embedButton()} ${this.tableless ? nothing : this.#tableSwitch()}
          ${document.fullscreenEnabled ? this.#screenSwitch() : nothing}
        </span>
      </header>
      <div class="under">
        <p class="reading" title=${this.reading} aria-live="polite">${this.reading}</p>
        <slot name="legend"></slot>
      </div>
      <div class="body">
        <slot></slot>
        ${
          this.table
            ? html`<div class="table" tabindex="0" role="region" aria-label="Table: ${this.heading}">
                <slot name="table"></slot>
              </div>`
            : nothing
        }
        <agreement-badge .agreement=${this.agreement} .shows=${this.shows} chart=${withinSentence(this.heading)}></agreement-badge>
      </div>
    `;
  }

  /** What a picture says of what it shows; undefined where nothing can be saved. */
  get #told(): (() => Told) | undefined {
    const { provenance } = this;
    return this.told ?? (provenance && (() => toldOf(provenance)));
  }

  /** Opens the menu of its pictures; undefined where it has none. */
  get save(): (() => unknown) | undefined {
    const menu = this.renderRoot.querySelector('save-menu');
    return this.#told && (menu ? () => menu.renderRoot.querySelector('button')?.click() : this.#openSaving);
  }

  #saveMenu() {
    const told = this.#told;
    if (!told) return nothing;
    if (!this.saving)
      return html`<span class="segments"
        ><button aria-expanded="false" @click=${this.#openSaving}>
          Save<span class="unseen"> ${withinSentence(this.heading)} ${savedAs(this.numbers)}</span>
        </button></span
      >`;
    return html`<save-menu
      opened
      .heading=${this.heading}
      .told=${told}
      .chart=${this.chart}
      .legend=${this.legend}
      .numbers=${this.numbers}
      .tableless=${this.tableless}
    ></save-menu>`;
  }

  /** What another page needs to show it, as long as a link holds all that is shown. */
  #embedButton() {
    if (this.name === '' || this.fragment === '' || embedding || !this.#told) return nothing;
    const code = () =>
      embedCode(`${location.origin}${location.pathname}`, {
        query: `?embed=${this.name}&${location.search.slice(1)}`,
        fragment: this.fragment ?? location.hash,
        title: `${this.heading} · Vanishing Point`,
        height: Math.max(leastHeight, Math.ceil(this.offsetHeight)),
      });
    return html`<copy-button what="code that embeds the figure" title="Embed: copies the code for a page of your own" .text=${code}
      ><svg class="code" viewBox="0 0 14 14" aria-hidden="true"><path d="M4 3 1 7l3 4M10 3l3 4-3 4M8.5 2l-3 10" /></svg
      ><span class="unseen">Embed ${withinSentence(this.heading)}</span></copy-button
    >`;
  }

  /** Few pictures are saved: the menu comes with the first. */
  readonly #openSaving = async (): Promise<void> => {
    try {
      await import('./save_menu.ts');
      this.saving = true;
    } catch (error) {
      console.warn(error);
      this.dispatchEvent(new NoticeEvent('The menu of pictures could not be loaded: press Save again.'));
    }
  };

  #screenSwitch() {
    const heading = withinSentence(this.heading);
    const words = this.full ? `Leave the full screen of ${heading}` : `Full screen of ${heading}`;
    return html`<span class="segments"
      ><button
        class="full"
        title="Full screen (f)"
        aria-label=${words}
        aria-keyshortcuts="f"
        @click=${this.#toggleScreen}
      >
        <svg viewBox="0 0 14 14" aria-hidden="true">
          <path d=${this.full ? 'M5 1v4H1M9 1v4h4M5 13V9H1m8 4V9h4' : 'M1 5V1h4m4 0h4v4M1 9v4h4m4 0h4V9'} />
        </svg></button
    ></span>`;
  }

  get #hasScreen(): boolean {
    const root = this.getRootNode();
    return (root instanceof ShadowRoot ? root : document).fullscreenElement === this;
  }

  readonly #toggleScreen = async (): Promise<void> => {
    try {
      await (this.#hasScreen ? document.exitFullscreen() : this.requestFullscreen());
    } catch (error) {
      console.warn(error);
      this.dispatchEvent(new NoticeEvent('The browser gives this page no full screen here.'));
    }
  };

  /** f, wherever the focus is in the frame but where it types something. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof HTMLElement && target.matches('input, select, textarea')) return;
    const isMeant = event.key === 'f' ? document.fullscreenEnabled : event.key === 'Escape' && this.full;
    if (!isMeant) return;
    event.preventDefault();
    void this.#toggleScreen();
  };

  #tableSwitch() {
    return html`<span class="segments"
      ><button aria-pressed=${this.table} @click=${() => this.dispatchEvent(new Event('table-toggle'))}>
        Table<span class="unseen"> of ${withinSentence(this.heading)}</span>
      </button></span
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chart-frame': ChartFrame;
  }
}
