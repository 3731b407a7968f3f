/** Lyapunov spectra of an experiment's networks: in order, against what they differ in, and as they converge. */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { SpectrumCloud } from '../../analysis/spectrum_cloud.ts';
import type { AxisRange } from '../../analysis/usual_window.ts';
import { bounds, type Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import { networkSettings } from '../../experiment/network_settings.ts';
import { unfinished } from '../../experiment/unfinished.ts';
import type { OneSpectrum } from '../../laboratory/one_spectrum.ts';
import { say } from '../../language/say.ts';
import { Lyapunov } from '../../session/lyapunov.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import '../charts/line_chart.ts';
import type { Shade } from '../charts/line_chart.ts';
import '../charts/line_legend.ts';
import '../charts/number_table.ts';
import { type Told, toldOf } from '../charts/picture.ts';
import { count, ofSeveral, several, significant } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { chartGridStyles } from './chart_grid_styles.ts';
import {
  type AlongName,
  alongLines,
  alongNames,
  alongWords,
  axisWords,
  convergenceLines,
  type Drawn,
  nameOfRank,
  readingRows,
  sortedLines,
} from './lyapunov_lines.ts';
import { lyapunovStyles } from './lyapunov_styles.ts';
import { startedStyles } from './started_styles.ts';

/** Longer sequences than the explorer's that are offered. */
const longerSteps = [1000, 10_000] as const;

/** How many exponents: undefined is as many as are usual. More than there are stands for all. */
const exponentChoices = [
  { label: 'all; 16 of more than 64', exponents: undefined },
  { label: say`all`, exponents: 2 ** 20 },
  { label: 'the 16 largest', exponents: 16 },
  { label: 'the 4 largest', exponents: 4 },
  { label: 'the largest', exponents: 1 },
] as const;

/** How much of the axis is looked at, to either side. */
const reaches = [
  { label: '± 2 %', share: 0.02 },
  { label: '± 5 %', share: 0.05 },
  { label: '± 15 %', share: 0.15 },
  { label: say`all`, share: 1 },
] as const;

/** The part of the networks that is looked at. */
interface Looked {
  readonly range: AxisRange | undefined;
  readonly middle: number;
  readonly indices: readonly number[];
  /** The network that is looked at in depth: the one that is pinned, or the first. */
  readonly shown: number;
}

type ChartName = 'sorted' | 'along' | 'convergence';

@customElement('lyapunov-section')
export class LyapunovSection extends LitElement {
  static override styles = [sharedStyles, progressStyles, startedStyles, chartGridStyles, lyapunovStyles];

  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  /** The explorer's. */
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;
  @property({ attribute: false }) pinned: number | undefined;
  /** Out of sight nothing new is measured. */
  @property({ type: Boolean, reflect: true }) override hidden = false;

  /** T, where it is not the explorer's. */
  @state() private steps: number | undefined;
  @state() private exponents: number | undefined;
  /** Where on the axis of the networks they are looked at; where the pinned one is, unless said. */
  @state() private middle: number | undefined;
  @state() private reach = 0.05;
  @state() private along: AlongName = 'exponents';
  @state() private tables: ReadonlySet<ChartName> = new Set();
  @state() private readings: Readonly<Partial<Record<ChartName, string>>> = {};

  #lyapunov: Lyapunov | undefined;
  #asked: Experiment = defaultExperiment;

  constructor() {
    super();
    new SessionController(this, () => this.#session);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('experiment') || changed.has('pinned')) this.middle = undefined;
    if (this.hidden) return;
    // The same object as long as nothing changes in it.
    const asked = this.steps === undefined ? this.experiment : { ...this.experiment, steps: this.steps };
    if (JSON.stringify(asked) !== JSON.stringify(this.#asked)) this.#asked = asked;
    const { exponents } = this;
    this.#session.follow({ experiment: this.#asked, ...(exponents !== undefined && { exponents }) });
    const { cloud } = this.#session;
    const looked = cloud && this.#looked(cloud);
    if (!cloud || !looked) return;
    const settings = networkSettings(cloud.experiment, looked.shown);
    this.#session.attend(looked.shown, cloud.axis ? { ...settings, [cloud.axis]: looked.middle } : settings);
  }

  override render() {
    const { palette } = this;
    if (!palette) return nothing;
    const { cloud } = this.#session;
    const looked = cloud && this.#looked(cloud);
    return html`
      ${this.#settings(cloud)} ${this.#outcome(cloud)}
      ${cloud && looked ? this.#results(cloud, looked, palette) : nothing}
    `;
  }

  get #session(): Lyapunov {
    this.#lyapunov ??= new Lyapunov(this.workplace);
    return this.#lyapunov;
  }

  #looked(cloud: SpectrumCloud): Looked | undefined {
    const pinned = this.pinned !== undefined && this.pinned < cloud.length ? this.pinned : 0;
    const { axis } = cloud;
    if (cloud.length === 0) return undefined;
    if (!axis) return { range: undefined, middle: 0, indices: cloud.within(undefined), shown: pinned };
    const [least, most] = bounds(cloud.experiment[axis]);
    const middle = this.middle ?? cloud.places[pinned] ?? least;
    const half = this.reach * (most - least);
    const range: AxisRange = [Math.max(least, middle - half), Math.min(most, middle + half)];
    const indices = cloud.within(range);
    // Few may be measured yet.
    const [first = pinned] = indices;
    return { range, middle, indices, shown: indices.includes(pinned) ? pinned : first };
  }

  #settings(cloud: SpectrumCloud | undefined) {
    const { steps } = this.experiment;
    const longer = longerSteps.filter((longer) => longer > steps);
    const axis = cloud?.axis;
    return html`<div class="settings">
      <label>
        Exponents
        <select
          @change=${({ target }: Event) => {
            if (target instanceof HTMLSelectElement)
              this.exponents = exponentChoices[target.selectedIndex]?.exponents;
          }}
        >
          ${exponentChoices.map(
            ({ label, exponents }) =>
              html`<option .selected=${exponents === this.exponents}>${label}</option>`,
          )}
        </select>
      </label>
      ${
        longer.length > 0
          ? html`<span class="segments" role="group" aria-label="Steps that count">
              ${[undefined, ...longer].map(
                (longer) =>
                  html`<button
                    aria-pressed=${longer === this.steps}
                    @click=${() => {
                      this.steps = longer;
                    }}
                  >
                    T = ${count(longer ?? steps)}
                  </button>`,
              )}
            </span>`
          : nothing
      }
      ${cloud && axis ? this.#range(cloud, axis) : nothing}
    </div>`;
  }

  /** Which networks are looked at. */
  #range(cloud: SpectrumCloud, axis: keyof typeof axisWords) {
    const [least, most] = bounds(cloud.experiment[axis]);
    const { label } = axisWords[axis];
    const middle = this.#looked(cloud)?.middle ?? least;
    return html`<label>
        Around ${label}
        <input
          type="range"
          min=${least}
          max=${most}
          step=${(most - least) / 200}
          .value=${String(middle)}
          ?disabled=${this.reach === 1}
          aria-valuetext=${significant(middle)}
          @input=${({ target }: Event) => {
            if (target instanceof HTMLInputElement) this.middle = target.valueAsNumber;
          }}
        />
        <output>${significant(middle)}</output>
      </label>
      <span class="segments" role="group" aria-label="How much of the axis" aria-describedby="reach">
        ${reaches.map(
          ({ label, share }) =>
            html`<button
              aria-pressed=${share === this.reach}
              @click=${() => {
                this.reach = share;
              }}
            >
              ${label}
            </button>`,
        )}
      </span>
      <span id="reach">${this.#reachWords(cloud, axis)}</span>`;
  }

  /** What the per cent are of, and what they come to. */
  #reachWords(cloud: SpectrumCloud, axis: keyof typeof axisWords): string {
    const [least, most] = bounds(cloud.experiment[axis]);
    const { range } = this.#looked(cloud) ?? {};
    if (this.reach === 1 || !range) return 'of its range';
    const [from, to] = range;
    return `of its range ${significant(least)} … ${significant(most)}, to either side: ${significant(from)} … ${significant(to)}`;
  }

  /** How far it has come; said aloud at the end only. */
  #outcome(cloud: SpectrumCloud | undefined) {
    const { state, stale, failure, networks, underWay, notices, every } = this.#session;
    const running = state === 'running';
    const done = cloud && !stale ? cloud.length : 0;
    const of = `${count(done)} of ${ofSeveral(networks, 'network')}`;
    const how =
      cloud && done > 0
        ? ` · ${count(cloud.exponents)}${cloud.exponents < cloud.all ? ` of ${count(cloud.all)}` : ''} exponents each, over ${several(cloud.experiment.steps, 'step')}; orthonormal again every ${every === 1 ? say`step` : `${every} steps`}`
        : '';
    const rest = !running && state !== 'failed' && done < networks;
    const words = {
      idle: '',
      running: done > 0 ? of : 'Finding out how often frames must be made orthonormal…',
      complete: `${rest ? of : several(done, 'network')}${how}.`,
      stopped: `Stopped after ${of}${how}.`,
      failed: html`<b class="broken">✗ ${failure}</b>`,
    }[state];
    return html`<div class="progress">
      ${
        running
          ? html`<progress
              aria-label="Of all networks"
              max=${networks}
              .value=${done + underWay}
            ></progress>`
          : nothing
      }
      <p aria-live=${running ? 'off' : 'polite'}>${words}${notices.map((notice) => html`<br />${notice}`)}</p>
      ${running ? html`<button class="button" @click=${() => this.#session.stop()}>Stop</button>` : nothing}
      ${
        rest && done > 0
          ? html`<button class="button" @click=${() => this.#session.goOn()}>Measure the rest</button>`
          : nothing
      }
      ${
        state === 'failed' || (rest && done === 0)
          ? html`<button class="button" @click=${() => this.#session.again()}>Measure</button>`
          : nothing
      }
    </div>`;
  }

  #results(cloud: SpectrumCloud, looked: Looked, palette: Palette) {
    const { theory, stale } = this.#session;
    const one = this.#oneOf(looked);
    return html`<div class="charts ${stale ? 'stale' : ''}">
        ${this.#sorted(cloud, looked, one, palette)} ${this.#along(cloud, looked, palette)}
        ${one ? this.#convergence(one, palette) : html`<div class="readings"></div>`}
        ${this.#table(cloud, looked, one)}
      </div>
      ${this.#lost(cloud, looked).map((sentence) => html`<p class="note">${sentence}</p>`)}
      ${theory?.sentence ? html`<p class="note">Theory${theory.curve ? ', dashed' : ''}: ${theory.sentence}</p>` : nothing}`;
  }

  /** The network that is looked at, once it is known. */
  #oneOf({ shown }: Looked): OneSpectrum | undefined {
    const { one } = this.#session;
    return one?.index === shown ? one : undefined;
  }

  #sorted(cloud: SpectrumCloud, looked: Looked, one: OneSpectrum | undefined, palette: Palette) {
    const drawn = sortedLines(cloud, looked.indices, one, this.#session.theory);
    const readable = cloud.readable(looked.indices);
    const shades: Shade[] =
      readable < cloud.exponents
        ? [
            {
              ...{ from: readable / cloud.all, to: cloud.exponents / cloud.all, color: 'ink' },
              name: 'lost in float32',
            },
          ]
        : [];
    return this.#chart(
      'sorted',
      {
        heading: 'Lyapunov spectrum',
        reading: this.#whichNetworks(cloud, looked),
        xLabel: 'i / N',
        yLabel: 'λᵢ, nats per step',
        label: `Lyapunov exponents in order, from the largest to the smallest: median and 10 to 90 % of ${looked.indices.length} networks`,
        level: 0,
        shades,
      },
      drawn,
      palette,
    );
  }

  #along(cloud: SpectrumCloud, { range, shown }: Looked, palette: Palette) {
    const { axis } = cloud;
    const { unit } = alongWords[this.along];
    const against = axis ? axisWords[axis].label : 'share of networks above';
    return this.#chart(
      'along',
      {
        heading: axis ? `Against ${axisWords[axis].label}` : 'Over the networks',
        reading: axis ? 'Median and 10 to 90 %. Click to look at the networks there.' : '',
        xLabel: against,
        yLabel: unit,
        label: `${unit} against ${against}, of ${cloud.length} networks`,
        level: 0,
        shades: range ? [{ from: range[0], to: range[1], color: 'accent' }] : [],
        mark: axis && cloud.places[shown],
        tools: html`<span class="segments" role="group" aria-label="What is drawn" slot="tools">
          ${alongNames.map(
            (name) =>
              html`<button
                aria-pressed=${name === this.along}
                @click=${() => {
                  this.along = name;
                }}
              >
                ${alongWords[name].label}
              </button>`,
          )}
        </span>`,
      },
      alongLines(cloud, this.along),
      palette,
    );
  }

  #convergence(one: OneSpectrum, palette: Palette) {
    return this.#chart(
      'convergence',
      {
        heading: `Convergence of network ${one.index}`,
        reading:
          one.convergence.steps.length > 1
            ? 'Over the steps so far, ± a standard error.'
            : 'One number and no line: T is too short for a course.',
        xLabel: say`steps`,
        yLabel: 'λ, nats per step',
        label: `Exponents of network ${one.index} over the first steps back from T, with their standard errors`,
        level: 0,
        shades: [],
      },
      convergenceLines(one),
      palette,
    );
  }

  #chart(
    name: ChartName,
    {
      heading,
      reading,
      tools,
      ...chart
    }: {
      readonly heading: string;
      readonly reading: string;
      readonly xLabel: string;
      readonly yLabel: string;
      readonly label: string;
      readonly level: number;
      readonly shades: readonly Shade[];
      readonly mark?: number | undefined;
      readonly tools?: unknown;
    },
    { x, lines, table }: Drawn,
    palette: Palette,
  ) {
    return html`<chart-frame
      name="exponents-${name}"
      .heading=${heading}
      .reading=${this.readings[name] || reading}
      .told=${this.#told}
      .agreement=${this.#session.agreement}
      ?table=${this.tables.has(name)}
      @table-toggle=${() => {
        const tables = new Set(this.tables);
        if (!tables.delete(name)) tables.add(name);
        this.tables = tables;
      }}
      @chart-reading=${({ detail }: CustomEvent<string>) => {
        this.readings = { ...this.readings, [name]: detail };
      }}
    >
      ${tools ?? nothing}
      <line-chart
        .palette=${palette}
        .x=${x}
        .lines=${lines}
        .level=${chart.level}
        .shades=${chart.shades}
        .mark=${chart.mark}
        .xLabel=${chart.xLabel}
        .yLabel=${chart.yLabel}
        .label=${chart.label}
        @chart-pick=${({ detail }: CustomEvent<number>) => {
          if (name === 'along' && this.#session.cloud?.axis) this.middle = detail;
        }}
      ></line-chart>
      ${
        this.tables.has(name)
          ? html`<number-table
              slot="table"
              .caption=${table.caption}
              .columns=${table.columns}
              .rows=${table.rows}
            ></number-table>`
          : nothing
      }
    </chart-frame>`;
  }

  #table(cloud: SpectrumCloud, { indices }: Looked, one: OneSpectrum | undefined) {
    const { theory } = this.#session;
    const columns = [
      say`reading`,
      ...(one ? [`network ${one.index}`] : []),
      `median of ${count(indices.length)}`,
      ...(theory?.numbers ? [say`theory`] : []),
    ];
    return html`<div class="readings" tabindex="0" role="region" aria-label="Readings">
      <h2>Readings</h2>
      <number-table
        caption="λ₁ ± its standard error; in the middle column that of the median network."
        .columns=${columns}
        .words=${[0]}
        .rows=${readingRows(cloud, indices, one, theory)}
      ></number-table>
    </div>`;
  }

  #whichNetworks(cloud: SpectrumCloud, { range, indices }: Looked): string {
    const many = several(indices.length, 'network');
    if (!range || !cloud.axis) return `Median and 10 to 90 % of ${many}.`;
    const { symbol } = axisWords[cloud.axis];
    return `Median and 10 to 90 % of ${many}, ${symbol} ${significant(range[0])} … ${significant(range[1])}.`;
  }

  /** What of the spectra is not to be seen, and why. */
  #lost(cloud: SpectrumCloud, { indices }: Looked): string[] {
    const readable = cloud.readable(indices);
    const sentences: string[] = [];
    if (readable < cloud.exponents) {
      const first = nameOfRank(readable);
      sentences.push(
        `From ${first} on directions shrink so much faster than the largest that float32 has lost them between two orthonormalisations: the float64 engine (engine=reference) reads them.`,
      );
    }
    const zeros = indices.filter((index) => cloud.spectra[index]?.exponents.includes(-Infinity)).length;
    if (zeros > 0)
      sentences.push(
        `${count(zeros)} of these networks have exponents of −∞, which have no place on the chart: directions that a step forgets, as units do that φ masks.`,
      );
    return sentences;
  }

  /** What a picture says: the terminal's command is another. */
  readonly #told = (): Told | undefined => {
    const { cloud, engine } = this.#session;
    if (!cloud || !engine) return undefined;
    const { words, entries } = toldOf({
      ...{ experiment: cloud.experiment, engine },
      unfinished: unfinished(cloud.length, cloud.experiment.networks, 'network'),
    });
    const { command = '' } = entries;
    const spectrum = `${command.replace(' sweep', ' spectrum')} --exponents=${cloud.exponents} --every=${this.#session.every}`;
    return { words, entries: { ...entries, command: spectrum } };
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'lyapunov-section': LyapunovSection;
  }
}
