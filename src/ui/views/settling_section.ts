/** What an experiment's networks settle into, as fractions against the gain. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  autonomousSettlings,
  drivenSettlings,
  fraction,
  mostPeriod,
  type Settling,
  settlings,
} from '../../analysis/settling.ts';
import { bounds, type Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import { networkSettings } from '../../experiment/network_settings.ts';
import { SettlingNetworks } from '../../session/settling.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import '../charts/line_chart.ts';
import type { Line } from '../charts/line_chart.ts';
import '../charts/number_table.ts';
import { count, fixed, significant } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { startedStyles } from './started_styles.ts';

/** Parts of the gain axis. */
const bins = 16;
/** Changes come in quick succession: what is followed waits for the last. */
const settleMilliseconds = 250;

const colors = ['cool', 'accent', 'ink', 'soft', 'warm'] as const;

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
        gap: 12px;
      }
      :host([hidden]) {
        display: none;
      }
      .chart {
        border: 1px solid var(--line);
        border-radius: 6px;
        overflow: hidden;
      }
      chart-frame {
        height: 420px;
      }
      .progress p,
      .words {
        margin: 0;
        font-size: 13px;
      }
      .words {
        max-width: 720px;
        color: var(--soft);
        line-height: 1.5;
      }
    `,
  ];

  /** Where it is measured. */
  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;
  /** Whether something else is looked at. */
  @property({ type: Boolean, reflect: true }) override hidden = false;

  @state() private table = false;
  @state() private reading = '';

  #networks: SettlingNetworks | undefined;
  #followed: Experiment | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new SessionController(this, () => this.#session);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#settling);
    this.#session.stop();
  }

  override updated(changed: PropertyValues<this>): void {
    if (this.hidden || !(changed.has('experiment') || changed.has('hidden'))) return;
    if (this.#followed === this.experiment) return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(this.#start, this.#followed ? settleMilliseconds : 0);
  }

  override render() {
    const { experiment, networks } = this.#session;
    return html`
      ${this.#outcome()}
      ${experiment && networks.length > 0 && this.palette ? this.#fractions(experiment, this.palette) : nothing}
    `;
  }

  get #session(): SettlingNetworks {
    this.#networks ??= new SettlingNetworks(this.workplace);
    return this.#networks;
  }

  readonly #start = (): void => {
    this.#followed = this.experiment;
    this.reading = '';
    this.#session.start(this.experiment);
  };

  #outcome() {
    const { state, networks, failure, notices, experiment } = this.#session;
    const running = state === 'running';
    const all = experiment?.networks ?? 0;
    const words = {
      idle: 'Beginning…',
      running: `${count(networks.length)} of ${count(all)} networks`,
      complete: `${count(networks.length)} networks.`,
      stopped: `Stopped after ${count(networks.length)} of ${count(all)} networks.`,
      failed: html`<b class="broken">✗ ${failure}</b>`,
    }[state];
    return html`<div class="progress settings">
      ${running ? html`<progress aria-label="Networks followed" max=${all} .value=${networks.length}></progress>` : nothing}
      <p aria-live=${running ? 'off' : 'polite'}>${words}${notices.map((notice) => html`<br />${notice}`)}</p>
      <button class="button" @click=${running ? () => this.#session.stop() : this.#start}>
        ${running ? 'Stop' : 'Follow again'}
      </button>
    </div>`;
  }

  #fractions(experiment: Experiment, palette: Palette) {
    const { networks, engine } = this.#session;
    const driven = bounds(experiment.inputScale)[1] > 0;
    const kinds = driven ? drivenSettlings : autonomousSettlings;
    const [least, most] = bounds(experiment.gain);
    const parts: Settling[][] = Array.from({ length: least < most ? bins : 1 }, () => []);
    for (const { index, settling } of networks) {
      const { gain } = networkSettings(experiment, index);
      const place = least < most ? Math.floor(((gain - least) / (most - least)) * bins) : 0;
      parts[Math.min(parts.length - 1, Math.max(0, place))]?.push(settling);
    }
    const x = parts.map((_, place) => least + ((place + 0.5) / parts.length) * (most - least));
    const shares = kinds.map((kind) =>
      parts.map((part) =>
        part.length === 0 ? undefined : fraction(part.filter((one) => one === kind).length, part.length),
      ),
    );
    const lines: Line[] = kinds.map((kind, i) => ({
      ...{ name: settlings[kind].label, color: colors[i] ?? 'ink', namedAt: 'beside' as const },
      y: (shares[i] ?? []).map((share) => share?.value ?? null),
      band: {
        low: (shares[i] ?? []).map((share) => (share ? Math.max(0, share.value - share.error) : null)),
        high: (shares[i] ?? []).map((share) => (share ? Math.min(1, share.value + share.error) : null)),
      },
    }));
    const heading = 'What networks settle into';
    return html`<div class="chart">
        <chart-frame
          heading=${heading}
          .reading=${this.reading || `${count(networks.length)} networks; bands are ± one binomial standard error.`}
          .provenance=${engine && { experiment, engine }}
          ?table=${this.table || parts.length === 1}
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
            .yRange=${[-0.03, 1.06]}
            xLabel="gain g"
            yLabel="fraction of networks"
            .label=${`Fractions of ${count(networks.length)} networks by what they settle into, against the gain`}
          ></line-chart>
          <number-table
            slot="table"
            .caption=${`${heading}, fractions`}
            .columns=${['gain', 'networks', ...kinds.flatMap((kind) => [settlings[kind].label, '±'])]}
            .rows=${parts.map((part, place) => [
              significant(x[place] ?? 0),
              count(part.length),
              ...shares.flatMap((share) => {
                const own = share[place];
                return own ? [fixed(own.value, 3), fixed(own.error, 3)] : ['–', '–'];
              }),
            ])}
          ></number-table>
        </chart-frame>
      </div>
      <p class="words">
        ${kinds.map((kind) => html`<b>${settlings[kind].label}</b>: ${settlings[kind].hint} `)}
        Followed for ${count(2 * experiment.warmUp + experiment.steps)} steps, then looked at for ${mostPeriod} more; λ₁ is
        measured over ${count(experiment.steps)}. Near where two kinds meet, networks settle more slowly than that: more
        steps, at the left, tell them apart.
      </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'settling-section': SettlingSection;
  }
}
