/** Norms against time: median and 10–90 % band of the brushed networks, with the pinned and pointed ones. */
import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import { float32Infinity, float32Zero } from '../../analysis/float32_range.ts';
import type { ThroughTime } from '../../analysis/through_time.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import { count, fixed } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { decadeNumber, decadeTicks, plainAxis } from './axes.ts';
import { clipped, Labels } from './line_painter.ts';
import type { PictureSource } from './picture.ts';
import { PlotController, type PlotSource } from './plot_controller.ts';
import { plotStyles } from './plot_styles.ts';

/** Both charts through time share one cursor. */
const cursorKey = 'time';

/** Distances between ticks: time is counted, never split. */
const wholeSteps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000];

/** One network's norms at the chart's times; −Infinity for an exact zero. */
export interface TimeCurve {
  readonly name: string;
  readonly norms: ArrayLike<number>;
}

/** @fires time-reading - The cursor stands elsewhere; its `detail` is what it reads, or an empty string. */
/** Where along its length a curve is named. */
const namedAt = 0.22;

@customElement('time-chart')
export class TimeChart extends LitElement implements PlotSource, PictureSource {
  static override styles = [sharedStyles, plotStyles];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) times: readonly number[] = [];
  @property({ attribute: false }) band: ThroughTime | undefined;
  @property({ attribute: false }) hovered: TimeCurve | undefined;
  @property({ attribute: false }) pinned: TimeCurve | undefined;
  @property({ type: Boolean }) stale = false;
  /** What y is, with its unit. */
  @property() yLabel = '';
  /** What the figure shows, in a sentence, for those who do not see it. */
  @property() label = '';
  /** Changes with every run and selection: axes grow within one, and are chosen anew with the next. */
  @property() scene = '';

  readonly #plots = new PlotController(this);
  #range: [number, number] | undefined;

  override render() {
    return html`<div
      class="plot ${this.stale ? 'stale' : ''}"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight Home End"
      @keydown=${this.#onKey}
      @blur=${() => this.#moveTo(undefined)}
    ></div>`;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('scene') || changed.has('times')) this.#range = undefined;
    for (const norms of this.#curves()) {
      for (const norm of norms) {
        if (norm === null) continue;
        this.#range = this.#range
          ? [Math.min(this.#range[0], norm), Math.max(this.#range[1], norm)]
          : [norm, norm];
      }
    }
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('band') || changed.has('hovered') || changed.has('pinned')) this.#plots.refresh();
  }

  picture(): Drawing | undefined {
    return this.#plots.picture();
  }

  place(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.plot');
  }

  optionsKey(): string {
    return `${this.palette?.name} ${this.yLabel}`;
  }

  data(): uPlot.AlignedData {
    return [[...this.times], ...this.#columns()];
  }

  options(): Omit<uPlot.Options, 'width' | 'height'> {
    const { palette } = this;
    if (!palette) return { series: [] };
    const line = (stroke: string, width: number): uPlot.Series => ({
      stroke,
      width,
      spanGaps: false,
      points: { show: false },
    });
    const none = { stroke: 'transparent', width: 0, points: { show: false } };
    return {
      padding: [8, 24, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [this.times[0] ?? 0, this.times.at(-1) ?? 1] },
        y: { range: () => this.#yRange() },
      },
      axes: [
        { ...plainAxis(palette, 'x', { label: 'time t, steps', values: count }), incrs: wholeSteps },
        { ...plainAxis(palette, 'y', { label: this.yLabel, values: decadeNumber }), ...decadeTicks },
      ],
      series: [{}, none, none, line(palette.ink, 2.25), line(palette.soft, 1.25), line(palette.accent, 2)],
      bands: [{ series: [2, 1], fill: `${palette.ink}24` }],
      cursor: {
        drag: { x: false, y: false, setScale: false },
        y: false,
        points: { size: 7, fill: (_plot, series) => (series < 3 ? 'transparent' : palette.surface) },
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

  /** p10, p90, p50, pointed, pinned; null for an exact zero. */
  #curves(): (number | null)[][] {
    const empty = this.times.map(() => null);
    const curve = (of: TimeCurve | undefined) =>
      of ? Array.from(of.norms, (norm) => (Number.isFinite(norm) ? norm : null)) : empty;
    const { band } = this;
    return [
      band?.p10 ?? empty,
      band?.p90 ?? empty,
      band?.p50 ?? empty,
      curve(this.hovered),
      curve(this.pinned),
    ];
  }

  /** The same as uPlot wants them: a band whose lower edge is an exact zero reaches below the plot. */
  #columns(): (number | null)[][] {
    const [p10 = [], p90 = [], ...curves] = this.#curves();
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
    const at = (series: number) => plot.data[series]?.[Math.round(namedAt * (x.length - 1))] ?? Number.NaN;
    const [hoveredSide, pinnedSide] = [4, 5].map((series) => (at(series) > at(3) ? 'above' : 'below'));
    const names = [
      [5, this.pinned?.name ?? '', palette.accent, pinnedSide],
      [3, 'median', palette.ink, this.pinned && pinnedSide === 'below' ? 'above' : 'below'],
      [4, this.hovered?.name ?? '', palette.soft, hoveredSide],
    ] as const;
    const values = (series: number) => Array.from(plot.data[series] ?? [], (value) => value ?? Number.NaN);
    labels.avoid(names.map(([series]) => ({ x, y: values(series) })));
    for (const [series, name, color, side] of names) {
      const y = values(series);
      if (name)
        labels.nameAlong(name, { x, y }, namedAt, {
          color,
          halo: palette.surface,
          weight: 600,
          side: side ?? 'below',
        });
    }
  }

  #read(plot: uPlot): void {
    const { idx } = plot.cursor;
    const at = (series: number) => plot.data[series]?.[idx ?? -1];
    const parts: string[] = [];
    for (const [series, name] of [
      [3, 'median'],
      [4, this.hovered?.name ?? ''],
      [5, this.pinned?.name ?? ''],
    ] as const) {
      const value = at(series);
      if (typeof value === 'number') parts.push(`${name} ${fixed(value, 2)}`);
    }
    const time = at(0);
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
    const left = time === undefined ? -10 : plot.valToPos(time, 'x');
    setCursorEverywhere(plot, { left, top: time === undefined ? -10 : 0 });
  }
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
