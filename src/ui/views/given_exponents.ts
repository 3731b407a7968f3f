/** Lyapunov exponents of a person's own network, on demand: in order, and what they say. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { float64Engine } from '../../experiment/provenance.ts';
import type { GivenSpectrum, GivenSpectrumRequest } from '../../laboratory/given_spectrum.ts';
import type { ArraySummaries } from '../../laboratory/open_arrays.ts';
import { GivenExponents } from '../../session/given_exponents.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import '../charts/line_chart.ts';
import '../charts/number_table.ts';
import { type Told, toldOf } from '../charts/picture.ts';
import { count } from '../numbers.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { ownLines, spectrumWords } from './lyapunov_lines.ts';
import { panelStyles } from './panel_styles.ts';

@customElement('given-exponents')
export class GivenExponentsElement extends LitElement {
  static override styles = [
    sharedStyles,
    panelStyles,
    css`
      chart-frame {
        --title: 13px;
        height: 220px;
        margin-top: 8px;
        padding: 0;
      }
    `,
  ];

  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  /** The file's. */
  @property() name = '';
  /** What would be measured now, and what it reads. */
  @property({ attribute: false }) request: GivenSpectrumRequest | undefined;
  @property({ attribute: false }) arrays: ArraySummaries = {};

  @state() private table = false;
  @state() private reading = '';

  #exponents: GivenExponents | undefined;

  constructor() {
    super();
    new SessionController(this, () => this.#session);
  }

  override willUpdate(): void {
    // Nobody waits for those of another factor or sequence any more.
    if (this.#session.state === 'running' && !this.#current) this.#session.stop();
  }

  override render() {
    const { request } = this;
    if (!request) return nothing;
    const { state, share, found, problem } = this.#session;
    if (state === 'running')
      return html`<p>
        Lyapunov exponents: ${Math.floor(100 * share)} % of the steps.
        <button class="button" @click=${() => this.#session.stop()}>Stop</button>
      </p>`;
    const current = this.#current;
    return html`
      ${current && problem ? html`<p role="alert">${problem}</p>` : nothing}
      ${current && found ? this.#found(found) : html`<p><button class="button" @click=${() => this.#session.measure(request, this.arrays)}>Lyapunov exponents</button></p>`}
    `;
  }

  get #session(): GivenExponents {
    this.#exponents ??= new GivenExponents(this.workplace);
    return this.#exponents;
  }

  /** What a picture says: whose exponents they are; no command of a sweep's has them. */
  readonly #told = (): Told | undefined => {
    const { request, name } = this;
    if (!request) return undefined;
    const { words, entries } = toldOf({ experiment: request.experiment, engine: float64Engine });
    const { command: _, ...rest } = entries;
    return { words: [name, ...words], entries: { ...rest, file: name } };
  };

  /** Whether what is here is of what is asked now. */
  get #current(): boolean {
    return this.request !== undefined && this.#session.isOf(this.request, this.arrays);
  }

  #found({ spectrum, all, steps, settling }: GivenSpectrum) {
    const { palette } = this;
    if (!palette) return nothing;
    const { x, lines, table } = ownLines(spectrum);
    return html`<chart-frame
        heading="Lyapunov exponents"
        .level=${4}
        .reading=${this.reading}
        .told=${this.#told}
        ?table=${this.table}
        @table-toggle=${() => {
          this.table = !this.table;
        }}
        @chart-reading=${({ detail }: CustomEvent<string>) => {
          this.reading = detail;
        }}
      >
        <line-chart
          .palette=${palette}
          .x=${x}
          .lines=${lines}
          .level=${0}
          xLabel="i"
          yLabel="λᵢ, nats/step"
          .label=${`Lyapunov exponents of the network in order, ${spectrum.exponents.length} of ${all}`}
        ></line-chart>
        <number-table
          slot="table"
          .caption=${table.caption}
          .columns=${table.columns}
          .rows=${table.rows}
        ></number-table>
      </chart-frame>
      <dl>${spectrumWords(spectrum, all).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
      <p>
        In float64, over ${count(steps)} steps, after ${count(settling)} in which the state and as many in which the
        directions settle.
      </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'given-exponents': GivenExponentsElement;
  }
}
