/** The explorer: gradients against spectral radius (or a phase map), through time, and the pinned network. */

import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { axesOfMap } from '../../analysis/map_axes.ts';
import type { NetworkReading } from '../../analysis/network_reading.ts';
import { askedOf, fieldQuantities, quantityTable, varies } from '../../analysis/quantities.ts';
import type { QuantityName } from '../../experiment/axes.ts';
import { sweepCommand } from '../../experiment/command.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { isGated, type MapAxis, mapAxis } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import type { Provenance } from '../../experiment/provenance.ts';
import { whatHappened } from '../../laboratory/engine_post.ts';
import type { FileFormat } from '../../laboratory/sweep_record.ts';
import { cellOf } from '../../networks/cells.ts';
import { fits, type LayerSummary, sizeAround } from '../../networks/given/layer_summary.ts';
import type { Example } from '../../session/example.ts';
import type { Exploration, Shown } from '../../session/exploration.ts';
import type { Given } from '../../session/given.ts';
import { GivenNetworks } from '../../session/given_networks.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import '../charts/growth_legend.ts';
import { configurationColor } from '../charts/configuration_color.ts';
import { cellColors, pointColors } from '../charts/growth_color.ts';
import '../charts/networks_table.ts';
import '../charts/number_table.ts';
import '../charts/scatter_chart.ts';
import { clippingDecades } from '../../analysis/clipping.ts';
import type { GivenPoint } from '../charts/scatter_painter.ts';
import type { TimeCurve } from '../charts/time_chart.ts';
import '../charts/time_chart.ts';
import '../controls/axes_field.ts';
import '../copy_button.ts';
import { download } from '../download.ts';
import {
  ArrayEvent,
  AxesEvent,
  BrushEvent,
  ChangeEvent,
  HoverEvent,
  PinEvent,
  StepEvent,
} from '../events.ts';
import './given_network_opener.ts';
import './given_legend.ts';
import './given_offer.ts';
import './reading_guide.ts';
import { announcement } from '../agreement_words.ts';
import { count } from '../numbers.ts';
import { against, axisLabel, capitalised, reading, written } from '../quantity_words.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { linesTable, mapTable, timeTable } from './chart_tables.ts';
import { exploreStyles } from './explore_styles.ts';
import type { LegendEntry } from './given_legend.ts';
import type { OfferAnswer } from './given_offer.ts';
import { givenPlace, givenPoint } from './given_place.ts';
import { briefName, networksOfFiles, verdictWords } from './given_verdict.ts';
import { showPart } from './late_parts.ts';

/** Files of all networks: the format, and what its button says. */
const fileFormats: readonly (readonly [FileFormat, string])[] = [
  ['csv', 'CSV'],
  ['json', 'JSON'],
  ['parquet', 'Parquet'],
];

type MapChoice = 'off' | MapAxis;

/** Range that the map switch opens an axis to, and networks enough for its 24 × 24 cells. */
const mapRange = [0, 2] as const;
const mapNetworks = { webgpu: 4096, wasm: 4096, reference: 1024 } as const;

/**
 * @fires axes-choose - The map is to be shown in place of the points.
 * @fires experiment-change - A phase map is asked for, or no longer.
 */
@customElement('explore-view')
export class ExploreView extends LitElement {
  static override styles = [sharedStyles, exploreStyles];

  @property({ attribute: false }) session: Exploration | undefined;
  @property({ attribute: false }) palette: Palette | undefined;
  /** Whether points are shown where there could be a map. */
  @property({ type: Boolean }) points = false;
  @property({ attribute: false }) clip: number | undefined;

  @state() private tables: ReadonlySet<string> = new Set();
  @state() private readings: Readonly<Record<string, string>> = {};

  /** Where a person's own network is measured. */
  @property({ attribute: false }) workplace = new Workplace();

  #givenNetworks: GivenNetworks | undefined;

  /** What the phase map replaced, to go back to. */
  #before: Partial<Experiment> = {};

  constructor() {
    super();
    new SessionController(this, () => this.session);
    new SessionController(this, () => this.#networks);
    this.addEventListener(HoverEvent.type, (event) => {
      if (event instanceof HoverEvent) void this.session?.hover(event.index);
    });
    this.addEventListener(PinEvent.type, (event) => {
      if (event instanceof PinEvent) this.session?.pin(event.index);
    });
    this.addEventListener(BrushEvent.type, (event) => {
      if (event instanceof BrushEvent) void this.session?.select(event.range);
    });
    this.addEventListener(ArrayEvent.type, (event) => {
      if (event instanceof ArrayEvent) void this.#giveArray(event);
    });
    this.addEventListener(StepEvent.type, (event) => {
      if (event instanceof StepEvent) this.#step(event.places);
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#networks.close();
  }

  override updated(): void {
    const { session } = this;
    if (session?.engine) this.#networks.follow(session.experiment, session.engine.name);
  }

  override render() {
    const { session } = this;
    if (!session) return nothing;
    return html`
      <p class="unseen" aria-live="polite">${announcement(session.agreement)}</p>
      ${this.#gradients(session)} ${this.#throughTime(session, 'gradient')} ${this.#throughTime(session, 'state')}
      <aside aria-label="Networks">
        <given-offer
          ?hidden=${!this.#networks.target.offer}
          .offer=${this.#networks.target.offer}
          .kept=${this.#given.fileName}
          .experiment=${session.experiment}
          @offer-answer=${({ detail }: CustomEvent<OfferAnswer>) => this.#openGiven((given) => given.answer(detail.answers), detail.change)}
          @offer-dismiss=${() => this.#networks.target.dismiss()}
        ></given-offer>
        ${this.#givenPanel(session)}
        ${
          session.pinnedIndex === undefined
            ? this.#hasGiven
              ? nothing
              : html`<reading-guide
                .shown=${session.shown}
                .theory=${session.theory}
                .map=${this.#mapOf(session.shown)}
                .interval=${session.edge}
                ?complete=${!session.stale && session.state === 'complete'}
              ></reading-guide>`
            : this.#networkPanel(session)
        }
 <div class="end">
        <given-network-opener
          .opening=${this.#networks.target.opening}
          .takes=${this.#given.takes}
          ?brief=${this.#hasGiven}
          @example-open=${({ detail }: CustomEvent<Example>) => this.#openGiven((given) => given.fetch(detail))}
          @file-open=${({ detail }: CustomEvent<readonly File[]>) => this.#openGiven((given) => given.open(detail))}
        ></given-network-opener>
        <section class="files" aria-labelledby="files">
          <h2 id="files">All networks, as numbers</h2>
          <div>
            ${fileFormats.map(
              ([format, name]) =>
                html`<button
                  class="button"
                  ?disabled=${!session.shown}
                  @click=${() => this.#download(format)}
                >
                  <span class="unseen">Download </span>${name}
                </button>`,
            )}
          </div>
          <copy-button
            what="command"
            fallback="above"
            title="The command line that measures this again"
            ?disabled=${!session.engine}
            .text=${() => sweepCommand(session.experiment, session.engine?.name ?? 'wasm', askedOf([session.axes.x, session.axes.y]))}
            >Copy command</copy-button
          >
        </section>
        </div>
      </aside>
    `;
  }

  /** The person's own networks. */
  get #networks(): GivenNetworks {
    this.#givenNetworks ??= new GivenNetworks(this.workplace);
    return this.#givenNetworks;
  }

  /** The one that is looked at, if there is one. */
  get #given(): Given {
    return this.#networks.present;
  }

  get #hasGiven(): boolean {
    return this.#given.layer !== undefined;
  }

  #networkPanel(session: Exploration) {
    this.#show('network-panel');
    return html`<network-panel
          .experiment=${session.experiment}
          .reading=${session.pinned}
          .index=${session.pinnedIndex}
          .provenance=${provenanceOf(session)}
          .readSpectra=${(reading: NetworkReading) => session.spectra(reading)}
          .flow=${session.flow}
          .flowShare=${session.flowShare}
          .flowFailure=${session.flowFailure}
          .clip=${this.clip}
          ?stale=${session.pinnedStale}
        ></network-panel>`;
  }

  /** A part whose code may still have to come. */
  #show(part: Parameters<typeof showPart>[0]): void {
    showPart(part, (sentence) => this.session?.notify(sentence));
  }

  #givenPanel(session: Exploration) {
    if (!this.#hasGiven) return nothing;
    this.#show('given-network-panel');
    const place = givenPlace(this.#given, session.shown);
    return html`<given-network-panel
      .workplace=${this.workplace}
      .palette=${this.palette}
      .networks=${this.#networks}
      .experiment=${session.experiment}
      .provenance=${provenanceOf(session)}
      .place=${session.stale ? undefined : place}
      @layer-choose=${({ detail }: CustomEvent<string>) => this.#openGiven((given) => given.choose(detail), {}, this.#given)}
      @given-kind=${() => this.#surround(this.#given.layer)}
    ></given-network-panel>`;
  }

  /**
   * @param change what was said of it besides
   * @param given the network whose file it is, where that is not another one
   */
  async #openGiven(
    opening: (given: Given) => Promise<LayerSummary | undefined>,
    change: Partial<Experiment> = {},
    given?: Given,
  ): Promise<void> {
    this.#surround(await (given ? opening(given) : this.#networks.open(opening)), change);
  }

  async #giveArray({ array, file }: ArrayEvent): Promise<void> {
    const before = this.#networks.inputSteps;
    if (!(await this.#given.give({ [array]: file }))) return;
    const steps = this.#networks.inputSteps ?? defaultExperiment.steps;
    // Steps that somebody has chosen stay.
    const follows = file !== undefined || this.session?.experiment.steps === before;
    if (array === 'inputs' && follows) this.dispatchEvent(new ChangeEvent({ steps }));
  }

  /** Random networks of the same cell and size around a person's own, over as many steps as its inputs have. */
  #surround(layer: LayerSummary | undefined, change: Partial<Experiment> = {}): void {
    const { session } = this;
    if (!layer || !session) return;
    const { cell, activation } = session.experiment;
    const steps = this.#networks.inputSteps;
    this.dispatchEvent(
      new ChangeEvent({
        hiddenSize: sizeAround(layer),
        // What a layer is in PyTorch, unless the controls already say what an RNN is.
        reset: defaultExperiment.reset,
        ...(fits(layer, cell) && !isGated(cell) ? { activation } : { cell: layer.cell, activation: 'tanh' }),
        ...layer.said,
        ...(steps !== undefined && { steps }),
        ...change,
      }),
    );
  }

  #gradients(session: Exploration) {
    const { shown } = session;
    const axis = this.#mapOf(shown);
    const wanted = this.#mapOf(session);
    const title = capitalised(against((shown ?? session).axes));
    const table = this.tables.has('gradients');
    const choices: readonly [MapChoice, string][] = [
      ['off', 'Points'],
      ['inputScale', 'Map: input'],
      ['biasScale', 'Map: bias'],
    ];
    return html`<chart-frame
      class="gradients"
      heading=${axis ? `Phase map of gain and ${fieldQuantities[axis].label}` : title}
      .reading=${this.#reading(session)}
      ?table=${table}
      .agreement=${session.agreement}
      .shows=${quantityTable[(shown ?? session).axes.y].ofState && !axis ? 'state' : 'gradient'}
      .provenance=${provenanceOf(session)}
      @table-toggle=${() => this.#toggle('gradients')}
    >
      <growth-legend
        slot="legend"
          .colors=${this.palette ? (axis ? cellColors(this.palette) : pointColors(this.palette)) : nothing}
        ></growth-legend>
      <div slot="tools" class="tools">
        <axes-field .axes=${wanted ? axesOfMap(wanted) : session.axes}></axes-field>
        <span class="segments" role="group" aria-label="Chart of">
          ${choices.map(
            ([choice, name]) =>
              html`<button aria-pressed=${(wanted ?? 'off') === choice} @click=${() => this.#chooseMap(choice)}>${name}</button>`,
          )}
        </span>
      </div>
      ${axis ? this.#map(session, axis) : this.#scatter(session, title)}
      ${
        table && shown
          ? html`<div slot="table">
              ${axis ? mapTable(shown, axisLabel(fieldQuantities[axis])) : linesTable(shown)}
              <networks-table
                .shown=${shown}
                .source=${(from: number, rows: number) => session.rows(from, rows)}
              ></networks-table>
            </div>`
          : nothing
      }
    </chart-frame>`;
  }

  #map({ shown, theory, pinnedIndex, stale }: Exploration, axis: MapAxis) {
    this.#show('phase-map-chart');
    const y = fieldQuantities[axis];
    return html`<phase-map-chart
      .palette=${this.palette}
      .shown=${shown}
      .theory=${theory}
      .pinned=${pinnedIndex}
      .y=${y}
      ?stale=${stale}
      .label=${`Median growth rate over gain and ${y.label}. Arrow keys move from cell to cell, Enter pins a network of the cell.`}
      @map-reading=${(event: CustomEvent<string>) => this.#read('gradients', event.detail)}
    ></phase-map-chart>`;
  }

  #scatter({ shown, theory, pinnedIndex, hoveredIndex, selection, axes, stale }: Exploration, title: string) {
    return html`<scatter-chart
      .palette=${this.palette}
      .shown=${shown}
      .theory=${theory}
      .pinned=${pinnedIndex}
      .hovered=${hoveredIndex}
      .selection=${selection}
      .given=${this.#givenPoints(shown)}
      .axes=${axes}
      ?stale=${stale}
      .label=${`${title}, one point a network. Arrow keys walk along the networks, shift and arrows select a range, Escape clears it, Enter pins a network.`}
    ></scatter-chart>`;
  }

  #throughTime(session: Exploration, kind: 'gradient' | 'state') {
    const { shown, stale, selection } = session;
    const time = shown?.summary.time;
    const heading = kind === 'gradient' ? 'Gradient through time' : 'Hidden state through time';
    const state = shown && cellOf(shown.experiment).parts > 1 ? '(h, c)' : 'h';
    const norm = kind === 'gradient' ? `‖∂L/∂${state}ₜ‖` : `‖${state}ₜ‖`;
    const table = this.tables.has(kind);
    return html`<chart-frame
      class=${kind}
      .shows=${kind}
      heading=${heading}
      .reading=${this.readings[kind] || this.#aboutTime(session, kind)}
      ?table=${table}
      .agreement=${session.agreement}
      .provenance=${provenanceOf(session)}
      @table-toggle=${() => this.#toggle(kind)}
    >
      <time-chart
        .palette=${this.palette}
        .times=${time?.times ?? []}
        .band=${time?.[kind]}
        .curves=${this.#curves(session, kind)}
        .scene=${`${shown?.run} ${selection}`}
        ?stale=${stale}
        .yLabel=${norm}
        .label=${`${heading}: median and 10 to 90 % band of ${norm} over time. Arrow keys move the cursor through time.`}
        @time-reading=${(event: CustomEvent<string>) => this.#read(kind, event.detail)}
      ></time-chart>
      ${kind === 'gradient' ? this.#givenLegend() : nothing}
      ${
        table && time
          ? html`<div slot="table">
              ${this.#networks.kept ? networksOfFiles(this.#networks.all) : nothing}
              ${timeTable(time.times, time[kind], norm, this.#keptCurves(session, kind))}
            </div>`
          : nothing
      }
    </chart-frame>`;
  }

  #givenPoints(shown: Shown | undefined): GivenPoint[] {
    const { palette } = this;
    return this.#networks.all.flatMap((given) => {
      const point = palette && givenPoint(given, shown, this.#strokeOf(given, palette).color);
      return point ?? [];
    });
  }

  /** Of the person's own networks, over the steps that the charts show. */
  #givenCurves(palette: Palette, shown: Shown | undefined, kind: 'gradient' | 'state'): TimeCurve[] {
    return this.#networks.all.flatMap((given) => {
      const { reading, fileName: name } = given;
      if (!reading || reading.experiment.steps !== shown?.experiment.steps) return [];
      return { name, norms: reading[kind], width: 2.5, ...this.#strokeOf(given, palette) };
    });
  }

  #strokeOf(given: Given, palette: Palette): Pick<LegendEntry, 'color' | 'dash'> {
    return given === this.#networks.kept
      ? { color: configurationColor(palette, 1), dash: [3, 3] }
      : { color: palette.accent, dash: [8, 3] };
  }

  /** Of two networks, which is which, and what each came to. */
  #givenLegend() {
    const { palette } = this;
    const { kept, all } = this.#networks;
    if (!kept || !palette) return nothing;
    const entries = all.map((given): LegendEntry => {
      return { name: briefName(given), ...this.#strokeOf(given, palette), words: verdictWords(given) };
    });
    return html`<given-legend slot="legend" .entries=${entries}></given-legend>`;
  }

  /** Of single networks: the one pointed at, and the pinned one with its parts and clipped, on top. */
  #curves(session: Exploration, kind: 'gradient' | 'state'): TimeCurve[] {
    const { stale, pinned, hovered } = session;
    const { palette } = this;
    const kept = this.#keptCurves(session, kind);
    if (stale || !palette || !hovered || hovered.index === pinned?.index) return kept;
    const name = `network ${count(hovered.index)}`;
    return [{ name, norms: hovered[kind], color: palette.soft, width: 1.25 }, ...kept];
  }

  /** Of single networks that stay: a person's own, and the pinned one. */
  #keptCurves(session: Exploration, kind: 'gradient' | 'state'): TimeCurve[] {
    const { stale, pinned, pinnedStale, flow } = session;
    const { palette } = this;
    if (stale || !palette) return [];
    const { accent: color } = palette;
    const curves = this.#givenCurves(palette, session.shown, kind);
    if (!pinned || pinnedStale) return curves;
    curves.push({ name: `network ${count(pinned.index)}`, norms: pinned[kind], color, width: 2 });
    if (kind === 'gradient' && flow) {
      flow.parts.forEach((norms, part) => {
        curves.push({ name: part === 0 ? 'its h' : 'its c', norms, color, width: 1.25, dash: [5, 4] });
      });
      const { log10ParameterNorm } = flow;
      if (this.clip !== undefined && log10ParameterNorm !== undefined) {
        const factor = clippingDecades(this.clip, log10ParameterNorm);
        const norms = pinned.gradient.map((norm) => norm + factor);
        if (factor < 0) curves.push({ name: 'clipped', norms, color, width: 2, dash: [2, 4] });
      }
    }
    return curves;
  }

  /** The line under the first chart's title: what is pointed at, else what is selected, else what to do. */
  #reading(session: Exploration): string {
    const { shown, hovered, selection } = session;
    if (!shown) return 'The first networks appear as soon as they are measured.';
    if (this.#mapOf(shown))
      return this.readings.gradients || 'Point at a cell to read it, click to pin a network of it.';
    const { axes, experiment } = shown;
    if (hovered) {
      const names = new Set<QuantityName>([axes.x, 'radius', 'gain', axes.y, 'rate']);
      const numbers = [...names].map((name) => reading(quantityTable[name], hovered.values[name]));
      return [`Network ${count(hovered.index)}`, ...numbers].join(' · ');
    }
    const [x, y] = [quantityTable[axes.x], quantityTable[axes.y]];
    if (selection) {
      const [from, to] = selection;
      return `${reading(x, from)} to ${written(x, to)}: ${count(shown.summary.time.networks)} networks`;
    }
    const same = [x, y].find((quantity) => !varies(quantity, experiment));
    if (same) return `Every network has the same ${same.label}.`;
    return 'Drag to select a range, click a network to pin it.';
  }

  #aboutTime({ shown, selection }: Exploration, kind: 'gradient' | 'state'): string {
    if (!shown) return '';
    const { time } = shown.summary;
    if (time.networks === 0) return 'no network in this range';
    const { p10, p50 } = time[kind];
    const zero = p50.includes(null)
      ? ' · gaps: over half are exactly zero there'
      : p10.includes(null)
        ? ' · over a tenth are exactly zero: the band has no floor'
        : '';
    const networks = `${count(time.networks)} network${time.networks === 1 ? '' : 's'}`;
    return `median and 10–90 % of ${networks}${selection ? ', selected' : ''}${zero}`;
  }

  #chooseMap(choice: MapChoice): void {
    const { session } = this;
    const now = session && (this.#mapOf(session) ?? 'off');
    if (!session || choice === now) return;
    const spread = mapAxis(session.experiment);
    const { inputScale, biasScale, networks } = session.experiment;
    if (spread === undefined) this.#before = { inputScale, biasScale, networks };
    const scalar = (span: Experiment['inputScale'] | undefined) => (typeof span === 'number' ? span : 0);
    const flat = {
      inputScale: scalar(this.#before.inputScale),
      biasScale: scalar(this.#before.biasScale),
      networks: this.#before.networks ?? networks,
    };
    const enough = Math.max(flat.networks, mapNetworks[session.engine?.name ?? 'webgpu']);
    const change = choice === 'off' ? flat : { ...flat, [choice]: mapRange, networks: enough };
    if (choice !== spread) this.dispatchEvent(new ChangeEvent(change));
    if (choice !== 'off') this.dispatchEvent(new AxesEvent(axesOfMap(choice)));
  }

  /** The second axis of the map that an experiment is shown as; undefined where it is shown as points. */
  #mapOf(of: { readonly experiment: Experiment } | undefined): MapAxis | undefined {
    return of && !this.points ? mapAxis(of.experiment) : undefined;
  }

  #step(places: number): void {
    const { session } = this;
    const { shown } = session ?? {};
    const next = shown?.cloud.along(shown.axes, session?.pinnedIndex, places);
    if (next !== undefined) session?.pin(next);
  }

  async #download(format: FileFormat): Promise<void> {
    const { session } = this;
    if (!session) return;
    try {
      download(await session.file(format), `vanishing-point.${format}`);
    } catch (error) {
      console.warn(error);
      session.notify(
        `The ${format} file could not be made: ${whatHappened(error)}. The numbers are still here: try again.`,
      );
    }
  }

  #toggle(table: string): void {
    const tables = new Set(this.tables);
    if (!tables.delete(table)) tables.add(table);
    this.tables = tables;
  }

  #read(chart: string, reading: string): void {
    if ((this.readings[chart] ?? '') !== reading) this.readings = { ...this.readings, [chart]: reading };
  }
}

/** What the charts show, and what measured it. */
function provenanceOf({ shown }: Exploration): Provenance | undefined {
  return shown && { experiment: shown.experiment, engine: shown.engine };
}

declare global {
  interface HTMLElementTagNameMap {
    'explore-view': ExploreView;
  }
}
