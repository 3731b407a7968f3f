/** The networks themselves, a page of rows at a time. */
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { NetworkReading } from '../../analysis/summary.ts';
import { count, decades, fixed, natsPerStep, significant } from '../numbers.ts';
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

  /** Networks measured. */
  @property({ type: Number }) measured = 0;
  /** The run that they belong to. */
  @property({ type: Number }) run = 0;
  /** Fetches the readings of networks `from` … `from + count − 1`. */
  @property({ attribute: false }) source: (
    from: number,
    count: number,
  ) => Promise<readonly NetworkReading[]> = async () => [];

  @state() private page = 0;
  @state() private readings: readonly NetworkReading[] = [];

  override willUpdate(changed: PropertyValues<this>): void {
    this.page = Math.min(this.page, this.#lastPage);
    if (changed.has('measured') || changed.has('run')) void this.#fetch();
  }

  get #lastPage(): number {
    return Math.max(0, Math.ceil(this.measured / pageRows) - 1);
  }

  override render() {
    const from = this.page * pageRows;
    const to = Math.min(this.measured, from + pageRows);
    return html`
      <nav aria-label="Pages of networks">
        <button class="button" ?disabled=${this.page === 0} @click=${() => this.#turn(-1)}>Previous</button>
        <button class="button" ?disabled=${this.page >= this.#lastPage} @click=${() => this.#turn(1)}>Next</button>
        networks ${count(from)} to ${count(Math.max(from, to - 1))} of ${count(this.measured)}
      </nav>
      <number-table
        caption="Every network by its index"
        .columns=${['network', 'gain', 'ρ', '‖W‖₂', 'gradient at t = 0', 'growth rate', 'phase']}
        .rows=${this.readings.map((reading) => [
          count(reading.index),
          fixed(reading.gain, 4),
          fixed(reading.spectralRadius, 4),
          fixed(reading.spectralNorm, 3),
          decades(reading.log10GradientNorm),
          reading.phase === 'dead' ? 'none' : natsPerStep(reading.growthRate),
          reading.phase === 'dead' ? `dead at t = ${significant(reading.deathStep)}` : reading.phase,
        ])}
      ></number-table>
    `;
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
