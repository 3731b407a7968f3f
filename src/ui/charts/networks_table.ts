/** The networks themselves, a page of rows at a time. */

import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { NetworkReading } from '../../analysis/network_reading.ts';
import { filedQuantities, type Quantity } from '../../analysis/quantities.ts';
import { say } from '../../language/say.ts';
import type { Shown } from '../../session/exploration.ts';
import { count } from '../numbers.ts';
import { phaseWords } from '../phase_words.ts';
import { named, written } from '../quantity_words.ts';
import { sharedStyles } from '../shared_styles.ts';
import './number_table.ts';

const pageRows = 50;

@customElement('networks-table')
export class NetworksTable extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      nav {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 10px 0 2px;
        font-size: 13px;
        color: var(--soft);
      }
    `,
  ];

  /** The run that they belong to. */
  @property({ attribute: false }) shown: Shown | undefined;
  /** Fetches the readings of networks `from` … `from + count − 1`. */
  @property({ attribute: false }) source: (
    from: number,
    count: number,
  ) => Promise<readonly NetworkReading[]> = async () => [];

  @state() private page = 0;
  @state() private readings: readonly NetworkReading[] = [];

  override willUpdate(changed: PropertyValues<this>): void {
    this.page = Math.min(this.page, this.#lastPage);
    if (!changed.has('shown')) return;
    const before: Shown | undefined = changed.get('shown');
    const { shown } = this;
    if (before?.run !== shown?.run || before?.done !== shown?.done) void this.#fetch();
  }

  get #measured(): number {
    return this.shown?.done ?? 0;
  }

  get #lastPage(): number {
    return Math.max(0, Math.ceil(this.#measured / pageRows) - 1);
  }

  override render() {
    const from = this.page * pageRows;
    const to = Math.min(this.#measured, from + pageRows);
    const columns = this.#columns();
    return html`
      <nav aria-label="Pages of networks">
        <button class="button" ?disabled=${this.page === 0} @click=${() => this.#turn(-1)}>Previous</button>
        <button class="button" ?disabled=${this.page >= this.#lastPage} @click=${() => this.#turn(1)}>Next</button>
        networks ${count(from)} to ${count(Math.max(from, to - 1))} of ${count(this.#measured)}
      </nav>
      <number-table
        caption="Every network by its index"
        .columns=${[say`network`, ...columns.map(named), say`phase`]}
        .rows=${this.readings.map(({ index, values, phase }) => [
          count(index),
          ...columns.map((quantity) => written(quantity, values[quantity.name])),
          phase === 'dead' ? `dead at t = ${count(values['death-step'])}` : phaseWords[phase],
        ])}
      ></number-table>
    `;
  }

  /** What files have, and what the chart shows; a death is the phase's news. */
  #columns(): Quantity[] {
    if (!this.shown) return [];
    const { experiment, axes } = this.shown;
    return filedQuantities(experiment, [axes.x, axes.y]).filter(({ scale }) => scale !== 'step');
  }

  #turn(by: number): void {
    this.page += by;
    void this.#fetch();
  }

  async #fetch(): Promise<void> {
    const { page } = this;
    const readings = await this.source(page * pageRows, pageRows);
    if (page === this.page) this.readings = readings;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'networks-table': NetworksTable;
  }
}
