/** A few named lines over one axis, in decades or plain numbers, each with an optional band behind it. */
import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import type { Drawing } from '../../files/picture_svg.ts';
import { asPower, count, significant } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { decadeAxis, plainAxis } from './axes.ts';
import { across, Labels, roomBeside } from './labels.ts';
import { clipped, drawBand, drawCurve } from './line_painter.ts';
import type { PictureSource } from './picture.ts';
import { PlotController, type PlotSource } from './plot_controller.ts';
import { plotStyles } from './plot_styles.ts';
import type { PlaceReading } from './reading_card.ts';
import { pixel } from './type_scale.ts';

export interface Line {
  readonly name: string;
  /** One value for each x; null leaves a gap. */
  readonly y: readonly (number | null)[];
  /** A colour of the palette, or a CSS colour of its own, #rrggbb. */
  readonly color: 'ink' | 'soft' | 'accent' | 'cool' | 'warm' | `#${string}`;
  /** The area behind the line; a low end of −Infinity is the floor. */
  readonly band?: { readonly low: Line['y']; readonly high: Line['y'] };
  /** Theory and bounds are thin and dashed, what is measured is solid. */
  readonly dashed?: boolean;
  /** One of many, which are read together. */
  readonly faint?: boolean;
  /** On which side its name stands. */
  readonly side?: 'above' | 'below';
  /**
   * Where along its length it is named, 0 … 1, or near there, if there is room; at its end unless said. Names at the start are never
   * left out. Names beside the plot have room of their own at its right, and cover nothing.
   * Those in a legend are not drawn at all.
   */
  readonly namedAt?: number | 'start' | 'beside' | 'legend';
}

/** A stretch of the x axis that is told apart from the rest. */
export interface Shade {
  readonly from: number;
  readonly to: number;
  readonly color: 'ink' | 'accent';
  readonly name?: string;
}

/**
 * @fires chart-reading - The cursor stands elsewhere: `detail` is what it reads, or an empty string.
 * @fires chart-pick - A place on the x axis is clicked or dragged over, or Enter is pressed where the cursor stands: `detail` is the x.
 */
@customElement('line-chart')
export class LineChart extends LitElement implements PlotSource, PictureSource {
  static override styles = [sharedStyles, plotStyles];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) x: readonly number[] = [];
  @property({ attribute: false }) lines: readonly Line[] = [];
  /** A place on the x axis that is marked. */
  @property({ type: Number }) mark: number | undefined;
  @property({ attribute: false }) shades: readonly Shade[] = [];
  /** A height that everything is seen against. */
  @property({ type: Number }) level: number | undefined;
  @property() xLabel = '';
  /** Whether x holds decades, log10 of what the axis names. */
  @property({ type: Boolean }) xDecades = false;
  /** What y is, with its unit. */
  @property() yLabel = '';
  /** Whether y holds decades, log10 of what the axis names. */
  @property({ type: Boolean }) decades = false;
  /** Limits of y; those of the lines unless said. */
  @property({ attribute: false }) yRange: readonly [number, number] | undefined;
  /** Limits of x; from its first value to its last unless said. */
  @property({ attribute: false }) xRange: readonly [number, number] | undefined;
  /** What the figure shows, in a sentence, for those who do not see it. */
  @property() label = '';

  readonly zooms = true;
  readonly #plots = new PlotController(this);

  override render() {
    return html`<div
      class="plot"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight Home End Enter + - 0"
      @keydown=${this.#onKey}
      @blur=${() => this.#plots.plot?.setCursor({ left: -10, top: -10 })}
      @pointerdown=${this.#pick}
      @pointermove=${(event: PointerEvent) => event.buttons > 0 && this.#pick(event)}
    ></div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    const shown = ['x', 'lines', 'mark', 'shades', 'level', 'yRange', 'xRange'] as const;
    if (shown.some((name) => changed.has(name))) this.#plots.refresh();
  }

  place(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.plot');
  }

  picture(): Drawing | undefined {
    return this.#plots.picture();
  }

  optionsKey(): string {
    const lines = this.lines.map(({ color, dashed }) => `${color}${dashed}`);
    const beside = this.#beside.map(({ name }) => name);
    return `${this.palette?.name} ${this.xLabel} ${this.yLabel} ${this.xDecades} ${this.decades} ${lines} ${beside}`;
  }

  get #beside(): Line[] {
    return this.lines.filter(({ namedAt }) => namedAt === 'beside');
  }

  data(): uPlot.AlignedData {
    return [[...this.x], ...this.lines.map(({ y }) => [...y])];
  }

  options(): Omit<uPlot.Options, 'width' | 'height'> {
    const { palette } = this;
    if (!palette) return { series: [] };
    const axis = (side: 'x' | 'y', label: string, decades: boolean) =>
      decades ? decadeAxis(palette, side, label) : plainAxis(palette, side, { label });
    const beside = this.#beside.map(({ name }) => name);
    return {
      padding: [8, beside.length > 0 ? roomBeside(beside) : 16, 0, 0],
      legend: { show: false },
      scales: {
        x: {
          time: false,
          range: () => [...(this.xRange ?? [this.x[0] ?? 0, this.x.at(-1) ?? 1])] as [number, number],
        },
        y: { range: () => this.#limits() },
      },
      axes: [axis('x', this.xLabel, this.xDecades), axis('y', this.yLabel, this.decades)],
      series: [
        {},
        ...this.lines.map(({ color, faint }) => ({
          stroke: faint ? 'transparent' : colorOf(palette, color),
          width: 0,
          paths: () => null,
          points: { show: false },
        })),
      ],
      cursor: {
        drag: { x: false, y: false, setScale: false },
        y: false,
        points: { size: 7, fill: palette.surface, width: 2 },
        bind: { dblclick: () => () => null },
      },
      hooks: {
        draw: [(plot) => this.#draw(plot)],
        setCursor: [(plot) => this.#read(plot)],
      },
    };
  }

  #limits(): [number, number] {
    return this.yRange ? [...this.yRange] : limitsOf(this.lines);
  }

  #draw(plot: uPlot): void {
    const { palette, x } = this;
    if (!palette) return;
    const curve = (y: Line['y']) => ({ x, y: y.map((value) => value ?? Number.NaN) });
    this.#drawGround(plot, palette);
    for (const { band, color } of this.lines) {
      if (band) drawBand(plot, curve(band.low), curve(band.high), `${colorOf(palette, color)}24`);
    }
    if (this.mark !== undefined) this.#drawMark(plot, palette, this.mark);
    for (const { y, color, dashed, faint } of this.lines) {
      drawCurve(plot, curve(y), {
        color: faint ? `${colorOf(palette, color)}40` : colorOf(palette, color),
        width: faint ? 1 : dashed ? 1.5 : 2.25,
        ...(dashed && { dash: [5, 4] }),
      });
    }
    const labels = new Labels(plot);
    for (const { name = '', from, to } of this.shades) {
      const { left: least, width } = plot.bbox;
      const [left = 0, right = 0] = [from, to].map((place) =>
        Math.min(least + width, Math.max(least, plot.valToPos(place, 'x', true))),
      );
      if (left === right) continue;
      labels.put(name, across(left, right, plot.bbox.top + 8 * pixel()), {
        ...{ color: palette.muted, halo: palette.surface, keep: true },
      });
    }
    labels.avoid(this.lines.map(({ y }) => curve(y)));
    labels.beside(
      this.#beside.flatMap(({ name, y, color }) => {
        const end = y.findLast((value) => value !== null && Number.isFinite(value));
        // A line that is not there yet keeps its room, and has no name.
        if (typeof end !== 'number') return [];
        return [{ text: name, color: colorOf(palette, color), y: plot.valToPos(end, 'y', true) }];
      }),
    );
    for (const { name, y, color, side = 'above', namedAt } of this.lines) {
      const style = { color: colorOf(palette, color), halo: palette.surface, weight: 600, side };
      if (namedAt === 'start') labels.name(name, curve(y), 0, { ...style, keep: true });
      else if (namedAt !== 'beside' && namedAt !== 'legend') labels.name(name, curve(y), namedAt ?? 1, style);
    }
    labels.draw();
  }

  /** What lies behind bands and lines. */
  #drawGround(plot: uPlot, palette: Palette): void {
    const { ctx, bbox } = plot;
    clipped(plot, () => {
      for (const { from, to, color } of this.shades) {
        const left = plot.valToPos(from, 'x', true);
        ctx.fillStyle = `${palette[color]}14`;
        ctx.fillRect(left, bbox.top, plot.valToPos(to, 'x', true) - left, bbox.height);
      }
      if (this.level === undefined) return;
      ctx.fillStyle = palette.muted;
      ctx.fillRect(bbox.left, plot.valToPos(this.level, 'y', true), bbox.width, pixel());
    });
  }

  #drawMark(plot: uPlot, palette: Palette, at: number): void {
    const { ctx, bbox } = plot;
    const left = plot.valToPos(at, 'x', true);
    clipped(plot, () => {
      ctx.strokeStyle = palette.accent;
      ctx.lineWidth = 2 * pixel();
      ctx.beginPath();
      ctx.moveTo(left, bbox.top);
      ctx.lineTo(left, bbox.top + bbox.height);
      ctx.stroke();
      this.lines.forEach(({ y, color }) => {
        const nearest = this.x.reduce(
          (best, x, i) => (Math.abs(x - at) < Math.abs((this.x[best] ?? 0) - at) ? i : best),
          0,
        );
        ctx.fillStyle = colorOf(palette, color);
        ctx.beginPath();
        ctx.arc(left, plot.valToPos(y[nearest] ?? Number.NaN, 'y', true), 5 * pixel(), 0, 2 * Math.PI);
        ctx.fill();
      });
    });
  }

  /** Every line that is not one of many at one of the places. */
  readAt(index: number): PlaceReading | undefined {
    const { palette } = this;
    const shown = this.x[index];
    if (shown === undefined || !palette) return undefined;
    // As it was before its logarithm was taken.
    const x = this.xDecades ? Math.round(10 ** shown) : shown;
    // Steps, updates and files are counted.
    const place = Number.isInteger(x) && x >= 0 ? count(x) : significant(x);
    return {
      head: `${this.xLabel} ${place}`,
      rows: this.lines.flatMap(({ name, y, faint, color }) => {
        const value = y[index];
        if (faint || typeof value !== 'number') return [];
        const text = this.decades ? asPower(value) : significant(value);
        return [{ name, color: colorOf(palette, color), value, text }];
      }),
    };
  }

  #told = '';

  #read(plot: uPlot): void {
    const at = plot.cursor.idx;
    const reading = typeof at === 'number' ? this.readAt(at) : undefined;
    const values = reading?.rows.map(({ name, text }) => `${name} ${text}`).join(' · ');
    const detail = reading ? `${reading.head}: ${values}` : '';
    // The cursor is set with every drawing, and who hears of it may draw again.
    if (detail === this.#told) return;
    this.#told = detail;
    this.dispatchEvent(new CustomEvent('chart-reading', { detail, bubbles: true }));
  }

  readonly #pick = ({ clientX }: PointerEvent): void => {
    const { plot } = this.#plots;
    if (!plot) return;
    const { left, width } = plot.over.getBoundingClientRect();
    const within = Math.min(width, Math.max(0, clientX - left));
    this.dispatchEvent(new CustomEvent('chart-pick', { detail: plot.posToVal(within, 'x') }));
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const { plot } = this.#plots;
    const last = this.x.length - 1;
    if (!plot || last < 0) return;
    const at = this.x[plot.cursor.idx ?? -1];
    if (event.key === 'Enter' && at !== undefined)
      this.dispatchEvent(new CustomEvent('chart-pick', { detail: at }));
    const from = plot.cursor.idx ?? (event.key === 'ArrowLeft' ? last + 1 : -1);
    const stride = event.shiftKey ? 10 : 1;
    const places = { ArrowLeft: from - stride, ArrowRight: from + stride, Home: 0, End: last };
    if (!(event.key in places)) return;
    const to = Math.min(last, Math.max(0, places[event.key as keyof typeof places]));
    plot.setCursor({ left: plot.valToPos(this.x[to] ?? 0, 'x'), top: 0 });
    event.preventDefault();
  };
}

/** Limits of y that show all of these lines. */
export function limitsOf(lines: readonly Line[]): [number, number] {
  const all = lines.flatMap(({ y, band }) => [...y, ...(band?.low ?? []), ...(band?.high ?? [])]);
  const finite = all.filter((y) => y !== null && Number.isFinite(y)) as number[];
  if (finite.length === 0) return [-1, 1];
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  // Room for a name above the highest line and below the lowest.
  const pad = Math.max(0.11 * (high - low), 0.05);
  return [low - pad, high + pad];
}

/** A line's colour as CSS has it. */
export function colorOf(palette: Palette, color: Line['color']): string {
  return color.startsWith('#') ? color : palette[color as Exclude<Line['color'], `#${string}`>];
}

declare global {
  interface HTMLElementTagNameMap {
    'line-chart': LineChart;
  }
}
