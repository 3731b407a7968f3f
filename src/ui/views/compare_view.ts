/** The comparison: up to four configurations on the same seed and inputs, against ρ, through time, and in numbers. */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { clip } from '../../analysis/clipping.ts';
import { medianRate } from '../../analysis/comparison_outcome.ts';
import { quantityTable } from '../../analysis/quantities.ts';
import type { View } from '../../experiment/address.ts';
import { type AxisScale, type QuantityName, usualAxes } from '../../experiment/axes.ts';
import {
  type Configuration,
  configurationNames,
  experimentOf,
  formatComparison,
  mostConfigurations,
} from '../../experiment/comparison.ts';
import { comparisonPresets } from '../../experiment/comparison_presets.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import { isPreset } from '../../experiment/presets.ts';
import type { Provenance } from '../../experiment/provenance.ts';
import { filedUnfinished, unfinished } from '../../experiment/unfinished.ts';
import { version } from '../../files/version.ts';
import { say } from '../../language/say.ts';
import { type Compared, Comparison } from '../../session/comparison.ts';
import type { Shown } from '../../session/exploration.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import { configurationColor } from '../charts/configuration_color.ts';
import { pointColors } from '../charts/growth_color.ts';
import '../charts/growth_legend.ts';
import '../charts/line_chart.ts';
import type { Line } from '../charts/line_chart.ts';
import { type Told, toldOf } from '../charts/picture.ts';
import '../charts/scatter_chart.ts';
import { sharedFrame } from '../charts/scatter_range.ts';
import '../controls/axes_field.ts';
import './configuration_card.ts';
import { embedding } from '../embedding.ts';
import { engineWords } from '../engine_words.ts';
import { CompareEvent, HoverEvent, hear, PinEvent, PresetEvent, ResultEvent } from '../events.ts';
import { notation } from '../notation.ts';
import { count, duration, fixed, natsPerStep } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { against, written } from '../quantity_words.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { linesTable } from './chart_tables.ts';
import { compareStyles } from './compare_styles.ts';
import { comparisonJson } from './comparison_json.ts';
import { mediansTable, type Outcome, outcomeTable } from './comparison_tables.ts';

/** A configuration with all that the page knows of it. */
interface Place {
  readonly configuration: Configuration;
  readonly name: string;
  readonly color: ReturnType<typeof configurationColor>;
  readonly compared: Compared;
  readonly stale: boolean;
  /** What it came to, once it is measured. */
  readonly outcome: Outcome | undefined;
}

/**
 * @fires configurations-change - Other configurations are to be compared.
 * @fires preset-choose - A preset's experiment is to be the base.
 * @fires axes-choose - Other quantities are to be shown.
 */
@customElement('compare-view')
export class CompareView extends LitElement {
  static override styles = [sharedStyles, progressStyles, compareStyles];

  @property({ attribute: false }) palette: Palette | undefined;
  /** The explorer's experiment, from which configurations differ. */
  @property({ attribute: false }) base: Experiment = defaultExperiment;
  @property({ attribute: false }) configurations: readonly Configuration[] = [];
  @property({ attribute: false }) view: View = { engine: 'auto', ...usualAxes };
  /** How the y axes of points spend their length. */
  @property() scale: AxisScale = 'edge';
  /** Whether it is looked at: out of sight nothing new is measured. */
  @property({ type: Boolean }) active = false;

  @state() private tables: ReadonlySet<string> = new Set();
  @state() private reading = '';
  @state() private hovered: number | undefined;
  @state() private pinned: number | undefined;

  /** Where it is measured. */
  @property({ attribute: false }) workplace = new Workplace();

  #comparison: Comparison | undefined;
  /** The runs whose numbers have been told to whoever has embedded it. */
  #toldRuns = '';

  constructor() {
    super();
    new SessionController(this, () => this.#session);
    hear(this, HoverEvent, ({ index }) => {
      this.hovered = index;
    });
    hear(this, PinEvent, ({ index }) => {
      this.pinned = index === this.pinned ? undefined : index;
    });
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!this.active) return;
    if (changed.has('configurations')) this.pinned = undefined;
    const { base, configurations, view } = this;
    this.#session.show({
      wanted: configurations.map((configuration) => ({
        experiment: experimentOf(base, configuration),
        clipped: configuration.clip !== undefined,
      })),
      axes: { x: view.x, y: view.y },
    });
  }

  /** Whoever has embedded it hears of its numbers once all are measured, and again after a change. */
  override updated(): void {
    const { palette } = this;
    if (!embedding || !palette || this.#session.state !== 'complete') return;
    const outcomes = this.#places(palette).flatMap(({ outcome }) => outcome ?? []);
    const runs = outcomes.map(({ shown }) => shown.run).join();
    if (outcomes.length === 0 || runs === this.#toldRuns) return;
    this.#toldRuns = runs;
    const text = comparisonJson(outcomes);
    this.dispatchEvent(
      new ResultEvent((format) =>
        format === 'json' ? Promise.resolve(new Blob([text], { type: 'application/json' })) : undefined,
      ),
    );
  }

  override render() {
    const { palette } = this;
    if (!palette) return nothing;
    const places = this.#places(palette);
    return html`
      ${this.#setup(places)} ${this.#tools(palette)} ${this.#multiples(palette, places)}
      <div class="results">${this.#overlay(palette, places)} ${this.#outcome(places)}</div>
      ${this.#status()}
    `;
  }

  get #session(): Comparison {
    this.#comparison ??= new Comparison(this.workplace);
    return this.#comparison;
  }

  #places(palette: Palette): Place[] {
    const names = configurationNames(this.base, this.configurations);
    return this.configurations.map((configuration, i) => {
      const name = names[i] ?? '';
      const { compared = {}, stale = false } = this.#session.at(i) ?? {};
      const { shown, clipping } = compared;
      const clipped = clipping && configuration.clip !== undefined && clip(clipping, configuration.clip);
      const outcome = shown && !stale ? { name, shown, ...(clipped && { clipped }) } : undefined;
      return { configuration, name, color: configurationColor(palette, i), compared, stale, outcome };
    });
  }

  #setup(places: readonly Place[]) {
    const { base, configurations } = this;
    const chosen = comparisonPresets.find(
      (preset) =>
        isPreset(preset, base) &&
        formatComparison(preset.configurations) === formatComparison(configurations),
    );
    const room = configurations.length < mostConfigurations;
    const { engine, x, y } = this.view;
    return html`<section class="setup" aria-label="What is compared">
      <div class="preset">
        <label for="preset">Preset</label>
        <select id="preset" @change=${this.#choose}>
          <option value="" disabled .selected=${!chosen}>Your own</option>
          ${comparisonPresets.map(
            (preset) =>
              html`<option value=${preset.name} .selected=${preset === chosen}>${preset.title}</option>`,
          )}
        </select>
        <p class="watch">
          ${notation(chosen?.watch ?? 'Your own comparison. Choose a preset for one with something to look for.')}
        </p>
      </div>
      <h2>Configurations</h2>
      ${places.map(
        ({ name, color, configuration }, place) =>
          html`<configuration-card
            .name=${name}
            .color=${color}
            .base=${base}
            .configuration=${configuration}
            .view=${{ engine, x, y }}
            ?room=${room}
            ?alone=${configurations.length === 1}
            @configuration-change=${({ detail }: CustomEvent<Configuration>) => this.#become(configurations.with(place, detail))}
            @configuration-duplicate=${() => this.#become(configurations.toSpliced(place + 1, 0, configuration))}
            @configuration-remove=${() => this.#become(configurations.toSpliced(place, 1))}
          ></configuration-card>`,
      )}
      <button
        class="button add"
        ?disabled=${!room}
        @click=${() => this.#become([...configurations, { changes: {} }])}
      >
        Add a configuration
      </button>
      <p>
        All share seed ${base.seed}, ${count(base.hiddenSize)} units, ${count(base.steps)} steps, inputs and biases
        with the <a href="#explore">explorer</a>.
      </p>
    </section>`;
  }

  #tools(palette: Palette) {
    const { x, y } = this.view;
    return html`<div class="tools">
      <axes-field .axes=${{ x, y }}></axes-field>
      <growth-legend .colors=${pointColors(palette)}></growth-legend>
    </div>`;
  }

  #multiples(palette: Palette, places: readonly Place[]) {
    const { view, hovered, pinned } = this;
    const runs = places.flatMap(({ outcome }) => outcome?.shown ?? []);
    const shared = sharedFrame(runs, this.scale);
    return html`<div class="multiples" .style=${`--configurations: ${places.length}`}>
      ${repeat(
        places,
        (_, place) => place,
        ({ name, color, compared: { shown, theory, agreement }, stale }, place) => {
          const table = this.tables.has(`scatter ${place}`);
          return html`<chart-frame
            name="configuration-${place + 1}"
            .style=${`--color: ${color}`}
            heading=${name}
            .reading=${this.#read(shown, stale)}
            ?table=${table}
            .agreement=${stale ? undefined : agreement}
            .provenance=${shown && provenanceOf(shown)}
            .legend=${() => this.renderRoot.querySelector('growth-legend')}
            @table-toggle=${() => this.#toggle(`scatter ${place}`)}
          >
            <scatter-chart
              .palette=${palette}
              .shown=${shown}
              .theory=${theory ?? {}}
              .hovered=${hovered}
              .pinned=${pinned}
              .axes=${view}
              .shared=${shared ?? { x: undefined, y: undefined, bend: undefined }}
              ?stale=${stale}
              .label=${`${name}: ${against(view)}, one point a network. Arrow keys walk along the networks, in every chart at once; Enter keeps one.`}
            ></scatter-chart>
            ${table && shown ? html`<div slot="table">${linesTable(shown)}</div>` : nothing}
          </chart-frame>`;
        },
      )}
    </div>`;
  }

  /** The line under a configuration's name: the network that is pointed at in any chart, else its median. */
  #read(shown: Shown | undefined, stale: boolean): string {
    if (!shown || stale) return this.#session.state === 'running' ? 'Waiting for its turn.' : '';
    const { cloud } = shown;
    const index = this.hovered ?? this.pinned;
    if (index === undefined || index >= cloud.length) {
      const rate = medianRate(cloud.column('rate'));
      return `median λ ${rate === -Infinity ? 'none: dead' : natsPerStep(rate)}`;
    }
    const at = (name: QuantityName) => cloud.column(name)[index] ?? Number.NaN;
    const { y } = this.view;
    const rate = y === 'rate' ? '' : `, λ ${fixed(at('rate'), 3)}`;
    return `network ${count(index)}, gain ${fixed(at('gain'), 2)}: ${written(quantityTable[y], at(y))}${rate}`;
  }

  #overlay(palette: Palette, places: readonly Place[]) {
    const outcomes = places.flatMap(({ outcome }) => outcome ?? []);
    const times = outcomes[0]?.shown.summary.time.times ?? [];
    const table = this.tables.has('overlay');
    const heading = 'Gradient through time';
    return html`<chart-frame
      class="overlay"
      name="overlay"
      heading=${heading}
      .reading=${this.reading || 'medians and 10–90 % bands; the gradient travels from right to left'}
      ?table=${table}
      .told=${outcomes.length > 0 ? () => toldOfAll(outcomes) : undefined}
      @table-toggle=${() => this.#toggle('overlay')}
    >
      <line-chart
        .palette=${palette}
        .x=${times}
        .lines=${places.flatMap(linesOf)}
        decades
        xLabel="time t, steps"
        yLabel="‖∂L/∂stateₜ‖"
        label="${heading}: median of every configuration with its 10 to 90 % band. Arrow keys move the cursor through time."
        @chart-reading=${({ detail }: CustomEvent<string>) => {
          this.reading = detail;
        }}
      ></line-chart>
      ${table ? html`<div slot="table">${mediansTable(times, outcomes)}</div>` : nothing}
    </chart-frame>`;
  }

  #outcome(places: readonly Place[]) {
    const outcomes = places.flatMap(({ outcome }) => outcome ?? []);
    const sample = outcomes.find(({ clipped }) => clipped)?.clipped;
    return html`<section class="outcome" aria-labelledby="outcome">
      <h2 id="outcome">In numbers</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Table of the comparison">
        ${outcomeTable(outcomes)}
      </div>
      ${
        sample
          ? html`<p>
              Clipping multiplies the whole parameter gradient by one factor, min(1, c/‖∂L/∂θ‖), which moves the curve
              through time and leaves its slope: the update is bounded, and early and late steps stay as many decades apart
              as they were. Dashed is before clipping; medians of
              ${count(sample.networks)} traced networks.
            </p>`
          : nothing
      }
      <p>
        Four networks of each configuration are held against float64, as the mark on its chart says;
        <a href="#validate">Validate</a> does so for every kernel.
      </p>
    </section>`;
  }

  #status() {
    const { state: now, progress } = this.#session;
    const running = now === 'running';
    return html`<div class="status" role="group" aria-label="Comparison">
      <progress max=${progress.total || 1} .value=${progress.done} aria-label="Configurations measured"></progress>
      <p role="status" class=${now === 'failed' ? 'broken' : ''}>${this.#sentence()}</p>
      ${
        now === 'idle' || now === 'complete'
          ? nothing
          : html`<button class="button" @click=${() => (running ? this.#session.stop() : this.#session.start())}>
              ${running ? say`Stop` : now === 'failed' ? 'Try again' : 'Go on'}
            </button>`
      }
    </div>`;
  }

  #sentence(): string {
    const { state: now, progress, sampling, engine, failure, notices } = this.#session;
    const { done, total } = progress;
    const runs = this.configurations.flatMap((_, place) => {
      const at = this.#session.at(place);
      return at && !at.stale && at.compared.shown ? [at.compared.shown] : [];
    });
    switch (now) {
      case 'idle':
        return 'Nothing is measured yet.';
      case 'running':
        if (!engine) return 'Opening an engine…';
        if (sampling)
          return `Tracing networks for clipping: ${fixed(sampling.done, 1)} of ${count(sampling.total)}…`;
        return done < total
          ? `Measuring configuration ${count(Math.min(total, Math.floor(done) + 1))} of ${count(total)}…`
          : 'All measured; holding a few networks of each against float64…';
      case 'stopped':
        return `Stopped: ${count(Math.floor(done))} of ${count(total)} configurations are measured.`;
      case 'failed':
        return failure;
      case 'complete': {
        const distinct = new Set(runs);
        const milliseconds = [...distinct].reduce((sum, shown) => sum + shown.milliseconds, 0);
        const networks = count(runs[0]?.done ?? 0);
        const device = engine ? engineWords[engine.name] : '';
        return [
          `${networks} networks of each configuration`,
          device,
          duration(milliseconds),
          ...notices,
        ].join(' · ');
      }
    }
  }

  readonly #choose = (event: Event): void => {
    const { value } = event.currentTarget as HTMLSelectElement;
    const preset = comparisonPresets.find(({ name }) => name === value);
    if (!preset) return;
    this.dispatchEvent(new PresetEvent(preset));
    this.#become(preset.configurations);
  };

  #become(configurations: readonly Configuration[]): void {
    this.dispatchEvent(new CompareEvent(configurations));
  }

  #toggle(table: string): void {
    const tables = new Set(this.tables);
    if (!tables.delete(table)) tables.add(table);
    this.tables = tables;
  }
}

function provenanceOf({ experiment, engine, done }: Shown): Provenance {
  return { experiment, engine, unfinished: unfinished(done, experiment.networks, 'network') };
}

/** What a picture of all configurations says: a line of each, and what measured them. */
function toldOfAll(outcomes: readonly Outcome[]): Told {
  const told = outcomes.map(({ name, shown }) => ({ name, words: toldOf(provenanceOf(shown)).words }));
  const each = outcomes.map(({ name, shown: { experiment, engine, done } }) => {
    const missing = unfinished(done, experiment.networks, 'network');
    return { name, experiment, engine, ...(missing && { unfinished: filedUnfinished(missing) }) };
  });
  const measured = told.flatMap(({ words }) => words.slice(-1)).slice(0, 1);
  return {
    words: [...told.map(({ name, words }) => `${name}: ${words.slice(0, -1).join(' · ')}`), ...measured],
    entries: { Software: `Vanishing Point ${version}`, version, configurations: JSON.stringify(each) },
  };
}

/** A configuration's median and band; of a clipped one its medians before and after. */
function linesOf({ name, color, outcome }: Place): Line[] {
  if (!outcome) return [];
  const { clipped, shown } = outcome;
  const named = { color, namedAt: 'start' } as const;
  if (clipped) {
    return [
      { ...named, name: '', y: clipped.before, dashed: true },
      { ...named, name, y: clipped.after },
    ];
  }
  const { p10, p50, p90 } = shown.summary.time.gradient;
  // A low end that is exactly zero is the floor, where the upper end is above it.
  const low = p10.map((norm, i) => norm ?? (p90[i] === null ? null : -Infinity));
  return [{ ...named, name, y: p50, band: { low, high: p90 } }];
}

declare global {
  interface HTMLElementTagNameMap {
    'compare-view': CompareView;
  }
}
