/** One direction of one layer of a model from close by: its gates through time, its eigenvalues, and where it stands among random networks. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { memoryInWords, memoryReading } from '../../analysis/memory_words.ts';
import type { LayerAnalysis } from '../../analysis/model_analysis.ts';
import { writeAddress } from '../../experiment/address.ts';
import { usualAxes } from '../../experiment/axes.ts';
import { choices, type Experiment } from '../../experiment/experiment.ts';
import { mostSpectralUnits } from '../../networks/spectrum.ts';
import { LayerPeers, type MeasuredPeers } from '../../session/peers.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import '../charts/eigenvalue_disc.ts';
import '../charts/line_chart.ts';
import '../charts/line_legend.ts';
import type { Told } from '../charts/picture.ts';
import { engineWords } from '../engine_words.ts';
import { count, fixed, natsPerStep, significant } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { chartsOf, chartTable, type LayerChart } from './layer_charts.ts';

@customElement('model-layer')
export class ModelLayer extends LitElement {
  static override styles = [
    sharedStyles,
    progressStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 10px;
        font-size: 13px;
      }
      h2 {
        margin: 0;
        font-size: 15px;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      p {
        max-width: 96ch;
        margin: 0;
        line-height: 1.45;
        text-wrap: pretty;
        overflow-wrap: anywhere;
      }
      .charts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr));
        gap: 14px 22px;
      }
      chart-frame {
        padding: 0;
      }
      line-chart {
        height: 210px;
      }
      figure {
        margin: 0;
      }
      eigenvalue-disc {
        height: 250px;
      }
      figcaption {
        padding-top: 6px;
        color: var(--soft);
        font-size: 12px;
      }
      .peers {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 14px;
      }
    `,
  ];

  @property({ attribute: false }) palette: Palette | undefined;
  /** Where random networks are measured. */
  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) layer: LayerAnalysis | undefined;
  /** Random networks of its kind; undefined where its ρ is not known. */
  @property({ attribute: false }) like: Experiment | undefined;
  /** What a picture says of the model. */
  /** The fragment of a link that holds what is shown; empty where none does. */
  @property() fragment = '';
  @property({ attribute: false }) told: (() => Told) | undefined;

  /** What cursors read, by the chart's heading. */
  @state() private readings: Readonly<Record<string, string>> = {};
  /** Charts that are shown as tables. */
  @state() private tables: ReadonlySet<string> = new Set();

  #charts: readonly LayerChart[] = [];
  #peers: LayerPeers | undefined;

  constructor() {
    super();
    new SessionController(this, () => this.#session);
  }

  get #session(): LayerPeers {
    this.#peers ??= new LayerPeers(this.workplace);
    return this.#peers;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('layer')) return;
    this.#charts = this.layer ? chartsOf(this.layer) : [];
    // What is under way is of the layer before.
    this.#session.stop();
  }

  override render() {
    const { layer } = this;
    if (!layer) return nothing;
    const memory = memoryReading(layer);
    return html`
      <h2>Layer ${layer.name}${layer.direction === 'reverse' ? ', reverse' : ''}</h2>
      ${memory ? html`<p>${memoryInWords(memory)}</p>` : nothing}
      <div class="charts">${this.#charts.map((chart, place) => this.#chart(chart, place))} ${this.#disc(layer)}</div>
      ${this.#among(layer)}
    `;
  }

  #chart(chart: LayerChart, place: number) {
    const { heading, about } = chart;
    const table = this.tables.has(heading);
    return html`<chart-frame
      flow
      name="layer-${place + 1}"
      .fragment=${this.fragment}
      .heading=${heading}
      .reading=${this.readings[heading] || about}
      ?table=${table}
      .told=${this.told}
      @table-toggle=${() => {
        this.tables = new Set(
          [...this.tables].filter((other) => other !== heading).concat(table ? [] : heading),
        );
      }}
    >
      <line-chart
        .palette=${this.palette}
        .x=${chart.x}
        .lines=${chart.lines}
        xLabel="step t"
        .yLabel=${chart.yLabel}
        ?decades=${chart.decades}
        .yRange=${chart.yRange}
        label=${`${heading}: ${about}`}
        @chart-reading=${({ detail }: CustomEvent<string>) => {
          this.readings = { ...this.readings, [heading]: detail };
        }}
      ></line-chart>
      ${
        chart.lines.length > 1
          ? html`<line-legend slot="legend" .palette=${this.palette} .lines=${chart.lines}></line-legend>`
          : nothing
      }
      <div slot="table">${table ? chartTable(chart) : nothing}</div>
    </chart-frame>`;
  }

  #disc({ name, cell, candidate, outputSize }: LayerAnalysis) {
    const whose = choices.cell[cell].gated ? 'the candidate’s block of W_hh' : 'W_hh';
    if (candidate.values.length === 0)
      return html`<p>
        Eigenvalues are not computed of more than ${count(mostSpectralUnits)} units; this layer has ${count(outputSize)}.
      </p>`;
    return html`<figure>
      <eigenvalue-disc
        .heading=${`Eigenvalues of ${name}`}
        .told=${this.told}
        .eigenvalues=${candidate.values}
        .radius=${candidate.radius}
      ></eigenvalue-disc>
      <figcaption>Eigenvalues of ${whose}, the unit circle, and ρ = ${significant(candidate.radius, 4)}</figcaption>
    </figure>`;
  }

  /** Its place among random networks: nothing where a gradient arrives at its first steps only, or ρ is not known. */
  #among({ growthRate, arrival, steps, hiddenSize }: LayerAnalysis) {
    const { like } = this;
    if (!like) return nothing;
    const { state, done, total, failure, found } = this.#session;
    const link = `${writeAddress(like, { engine: 'auto', ...usualAxes })}#explore`;
    const own = found?.request.growthRate === growthRate ? found : undefined;
    const nearest =
      hiddenSize === like.hiddenSize
        ? ''
        : ` They are of ${count(like.hiddenSize)} units, the nearest that are drawn.`;
    return html`<div class="peers">
      ${
        arrival < steps
          ? html`<p>Most of its gradient arrives at step ${count(arrival)} of ${count(steps)}: its growth rate is not comparable with that of random networks.</p>`
          : state === 'running'
            ? html`<progress aria-label="Random networks measured" max=${total} value=${done}></progress>
                <span aria-live="off">${count(done)} of ${count(total)} networks</span>
                <button class="button" @click=${() => this.#session.stop()}>Stop</button>`
            : own
              ? html`<p aria-live="polite">${placeInWords(own)}${nearest}</p>`
              : html`<button class="button" @click=${() => this.#session.ask(like, growthRate)}>
                  Measure ${count(total)} random networks like it
                </button>`
      }
      ${failure === '' ? nothing : html`<p role="alert">${failure}</p>`}
      <a href=${link} target="_blank">See it among random networks</a>
    </div>`;
  }
}

/** Its percentile, and what the others do. */
function placeInWords({ networks, below, median, request, engine }: MeasuredPeers): string {
  const { experiment, growthRate } = request;
  const written = (rate: number) =>
    Number.isFinite(rate) ? natsPerStep(rate) : `${significant(rate)} nats/step`;
  const share = `${fixed((100 * below) / networks, 0)} % (${count(below)} of ${count(networks)})`;
  return `Its growth rate, ${written(growthRate)}, is larger than that of ${share} of random networks of its cell, ρ and inputs over ${count(experiment.steps)} steps, whose median is ${written(median)} (${engineWords[engine.name]}).`;
}

declare global {
  interface HTMLElementTagNameMap {
    'model-layer': ModelLayer;
  }
}
