/** What sections that measure a few networks share: a gain of their own, another ensemble beside, progress, charts in frames. */

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Band } from '../../analysis/singular_bands.ts';
import { choices, type EnsembleName, type Experiment, ensembles } from '../../experiment/experiment.ts';
import { defaultExperiment, fieldTable } from '../../experiment/fields.ts';
import { networkSettings } from '../../experiment/network_settings.ts';
import { type Unfinished, unfinished } from '../../experiment/unfinished.ts';
import { say } from '../../language/say.ts';
import { type FewNetworks, mostNetworks } from '../../session/few_networks.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import '../charts/line_chart.ts';
import type { Line } from '../charts/line_chart.ts';
import '../charts/line_legend.ts';
import '../charts/number_table.ts';
import { toldOf } from '../charts/picture.ts';
import '../controls/quantity_field.ts';
import { usualLimits } from '../controls/slider_scale.ts';
import { count, fixed, ofSeveral, several } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { chartGridStyles } from './chart_grid_styles.ts';
import { sectionStyles } from './section_styles.ts';

/** A chart of lines in decades, and its table. */
export interface LinesShown {
  readonly name: string;
  readonly reading: string;
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly mark?: number;
  readonly pick?: (x: number) => void;
  /** A class of its frame. */
  readonly shape?: string;
}

/** Ensembles that are worth a look beside another one. */
const others: readonly EnsembleName[] = ['orthogonal', 'ginibre', 'identity'];

export abstract class FewNetworksSection<Network> extends LitElement {
  static override styles = [sharedStyles, progressStyles, chartGridStyles, sectionStyles];

  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;
  @property({ attribute: false }) pinned: number | undefined;
  @property({ type: Boolean, reflect: true }) override hidden = false;

  /** The gain that somebody chose here. */
  @state() private chosenGain: number | undefined;
  @state() private beside: EnsembleName | undefined;
  @state() private tables: ReadonlySet<string> = new Set();
  @state() private readings: Readonly<Record<string, string>> = {};

  /** What is measured, in the plural. */
  protected abstract readonly measured: string;
  protected abstract session(): FewNetworks<Network>;
  protected abstract charts(experiment: Experiment, networks: readonly Network[]): unknown;
  /** Settings beside the gain. */
  protected ownSettings(): unknown {
    return nothing;
  }

  #session: FewNetworks<Network> | undefined;

  constructor() {
    super();
    new SessionController(this, () => this.few);
  }

  protected get few(): FewNetworks<Network> {
    this.#session ??= this.session();
    return this.#session;
  }

  get #first(): number {
    return this.pinned ?? 0;
  }

  get #gain(): number {
    // Networks have float32s, people few digits.
    return this.chosenGain ?? Number(networkSettings(this.experiment, this.#first).gain.toFixed(4));
  }

  /** What the experiment's own ensemble is called, */
  protected get ownName(): string {
    return choices.ensemble[this.few.asked?.experiment.ensemble ?? this.experiment.ensemble].label;
  }

  /** and what the other one. */
  protected get besideName(): string {
    const { asked } = this.few;
    return asked?.beside ? choices.ensemble[asked.beside].label : '';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('experiment') && changed.get('experiment')?.gain !== this.experiment.gain)
      this.chosenGain = undefined;
    if (changed.has('pinned')) this.chosenGain = undefined;
    if (!this.hidden) this.#ask();
    else if (changed.has('hidden') && this.few.state === 'running') this.few.pause();
  }

  #ask(): void {
    const { experiment, beside } = this;
    const question = { experiment: { ...experiment, gain: this.#gain }, first: this.#first, beside };
    if (JSON.stringify(question) === JSON.stringify(this.few.wanted)) return;
    this.few.ask(question);
  }

  override render() {
    const { networks, asked } = this.few;
    return html`${this.#settings()} ${this.#outcome()}
    ${asked && networks.length > 0 ? this.charts(asked.experiment, networks) : nothing}`;
  }

  /** What was asked for and stopped; of what time allows nothing is missing. */
  get #missing(): Unfinished | undefined {
    const { asked, state, networks } = this.few;
    const all = Math.min(mostNetworks, asked?.experiment.networks ?? 0);
    return state === 'complete' ? undefined : unfinished(networks.length, all, 'network');
  }

  #settings() {
    const gain = this.#gain;
    return html`<div class="settings">
      <quantity-field
        label="Gain"
        symbol="g"
        .limits=${{ ...usualLimits(fieldTable.gain, gain), step: 0.01 }}
        .value=${gain}
        @quantity-change=${({ detail }: CustomEvent<number>) => {
          this.chosenGain = detail;
        }}
      ></quantity-field>
      ${this.ownSettings()}
      <label class="choice">
        Beside it
        <select
          @change=${({ target }: Event) => {
            if (!(target instanceof HTMLSelectElement)) return;
            this.beside = ensembles.find((name) => name === target.value);
          }}
        >
          <option value="">no other ensemble</option>
          ${others
            .filter((name) => name !== this.experiment.ensemble)
            .map(
              (name) =>
                html`<option value=${name} .selected=${name === this.beside}>${choices.ensemble[name].label}</option>`,
            )}
        </select>
      </label>
    </div>`;
  }

  #outcome() {
    const { asked, state, share, done, networks, beside, failure, seconds } = this.few;
    const all = Math.min(mostNetworks, asked?.experiment.networks ?? 0);
    const why = networks.length < all ? `: as many as ${seconds} s allow,` : ',';
    const running = state === 'running';
    const words = {
      idle: '',
      running: `Network ${count(done + 1)}: ${Math.floor(100 * share)} %`,
      complete: `${several(networks.length, 'network')}${beside.length > 0 ? `, and ${count(beside.length)} beside` : ''}${why} in float64 along the engine’s own trajectories.`,
      stopped: `Stopped after ${ofSeveral(networks.length + beside.length, 'network')}.`,
      failed: html`<b class="broken">✗ The ${this.measured} could not be computed: ${failure}.</b>`,
    }[state];
    return html`<div class="progress">
      ${running ? html`<progress aria-label="Of this network" max="1" .value=${share}></progress>` : nothing}
      ${running ? html`<button class="button" @click=${() => this.few.stop()}>Stop</button>` : nothing}
      <p aria-live=${running ? 'off' : 'polite'}>${words}</p>
    </div>`;
  }

  /** A chart of lines in its frame. */
  protected lines(shown: LinesShown, palette: Palette) {
    const { name, reading, x, lines, xLabel, yLabel, mark, pick, shape } = shown;
    const legend = lines.filter((line) => line.name !== '');
    return this.frame(
      { name, reading, shape },
      html`<line-chart
          .palette=${palette}
          .x=${x}
          .lines=${lines}
          decades
          .mark=${mark}
          .xLabel=${xLabel}
          .yLabel=${yLabel}
          .label=${`${name}: ${yLabel} against ${xLabel}, ${legend.map((line) => line.name).join(', ')}`}
          @chart-pick=${({ detail }: CustomEvent<number>) => pick?.(detail)}
        ></line-chart>
        ${
          legend.length > 1 && lines.some(({ namedAt }) => namedAt !== 'beside')
            ? html`<line-legend slot="legend" .palette=${palette} .lines=${legend}></line-legend>`
            : nothing
        }
        <number-table
          slot="table"
          .caption=${`${yLabel}: log₁₀, in decades`}
          .columns=${[xLabel, ...lines.map((line) => line.name || say`median`)]}
          .rows=${x.map((at, i) => [count(at), ...lines.map(({ y }) => cell(y[i]))])}
        ></number-table>`,
    );
  }

  protected frame(
    {
      name,
      reading,
      shape = '',
    }: Pick<LinesShown, 'name' | 'reading'> & { readonly shape: string | undefined },
    content: TemplateResult,
  ) {
    const { asked, engine } = this.few;
    return html`<chart-frame
      class=${shape}
      name=${shape}
      .heading=${name}
      .reading=${this.readings[name] || reading}
      .told=${asked && engine ? () => toldOf({ experiment: asked.experiment, engine, unfinished: this.#missing }) : undefined}
      ?table=${this.tables.has(name)}
      @table-toggle=${() => {
        const tables = new Set(this.tables);
        if (!tables.delete(name)) tables.add(name);
        this.tables = tables;
      }}
      @chart-reading=${({ detail }: CustomEvent<string>) => {
        this.readings = { ...this.readings, [name]: detail };
      }}
      >${content}</chart-frame
    >`;
  }
}

/** A line of medians, with the band over networks where there is one. */
export function drawn({ low, median, high }: Band, banded: boolean): Pick<Line, 'y' | 'band'> {
  // A band to zero reaches the floor.
  return { y: median, ...(banded && { band: { low: low.map((value) => value ?? -Infinity), high } }) };
}

/** The one gain that is measured at. */
export function gainOf({ gain }: Experiment): number {
  return typeof gain === 'number' ? gain : Number.NaN;
}

function cell(value: number | null | undefined): string {
  return typeof value === 'number' ? fixed(value, 3) : '–';
}
