/** A table of numbers: quiet, aligned, its head always in sight. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { sharedStyles } from '../shared_styles.ts';

/** @fires row-pick - A row is picked by its head: its index is the event's `detail`. */
@customElement('number-table')
export class NumberTable extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        font-size: 13px;
      }
      table {
        border-collapse: collapse;
        width: 100%;
      }
      caption {
        text-align: left;
        color: var(--soft);
        padding: 6px 0;
      }
      th,
      td {
        padding: 3px 8px;
        text-align: right;
        white-space: nowrap;
        border-bottom: 1px solid var(--line);
      }
      thead th {
        position: sticky;
        top: 0;
        background: var(--surface);
        color: var(--soft);
        font-weight: 500;
        /* A long head takes a second line before a column leaves its frame. */
        vertical-align: bottom;
        white-space: normal;
      }
      tbody th {
        font-weight: 400;
      }
      .link[aria-pressed='true'] {
        font-weight: 600;
      }
      tr:has(.link[aria-pressed='true']) > * {
        background: var(--raised);
      }
      .words {
        text-align: left;
        white-space: normal;
      }
      td.words:last-child {
        min-width: 200px;
      }
      /* Many columns in little room: names take more lines, and what heads a row stays where the rest scrolls. */
      :host([narrow]) :is(th, td) {
        padding: 3px 5px;
      }
      :host([narrow]) td.words:last-child {
        min-width: 66px;
      }
      :host([narrow]) tr > :first-child {
        position: sticky;
        left: 0;
        min-width: 96px;
        padding-left: 0;
        background: var(--surface);
        overflow-wrap: anywhere;
      }
      :host([narrow]) tr:has(.link[aria-pressed='true']) > :first-child {
        background: var(--raised);
      }
      :host([narrow]) .link {
        text-align: left;
      }
      .caption {
        display: block;
        max-width: 100cqi;
      }
      .more {
        display: none;
      }
      @container table (max-width: 560px) {
        .more {
          display: block;
          color: var(--ink);
        }
      }
    `,
  ];

  @property() caption = '';
  @property({ attribute: false }) columns: readonly string[] = [];
  /** Rows as written; the first cell of each heads its row. */
  @property({ attribute: false }) rows: readonly (readonly string[])[] = [];

  /** Indices of columns that hold words: they begin at the left, and may take two lines. */
  @property({ attribute: false }) words: readonly number[] = [];

  /** Whether it has more columns than a phone shows: it stands in a container named `table` that scrolls, and says so there. */
  @property({ type: Boolean, reflect: true }) narrow = false;

  /** The row that is picked, where rows can be. */
  @property({ attribute: false }) picked: number | undefined;

  override render() {
    const kind = (column: number) => (this.words.includes(column) ? 'words' : nothing);
    return html`<table>
      <caption>
        ${this.narrow ? html`<span class="caption">${this.caption}</span>` : this.caption}${this.narrow ? html`<span class="more">Scroll it sideways for more columns →</span>` : nothing}
      </caption>
      <thead>
        <tr>
          ${this.columns.map((column, i) => html`<th scope="col" class=${kind(i)}>${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${this.rows.map(
          ([first = '', ...rest], row) =>
            html`<tr>
              <th scope="row" class=${kind(0)}>${this.picked === undefined ? first : this.#head(first, row)}</th>
              ${rest.map((cell, i) => html`<td class=${kind(i + 1)}>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #head(name: string, row: number) {
    return html`<button
      class="link"
      aria-pressed=${row === this.picked}
      @click=${() => this.dispatchEvent(new CustomEvent('row-pick', { detail: row }))}
    >${name.split(/(?<=[._])/).map((part) => html`${part}<wbr />`)}</button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'number-table': NumberTable;
  }
}
