/** What the networks of an experiment settle into: the fraction of every class against the gain, and examples of each. */

import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  autonomousKinds,
  binomialInterval,
  drivenKinds,
  isDriven,
  longestPeriod,
  resolutionOf,
  type SettlingKind,
  settlingCounts,
} from '../../analysis/settling.ts';
import { bounds, type Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import type { SettledNetwork } from '../../laboratory/settling.ts';
import { say } from '../../language/say.ts';
import { Debounce } from '../../session/debounce.ts';
import { Settling } from '../../session/settling.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import '../charts/line_chart.ts';
import type { Line } from '../charts/line_chart.ts';
import '../charts/line_legend.ts';
import '../charts/number_table.ts';
import { PinEvent } from '../events.ts';
import { count, fixed, significant } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import './fixed_points_panel.ts';
import { kindColor, kindWords, settlingWords } from './settling_words.ts';
import { startedStyles } from './started_styles.ts';

const sizes = [64, 256, 1024, 4096] as const;
/** Changes that follow one another sooner begin one measurement. */
const settleMilliseconds = 500;
/** Networks shown of one gain. */
const examples = 12;

@customElement('settling-section')
export class SettlingSection extends LitElement {
  static override styles = [
    sharedStyles,
    progressStyles,
    startedStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: 14px;
        min-width: 0;
      }
      :host([hidden]) {
        display: none;
      }
      h3 {
        margin: 0;
        font-size: 15px;
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      .progress p {
        margin: 0;
        font-size: 13px;
      }
      .chart {
        border: 1px solid var(--line);
        border-radius: 6px;
        overflow: hidden;
      }
      .chart chart-frame {
        height: 400px;
      }
      /* Of one gain there is a row and no chart. */
      .chart chart-frame[flow] {
        height: auto;
      }
      .examples {
        overflow-x: auto;
      }
      details {
        font-size: 13px;
        color: var(--soft);
      }
      dl {
        display: grid;
        grid-template-columns: fit-content(40%) minmax(0, 1fr);
        gap: 4px 16px;
        margin: 8px 0 0;
      }
      dt {
        color: var(--ink);
      }
      dd {
        margin: 0;
      }
    `,
  ];

  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  /** The explorer's. */
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;
  /** The network that is pinned there. */
  @property({ attribute: false }) pinned: number | undefined;
  @property({ type: Boolean, reflect: true }) override hidden = false;

  @state() private networks: number = 256;
  @state() private table = false;
  @state() private reading = '';
  /** The gain of which examples are shown. */
  @state() private gain: number | undefined;

  #settling: Settling | undefined;
  /** What was measured last, or is about to be. */
  #asked: Experiment | undefined;
  readonly #settled = new Debounce(settleMilliseconds);

  constructor() {
    super();
    new SessionController(this, () => this.#session);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#settled.cancel();
  }

  override updated(changed: PropertyValues<this>): void {
    if (this.hidden || this.#asked === this.experiment) return;
    const first = this.#asked === undefined;
    this.#asked = this.experiment;
    if (changed.has('experiment')) this.gain = undefined;
    this.#settled.ask(() => this.#start(), first ? 0 : settleMilliseconds);
  }

  override render() {
    const { palette } = this;
    const { experiment } = this.#session;
    return html`
      <div class="settings">
        ${this.#networksChoice()} ${this.#progress()}
      </div>
      ${experiment && palette ? this.#fractions(experiment, palette) : nothing}
      ${experiment ? this.#examples(experiment) : nothing}
      <fixed-points-panel
        ?hidden=${this.hidden}
        .workplace=${this.workplace}
        .palette=${palette}
        .experiment=${this.experiment}
        .pinned=${this.pinned}
      ></fixed-points-panel>
      ${experiment ? this.#explained(experiment) : nothing}
    `;
  }

  get #session(): Settling {
    this.#settling ??= new Settling(this.workplace);
    return this.#settling;
  }

  #start(): void {
    this.reading = '';
    this.#session.start(this.experiment, this.networks);
  }

  #networksChoice() {
    const most = this.experiment.networks;
    const options = sizes.filter((_, i) => i === 0 || (sizes[i - 1] ?? 0) < most);
    return html`<label>
      Networks
      <select
        @change=${({ target }: Event) => {
          if (!(target instanceof HTMLSelectElement)) return;
          this.networks = Number(target.value);
          this.#start();
        }}
      >
        ${options.map(
          (size) =>
            html`<option value=${size} .selected=${size === this.networks}>${count(Math.min(size, most))}</option>`,
        )}
      </select>
    </label>`;
  }

  /** What is under way, then what came of it; said aloud at the end only. */
  #progress() {
    const { state, networks, experiment, failure, notices } = this.#session;
    if (!experiment) return nothing;
    const running = state === 'running';
    const { warmUp, steps } = experiment;
    const length = `${count(warmUp + steps)} steps each`;
    const words = {
      idle: '',
      running: `${count(networks.length)} of ${count(experiment.networks)} networks, ${length}`,
      complete: `${count(networks.length)} networks, ${length}.`,
      stopped: `Stopped after ${count(networks.length)} networks.`,
      failed: html`<b class="broken">✗ ${failure}</b>`,
    }[state];
    return html`<div class="progress">
      ${
        running
          ? html`<progress aria-label="Networks followed" max=${experiment.networks} .value=${networks.length}></progress>`
          : nothing
      }
      <p aria-live=${running ? 'off' : 'polite'}>${words}${notices.map((notice) => html`<br />${notice}`)}</p>
      <button class="button" @click=${() => (running ? this.#session.stop() : this.#start())}>
        ${running ? say`Stop` : 'Measure again'}
      </button>
    </div>`;
  }

  #fractions(experiment: Experiment, palette: Palette) {
    const { networks, provenance } = this.#session;
    const counts = settlingCounts(networks, bounds(experiment.gain), experiment.networks);
    const { gains, totals } = counts;
    const kinds = this.#kinds(experiment, networks);
    const of = new Map(kinds.map((kind) => [kind, counts.of(kind)]));
    const lines: Line[] = kinds.map((kind) => {
      const parts = totals.map((total, i) => ({ total, count: of.get(kind)?.[i] ?? 0 }));
      const when = (value: (part: (typeof parts)[number]) => number | null) =>
        parts.map((part) => (part.total === 0 ? null : value(part)));
      return {
        name: settlingWords[kind].label,
        y: when((part) => part.count / part.total),
        color: kindColor(palette, kind),
        // Of a class that is not there every band would reach as high: the table says how high.
        band: {
          low: when((part) => (part.count === 0 ? null : binomialInterval(part.count, part.total)[0])),
          high: when((part) => (part.count === 0 ? null : binomialInterval(part.count, part.total)[1])),
        },
        ...(settlingWords[kind].dashed && { dashed: true }),
      };
    });
    const single = gains.length === 1;
    const table = html`<number-table
      slot=${single ? nothing : 'table'}
      .caption=${'Networks of each class, in percent of those near a gain, with the middle 95 % of what the fraction may be'}
      .columns=${[say`gain`, say`networks`, ...kinds.map((kind) => settlingWords[kind].label)]}
      .rows=${gains.map((gain, i) => [
        significant(gain),
        count(totals[i] ?? 0),
        ...kinds.map((kind) => percentWords(of.get(kind)?.[i] ?? 0, totals[i] ?? 0)),
      ])}
    ></number-table>`;
    return html`<div class="chart"><chart-frame
      name="settling"
      heading="What the dynamics settle into"
      .reading=${this.reading || this.#overall(networks)}
      .provenance=${provenance}
      ?tableless=${single}
      ?flow=${single}
      ?table=${this.table && !single}
      @table-toggle=${() => {
        this.table = !this.table;
      }}
      @chart-reading=${({ detail }: CustomEvent<string>) => {
        this.reading = detail;
      }}
    >
      ${
        single
          ? table
          : html`<line-chart
                .palette=${palette}
                .x=${gains}
                .lines=${lines.map((line) => ({ ...line, name: line.name, namedAt: 0.5 }))}
                .yRange=${[0, 1]}
                .mark=${this.gain}
                xLabel="gain g"
                yLabel="fraction of networks"
                label="Fractions of networks of each class against the gain: ${this.#overall(networks)}"
                @chart-pick=${({ detail }: CustomEvent<number>) => {
                  this.gain = detail;
                }}
              ></line-chart>
              <line-legend slot="legend" .palette=${palette} .lines=${lines}></line-legend>
              ${table}`
      }
    </chart-frame></div>`;
  }

  /** Those classes that there are, and the usual ones. */
  #kinds(experiment: Experiment, networks: readonly SettledNetwork[]): readonly SettlingKind[] {
    const possible = isDriven(experiment) ? drivenKinds : autonomousKinds;
    const found = new Set(networks.map(({ kind }) => kind));
    return possible.filter((kind) => found.has(kind));
  }

  #overall(networks: readonly SettledNetwork[]): string {
    if (networks.length === 0) return '';
    const counted = new Map<SettlingKind, number>();
    for (const { kind } of networks) counted.set(kind, (counted.get(kind) ?? 0) + 1);
    const parts = [...counted]
      .sort(([, a], [, b]) => b - a)
      .map(([kind, of]) => `${settlingWords[kind].label} ${significant((100 * of) / networks.length, 2)} %`);
    return `Of all ${count(networks.length)}: ${parts.join(' · ')}`;
  }

  #examples(experiment: Experiment) {
    const { networks } = this.#session;
    if (networks.length === 0) return nothing;
    const [low, high] = bounds(experiment.gain);
    const gain = this.gain ?? (low + high) / 2;
    const nearest = networks
      .toSorted((a, b) => Math.abs(a.gain - gain) - Math.abs(b.gain - gain))
      .slice(0, examples)
      .toSorted((a, b) => a.gain - b.gain || a.index - b.index);
    const driven = isDriven(experiment);
    return html`<div>
      <h3>Networks near gain ${significant(gain)}</h3>
      <p class="about">
        ${low === high ? nothing : 'Click the chart, or press Enter on it, for another gain. '}The number of a network pins it here
        and in <a href="#explore">Explore</a>.
      </p>
      <div class="examples" tabindex="0" role="region" aria-label="Table of networks near gain ${significant(gain)}">
        <number-table
          .columns=${[say`network`, say`gain`, 'settles into', 'λ, nats/step', driven ? 'two starts apart' : 'nearest return']}
          .words=${[2]}
          .picked=${nearest.findIndex(({ index }) => index === this.pinned)}
          .rows=${nearest.map((network) => [
            count(network.index),
            fixed(network.gain, 3),
            kindWords(network.kind, network.period),
            growthWords(network),
            driven ? significant(network.apart ?? Number.NaN, 2) : returnWords(network),
          ])}
          @row-pick=${({ detail }: CustomEvent<number>) => {
            const network = nearest[detail];
            if (network) this.dispatchEvent(new PinEvent(network.index));
          }}
        ></number-table>
      </div>
    </div>`;
  }

  #explained(experiment: Experiment) {
    const { steps, warmUp } = experiment;
    const kinds = isDriven(experiment) ? drivenKinds : autonomousKinds;
    return html`<details>
      <summary>How each class is told</summary>
      <p class="about">
        Each network runs ${count(warmUp)} steps to settle, then ${count(steps)} of which λ is the mean growth of a gradient; its
        error comes from 15 blocks of them. |λ| up to ${significant(resolutionOf(steps), 2)} is not told from zero without more
        evidence. The newest ${2 * longestPeriod} states are compared with those 1 to ${longestPeriod} steps before; of the way to a
        cycle, as λ has it, 10⁻³ of the state may be left. Near a bifurcation everything is slow, and a network may be chaotic for
        thousands of steps before a cycle catches it: a longer run finds fewer chaotic ones.
      </p>
      <dl>
        ${kinds.map((kind) => html`<dt>${settlingWords[kind].label}</dt><dd>${settlingWords[kind].told}</dd>`)}
      </dl>
    </details>`;
  }
}

function returnWords({ nearest: { distance, period } }: SettledNetwork): string {
  return Number.isFinite(distance) ? `${significant(distance, 2)} after ${period}` : '–';
}

function growthWords({ rate, error }: SettledNetwork): string {
  return rate === -Infinity ? '−∞' : `${significant(rate, 2)} ± ${significant(error, 1)}`;
}

/** "46 (39–54)" */
function percentWords(of: number, total: number): string {
  if (total === 0) return '–';
  const [low, high] = binomialInterval(of, total).map((part) => fixed(100 * part, 0));
  return `${fixed((100 * of) / total, 0)} (${low}–${high})`;
}

declare global {
  interface HTMLElementTagNameMap {
    'settling-section': SettlingSection;
  }
}
