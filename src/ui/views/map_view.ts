/** A map of any two fields: which two, what is read of the networks in each cell, and the plane itself. */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { levelOf } from '../../analysis/field_map.ts';
import { phaseDecades } from '../../analysis/phase.ts';
import { quantities, quantityTable } from '../../analysis/quantities.ts';
import { overMap } from '../../experiment/address.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { namesOf } from '../../experiment/experiment.ts';
import { FieldError } from '../../experiment/field_error.ts';
import {
  formatMap,
  type MapChoice,
  type MapField,
  type MapRange,
  type MapReading,
  mapFields,
  mapReadings,
  parseMap,
  parseMapRange,
  tooLarge,
  usualMap,
} from '../../experiment/field_map.ts';
import { applies, defaultExperiment, effective, fieldTable } from '../../experiment/fields.ts';
import { cellExperiment } from '../../experiment/map_grid.ts';
import {
  fieldMapCsv,
  fieldMapJson,
  type MeasuredMap,
  mapExperiment,
  missingOf,
} from '../../files/field_map_file.ts';
import type { MapTheory } from '../../laboratory/map_theory.ts';
import { withinSentence } from '../../language/nouns.ts';
import { say } from '../../language/say.ts';
import { Debounce } from '../../session/debounce.ts';
import { type AskedMap, FieldMapping } from '../../session/field_map.ts';
import { Workplace } from '../../session/workplace.ts';
import { asTyped } from '../controls/field_element.ts';
import '../charts/chart_frame.ts';
import type { Cell } from '../charts/cell_chart.ts';
import { type ColorScale, evenScale, signedScale } from '../charts/color_scale.ts';
import { decadesLimit } from '../charts/decades_color.ts';
import { fieldWords } from '../charts/field_axis.ts';
import '../charts/field_map_chart.ts';
import { cellColors } from '../charts/growth_color.ts';
import { growthScale } from '../charts/growth_legend.ts';
import '../charts/number_table.ts';
import { toldOf } from '../charts/picture.ts';
import '../charts/scale_legend.ts';
import { download } from '../download.ts';
import { ChangeEvent, MapEvent, NoticeEvent, type OnMap, OnMapEvent } from '../events.ts';
import { count, duration, exact, fixed, significant, withMarks } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { axisLabel, capitalised, cell as cellText, written } from '../quantity_words.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { mapSettingStyles } from './map_setting_styles.ts';
import { mapStyles } from './map_styles.ts';

const sides = [16, 32, 48, 64, 96, 128] as const;
const networkCounts = [8, 16, 32, 64, 128, 256] as const;
/** After a change the map waits so long, in milliseconds, for the next one. */
const patience = 250;
const noLines: MapTheory['lines'] = [];
/** Rows and columns that the table has at most: a screenful. */
const mostListed = 12;

@customElement('map-view')
export class MapView extends LitElement {
  static override styles = [sharedStyles, progressStyles, mapSettingStyles, mapStyles];

  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  /** What the controls are set to: what applies in a cell is the map's to judge. */
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;
  /** What somebody has asked for, as the link has it. */
  @property({ attribute: false }) wanted: string | undefined;
  /** Whether another view is looked at: nothing is begun meanwhile. */
  @property({ type: Boolean, reflect: true }) override hidden = false;

  @state() private reading = '';
  @state() private table = false;
  /** What was typed and means nothing, by the input it stands in. */
  @state() private refused:
    | { readonly input: string; readonly text: string; readonly reason: string }
    | undefined;

  #mapping: FieldMapping | undefined;
  #wanted: MapChoice | undefined;
  readonly #settled = new Debounce(patience);

  constructor() {
    super();
    new SessionController(this, () => this.#session);
  }

  get #session(): FieldMapping {
    this.#mapping ??= new FieldMapping(this.workplace);
    return this.#mapping;
  }

  /** What is mapped: as asked for, where its fields change anything in this experiment. */
  get #choice(): MapChoice {
    const { experiment } = this;
    const wanted = this.#wanted;
    const usual = usualMap(experiment);
    if (!wanted) return usual;
    const fits = [wanted.x, wanted.y].every(({ field }) => applies(fieldTable[field], experiment) === true);
    return fits ? wanted : { ...wanted, x: usual.x, y: usual.y };
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('wanted')) this.#wanted = this.#understood(this.wanted);
    if (['experiment', 'wanted', 'hidden'].some((name) => changed.has(name as keyof MapView))) this.#tell();
    if (this.hidden || !(changed.has('experiment') || changed.has('wanted') || changed.has('hidden'))) return;
    this.#settled.cancel();
    const look = () => this.#session.look(this.experiment, this.#choice);
    // At once when it is first looked at; a slider moves on.
    if (!this.#session.asked) look();
    else this.#settled.ask(look);
  }

  /** Tells the controls which of them the map has its own of, and the link the map without which it would leave some out. */
  #tell(): void {
    if (this.hidden) {
      this.dispatchEvent(new OnMapEvent(undefined));
      return;
    }
    const choice = this.#choice;
    const map = formatMap(choice);
    const experiment = overMap(this.experiment, map);
    this.dispatchEvent(new OnMapEvent({ experiment, words: insteadWords(choice) }));
    const told = effective(this.experiment, experiment);
    if (this.wanted === undefined && JSON.stringify(told) !== JSON.stringify(effective(this.experiment)))
      this.dispatchEvent(new MapEvent(map));
  }

  /** What is not understood is told, and the usual map measured. */
  #understood(text: string | undefined): MapChoice | undefined {
    try {
      return text === undefined ? undefined : parseMap(text);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      this.dispatchEvent(new NoticeEvent(`${error.message}. The usual map is measured.`));
      return undefined;
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#settled.cancel();
  }

  override render() {
    return html`${this.#settings()} ${this.#progress()} ${this.#frame()}`;
  }

  #settings() {
    const choice = this.#choice;
    const { columns, rows, networks, quantity, reading } = choice;
    const options = <Value extends string | number>(
      values: readonly Value[],
      present: Value,
      words: (value: Value) => string,
    ) =>
      (values.includes(present) ? values : [present, ...values]).map(
        (value) =>
          html`<option value=${String(value)} .selected=${value === present}>${words(value)}</option>`,
      );
    const measured = quantities.filter(({ field }) => field === undefined).map(({ name }) => name);
    const square = `${columns}x${rows}`;
    return html`<div class="settings" role="group" aria-label="What is mapped">
      ${this.#range('To the right', 'x', choice)} ${this.#range(say`Upwards`, 'y', choice)}
      ${this.#select(
        say`Quantity`,
        options(measured, quantity, (name) => capitalised(quantityTable[name].label)),
        (value) => this.#choose({ quantity: measured.find((name) => name === value) ?? quantity }),
      )}
      ${this.#select(
        'Read as',
        options(namesOf(mapReadings), reading, (name) => mapReadings[name].label),
        (value) => this.#choose({ reading: namesOf(mapReadings).find((name) => name === value) ?? reading }),
      )}
      ${this.#select(
        say`Cells`,
        options(
          sides.map((side) => `${side}x${side}`),
          square,
          (value) => value.replace('x', ' × '),
        ),
        (value) => {
          const [right, up] = value.split('x').map(Number);
          if (right && up) this.#choose({ columns: right, rows: up });
        },
      )}
      ${this.#select('Networks in each', options(networkCounts, networks, String), (value) =>
        this.#choose({ networks: Number(value) }),
      )}
      ${this.refused ? html`<p class="refused" role="alert">${this.refused.reason}</p>` : nothing}
    </div>`;
  }

  #select(label: string, options: readonly unknown[], choose: (value: string) => void) {
    return html`<label>
      ${label}
      <select @change=${({ target }: Event) => target instanceof HTMLSelectElement && choose(target.value)}>
        ${options}
      </select>
    </label>`;
  }

  /** One of the two fields, and from where to where. */
  #range(label: string, side: 'x' | 'y', choice: MapChoice) {
    const { field: key, from, to } = choice[side];
    const field: MapField = fieldTable[key];
    const other = choice[side === 'x' ? 'y' : 'x'].field;
    const offered = mapFields.filter((one) => one.key !== other && applies(one, this.experiment) === true);
    const input = (end: 'from' | 'to', value: number) => {
      const name = `${side} ${end}`;
      const refused = this.refused?.input === name ? this.refused : undefined;
      return html`<input
        type="text"
        inputmode="decimal"
        autocomplete="off"
        aria-label=${`${field.label} ${{ from: say`from`, to: say`to` }[end]}`}
        aria-invalid=${refused ? 'true' : 'false'}
        .value=${refused?.text ?? exact(value)}
        @change=${({ target }: Event) => target instanceof HTMLInputElement && this.#type(side, end, target.value)}
      />`;
    };
    return html`<span class="range" role="group" aria-label=${side === 'x' ? 'Horizontal axis' : 'Vertical axis'}>
      <label
        >${label}
        <select
          @change=${({ target }: Event) => {
            const chosen =
              target instanceof HTMLSelectElement && offered.find(({ name }) => name === target.value);
            if (chosen) this.#choose({ [side]: this.#usualRange(chosen) });
          }}
        >
          ${offered.map((one) => html`<option value=${one.name} .selected=${one === field}>${one.label}</option>`)}
        </select></label
      >
      ${input('from', from)} to ${input('to', to)}
    </span>`;
  }

  #type(side: 'x' | 'y', end: 'from' | 'to', text: string): void {
    const { field: key, ...range } = this.#choice[side];
    const field: MapField = fieldTable[key];
    const ends = { ...range, [end]: asTyped(text) };
    try {
      const parsed = parseMapRange(field, `${ends.from}:${ends.to}`);
      this.refused = undefined;
      this.#choose({ [side]: parsed });
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      this.refused = { input: `${side} ${end}`, text, reason: `${withMarks(error.about(field.label))}.` };
    }
  }

  /** Around what the experiment has, or its own range. */
  #usualRange(field: MapField): MapRange {
    const present = this.experiment[field.key];
    const { key } = field;
    if (typeof present === 'object') return { field: key, from: present[0], to: present[1] };
    const usual = usualMap(this.experiment);
    const known = [usual.x, usual.y].find((range) => range.field === key);
    if (known) return known;
    if (!field.logarithmic)
      return { field: key, from: Math.max(field.minimum, -3), to: Math.min(field.maximum, 3) };
    // What takes as long as a person waits.
    return {
      field: key,
      from: Math.max(field.minimum, 8),
      to: Math.min(field.maximum, Math.max(64, 2 * Number(present))),
    };
  }

  #choose(change: Partial<MapChoice>): void {
    const next = { ...this.#choice, ...change };
    const large = tooLarge(next);
    this.refused =
      large === undefined ? undefined : { input: '', text: '', reason: `${capitalised(large)}.` };
    if (large === undefined) this.dispatchEvent(new MapEvent(formatMap(next)));
  }

  #progress() {
    const { asked, state: job, map, done, milliseconds, paused, failure, notices, theory } = this.#session;
    if (!map || !asked) return html`<div class="progress"></div>`;
    const running = job === 'running';
    const cells = `${count(map.count)} of ${count(map.columns * map.rows)} cells`;
    const networks = `${isDrawnOnce(asked) ? 'the same ' : ''}${count(map.networks)} networks in each`;
    const words = running
      ? `${cells}, ${networks} · ${duration(milliseconds)}`
      : job === 'failed'
        ? failure
        : paused
          ? `Paused at ${cells}: what lies between those that are measured is filled with the nearest.`
          : map.count < map.columns * map.rows
            ? `Stopped at ${cells}: what lies between is filled with the nearest.`
            : `${count(map.columns * map.rows)} cells, ${networks}, in ${duration(milliseconds)}. Choose one to open its networks in Explore.`;
    return html`<div class="progress">
      ${running || paused ? html`<progress aria-label="Of the map" max="1" .value=${done}></progress>` : nothing}
      <p class=${job === 'failed' ? 'broken' : ''} aria-live=${running ? 'off' : 'polite'}
        >${words}${theory?.silence ? html` ${theory.silence}` : nothing}${notices.map((notice) => html`<br />${notice}`)}</p>
      <span class="segments">
        ${
          running
            ? html`<button @click=${() => this.#session.pause()}>Pause</button>`
            : paused
              ? html`<button @click=${() => this.#session.goOn()}>Go on</button>`
              : nothing
        }
        ${
          running || paused
            ? html`<button @click=${() => this.#session.stop()}>Stop</button>`
            : html`<button @click=${() => this.#session.begin()}>Measure again</button>`
        }
      </span>
    </div>`;
  }

  #frame() {
    const { palette } = this;
    const session = this.#session;
    const { asked, shown, map, engine, boundary, theory } = session;
    if (!palette || !asked) return nothing;
    const { grid, choice } = asked;
    const scale = shown && this.#scale(palette, choice, shown.values);
    const name = readingWords(choice);
    const label = `${capitalised(name)} over ${withinSentence(grid.x.field.label)} and ${withinSentence(grid.y.field.label)}`;
    const measured: MeasuredMap | undefined =
      map && engine ? { ...asked, map, engine, boundary: boundary ?? { lines: [], band: [] } } : undefined;
    const showsTheory = choice.reading === 'growing' || (choice.reading === 'median' && isOfRatio(choice));
    return html`<chart-frame
      name="map"
      .heading=${capitalised(name)}
      .reading=${this.reading}
      .told=${measured ? () => toldOf({ experiment: mapExperiment(measured), engine: measured.engine, unfinished: missingOf(measured) }) : undefined}
      ?table=${this.table}
      @table-toggle=${() => {
        this.table = !this.table;
      }}
    >
      <span slot="tools">
        <button class="button" ?disabled=${!measured} @click=${() => measured && save(measured, 'json')}>JSON</button>
        <button class="button" ?disabled=${!measured} @click=${() => measured && save(measured, 'csv')}>CSV</button>
      </span>
      <scale-legend slot="legend" .scale=${scale}></scale-legend>
      <field-map-chart
        @map-reading=${({ detail }: CustomEvent<string>) => {
          this.reading = detail;
        }}
        @cell-open=${({ detail }: CustomEvent<Cell>) => this.#open(detail)}
        .palette=${palette}
        .grid=${grid}
        .cells=${shown}
        .scale=${scale}
        .boundary=${boundary}
        .boundaryName=${boundaryWords(choice)}
        .theory=${showsTheory ? (theory?.lines ?? noLines) : noLines}
        .read=${this.#read}
        .label=${`${label}, ${grid.x.centres.length} × ${grid.y.centres.length} cells`}
      ></field-map-chart>
      ${this.table ? this.#table() : nothing}
    </chart-frame>`;
  }

  #scale(palette: Palette, { quantity: name, reading }: MapChoice, values: Float64Array): ColorScale {
    const colors = cellColors(palette);
    const quantity = quantityTable[name];
    const legend = reading === 'median' ? axisLabel(quantity, true) : mapReadings[reading].label;
    if (reading === 'median' && quantity.scale === 'rate') return growthScale(colors);
    if (reading === 'median' && quantity.scale === 'decades')
      return signedScale(legend, colors, {
        ...{ limit: decadesLimit, ticks: [-45, -6, 0, 6, 45] },
        written: (value) => fixed(value, 0),
      });
    const isFraction = reading !== 'median' && reading !== 'spread';
    const end = reading === 'vanishing' || reading === 'dead' ? 'cool' : 'warm';
    const finite = values.filter(Number.isFinite);
    const least =
      isFraction || reading === 'spread'
        ? 0
        : finite.reduce((low, value) => Math.min(low, value), finite[0] ?? 0);
    const most = isFraction ? 1 : finite.reduce((high, value) => Math.max(high, value), finite[0] ?? 1);
    return evenScale(legend, colors, {
      range: [least, most],
      end,
      written: (value) => significant(value, 2),
    });
  }

  /** "gain 1.05 · input scale 0.3 · median −0.021 nats/step, p10 … p90 · 3 of 32 grow". */
  readonly #read = ({ column, row }: Cell): string => {
    const { asked, map } = this.#session;
    if (!asked || !map) return '';
    const { grid, choice } = asked;
    const quantity = quantityTable[choice.quantity];
    const at = ({ field, centres }: typeof grid.x, place: number) =>
      `${fieldWords(field)} ${numberOf(field, centres[place] ?? 0)}`;
    const place = `${at(grid.x, column)} · ${at(grid.y, row)}`;
    const cell = row * map.columns + column;
    if (!map.has(cell)) return `${place} · not measured yet`;
    if (map.countOf(cell) === 0) return `${place} · no network has a ${quantity.label}`;
    const fraction = choice.reading === 'median' || choice.reading === 'spread' ? 'growing' : choice.reading;
    const share = Math.round(map.networks * map.read(cell, fraction));
    const words = {
      growing: 'with λ > 0',
      vanishing: say`vanish`,
      exploding: say`explode`,
      dead: 'are dead',
    }[fraction];
    return `${place} · ${quantity.symbol} median ${written(quantity, map.read(cell, 'median'))}, spread ${significant(map.read(cell, 'spread'))} · ${share} of ${map.networks} ${words}`;
  };

  /** The cell's networks, in the explorer; the map stays what it is. */
  #open({ column, row }: Cell): void {
    const { asked } = this.#session;
    if (!asked) return;
    const { experiment, choice, grid } = asked;
    this.dispatchEvent(new MapEvent(formatMap(choice)));
    this.dispatchEvent(
      new ChangeEvent(cellExperiment(experiment, grid, { column, row, networks: choice.networks })),
    );
    location.hash = '#explore';
  }

  #table() {
    const { asked, map } = this.#session;
    if (!asked || !map) return nothing;
    const { grid, choice } = asked;
    const quantity = quantityTable[choice.quantity];
    const listed = (length: number) => {
      const shown = Math.min(length, mostListed);
      return Array.from({ length: shown }, (_, i) => Math.floor(((i + 0.5) * length) / shown));
    };
    const across = listed(map.columns);
    return html`<number-table
      slot="table"
      .caption=${`${capitalised(readingWords(choice))}: ${fieldWords(grid.x.field)} to the right, ${fieldWords(grid.y.field)} upwards${map.columns > mostListed || map.rows > mostListed ? '; every so many cells (JSON and CSV have all)' : ''}`}
      .columns=${['', ...across.map((column) => numberOf(grid.x.field, grid.x.centres[column] ?? 0))]}
      .rows=${listed(map.rows)
        .reverse()
        .map((row) => [
          numberOf(grid.y.field, grid.y.centres[row] ?? 0),
          ...across.map((column) => {
            const value = map.read(row * map.columns + column, choice.reading);
            return choice.reading === 'median'
              ? cellText(quantity, value)
              : Number.isNaN(value)
                ? '–'
                : fixed(value, 2);
          }),
        ])}
    ></number-table>`;
  }
}

/** What stands in place of the controls that a map has its own of. */
function insteadWords({ x, y, networks }: MapChoice): OnMap['words'] {
  const along = ({ field, from, to }: MapRange) => [
    field,
    `On the map’s axis: ${exact(from)} to ${exact(to)}.`,
  ];
  return {
    networks: `On the map: ${count(networks)} in each cell.`,
    ...Object.fromEntries([x, y].map(along)),
  };
}

/** "median growth rate", "fraction vanishing". */
function readingWords({ quantity, reading }: MapChoice): string {
  const { label } = quantityTable[quantity];
  if (reading === 'median') return `median ${label}`;
  return reading === 'spread' ? `spread of the ${label}` : fractionWords[reading];
}

const fractionWords: Readonly<Record<Exclude<MapReading, 'median' | 'spread'>, string>> = {
  growing: 'fraction of networks whose gradient grows',
  vanishing: `fraction whose gradient loses ${phaseDecades} decades`,
  exploding: `fraction whose gradient gains ${phaseDecades} decades`,
  dead: 'fraction whose gradient is exactly zero',
};

/** Whether all cells have one draw of each network: that of N units is no other's. */
function isDrawnOnce({ choice: { x, y } }: AskedMap): boolean {
  return !('drawsAnew' in fieldTable[x.field]) && !('drawsAnew' in fieldTable[y.field]);
}

function numberOf({ kind }: MapField, value: number): string {
  return kind === 'integer' ? count(value) : significant(value, 4);
}

/** What the boundary is called where it runs. */
function boundaryWords({ quantity, reading }: MapChoice): string {
  const row = quantityTable[quantity];
  const level = levelOf(row, reading);
  if (level === undefined) return '';
  if (reading !== 'median') return 'half of them';
  return row.scale === 'rate'
    ? 'zero growth'
    : row.scale === 'decades'
      ? 'norm 1'
      : `${row.symbol} = ${level}`;
}

/** Whether zero growth is where the quantity's boundary is. */
function isOfRatio({ quantity }: MapChoice): boolean {
  return quantity === 'rate' || quantity === 'gradient-ratio';
}

function save(map: MeasuredMap, format: 'json' | 'csv'): void {
  const type = format === 'json' ? 'application/json' : 'text/csv';
  const pieces = format === 'json' ? fieldMapJson(map) : fieldMapCsv(map);
  download(new Blob([...pieces], { type }), `vanishing-point-map.${format}`);
}

declare global {
  interface HTMLElementTagNameMap {
    'map-view': MapView;
  }
}
