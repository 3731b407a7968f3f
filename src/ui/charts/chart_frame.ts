/** What stands around a chart: its title, its switches, what the cursor reads, and a table of its numbers instead. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Provenance } from '../../experiment/provenance.ts';
import type { Agreement } from '../../session/agreement.ts';
import '../agreement_badge.ts';
import type { Shows } from '../agreement_words.ts';
import { sharedStyles } from '../shared_styles.ts';
import { type Told, toldOf } from './picture.ts';
import './save_menu.ts';

/**
 * @slot - The chart.
 * @slot tools - Switches beside the title.
 * @slot legend - What colours mean, at the right under the title.
 * @slot table - The same numbers as a table, shown instead of the chart.
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
        gap: 4px 10px;
        min-height: 28px;
      }
      h2,
      h4 {
        flex: 1 1 auto;
        margin: 0;
        font-size: var(--title, 15px);
        font-weight: 600;
        letter-spacing: -0.01em;
        white-space: nowrap;
      }
      .tools {
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
        gap: 8px;
        min-height: 27px;
      }
      .actions {
        display: flex;
        gap: 8px;
      }
      .reading {
        flex: 1;
        min-width: 0;
        margin: 2px 0 4px;
        color: var(--soft);
        font-size: 13px;
        line-height: 19px;
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      @media (max-width: 800px) {
        .under {
          justify-content: space-between;
          gap: 0 16px;
          padding-bottom: 4px;
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
      :host([flow]) :is(h2, h4) {
        white-space: normal;
      }
      :host([flow]) .reading {
        flex-basis: 240px;
        min-height: 38px;
        white-space: normal;
      }
      :host([flow]) ::slotted(:not([slot])),
      :host([flow]) .table {
        position: static;
      }
      :host([flow]) .table {
        max-height: 420px;
      }
      @media print {
        .segments {
          display: none;
        }
      }
      .table {
        position: absolute;
        inset: 0 0 28px;
        overflow: auto;
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
  /** One line under the title. */
  @property() reading = '';
  /** The rank of the title among the headings around the chart. */
  @property({ type: Number }) level: 2 | 4 = 2;
  /** Whether the chart is as tall as it wants to be, instead of filling the frame. */
  @property({ type: Boolean, reflect: true }) flow = false;
  /** Whether what it frames is a table already. */
  @property({ type: Boolean }) tableless = false;
  @property({ type: Boolean }) table = false;
  /** How far the chart's numbers can be trusted. */
  @property({ attribute: false }) agreement: Agreement | undefined;
  /** What the chart shows: its badge speaks of that. */
  @property() shows: Shows = 'gradient';

  /** What was measured: with it, the chart can be saved as a picture. */
  @property({ attribute: false }) provenance: Provenance | undefined;
  /** What a picture says of it, where that is more, or other, than what was measured in one experiment. */
  @property({ attribute: false }) told: (() => Told) | undefined;
  /** What is drawn into the picture. */
  @property({ attribute: false }) chart: () => unknown = () => this.querySelector(':scope > :not([slot])');
  /** What explains the chart's colours, where that stands elsewhere. */
  @property({ attribute: false }) legend: () => unknown = () =>
    this.querySelector(':scope > [slot="legend"]');

  override render() {
    return html`
      <header>
        ${this.level === 2 ? html`<h2>${this.heading}</h2>` : html`<h4>${this.heading}</h4>`}
        <div class="tools">
          <slot name="tools"></slot>
        </div>
      </header>
      <div class="under">
        <p class="reading" title=${this.reading} aria-live="polite">${this.reading}</p>
        <slot name="legend"></slot>
        <span class="actions">
          ${this.table ? nothing : this.#saveMenu()}
          ${this.tableless ? nothing : this.#tableSwitch()}
        </span>
      </div>
      <div class="body">
        ${
          this.table
            ? html`<div class="table" tabindex="0" role="region" aria-label="Table: ${this.heading}">
                <slot name="table"></slot>
              </div>`
            : html`<slot></slot>`
        }
        <agreement-badge .agreement=${this.agreement} .shows=${this.shows} chart=${this.heading.toLowerCase()}></agreement-badge>
      </div>
    `;
  }

  #saveMenu() {
    const { provenance } = this;
    const told = this.told ?? (provenance && (() => toldOf(provenance)));
    if (!told) return nothing;
    return html`<save-menu
      .heading=${this.heading}
      .told=${told}
      .chart=${this.chart}
      .legend=${this.legend}
    ></save-menu>`;
  }

  #tableSwitch() {
    return html`<span class="segments"
      ><button aria-pressed=${this.table} @click=${() => this.dispatchEvent(new Event('table-toggle'))}>
        Table<span class="unseen"> of ${this.heading.toLowerCase()}</span>
      </button></span
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chart-frame': ChartFrame;
  }
}
