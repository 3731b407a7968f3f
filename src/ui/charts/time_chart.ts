/** Norms against time: median and 10–90 % band of the brushed networks, and curves of single ones. */

import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import { float32Infinity, float32Zero } from '../../analysis/float32_range.ts';
import type { ThroughTime } from '../../analysis/through_time.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import { say } from '../../language/say.ts';
import { asPower, count, fixed } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { decadeAxis, plainAxis, wholeSteps } from './axes.ts';
import { Labels } from './labels.ts';
import { clipped, type Stroke } from './line_painter.ts';
import type { PictureSource } from './picture.ts';
import { PlotController, type PlotSource } from './plot_controller.ts';
import { plotStyles } from './plot_styles.ts';
import type { PlaceReading } from './reading_card.ts';
import { typeScale } from './type_scale.ts';

/** Both charts through time share one cursor. */
const cursorKey = 'time';

/** A curve over the chart's times; −Infinity for an exact zero. */
export interface TimeCurve extends Stroke {
  readonly name: string;
  readonly norms: ArrayLike<number>;
}

/** Where along its length the first curve is named, and how much further on each other one. */
const namedAt = 0.22;
const namedApart = 0.17;
/** The median's column of the plot's data; the curves follow it. */
const medianColumn = 3;

/** @fires time-reading - The cursor stands elsewhere; its `detail` is what it reads, or an empty string. */
@customElement('time-chart')
export class TimeChart extends LitElement implements PlotSource, PictureSource {
  static override styles = [sharedStyles, plotStyles];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) times: readonly number[] = [];
  @property({ attribute: false }) band: ThroughTime | undefined;
  /** The last is drawn on top. */
  @property({ attribute: false }) curves: readonly TimeCurve[] = [];
  @property({ type: Boolean }) stale = false;
  /** What y is, with its unit. */
  @property() yLabel = '';
  /** What the figure shows, in a sentence, for those who do not see it. */
  @property() label = '';
  /** Changes with every run and selection: axes grow within one, and are chosen anew with the next. */
  @property() scene = '';

  readonly zooms = true;
  readonly #plots = new PlotController(this);
  #range: [number, number] | undefined;

  override render() {
    return html`<div
      class="plot ${this.stale ? 'stale' : ''}"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight Home End + - 0"
      @keydown=${this.#onKey}
      @blur=${() => this.#moveTo(undefined)}
    ></div>`;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('scene') || changed.has('times')) this.#range = undefined;
    for (const norms of this.#lines()) {
      for (const norm of norms) {
        if (norm === null) continue;
        this.#range = this.#range
          ? [Math.min(this.#range[0], norm), Math.max(this.#range[1], norm)]
          : [norm, norm];
      }
    }
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('band') || changed.has('curves')) this.#plots.refresh();
  }

  picture(): Drawing | undefined {
    return this.#plots.picture();
  }

  place(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.plot');
  }

  optionsKey(): string {
    const styles = this.curves.map(({ color, width, dash }) => [color, width, dash]);
    return JSON.stringify([this.palette?.name, this.yLabel, this.#closer, styles]);
  }

  data(): uPlot.AlignedData {
    return [this.times.map((time) => this.#place(time)), ...this.#columns()];
  }

  options(): Omit<uPlot.Options, 'width' | 'height'> {
    const { palette } = this;
    if (!palette) return { series: [] };
    const line = (stroke: string, width: number, dash?: readonly number[]): uPlot.Series => ({
      stroke,
      width: width * typeScale(),
      ...(dash && { dash: [...dash] }),
      spanGaps: false,
      points: { show: false },
    });
    const none = { stroke: 'transparent', width: 0, points: { show: false } };
    return {
      padding: [8, 24, 0, 0],
      legend: { show: false },
      scales: {
        x: {
          time: false,
          range: () => [this.#place(this.times[0] ?? 0), this.#place(this.times.at(-1) ?? 1)],
        },
        y: { range: () => this.#yRange() },
      },
      axes: [
        this.#closer ? this.#axisBack(palette) : axisOfTime(palette),
        decadeAxis(palette, 'y', this.yLabel),
      ],
      series: [
        {},
        none,
        none,
        line(palette.ink, 2.25),
        ...this.curves.map(({ color, width, dash }) => line(color, width, dash)),
      ],
      bands: [{ series: [2, 1], fill: `${palette.ink}24` }],
      cursor: {
        drag: { x: false, y: false, setScale: false },
        y: false,
        points: {
          size: 7,
          width: 2,
          fill: (_plot, series) => (series < medianColumn ? 'transparent' : palette.surface),
        },
        sync: { key: cursorKey, setSeries: false, scales: ['x', null] },
        bind: { dblclick: () => () => null },
      },
      hooks: {
        drawAxes: [(plot) => this.#shadeFloat32(plot)],
        draw: [(plot) => this.#nameLines(plot)],
        setCursor: [(plot) => this.#read(plot)],
      },
    };
  }

  /** Whether times stand closer towards the end: then the axis is one of T − t, logarithmic. */
  get #closer(): boolean {
    const { times } = this;
    const between = (place: number) => (times.at(place) ?? 0) - (times.at(place - 1) ?? 0);
    return times.length > 2 && between(1) > between(-1);
  }

  /** Where a time stands on the axis: by 1 + T − t, as T − t has no logarithm at T. */
  #place(time: number): number {
    return this.#closer ? -Math.log10(1 + (this.times.at(-1) ?? 0) - time) : time;
  }

  #axisBack(palette: Palette): uPlot.Axis {
    return {
      ...plainAxis(palette, 'x', {
        label: 'steps before the loss, T − t',
        values: (places) => places.map(stepsBack),
      }),
      splits: (_plot, _axis, low) =>
        [0, ...Array.from({ length: Math.floor(-low) + 1 }, (_, power) => 10 ** power)]
          .map((steps) => -Math.log10(1 + steps))
          .filter((place) => place >= low),
    };
  }

  /** p10, p90, p50 and the curves; null for an exact zero. */
  #lines(): (number | null)[][] {
    const empty = this.times.map(() => null);
    const { band } = this;
    return [
      band?.p10 ?? empty,
      band?.p90 ?? empty,
      band?.p50 ?? empty,
      ...this.curves.map(({ norms }) => Array.from(norms, (norm) => (Number.isFinite(norm) ? norm : null))),
    ];
  }

  /** The same as uPlot wants them: a band whose lower edge is an exact zero reaches below the plot. */
  #columns(): (number | null)[][] {
    const [p10 = [], p90 = [], ...curves] = this.#lines();
    const [low, high] = this.#yRange();
    const below = low - (high - low);
    return [p10.map((norm, i) => norm ?? (p90[i] === null ? null : below)), p90, ...curves];
  }

  #yRange(): [number, number] {
    const [low, high] = this.#range ?? [-1, 1];
    const pad = Math.max(0.06 * (high - low), 0.1);
    return [low - pad, high + pad];
  }

  #shadeFloat32(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const zero = plot.valToPos(float32Zero, 'y', true);
    const infinity = plot.valToPos(float32Infinity, 'y', true);
    clipped(plot, () => {
      ctx.fillStyle = `${this.palette?.ink}0d`;
      const bottom = bbox.top + bbox.height;
      if (zero < bottom) ctx.fillRect(bbox.left, zero, bbox.width, bottom - zero);
      if (infinity > bbox.top) ctx.fillRect(bbox.left, bbox.top, bbox.width, infinity - bbox.top);
    });
  }

  #nameLines(plot: uPlot): void {
    const { palette } = this;
    if (!palette || this.times.length < 2) return;
    const labels = new Labels(plot);
    const x = plot.data[0];
    const values = (column: number) => Array.from(plot.data[column] ?? [], (value) => value ?? Number.NaN);
    const median = values(medianColumn);
    const named = this.curves.map(({ name, color }, i) => {
      const y = values(medianColumn + 1 + i);
      const part = namedAt + namedApart * (i % 4);
      const at = Math.round(part * (x.length - 1));
      const side =
        (y[at] ?? Number.NaN) > (median[at] ?? Number.NaN) ? ('above' as const) : ('below' as const);
      return { name, color, y, part, side };
    });
    const last = named.at(-1);
    const own = {
      name: this.band ? say`median` : '',
      color: palette.ink,
      y: median,
      part: namedAt,
      side: last?.side === 'below' ? ('above' as const) : ('below' as const),
    };
    labels.avoid([own, ...named].map(({ y }) => ({ x, y })));
    // The one on top is named first: what comes later gives way.
    for (const { name, color, y, part, side } of [...named.toReversed(), own]) {
      if (!name) continue;
      labels.name(name, { x, y }, part, { color, halo: palette.surface, weight: 600, side });
    }
    labels.draw();
  }

  /** Every line at one of the times, in decades. */
  readAt(index: number): PlaceReading | undefined {
    const { band, palette, times } = this;
    const time = times[index];
    if (time === undefined || !palette) return undefined;
    const row = (name: string, color: string, value: number | null | undefined) =>
      typeof value === 'number' && Number.isFinite(value)
        ? [{ name, color, value, text: asPower(value) }]
        : [];
    return {
      head: `t = ${count(time)}`,
      rows: [
        ...row('90 %', palette.muted, band?.p90[index]),
        ...row(say`median`, palette.ink, band?.p50[index]),
        ...row('10 %', palette.muted, band?.p10[index]),
        ...this.curves.flatMap(({ name, color, norms }) => row(name, color, norms[index])),
      ],
    };
  }

  #read(plot: uPlot): void {
    const { idx } = plot.cursor;
    const at = (column: number) => plot.data[column]?.[idx ?? -1];
    const { p10, p90 } = this.band ?? {};
    const [low, high] = [p10?.[idx ?? -1], p90?.[idx ?? -1]];
    const names = [say`median`, ...this.curves.map(({ name }) => name)];
    const parts = names.flatMap((name, i) => {
      const value = at(medianColumn + i);
      return typeof value === 'number' ? [`${name} ${fixed(value, 2)}`] : [];
    });
    if (typeof low === 'number' && typeof high === 'number')
      parts.push(`10–90 % ${fixed(low, 2)} to ${fixed(high, 2)}`);
    const time = this.times[idx ?? -1];
    const detail =
      typeof time === 'number' ? `t = ${count(time)} · ${parts.join(' · ') || 'no norm'} decades` : '';
    this.dispatchEvent(new CustomEvent('time-reading', { detail }));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { plot } = this.#plots;
    const last = this.times.length - 1;
    if (!plot || last < 0) return;
    const from = plot.cursor.idx ?? (event.key === 'ArrowLeft' ? last + 1 : -1);
    const stride = event.shiftKey ? 10 : 1;
    const places = { ArrowLeft: from - stride, ArrowRight: from + stride, Home: 0, End: last };
    if (!(event.key in places)) return;
    this.#moveTo(Math.min(last, Math.max(0, places[event.key as keyof typeof places])));
    event.preventDefault();
  };

  #moveTo(index: number | undefined): void {
    const time = index === undefined ? undefined : this.times[index];
    const { plot } = this.#plots;
    if (!plot) return;
    const left = time === undefined ? -10 : plot.valToPos(this.#place(time), 'x');
    setCursorEverywhere(plot, { left, top: time === undefined ? -10 : 0 });
  }
}

function axisOfTime(palette: Palette): uPlot.Axis {
  return {
    ...plainAxis(palette, 'x', { label: 'time t, steps', values: (times) => times.map(count) }),
    incrs: wholeSteps,
  };
}

/** T − t at a place. */
function stepsBack(place: number): string {
  return count(10 ** -place - 1);
}

/** Moves a plot's cursor and those that follow it: uPlot's third argument, which its types leave out. */
function setCursorEverywhere(plot: uPlot, at: { left: number; top: number }): void {
  const setCursor: (at: { left: number; top: number }, fire: boolean, publish: boolean) => void =
    plot.setCursor;
  setCursor(at, true, true);
}

declare global {
  interface HTMLElementTagNameMap {
    'time-chart': TimeChart;
  }
}
