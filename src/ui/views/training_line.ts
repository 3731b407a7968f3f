/** A training over its updates: a map of every moment, playable, a chart of its layers' numbers, and where it first went wrong. */

import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Diagnosis } from '../../analysis/diagnosis/rule.ts';
import type { LayerAnalysis } from '../../analysis/model_analysis.ts';
import type { Mishap, Moment } from '../../analysis/timeline.ts';
import { filedUnfinished, type Unfinished, unfinished } from '../../experiment/unfinished.ts';
import { placeInWords } from '../../files/diagnosis_text.ts';
import { timelineJson } from '../../files/timeline_json.ts';
import { version } from '../../files/version.ts';
import { say } from '../../language/say.ts';
import { usualSettings } from '../../session/model.ts';
import { type ChosenFolder, OwnTraining } from '../../session/training.ts';
import { Workplace } from '../../session/workplace.ts';
import { capitalised } from '../quantity_words.ts';
import '../charts/chart_frame.ts';
import type { Line } from '../charts/line_chart.ts';
import '../charts/line_chart.ts';
import '../charts/number_table.ts';
import { type Told, unfinishedWords } from '../charts/picture.ts';
import { download } from '../download.ts';
import { count, fixed, significant } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import './layers_map.ts';
import type { LayersMap } from './layers_map.ts';
import './model_findings.ts';
import { modelStyles } from './model_styles.ts';
import { gradientRows } from './model_tables.ts';

/** What of every layer is drawn over updates. */
const quantities = {
  rate: {
    label: 'growth rate',
    yLabel: 'growth rate (nats/step)',
    decades: false,
    of: ({ growthRate }: LayerAnalysis) => growthRate,
  },
  radius: {
    label: 'ρ',
    yLabel: 'spectral radius ρ of W_hh',
    decades: false,
    of: ({ candidate }: LayerAnalysis) => candidate.radius,
  },
  gradient: {
    label: '‖∂L/∂state₀‖',
    yLabel: '‖∂L/∂state₀‖',
    decades: true,
    of: ({ decades }: LayerAnalysis) => decades.state[0] ?? Number.NaN,
  },
  weights: {
    label: '‖∂L/∂W_hh‖',
    yLabel: '‖∂L/∂W_hh‖',
    decades: true,
    of: ({ log10WeightHH }: LayerAnalysis) => log10WeightHH,
  },
} as const;

type QuantityName = keyof typeof quantities;

/** Of a layer; both its directions have it. */
const colors: readonly Line['color'][] = ['accent', 'warm', 'cool', 'ink', 'soft'];

/** Moments a second while it plays. */
const speeds = [1, 2, 5] as const;

/** @fires file-open - A moment is to be looked at alone: the event's `detail` is its file, in a list. */
@customElement('training-line')
export class TrainingLine extends LitElement {
  static override styles = [
    sharedStyles,
    progressStyles,
    modelStyles,
    css`
      :host {
        display: grid;
        grid-column: 1 / -1;
        grid-template: none / minmax(0, 1fr);
        align-content: start;
        gap: 14px;
      }
      .charts {
        display: grid;
        align-content: start;
        gap: 16px;
        min-width: 0;
      }
      line-chart {
        height: 240px;
      }
      .of {
        white-space: nowrap;
      }
      @media (min-width: 1200px) {
        :host {
          grid-template-columns: minmax(0, 5fr) minmax(0, 7fr);
        }
        :host > :not(model-findings, .charts) {
          grid-column: 1 / -1;
        }
      }
      /* What plays stands right under what plays it. */
      @media (max-width: 1199px) {
        model-findings {
          order: 1;
        }
        .alone,
        details {
          order: 2;
        }
      }
      header p {
        max-width: none;
      }
      summary h2 {
        display: inline;
      }
      select {
        height: 28px;
        font-size: 13px;
      }
      .player {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 10px;
        align-items: center;
        font-size: 13px;
      }
      .player input {
        flex: 1 1 160px;
        min-width: 120px;
        accent-color: var(--accent);
      }
      .player output {
        font-variant-numeric: tabular-nums;
      }
      .wrong {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 10px;
        align-items: baseline;
        max-width: none;
      }
      .wrong + .wrong {
        margin-top: 6px;
      }
    `,
  ];

  @property({ attribute: false }) palette: Palette | undefined;
  /** Where it is measured. */
  @property({ attribute: false }) workplace = new Workplace();
  /** What was chosen: measured as soon as it is another. */
  @property({ attribute: false }) folder: ChosenFolder | undefined;

  @state() private quantity: QuantityName = 'rate';
  @state() private playing = false;
  /** Slower to begin with for those who want little to move. */
  @state() private speed: (typeof speeds)[number] = matchMedia('(prefers-reduced-motion: reduce)').matches
    ? 1
    : 2;
  @state() private reading = '';
  @state() private table = false;

  #training: OwnTraining | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new SessionController(this, () => this.#session);
  }

  get #session(): OwnTraining {
    this.#training ??= new OwnTraining(this.workplace);
    return this.#training;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('folder') && this.folder) void this.#session.open(this.folder, usualSettings);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pause();
    this.#session.stop();
  }

  override render() {
    const session = this.#session;
    const { timeline, refusal, moment, folder } = session;
    const { moments, misfits } = timeline;
    return html`
      ${this.#progress()}
      <header>
        <h2 class="title">${folder.name}</h2>
        <p>${moments.length > 0 ? `${moments.length === 1 ? '1 moment' : `${count(moments.length)} moments`} of one training` : 'A training, as captures or checkpoints'}</p>
        <span class="files">
          <button class="button" ?disabled=${moments.length === 0} @click=${this.#download}>Time line as JSON</button>
        </span>
      </header>
      ${refusal === '' ? nothing : html`<p role="alert">${refusal}.</p>`}
      ${moments.length > 0 && session.state !== 'running' ? this.#wrong(session) : nothing}
      ${moment ? this.#moment(moment) : nothing}
      ${
        // Of a single one the refusal says why.
        misfits.length > (refusal === '' ? 0 : 1)
          ? html`<details open>
              <summary><h2>${refusal === '' ? 'Not of it' : 'Why not'}</h2></summary>
              <ul>${misfits.map(({ file, error }) => html`<li>${file}: ${error}</li>`)}</ul>
            </details>`
          : nothing
      }
    `;
  }

  #progress() {
    const { state, done, folder, underWay } = this.#session;
    if (state !== 'running' && state !== 'stopped') return nothing;
    const total = folder.files.length;
    const running = state === 'running';
    const words = running
      ? `file ${count(Math.min(total, Math.floor(done) + 1))} of ${count(total)}: ${underWay}`
      : `Stopped after ${count(Math.floor(done))} of ${count(total)} files.`;
    return html`<div class="progress">
      <progress aria-label="Files measured" max=${total} .value=${done}></progress>
      <span aria-live=${running ? 'off' : 'polite'}>${words}</span>
      ${running ? html`<button class="button" @click=${() => this.#session.stop()}>Stop</button>` : nothing}
    </div>`;
  }

  #wrong({ firstWrong: wrong, firstNotFinite: notFinite }: OwnTraining) {
    if (!wrong) return html`<p class="wrong">Nothing of severity high in any of them.</p>`;
    return html`<div aria-live="polite">
      ${this.#mishap('It first went wrong at', wrong, 'Go there')}
      ${
        notFinite && notFinite.file !== wrong.file
          ? this.#mishap('The first that is no number is at', notFinite, 'Go to that')
          : nothing
      }
    </div>`;
  }

  #mishap(what: string, mishap: Mishap, lead: string) {
    const { file, update, rule, ...place } = mishap;
    const when = update === undefined ? file : `update ${count(update)} (${file})`;
    const words = [rule, ...placeInWords({ rule, ...place })].join(', ');
    return html`<p class="wrong">
      <span>${what} ${when}: <b>${words}</b>.</span>
      <button class="button" @click=${() => this.#lookAt(mishap)}>${lead}</button>
    </p>`;
  }

  #moment(moment: Moment) {
    const { timeline, place } = this.#session;
    const { moments } = timeline;
    const name = nameOf(moment);
    const measured = moment.layers.length > 0;
    return html`
      ${this.#player(moments, place, name)}
      <model-findings
        .findings=${moment.findings}
        ?mapped=${measured}
        @finding-show=${({ detail }: CustomEvent<Diagnosis>) => this.#map?.show(detail)}
      ></model-findings>
      <div class="charts">${
        measured
          ? html`<layers-map
              .palette=${this.palette}
              .layers=${moment.layers}
              of="at ${name}"
              about="At ${name}; back through the layers is down, back in time is left"
              .told=${() => this.#told(name)}
            ></layers-map>`
          : html`<p>Nothing of it could be measured.</p>`
      }
      ${moments.length > 1 ? this.#overUpdates(moments, place) : nothing}</div>
      <p class="alone"><button class="link" @click=${() => this.#openAlone(moment.file)}>Look at ${moment.file} alone</button></p>
    `;
  }

  #player(moments: readonly Moment[], place: number, name: string) {
    const last = moments.length - 1;
    const go = (to: number) => {
      this.#pause();
      this.#session.look(to);
    };
    return html`<div class="player" role="group" aria-label="Moments">
      <button class="button" ?disabled=${last === 0} aria-pressed=${this.playing} @click=${() => this.#play()}>
        ${this.playing ? say`Pause` : say`Play`}
      </button>
      <button class="button" aria-label="The moment before" ?disabled=${place === 0} @click=${() => go(place - 1)}>◀</button>
      <button class="button" aria-label="The next moment" ?disabled=${place === last} @click=${() => go(place + 1)}>▶</button>
      <input
        type="range"
        min="0"
        max=${last}
        .value=${String(place)}
        aria-label="Moment"
        aria-valuetext=${name}
        @input=${({ currentTarget }: Event) => {
          if (currentTarget instanceof HTMLInputElement) go(currentTarget.valueAsNumber);
        }}
      />
      <output>${name}, ${count(place + 1)} of ${count(moments.length)}</output>
      <label
        >moments a second
        <select
          aria-label="Moments a second"
          @change=${({ currentTarget }: Event) => {
            const speed = speeds.find(
              (one) => currentTarget instanceof HTMLSelectElement && `${one}` === currentTarget.value,
            );
            if (speed) this.speed = speed;
            if (this.playing) this.#start();
          }}
        >
          ${speeds.map((one) => html`<option value=${one} .selected=${one === this.speed}>${one}</option>`)}
        </select></label
      >
    </div>`;
  }

  #overUpdates(moments: readonly Moment[], place: number) {
    const { label, yLabel, decades, of } = quantities[this.quantity];
    const x = placesOf(moments);
    const lines = linesOf(moments, of);
    const heading = `${capitalised(label)} over the training`;
    const written = (value: number | null) =>
      value === null ? '' : decades ? fixed(value, 2) : significant(value, 4);
    return html`<chart-frame
      flow
      .heading=${heading}
      .reading=${this.reading || 'A line a layer and direction; press, or Enter at the cursor, to look at a moment'}
      ?table=${this.table}
      .told=${() => this.#told(heading)}
      @table-toggle=${() => {
        this.table = !this.table;
      }}
    >
      <label class="of" slot="legend"
        >of every layer
        <select
          aria-label="What is drawn over the training"
          @change=${({ currentTarget }: Event) => {
            if (currentTarget instanceof HTMLSelectElement)
              this.quantity = quantityNamed(currentTarget.value);
          }}
        >
          ${Object.entries(quantities).map(
            ([name, one]) =>
              html`<option value=${name} .selected=${name === this.quantity}>${one.label}</option>`,
          )}
        </select></label
      >
      <line-chart
        .palette=${this.palette}
        .x=${x.values}
        .lines=${lines}
        .mark=${x.values[place]}
        .xLabel=${x.label}
        .yLabel=${yLabel}
        ?decades=${decades}
        .label=${`${heading}, ${count(lines.length)} lines`}
        @chart-reading=${({ detail }: CustomEvent<string>) => {
          this.reading = detail;
        }}
        @chart-pick=${({ detail }: CustomEvent<number>) => {
          this.#pause();
          this.#session.look(nearest(x.values, detail));
        }}
      ></line-chart>
      <div slot="table">
        ${
          this.table
            ? html`<number-table
                .caption=${decades ? `log₁₀ ${yLabel}, in decades` : yLabel}
                .columns=${[x.label, ...lines.map(({ name }) => name)]}
                .rows=${moments.map((moment, i) => [
                  nameOf(moment),
                  ...lines.map(({ y }) => written(y[i] ?? null)),
                ])}
              ></number-table>`
            : nothing
        }
      </div>
    </chart-frame>`;
  }

  #play(): void {
    if (this.playing) {
      this.#pause();
      return;
    }
    const { place, timeline } = this.#session;
    if (place === timeline.moments.length - 1) this.#session.look(0);
    this.#start();
  }

  #start(): void {
    clearInterval(this.#timer);
    this.playing = true;
    this.#timer = setInterval(() => {
      const { place, timeline } = this.#session;
      if (place + 1 >= timeline.moments.length) this.#pause();
      else this.#session.look(place + 1);
    }, 1000 / this.speed);
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.playing = false;
  }

  async #lookAt(mishap: Mishap): Promise<void> {
    this.#pause();
    this.#session.look(this.#session.timeline.moments.findIndex(({ file }) => file === mishap.file));
    await this.updateComplete;
    await this.#map?.show(mishap);
  }

  get #map(): LayersMap | null {
    return this.renderRoot.querySelector('layers-map');
  }

  #openAlone(name: string): void {
    const file = this.#session.folder.files.find((one) => one.name === name);
    if (file) this.dispatchEvent(new CustomEvent('file-open', { detail: [file] }));
  }

  readonly #download = (): void => {
    const { timeline, folder } = this.#session;
    const json = timelineJson(timeline.moments, timeline.misfits, { unfinished: this.#missing });
    const stem = folder.name.replace(/[^\w.-]+/g, '-');
    download(new Blob([json], { type: 'application/json' }), `${stem}.timeline.json`);
  };

  /** Files that nobody has measured: it was stopped, or is under way. */
  get #missing(): Unfinished | undefined {
    const { done, folder } = this.#session;
    return unfinished(Math.floor(done), folder.files.length, 'file');
  }

  #told(what: string): Told {
    const { name, files } = this.#session.folder;
    const missing = this.#missing;
    return {
      words: [
        `${name}: ${what}`,
        ...unfinishedWords(missing),
        `${count(files.length)} files`,
        `float64 · Vanishing Point ${version}`,
      ],
      entries: { training: name, version, ...(missing && { unfinished: filedUnfinished(missing) }) },
    };
  }
}

/** "update 300", or the file where it does not say which. */
function nameOf({ update, file }: Moment): string {
  return update === undefined ? file : `update ${count(update)}`;
}

/** Where moments stand on the axis: by their updates where every one has its own. */
function placesOf(moments: readonly Moment[]): { values: number[]; label: string } {
  const updates = moments.flatMap(({ update }) => (update === undefined ? [] : [update]));
  return new Set(updates).size === moments.length
    ? { values: updates, label: say`update` }
    : { values: moments.map((_, i) => i + 1), label: say`file` };
}

/** A line for each layer and direction of the first moment that has them. */
function linesOf(moments: readonly Moment[], of: (layer: LayerAnalysis) => number): Line[] {
  const layers = moments.find((moment) => moment.layers.length > 0)?.layers ?? [];
  let level = -1;
  return gradientRows(layers).map(({ name }, row) => {
    const reverse = layers[row]?.direction === 'reverse';
    if (!reverse) level++;
    return {
      ...{ name, namedAt: 'beside' as const, dashed: reverse },
      color: colors[level % colors.length] ?? 'soft',
      y: moments.map((moment) => {
        const layer = moment.layers[row];
        const value = layer ? of(layer) : Number.NaN;
        return Number.isFinite(value) ? value : null;
      }),
    };
  });
}

function nearest(values: readonly number[], x: number): number {
  const distances = values.map((value) => Math.abs(value - x));
  return distances.indexOf(Math.min(...distances));
}

function quantityNamed(name: string): QuantityName {
  return (Object.keys(quantities) as QuantityName[]).find((one) => one === name) ?? 'rate';
}

declare global {
  interface HTMLElementTagNameMap {
    'training-line': TrainingLine;
  }
}
