/** The map of trainability: where in two numbers networks learn, and where they do not; zoomed into again and again. */

import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TrainabilityMap } from '../../analysis/trainability.ts';
import { FieldError } from '../../experiment/field_error.ts';
import type { LearningPlan } from '../../experiment/learning_axes.ts';
import type { CellArea } from '../../experiment/map_grid.ts';
import {
  cellPlan,
  formatTrainability,
  parseTrainability,
  type TrainabilityChoice,
  trainabilityAxes,
  trainabilityGrid,
  usualTrainability,
  zoomedIn,
  zoomedOut,
} from '../../experiment/trainability.ts';
import {
  type TaughtMap,
  trainabilityCsv,
  trainabilityEntries,
  trainabilityJson,
  untaughtOf,
} from '../../files/trainability_file.ts';
import { version } from '../../files/version.ts';
import { whatHappened } from '../../laboratory/engine_post.ts';
import { withinSentence } from '../../language/nouns.ts';
import { type AskedTrainability, Trainability } from '../../session/trainability.ts';
import { Workplace } from '../../session/workplace.ts';
import type { Cell } from '../charts/cell_chart.ts';
import '../charts/chart_frame.ts';
import '../charts/field_map_chart.ts';
import { type Told, unfinishedWords } from '../charts/picture.ts';
import '../charts/scale_legend.ts';
import { download } from '../download.ts';
import { engineWords } from '../engine_words.ts';
import { hear, LearnMapEvent } from '../events.ts';
import { PlanEvent } from '../learning_events.ts';
import { count, duration } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { capitalised } from '../quantity_words.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { sectionStyles } from './section_styles.ts';
import { mapTable, paintedMap } from './trainability_cells.ts';
import { presetOfMap } from './trainability_settings.ts';
import './trainability_settings.ts';
import {
  cellWords,
  dimensionNumber,
  dimensionWords,
  edgeWords,
  mapRepeats,
  placeWords,
  planWords,
  precisionWords,
  readingWords,
  windowWords,
} from './trainability_words.ts';

/** A zoom by button shows so many times less of each number. */
const zoomFactor = 4;

/** @fires plan-open - Networks are to be looked at one by one, or others to be mapped; `detail` is their plan. */
@customElement('trainability-section')
export class TrainabilitySection extends LitElement {
  static override styles = [
    sharedStyles,
    progressStyles,
    sectionStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
      }
      h3 {
        margin: 0;
        font-size: 15px;
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      .progress p {
        flex: 1 1 240px;
      }
      nav ol {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 0;
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: 13px;
        color: var(--soft);
      }
      nav li + li::before {
        content: '›';
        padding: 0 7px;
        color: var(--muted);
      }
      /* As high as the window leaves it, and about square: what is said of it stands beside it where there is room. */
      .room {
        flex: 1 1 auto;
        min-height: 400px;
        container-type: size;
      }
      .whole {
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 130cqh) minmax(250px, 1fr);
        gap: 12px 20px;
        height: 100%;
      }
      .about {
        display: flex;
        flex-direction: column;
        gap: 12px;
        overflow: auto;
      }
      .about > * {
        flex: none;
      }
      .chart {
        border: 1px solid var(--line);
        border-radius: 6px;
        overflow: hidden;
      }
      chart-frame {
        height: 100%;
      }
      .chosen {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        min-height: 28px;
        font-size: 13px;
        color: var(--soft);
      }
      .chosen p {
        flex: 1 1 100%;
        margin: 0;
      }
      .dimension {
        margin: 0;
        font-size: 13px;
        line-height: 1.5;
      }
      .dimension strong {
        display: block;
        font-size: 20px;
        font-weight: 600;
      }
      summary {
        font-size: 13px;
        cursor: pointer;
      }
      details .note {
        margin-top: 6px;
      }
      @media (max-width: 1180px) {
        .room {
          container-type: normal;
        }
        .whole {
          grid-template: none / minmax(0, 880px);
          height: auto;
        }
        chart-frame {
          height: clamp(400px, 100svh - 280px, 880px);
        }
      }
      /* Under a header that stays and over the button for the controls. */
      @media (max-width: 800px) {
        chart-frame {
          height: clamp(300px, 100svh - 170px, 700px);
        }
      }
      :host([brief]) .room {
        container-type: normal;
      }
      :host([brief]) .whole {
        grid-template: none / minmax(0, 1fr);
        height: auto;
      }
      :host([brief]) chart-frame {
        height: min(74svh, 560px);
      }
    `,
  ];

  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  /** The networks; of their ranges, other than the map's, the middle. */
  @property({ attribute: false }) plan: LearningPlan | undefined;
  /** The map that somebody has asked for, as a link has it; undefined while nobody has. */
  @property({ attribute: false }) wanted: string | undefined;
  /** The address of a map, for the way back. */
  @property({ attribute: false }) linkOf: (map: string) => string = () => location.hash;
  /** Which view it stands in. */
  @property() view = 'learn';
  /** Whether it is an illustration among text: without settings, presets and files. */
  @property({ type: Boolean, reflect: true }) brief = false;
  @property({ type: Boolean, reflect: true }) override hidden = false;

  @state() private reading = '';
  @state() private table = false;
  /** The cell that is chosen. */
  @state() private cell: Cell | undefined;
  /** Why a poster could not be made. */
  @state() private failure = '';
  @state() private saved = '';

  #session: Trainability | undefined;
  /** What the link said when it was last read. */
  #read: Reading = { text: undefined, choice: undefined, misread: '' };

  constructor() {
    super();
    new SessionController(this, () => this.#trainability);
    hear(this, LearnMapEvent, ({ map }) => {
      this.wanted = map;
    });
    hear(this, PlanEvent, ({ plan }) => {
      this.plan = plan;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Who has taken it away does not wait for it.
    this.#trainability.pause();
  }

  get #trainability(): Trainability {
    this.#session ??= new Trainability(this.workplace, this.view);
    return this.#session;
  }

  /** What is mapped, or would be. */
  get #choice(): TrainabilityChoice | undefined {
    const { plan, wanted } = this;
    if (!plan) return undefined;
    if (this.#read.text !== wanted) this.#read = readingOf(wanted);
    const { choice } = this.#read;
    const axes = trainabilityAxes(plan).map(({ name }) => name);
    return choice && [choice.x, choice.y].every(({ axis }) => axes.includes(axis))
      ? choice
      : usualTrainability(plan);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.hidden || !(changed.has('wanted') || changed.has('hidden') || changed.has('plan'))) return;
    const choice = this.#choice;
    if (this.wanted === undefined && this.#trainability.asked) this.#trainability.leave();
    // Other networks are taught only when somebody says so: it takes a while.
    if (this.wanted === undefined || !choice || !this.plan) return;
    if (changed.has('wanted') || !this.#trainability.asked) this.#look(this.plan, choice);
  }

  #look(plan: LearningPlan, choice: TrainabilityChoice): void {
    if (formatTrainability(choice) !== this.#shownText()) this.cell = undefined;
    this.#trainability.look(plan, choice);
  }

  #shownText(): string {
    const { asked } = this.#trainability;
    return asked ? formatTrainability(asked.choice) : '';
  }

  override render() {
    const { plan, brief } = this;
    const choice = this.#choice;
    if (!plan || !choice) return nothing;
    return html`
      ${
        brief
          ? nothing
          : html`<trainability-settings .plan=${plan} .choice=${choice} .misread=${this.#read.misread}>
              <h3 slot="heading">Where is the edge of learning?</h3>
            </trainability-settings>`
      }
      ${this.failure ? html`<p class="broken" role="alert">${this.failure}</p>` : nothing}
      ${this.#path()} ${this.#progress(plan, choice)} ${this.#frame(plan, choice)}
    `;
  }

  /** What the map is of, and what is seen at a place worth a look. */
  #introduction(plan: LearningPlan, choice: TrainabilityChoice) {
    const preset = presetOfMap(plan, choice);
    return html`${preset ? html`<p class="note">${preset.sentence}</p>` : nothing}
      <p class="note">
        Every cell teaches the same networks from the same sequences. Cells differ only in the two numbers on the axes, so the
        edge between colours is an edge in these two numbers. For feed-forward networks Sohl-Dickstein (2024) found it to be a
        fractal: drag a rectangle over the map to look closer, as often as you like.
      </p>`;
  }

  /** Who shows it keeps its link. */
  #ask(choice: TrainabilityChoice): void {
    this.dispatchEvent(new LearnMapEvent(formatTrainability(choice)));
  }

  /** The way in, each window a link back out. */
  #path() {
    const { asked } = this.#trainability;
    if (!asked || asked.choice.path.length === 0) return nothing;
    const { choice, grid } = asked;
    return html`<nav aria-label="The way in">
      <ol>
        ${choice.path.map((window, place) => {
          const outer = zoomedOut(choice, place);
          return html`<li><a
            href=${this.linkOf(formatTrainability(outer))}
            @click=${(event: MouseEvent) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              this.#ask(outer);
            }}
          >${windowWords(trainabilityGrid({ ...choice, ...window }))}</a></li>`;
        })}
        <li aria-current="location">${windowWords(grid)}</li>
      </ol>
    </nav>`;
  }

  #progress(plan: LearningPlan, choice: TrainabilityChoice) {
    const session = this.#trainability;
    const { asked, map, state: job, paused, notices } = session;
    if (!asked || !map) {
      const { columns, rows, networks } = choice;
      return html`<div class="progress">
        <button class="button primary" @click=${() => this.#ask(choice)}>Teach this map</button>
        <p>${count(columns * rows * networks)} networks: ${planWords(plan, choice)}.</p>
      </div>`;
    }
    const running = job === 'running';
    const cells = `${count(map.count)} of ${count(map.columns * map.rows)} cells`;
    const time = duration(session.milliseconds);
    const words = running
      ? `${cells} · ${time}`
      : job === 'failed'
        ? session.failure
        : paused
          ? `Paused at ${cells}: what lies between those that are taught is filled with the nearest.`
          : map.isComplete
            ? `${count(map.columns * map.rows)} cells, ${map.networks === 1 ? 'the same network' : `the same ${count(map.networks)} networks`} in each, in ${time}.`
            : `Stopped at ${cells}: what lies between is filled with the nearest.`;
    const precision = precisionWords(asked);
    return html`<div class="progress">
      ${running || paused ? html`<progress aria-label="Of the map" max="1" .value=${session.done}></progress>` : nothing}
      <p class=${job === 'failed' ? 'broken' : ''} aria-live=${running ? 'off' : 'polite'}>${words}${precision ? ` ${precision}` : ''}${notices.map((notice) => html`<br />${notice}`)}</p>
      <span class="segments">
        ${
          running
            ? html`<button @click=${() => session.pause()}>Pause</button>`
            : paused
              ? html`<button @click=${() => session.goOn()}>Go on</button>`
              : nothing
        }
        ${
          running || paused
            ? html`<button @click=${() => session.stop()}>Stop</button>`
            : html`<button @click=${() => this.#again(plan, choice)}>${this.#isOf(plan, choice) ? 'Teach it again' : 'Teach the networks above'}</button>`
        }
      </span>
    </div>`;
  }

  /** Whether the map is of this plan: it may have changed since. */
  #isOf(plan: LearningPlan, choice: TrainabilityChoice): boolean {
    return this.#trainability.isOf(plan, choice);
  }

  #again(plan: LearningPlan, choice: TrainabilityChoice): void {
    if (this.#isOf(plan, choice)) this.#trainability.begin();
    else this.#look(plan, choice);
  }

  #frame(plan: LearningPlan, wanted: TrainabilityChoice) {
    const { palette, brief } = this;
    const session = this.#trainability;
    const { asked, map, engine } = session;
    const introduction = brief ? nothing : this.#introduction(plan, wanted);
    if (!palette || !asked || !map) return introduction;
    const { choice, grid } = asked;
    const { scales, cells } = paintedMap(palette, session);
    const name = capitalised(readingWords[choice.reading]);
    const label = `${name} over ${withinSentence(grid.x.field.label)} and ${withinSentence(grid.y.field.label)}`;
    const taught: TaughtMap | undefined = engine && { ...asked, map, engine, dimension: session.dimension };
    return html`<div class="room"><div class="whole"><div class="chart">
        <chart-frame
          stacked
          .name=${this.brief ? '' : 'trainability'}
          .level=${4}
          .heading=${`${name}: ${withinSentence(grid.y.field.label)} against ${withinSentence(grid.x.field.label)}`}
          .reading=${this.reading}
          .told=${taught && map.count > 0 ? () => this.#told(taught) : undefined}
          ?table=${this.table}
          @table-toggle=${() => {
            this.table = !this.table;
          }}
        >
          ${brief ? nothing : this.#files(taught, label)}
          <scale-legend slot="legend" .scale=${scales}></scale-legend>
          <field-map-chart
            zoomable
            ?stale=${!this.#isOf(plan, choice)}
            @map-reading=${({ detail }: CustomEvent<string>) => {
              this.reading = detail;
            }}
            @cell-open=${({ detail }: CustomEvent<Cell>) => {
              this.cell = detail;
            }}
            @area-choose=${({ detail }: CustomEvent<CellArea>) => this.#ask(zoomedIn(choice, detail))}
            @zoom-out=${() => this.#out()}
            .palette=${palette}
            .grid=${grid}
            .cells=${cells}
            .scale=${scales[0]}
            .read=${this.#readingOf}
            .label=${`${label}, ${map.columns} × ${map.rows} cells. Arrows move, Shift with arrows marks cells, Enter zooms into them or chooses one, Escape goes back out.`}
          ></field-map-chart>
          ${this.table ? mapTable(asked, map) : nothing}
        </chart-frame>
      </div>
      <div class="about" role="region" aria-label="About this map" tabindex="0">
        ${this.#chosen()} ${introduction} ${brief ? nothing : this.#dimension(asked, map)}
      </div></div></div>`;
  }

  /** How rough the edge is, and how that was found. */
  #dimension({ choice }: AskedTrainability, map: TrainabilityMap) {
    const { dimension } = this.#trainability;
    return html`<p class="dimension" aria-live="polite">
        Box-counting dimension of the edge <strong>${dimensionNumber(dimension)}</strong>
        ${dimensionWords(dimension, map)}
      </p>
      <p class="note">${edgeWords[choice.reading]}</p>
      <details>
        <summary>How the dimension is counted</summary>
        <p class="note">
          A smooth line has dimension 1, a line that fills the plane has dimension 2. The map is covered with squares of 1 cell, then
          of 2 × 2 cells, then of 4 × 4 cells, and so on. Each time the squares that contain a piece of the edge are counted. The
          smaller the squares, the more of them are needed: the dimension is the power by which their number grows, fitted by
          least squares to the logarithms.
        </p>
        <p class="note">
          ± is one standard error. It is made of two parts: how the fit changes when the largest squares are left out one by one, and
          how far the counts lie from the line.
        </p>
        <p class="note">
          A map of 64 × 64 cells has few sizes of squares, so its number is rough. It is also a little too low: Koch’s curve has
          dimension 1.26, and on 64 × 64 cells it is counted as 1.22 ± 0.06.
        </p>
      </details>
      <p class="note">${mapRepeats}</p>`;
  }

  #out(): void {
    const { asked } = this.#trainability;
    if (asked && asked.choice.path.length > 0)
      this.#ask(zoomedOut(asked.choice, asked.choice.path.length - 1));
  }

  #files(taught: TaughtMap | undefined, label: string) {
    const none = !taught || taught.map.count === 0;
    return html`<span slot="tools">
      <button class="button" ?disabled=${none} @click=${() => taught && void this.#poster(taught, label)}>Poster</button>
      <button class="button" ?disabled=${none} @click=${() => taught && save(taught, 'json')}>JSON</button>
      <button class="button" ?disabled=${none} @click=${() => taught && save(taught, 'csv')}>CSV</button>
      <span class="unseen" aria-live="polite">${this.saved}</span>
    </span>`;
  }

  readonly #readingOf = (cell: Cell): string => {
    const { asked, map } = this.#trainability;
    return asked && map ? cellWords(asked, map, cell) : '';
  };

  /** The cell that was chosen: its networks, or the map around it. */
  #chosen() {
    const { asked, map } = this.#trainability;
    const { cell } = this;
    if (!asked || !map) return nothing;
    if (!cell)
      return html`<div class="chosen"><p>Choose a cell to open its networks, or to zoom in by a button; drag a rectangle to zoom into it${asked.choice.path.length > 0 ? '; Escape goes back out' : ''}.</p></div>`;
    const { choice, grid, precision } = asked;
    return html`<div class="chosen">
      <p aria-live="polite">${cellWords(asked, map, cell)}</p>
      <button class="button" @click=${() => this.#ask(zoomedIn(choice, around(cell, map)))}>Zoom in here, ${zoomFactor} ×</button>
      <button
        class="button"
        @click=${() => {
          const detail = cellPlan(asked.plan, grid, cell, precision);
          this.dispatchEvent(
            new CustomEvent<LearningPlan>('plan-open', { detail, bubbles: true, composed: true }),
          );
        }}
      >Open ${map.networks === 1 ? 'this network' : 'these networks'} in Learn<span class="unseen"> at ${placeWords(grid, cell)}</span></button>
    </div>`;
  }

  #told(taught: TaughtMap): Told {
    const { plan, choice, engine, map } = taught;
    return {
      words: [
        planWords(plan, choice),
        ...unfinishedWords(untaughtOf(taught)),
        `${map.columns} × ${map.rows} cells · ${engineWords[engine.name]}, ${engine.device}, ${engine.precision} · Vanishing Point ${version}`,
      ],
      entries: trainabilityEntries(taught),
    };
  }

  async #poster(taught: TaughtMap, label: string): Promise<void> {
    const { palette } = this;
    const { asked, dimension, map } = this.#trainability;
    if (!palette || !asked || !map) return;
    const { scales, cells } = paintedMap(palette, this.#trainability);
    if (!cells) return;
    const { words, entries } = this.#told(taught);
    const edge = `Box-counting dimension of the edge: ${dimensionNumber(dimension)}. ${dimensionWords(dimension, map)}`;
    try {
      // Few posters are made: what makes them comes with the first.
      const { posterFile } = await import('../charts/poster.ts');
      const file = await posterFile({
        heading: label,
        cells,
        scales,
        grid: asked.grid,
        words: [...words, edge],
        entries,
        palette,
      });
      download(file, 'vanishing-point-trainability.png');
      this.saved = 'Saved the poster.';
      this.failure = '';
    } catch (error) {
      console.warn(error);
      this.failure = `The poster could not be made: ${whatHappened(error)}. Ask for it again to try once more.`;
    }
  }
}

/** A link's map as it was read. */
interface Reading {
  readonly text: string | undefined;
  readonly choice: TrainabilityChoice | undefined;
  /** Why it could not be. */
  readonly misread: string;
}

function readingOf(text: string | undefined): Reading {
  try {
    return { text, choice: text === undefined ? undefined : parseTrainability(text), misread: '' };
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    return { text, choice: undefined, misread: `${error.message}. The usual map is offered.` };
  }
}

/** The cells about one, a part of all of them, within the map. */
function around({ column, row }: Cell, map: { readonly columns: number; readonly rows: number }): CellArea {
  const along = (at: number, length: number): readonly [number, number] => {
    const wide = Math.max(2, Math.round(length / zoomFactor));
    const first = Math.min(Math.max(0, at - Math.floor(wide / 2)), Math.max(0, length - wide));
    return [first, Math.min(length, first + wide) - 1];
  };
  return { columns: along(column, map.columns), rows: along(row, map.rows) };
}

function save(taught: TaughtMap, format: 'json' | 'csv'): void {
  const type = format === 'json' ? 'application/json' : 'text/csv';
  const pieces = format === 'json' ? trainabilityJson(taught) : trainabilityCsv(taught);
  download(new Blob([...pieces], { type }), `vanishing-point-trainability.${format}`);
}

declare global {
  interface HTMLElementTagNameMap {
    'trainability-section': TrainabilitySection;
  }
}
