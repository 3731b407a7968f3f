/** The engine under stress: how far it goes in every direction, how fast, how near to what its machine can do, and for how long. */

import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  costExponent,
  drift,
  type StressAxis,
  type StressRecord,
  type StressRun,
  stressAxes,
} from '../../analysis/stress.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment, fieldTable } from '../../experiment/fields.ts';
import { measuredBy } from '../../files/provenance.ts';
import { stressJson, stressMarkdown } from '../../files/stress_report.ts';
import { say } from '../../language/say.ts';
import { Stress } from '../../session/stress.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import '../charts/line_chart.ts';
import type { Line } from '../charts/line_chart.ts';
import '../charts/number_table.ts';
import { toldOf } from '../charts/picture.ts';
import '../copy_button.ts';
import { download } from '../download.ts';
import { engineWords } from '../engine_words.ts';
import { arithmeticRate, count, duration, fixed, ofSeveral, several, significant } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { chartGridStyles } from './chart_grid_styles.ts';
import { startedStyles } from './started_styles.ts';
import { stressStyles } from './stress_styles.ts';

/** What may be asked for: ladders, or a size for so many seconds. */
const kinds = [
  { name: 'limit', label: 'Find the limit', seconds: undefined },
  { name: 'once', label: 'One size, once', seconds: 0 },
  { name: 'minute', label: 'One size, for a minute', seconds: 60 },
  { name: 'minutes', label: 'One size, for 5 minutes', seconds: 300 },
  { name: 'long', label: 'One size, for 15 minutes', seconds: 900 },
] as const;

type Size = Pick<Experiment, 'hiddenSize' | 'steps' | 'networks'>;

const sizes: readonly { readonly name: string; readonly label: string; readonly size: Size | undefined }[] = [
  { name: 'explorer', label: 'As in Explore', size: undefined },
  { name: 'usual', label: say`Usual`, size: { hiddenSize: 64, steps: 100, networks: 4096 } },
  { name: 'long', label: say`Long`, size: { hiddenSize: 64, steps: fieldTable.steps.maximum, networks: 16 } },
  {
    name: 'wide',
    label: say`Wide`,
    size: { hiddenSize: fieldTable.hiddenSize.maximum, steps: 100, networks: 1024 },
  },
  { name: 'small', label: say`Small`, size: { hiddenSize: 8, steps: 1000, networks: 16_384 } },
];

/** How long a run of a ladder may take, in seconds. */
const longestRuns = [2, 10, 30] as const;

const axisWords: Readonly<
  Record<StressAxis, { readonly label: string; readonly symbol: string; readonly axis: string }>
> = {
  steps: { label: say`Steps`, symbol: 'T', axis: 'T, steps' },
  hiddenSize: { label: say`Units`, symbol: 'N', axis: 'N, units' },
  networks: { label: say`Networks`, symbol: say`Networks`, axis: say`networks` },
  time: { label: say`Time`, symbol: 't', axis: 'since the first run began, s' },
};

/** A chart of the runs in one direction. */
const boundWords = { arithmetic: say`arithmetic`, bandwidth: say`bandwidth`, launch: say`launch` } as const;

interface Shown {
  readonly name: string;
  readonly unit: string;
  /** In decades where it spans many of them. */
  readonly decades: boolean;
  readonly y: (run: StressRun) => number | undefined;
  /** What the machine can do at most. */
  readonly most?: (run: StressRun) => number;
  readonly from0?: true;
  /** What is said of it while nothing is read off it. */
  readonly about?: string;
}

const charts: readonly Shown[] = [
  { name: say`Time`, unit: 's', decades: true, y: ({ seconds }) => Math.log10(seconds) },
  {
    name: 'Arithmetic rate',
    unit: 'GFLOP/s',
    decades: false,
    y: ({ operationsPerSecond }) => operationsPerSecond / 1e9,
    most: ({ operationsPerSecond, share }) => operationsPerSecond / share / 1e9,
    from0: true,
  },
  {
    name: 'Share of its bound',
    unit: '% of its bound',
    decades: false,
    y: ({ share }) => 100 * share,
    from0: true,
  },
  {
    name: 'Memory held',
    unit: 'MiB',
    decades: false,
    y: ({ held }) => (held === undefined ? undefined : held / 2 ** 20),
    from0: true,
    about:
      'All that the engine holds, matrices kept from earlier runs included. Where it falls, the next run needed another layout, and these were let go.',
  },
];

@customElement('stress-view')
export class StressView extends LitElement {
  static override styles = [sharedStyles, progressStyles, startedStyles, chartGridStyles, stressStyles];

  /** Where it is done. */
  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  /** The explorer's: what is not said here is as there. */
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;

  @state() private kind: (typeof kinds)[number]['name'] = 'limit';
  @state() private size = 'usual';
  @state() private longest: number = 10;
  /** What the charts are over; what is under way unless somebody says. */
  @state() private axis: StressAxis | undefined;
  @state() private tables: ReadonlySet<string> = new Set();
  @state() private readings: Readonly<Record<string, string>> = {};

  #stress: Stress | undefined;

  constructor() {
    super();
    new SessionController(this, () => this.#session);
  }

  override render() {
    const record = this.#session.filed;
    return html`
      <div>
        <h2>Stress</h2>
        <p class="about">
          How far this machine goes: runs of ever more steps, units and networks until one takes too long, or one size for
          minutes, to see whether it grows slower as it grows warm. Rates are held against what the same cores do at most,
          measured first; nothing here is checked against float64 (that is <a href="#validate">Validate</a>).
        </p>
      </div>
      ${this.#settings(record)} ${this.#outcome()}
      ${record && this.#several(record) ? this.#charts(record) : nothing}
      ${record && record.runs.length > 0 ? this.#runs(record) : nothing}
      ${record ? this.#machine(record) : nothing}
    `;
  }

  get #session(): Stress {
    this.#stress ??= new Stress(this.workplace);
    return this.#stress;
  }

  #settings(record: StressRecord | undefined) {
    const running = this.#session.state === 'running';
    const ladders = this.kind === 'limit';
    const none = !record || record.runs.length === 0;
    return html`<div class="settings">
      ${this.#choice(
        say`What`,
        this.kind,
        kinds.map(({ name, label }) => [name, label]),
        (value) => {
          this.kind = kinds.find(({ name }) => name === value)?.name ?? 'limit';
        },
      )}
      ${
        ladders
          ? this.#choice(
              'Longest run',
              String(this.longest),
              longestRuns.map((seconds) => [String(seconds), `${seconds} s`]),
              (value) => {
                this.longest = Number(value);
              },
            )
          : this.#choice(
              say`Size`,
              this.size,
              sizes.map(({ name, label, size }) => [name, `${label}: ${sizeWords(size ?? this.experiment)}`]),
              (value) => {
                this.size = value;
              },
            )
      }
      <button
        class="button ${running ? '' : 'primary'}"
        @click=${() => (running ? this.#session.stop() : this.#start())}
      >
        ${running ? say`Stop` : record ? 'Begin again' : say`Begin`}
      </button>
      <span class="files">
        <copy-button what="report" ?disabled=${none} .text=${() => (record ? stressMarkdown(record) : '')}>Copy Markdown</copy-button>
        <button class="button" ?disabled=${none} @click=${() => record && save(record)}>Download JSON</button>
      </span>
    </div>`;
  }

  #choice(
    label: string,
    value: string,
    options: readonly (readonly [value: string, label: string])[],
    choose: (value: string) => void,
  ) {
    return html`<label>
      ${label}
      <select
        ?disabled=${this.#session.state === 'running'}
        @change=${({ target }: Event) => target instanceof HTMLSelectElement && choose(target.value)}
      >
        ${options.map(([name, words]) => html`<option value=${name} .selected=${name === value}>${words}</option>`)}
      </select>
    </label>`;
  }

  /** What is under way, then what came of it; said aloud at the end only. */
  #outcome() {
    const { state, record, next, done, asked, failure, notices } = this.#session;
    if (state === 'idle')
      return html`<p class="about">The explorer keeps what it shows. Nothing leaves this machine.</p>`;
    const running = state === 'running';
    const runs = record?.runs ?? [];
    const whole = asked?.kind === 'endurance' && asked.seconds > 0;
    const part = whole ? Math.min(1, (runs.at(-1)?.at ?? 0) / asked.seconds) : done;
    const words = {
      running: next
        ? `${sizeWords(next)}: ${Math.floor(100 * done)} %${whole ? ` · ${duration(1000 * (runs.at(-1)?.at ?? 0))} of ${duration(1000 * asked.seconds)}` : ''}`
        : 'Measuring what this machine can do at most…',
      complete: `${runsWords(runs.length)} in ${duration(1000 * (runs.at(-1)?.at ?? 0))}.`,
      stopped: `Stopped after ${ofSeveral(runs.length, 'run')}.`,
      failed: html`<b class="broken">✗ ${failure}</b>`,
    }[state];
    return html`<div class="progress">
      ${running ? html`<progress aria-label="Of this run" max="1" .value=${part}></progress>` : nothing}
      <p aria-live=${running ? 'off' : 'polite'}>${words}${notices.map((notice) => html`<br />${notice}`)}</p>
    </div>`;
  }

  /** What the charts are over now. */
  #axisOf({ runs }: StressRecord): StressAxis {
    const has = (axis: StressAxis) => runs.some((run) => run.axis === axis);
    if (this.axis && has(this.axis)) return this.axis;
    return stressAxes.findLast(has) ?? 'steps';
  }

  /** Of one run a line has no length. */
  #several(record: StressRecord): boolean {
    const axis = this.#axisOf(record);
    return record.runs.filter((run) => run.axis === axis).length > 1;
  }

  #charts(record: StressRecord) {
    const { palette } = this;
    if (!palette) return nothing;
    const axis = this.#axisOf(record);
    const runs = record.runs.filter((run) => run.axis === axis);
    const shown = stressAxes.filter((one) => record.runs.some((run) => run.axis === one));
    const x = runs.map((run) => (axis === 'time' ? run.at : Math.log10(run[axis])));
    return html`<div class="settings">
        <h3>${this.#caption(axis, record)}</h3>
        ${
          shown.length > 1
            ? html`<span class="segments" role="group" aria-label="What grows"
                >${shown.map(
                  (one) =>
                    html`<button aria-pressed=${one === axis} @click=${() => {
                      this.axis = one;
                    }}>${axisWords[one].label}</button>`,
                )}</span
              >`
            : nothing
        }
      </div>
      <div class="charts">
        ${charts
          .filter(({ y }) => runs.some((run) => y(run) !== undefined))
          .map((chart) => this.#chart(chart, { axis, runs, x, palette, record }))}
      </div>`;
  }

  #caption(axis: StressAxis, { runs }: StressRecord): string {
    if (axis === 'time') {
      const slower = drift(runs.filter((run) => run.axis === 'time'));
      if (slower === undefined) return 'Over time';
      const by = `${fixed(100 * Math.abs(slower), 1)} %`;
      return `Over time: the last fifth was ${by} ${slower < 0 ? say`faster` : say`slower`} than the first`;
    }
    const exponent = costExponent(axis, runs);
    const { label } = axisWords[axis];
    return exponent === undefined ? label : `${label}: time grows as its power ${fixed(exponent, 2)}`;
  }

  #chart(
    { name, unit, decades, y, most, from0, about = '' }: Shown,
    {
      axis,
      runs,
      x,
      palette,
      record,
    }: {
      readonly axis: StressAxis;
      readonly runs: readonly StressRun[];
      readonly x: readonly number[];
      readonly palette: Palette;
      readonly record: StressRecord;
    },
  ) {
    const lines: Line[] = [
      { name: most ? say`measured` : '', y: runs.map((run) => y(run) ?? null), color: 'accent' },
      ...(most ? [{ name: 'its bound', y: runs.map(most), color: 'soft', dashed: true } as const] : []),
    ];
    const highest = Math.max(...lines.flatMap((line) => line.y.map((value) => value ?? 0)));
    const { axis: xLabel } = axisWords[axis];
    return html`<chart-frame
      .heading=${name}
      .reading=${this.readings[name] || about}
      .told=${() => toldOf({ ...record, experiment: { ...record.experiment, ...sizeOf(runs.at(-1)) } })}
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
      <line-chart
        .palette=${palette}
        .x=${x}
        .lines=${lines}
        ?xDecades=${axis !== 'time'}
        ?decades=${decades}
        .yRange=${from0 ? [0, 1.15 * Math.max(highest, 1e-3)] : undefined}
        .xLabel=${xLabel}
        .yLabel=${unit}
        .label=${`${name} in ${unit} against ${xLabel}: ${runs.length} runs`}
      ></line-chart>
      <number-table
        slot="table"
        .caption=${`${name} in ${unit}`}
        .columns=${[xLabel, ...(most ? [say`measured`, 'its bound'] : [unit])]}
        .rows=${runs.map((run, i) => [
          axis === 'time' ? significant(run.at) : count(run[axis]),
          ...lines.map((line) => {
            const value = line.y[i];
            return value === null || value === undefined ? '–' : significant(decades ? 10 ** value : value);
          }),
        ])}
      ></number-table>
    </chart-frame>`;
  }

  #runs({ runs, ends }: StressRecord) {
    return html`<div>
      ${ends.length > 0 ? html`<ul>${ends.map(({ axis, size, what }) => html`<li>${axisWords[axis].symbol} = ${count(size)} ${what}.</li>`)}</ul>` : nothing}
      <div class="runs" tabindex="0" role="region" aria-label="Table of all runs">
        <number-table
          caption="Every run. Took: draws, spectra and both passes; the rate and its bound are of the passes alone. Plain float32: where a product without exponents of its own would have printed 0 or infinity, counted back from the loss. Memory: all that the engine holds, matrices kept from earlier runs included."
          .columns=${['T', 'N', say`networks`, say`took`, say`rate`, 'of bound', say`bound`, say`memory`, 'plain float32']}
          .words=${[6, 8]}
          .rows=${runs.map((run) => [
            ...[run.steps, run.hiddenSize, run.networks].map(count),
            duration(1000 * run.seconds),
            arithmeticRate(run.operationsPerSecond),
            `${significant(100 * run.share, 2)} %`,
            boundWords[run.bound],
            run.held === undefined ? '–' : `${fixed(run.held / 2 ** 20, 1)} MiB`,
            float32Words(run),
          ])}
        ></number-table>
      </div>
    </div>`;
  }

  #machine({ experiment, engine: asked, machine: { peaks, facts }, tuning }: StressRecord) {
    const { name, precision, device: filed } = measuredBy({ experiment, engine: asked });
    // Files have the device in English.
    const device = name === asked.name ? asked.device : filed;
    const rows = [
      [say`engine`, `${engineWords[name]}, ${device}, ${precision}`],
      ['multiply-adds at most', arithmeticRate(peaks.operationsPerSecond)],
      ['bandwidth at most', `${significant(peaks.bytesPerSecond / 1e9)} GB/s, read and written`],
      [
        'a launch takes',
        peaks.launchSeconds > 0 ? `${significant(1e6 * peaks.launchSeconds)} µs` : 'no time',
      ],
      ...tuning.map((sentence) => ['layout of kernels', sentence]),
      ...facts,
    ] as const;
    return html`<div>
      <h3>This machine</h3>
      <dl>
        ${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
      </dl>
    </div>`;
  }

  readonly #start = (): void => {
    const { seconds } = kinds.find(({ name }) => name === this.kind) ?? kinds[0];
    const size = sizes.find(({ name }) => name === this.size)?.size;
    this.axis = undefined;
    this.readings = {};
    this.#session.start(
      seconds === undefined
        ? { kind: 'ladders', experiment: this.experiment, seconds: this.longest }
        : { kind: 'endurance', experiment: { ...this.experiment, ...size }, seconds },
    );
  };
}

function save(record: StressRecord): void {
  download(new Blob([stressJson(record)], { type: 'application/json' }), `stress-${record.engine.name}.json`);
}

/** A picture of runs that grew says what the last was. */
function sizeOf(run: StressRun | undefined): Partial<Size> {
  if (!run) return {};
  const { hiddenSize, steps, networks } = run;
  return { hiddenSize, steps, networks };
}

function runsWords(runs: number): string {
  return several(runs, 'run');
}

function sizeWords({ steps, hiddenSize, networks }: Size): string {
  return `T = ${count(steps)}, N = ${count(hiddenSize)}, ${several(networks, 'network')}`;
}

function float32Words({ float32Deaths, float32DeathSteps, networks }: StressRun): string {
  if (float32DeathSteps === undefined) return say`holds`;
  return `dead after ${count(float32DeathSteps)} steps in ${count(float32Deaths)} of ${count(networks)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'stress-view': StressView;
  }
}
