/** The explorer: gradients against spectral radius (or a phase map), through time, and the pinned network. */

import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { axesOfMap } from '../../analysis/map_axes.ts';
import { measuredEdge } from '../../analysis/measured_edge.ts';
import type { NetworkReading } from '../../analysis/network_reading.ts';
import { askedOf, fieldQuantities, quantityTable } from '../../analysis/quantities.ts';
import type { Axes, AxisScale } from '../../experiment/axes.ts';
import { sweepCommand } from '../../experiment/command.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { isGated, type MapAxis, mapAxis } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import type { Provenance } from '../../experiment/provenance.ts';
import { unfinished } from '../../experiment/unfinished.ts';
import { whatHappened } from '../../laboratory/engine_post.ts';
import type { FileFormat } from '../../laboratory/sweep_record.ts';
import { say } from '../../language/say.ts';
import { cellOf } from '../../networks/cells.ts';
import { fits, type LayerSummary, sizeAround } from '../../networks/given/layer_summary.ts';
import type { Example } from '../../session/example.ts';
import type { Exploration } from '../../session/exploration.ts';
import type { Given } from '../../session/given.ts';
import type { GivenNetworks } from '../../session/given_networks.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import '../charts/growth_legend.ts';
import { besideColor, configurationColor } from '../charts/configuration_color.ts';
import { cellColors, pointColors } from '../charts/growth_color.ts';
import '../charts/scatter_chart.ts';
import '../charts/time_chart.ts';
import '../controls/axes_field.ts';
import '../copy_button.ts';
import { download } from '../download.ts';
import { embedding } from '../embedding.ts';
import { EscapeController } from '../escape_controller.ts';
import {
  ArrayEvent,
  AxesEvent,
  ChangeEvent,
  HoverEvent,
  hear,
  type OpenEvent,
  PinEvent,
  ResultEvent,
  ScaleEvent,
  StepEvent,
  WindowEvent,
} from '../events.ts';
import './given_network_opener.ts';
import './reading_guide.ts';
import { announcement } from '../agreement_words.ts';
import { several } from '../numbers.ts';
import { against, capitalised } from '../quantity_words.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { exploreStyles } from './explore_styles.ts';
import type { TableContent } from './explore_table.ts';
import { pointsReading, timeReading, windowWords } from './explore_words.ts';
import type { LegendEntry } from './given_legend.ts';
import type { OfferAnswer } from './given_offer.ts';
import { givenPlace } from './given_place.ts';
import { briefName, verdictWords } from './given_verdict.ts';
import { showPart } from './late_parts.ts';
import { givenPoints, keptCurves, singleCurves, strokeOf } from './single_networks.ts';

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
  /** How the y axis of points spends its length. */
  @property() scale: AxisScale = 'edge';
  @property({ attribute: false }) clip: number | undefined;

  /** Whether the next network that is chosen stands beside the pinned one. */
  @state() private choosing = false;
  @state() private tables: ReadonlySet<string> = new Set();
  @state() private readings: Readonly<Record<string, string>> = {};

  /** Where a person's own network is measured. */
  @property({ attribute: false }) workplace = new Workplace();

  /** The person's own networks; undefined before the first is opened. */
  @state() private networks: GivenNetworks | undefined;

  /** The run whose numbers have been told to whoever has embedded it. */
  #toldRun = 0;

  /** What the phase map replaced, to go back to. */
  #before: Partial<Experiment> = {};

  constructor() {
    super();
    new SessionController(this, () => this.session);
    new SessionController(this, () => this.networks);
    new EscapeController(this, () => {
      const { pinnedIndex, besideIndex } = this.session ?? {};
      if (this.choosing) this.choosing = false;
      else if (pinnedIndex !== undefined)
        this.dispatchEvent(new PinEvent(undefined, besideIndex !== undefined));
    });
    hear(this, HoverEvent, ({ index }) => void this.session?.hover(index));
    hear(this, PinEvent, ({ index, beside }) => {
      if (beside || (this.choosing && index !== undefined)) this.session?.pinBeside(index);
      else this.session?.pin(index);
      this.choosing = false;
    });
    hear(this, WindowEvent, ({ window }) => void this.session?.select(window));
    hear(this, ArrayEvent, (event) => void this.#giveArray(event));
    hear(this, StepEvent, ({ places }) => this.#step(places));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.networks?.close();
  }

  override updated(): void {
    const { session } = this;
    if (session?.engine) this.networks?.follow(session.experiment, session.engine.name);
    if (embedding && session) this.#tellResult(session);
  }

  #tellResult(session: Exploration): void {
    const { shown, stale, state } = session;
    if (!shown || stale || state !== 'complete' || shown.run === this.#toldRun) return;
    this.#toldRun = shown.run;
    this.dispatchEvent(
      new ResultEvent((wanted) => {
        const [format] = fileFormats.find(([name]) => name === wanted) ?? [];
        return format && session.file(format);
      }),
    );
  }

  override render() {
    const { session } = this;
    if (!session) return nothing;
    return html`
      <p class="unseen" aria-live="polite">${announcement(session.agreement)}</p>
      ${this.#gradients(session)} ${this.#throughTime(session, 'gradient')} ${this.#throughTime(session, 'state')}
      <aside aria-label="Networks">
        ${this.#givenOffer(session)}
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
          .opening=${this.networks?.target.opening ?? ''}
          .takes=${this.#given?.takes ?? []}
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
          <button class="button" @click=${this.#assign}>Make an assignment</button>
        </section>
        </div>
      </aside>
    `;
  }

  readonly #assign = async (): Promise<void> => {
    await import('./assignment_dialog.ts');
    const dialog =
      this.renderRoot.querySelector('assignment-dialog') ??
      // Once: a dialog that is moved while it is open is modal no more, and cannot become so again.
      this.renderRoot.appendChild(document.createElement('assignment-dialog'));
    if (this.session) dialog.experiment = this.session.experiment;
    await dialog.show();
  };

  /** Opens a network that was made on the page. */
  async open({ files, change }: OpenEvent): Promise<void> {
    await this.#openGiven((given) => given.open(files), change);
  }

  /** Whether networks out of files are open in it. */
  get holdsFile(): boolean {
    return (this.networks?.all.length ?? 0) > 0;
  }

  /** Few visits bring a network: what follows one comes with the first. */
  async #ownNetworks(): Promise<GivenNetworks> {
    const { GivenNetworks } = await import('../../session/given_networks.ts');
    this.networks ??= new GivenNetworks(this.workplace);
    return this.networks;
  }

  /** The one that is looked at, if there is one. */
  get #given(): Given | undefined {
    return this.networks?.present;
  }

  get #hasGiven(): boolean {
    return this.#given?.layer !== undefined;
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
          .beside=${session.beside}
          .besideIndex=${session.besideIndex}
          ?choosing=${this.choosing}
          .style=${this.palette ? `--beside: ${configurationColor(this.palette, besideColor)}` : ''}
          @beside-choose=${() => {
            this.choosing = !this.choosing;
          }}
        ></network-panel>`;
  }

  /** A part whose code may still have to come. */
  #show(part: Parameters<typeof showPart>[0]): void {
    showPart(part, (sentence) => this.session?.notify(sentence));
  }

  #givenOffer(session: Exploration) {
    const target = this.networks?.target;
    const offer = target?.offer;
    if (!offer) return nothing;
    this.#show('given-offer');
    return html`<given-offer
      .offer=${offer}
      .kept=${this.#given?.fileName ?? ''}
      .experiment=${session.experiment}
      @offer-answer=${({ detail }: CustomEvent<OfferAnswer>) => this.#openGiven((given) => given.answer(detail.answers), detail.change)}
      @offer-dismiss=${() => target.dismiss()}
    ></given-offer>`;
  }

  #givenPanel(session: Exploration) {
    const given = this.#given;
    if (!given?.layer) return nothing;
    this.#show('given-network-panel');
    const place = givenPlace(given, session.shown);
    return html`<given-network-panel
      .workplace=${this.workplace}
      .palette=${this.palette}
      .networks=${this.networks}
      .experiment=${session.experiment}
      .provenance=${provenanceOf(session)}
      .place=${session.stale ? undefined : place}
      @layer-choose=${({ detail }: CustomEvent<string>) => this.#openGiven((own) => own.choose(detail), {}, given)}
      @given-kind=${() => this.#surround(given.layer)}
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
    try {
      const networks = await this.#ownNetworks();
      this.#surround(await (given ? opening(given) : networks.open(opening)), change);
    } catch (error) {
      console.warn(error);
      this.session?.notify(
        `The network could not be opened: ${whatHappened(error)}. Open it again to try once more.`,
      );
    }
  }

  async #giveArray({ array, file }: ArrayEvent): Promise<void> {
    const before = this.networks?.inputSteps;
    if (!(await this.#given?.give({ [array]: file }))) return;
    const steps = this.networks?.inputSteps ?? defaultExperiment.steps;
    // Steps that somebody has chosen stay.
    const follows = file !== undefined || this.session?.experiment.steps === before;
    if (array === 'inputs' && follows) this.dispatchEvent(new ChangeEvent({ steps }));
  }

  /** Random networks of the same cell and size around a person's own, over as many steps as its inputs have. */
  #surround(layer: LayerSummary | undefined, change: Partial<Experiment> = {}): void {
    const { session } = this;
    if (!layer || !session) return;
    const { cell, activation } = session.experiment;
    const steps = this.networks?.inputSteps;
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
      ['off', say`Points`],
      ['inputScale', 'Map: input'],
      ['biasScale', 'Map: bias'],
    ];
    return html`<chart-frame
      class="gradients"
      name="gradients"
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
        ${axis ? nothing : this.#scaleSwitch((shown ?? session).axes)}
      </div>
      ${axis ? this.#map(session, axis) : this.#scatter(session, title)}
      ${
        table && shown
          ? this.#table({
              ...{ kind: 'gradients', shown, edge: this.#edgeOf(session), axis },
              source: (from: number, rows: number) => session.rows(from, rows),
            })
          : nothing
      }
    </chart-frame>`;
  }

  #table(content: TableContent) {
    this.#show('explore-table');
    return html`<explore-table slot="table" .content=${content}></explore-table>`;
  }

  /** Nothing is concluded before the run is complete. */
  #edgeOf({ shown, stale, state, edge }: Exploration) {
    return shown && !stale && state === 'complete'
      ? measuredEdge(shown.summary, shown.experiment, edge)
      : undefined;
  }

  /** Whether the edge has most of the y axis, where that is one of logarithms. */
  #scaleSwitch({ y }: Axes) {
    const { scale } = quantityTable[y];
    if (scale !== 'decades' && scale !== 'rate') return nothing;
    const isEdge = this.scale === 'edge';
    return html`<span class="segments"
      ><button
        title="The y axis: even within six decades of keeping its size, logarithmic beyond"
        aria-pressed=${isEdge}
        @click=${() => this.dispatchEvent(new ScaleEvent(isEdge ? 'even' : 'edge'))}
      >
        Edge enlarged
      </button></span
    >`;
  }

  #map({ shown, theory, pinnedIndex, besideIndex, stale }: Exploration, axis: MapAxis) {
    this.#show('phase-map-chart');
    const y = fieldQuantities[axis];
    return html`<phase-map-chart
      .palette=${this.palette}
      .shown=${shown}
      .theory=${theory}
      .pinned=${pinnedIndex}
      .beside=${besideIndex}
      .y=${y}
      ?stale=${stale}
      .label=${`Median growth rate over gain and ${y.label}. Arrow keys move from cell to cell, Enter pins a network of the cell.`}
      @map-reading=${(event: CustomEvent<string>) => this.#read('gradients', event.detail)}
    ></phase-map-chart>`;
  }

  #scatter(session: Exploration, title: string) {
    const { shown, theory, pinnedIndex, hoveredIndex, axes, stale, window, range } = session;
    const words = range && shown && windowWords(shown.axes.x, range);
    return html`<scatter-chart
      .palette=${this.palette}
      .shown=${shown}
      .theory=${theory}
      .pinned=${pinnedIndex}
      .beside=${session.besideIndex}
      .hovered=${hoveredIndex}
      .scale=${this.scale}
      .choice=${window}
      .range=${range}
      .rangeWords=${words && shown ? `${words}, ${several(shown.summary.time.networks, 'network')}` : ''}
      .edge=${this.#edgeOf(session)}
      .given=${givenPoints(this.networks, shown, this.palette)}
      .axes=${axes}
      ?stale=${stale}
      .label=${`${title}, one point a network. Arrow keys walk along the networks, shift and arrows draw a window, Escape takes it back to the edge, Enter pins a network.`}
    ></scatter-chart>`;
  }

  #throughTime(session: Exploration, kind: 'gradient' | 'state') {
    const { shown, stale } = session;
    const time = shown?.summary.time;
    const { palette, clip } = this;
    const drawn = palette && { session, networks: this.networks, palette, clip };
    const heading = kind === 'gradient' ? 'Gradient through time' : 'Hidden state through time';
    const state = shown && cellOf(shown.experiment).parts > 1 ? '(h, c)' : 'h';
    const norm = kind === 'gradient' ? `‖∂L/∂${state}ₜ‖` : `‖${state}ₜ‖`;
    const table = this.tables.has(kind);
    return html`<chart-frame
      class=${kind}
      name=${kind}
      .shows=${kind}
      heading=${heading}
      .reading=${this.readings[kind] || (shown ? timeReading(session, shown, kind) : '')}
      ?table=${table}
      .agreement=${session.agreement}
      .provenance=${provenanceOf(session)}
      @table-toggle=${() => this.#toggle(kind)}
    >
      <time-chart
        .palette=${this.palette}
        .times=${time?.times ?? []}
        .band=${time?.[kind]}
        .curves=${drawn ? singleCurves(drawn, kind) : []}
        .scene=${`${shown?.run} ${time?.range}`}
        ?stale=${stale}
        .yLabel=${norm}
        .label=${`${heading}: median and 10 to 90 % band of ${norm} over time. Arrow keys move the cursor through time.`}
        @time-reading=${(event: CustomEvent<string>) => this.#read(kind, event.detail)}
      ></time-chart>
      ${kind === 'gradient' ? this.#givenLegend() : nothing}
      ${
        table && shown
          ? this.#table({
              ...{ kind, shown, norm, curves: drawn ? keptCurves(drawn, kind) : [] },
              files: this.networks?.kept ? this.networks.all : [],
            })
          : nothing
      }
    </chart-frame>`;
  }

  /** Of two networks, which is which, and what each came to. */
  #givenLegend() {
    const { palette } = this;
    const { networks } = this;
    if (!networks?.kept || !palette) return nothing;
    const entries = networks.all.map((given): LegendEntry => {
      return {
        name: briefName(given),
        ...strokeOf(given, networks, palette),
        words: verdictWords(given),
      };
    });
    this.#show('given-legend');
    return html`<given-legend slot="legend" .entries=${entries}></given-legend>`;
  }

  /** The line under the first chart's title. */
  #reading(session: Exploration): string {
    const { shown } = session;
    if (!shown) return 'The first networks appear as soon as they are measured.';
    return this.#mapOf(shown)
      ? this.readings.gradients || 'Point at a cell to read it, click to pin a network of it.'
      : pointsReading(session, shown);
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
  if (!shown) return undefined;
  const { experiment, engine, done } = shown;
  return { experiment, engine, unfinished: unfinished(done, experiment.networks, 'network') };
}

declare global {
  interface HTMLElementTagNameMap {
    'explore-view': ExploreView;
  }
}
