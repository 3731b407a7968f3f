/** A path in a plane, and marked places beside it: a trajectory along two principal components, with its fixed points. */
import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import type { Drawing } from '../../files/picture_svg.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { plainAxis } from './axes.ts';
import { clipped } from './line_painter.ts';
import type { PictureSource } from './picture.ts';
import { PlotController, type PlotSource } from './plot_controller.ts';
import { plotStyles } from './plot_styles.ts';
import { pixel, typeScale } from './type_scale.ts';

type Point = readonly [x: number, y: number];

/** How a place is marked: shapes, not colours alone, tell kinds apart. */
export interface PlaceMark {
  readonly name: string;
  readonly shape: 'disc' | 'diamond' | 'ring' | 'square';
  readonly color: 'ink' | 'accent' | 'cool' | 'warm';
}

export interface Place {
  readonly at: Point;
  readonly mark: PlaceMark;
  /** What is read where it is pointed at. */
  readonly reading: string;
}

/** CSS pixels of half a mark, and within which one is pointed at. */
const half = 5;
const reach = 18;

/** What is shown of a direction at least, in parts of the other one's span, and of both. */
const leastShare = 0.05;
const leastSpan = 1e-3;

/** @fires chart-reading - Another place is pointed at: `detail` is what it reads, or an empty string. */
@customElement('plane-chart')
export class PlaneChart extends LitElement implements PlotSource, PictureSource {
  static override styles = [sharedStyles, plotStyles];

  @property({ attribute: false }) palette: Palette | undefined;
  /** The path, from its first point on. */
  @property({ attribute: false }) path: readonly Point[] = [];
  @property({ attribute: false }) places: readonly Place[] = [];
  /** What the path is called beside the marks. */
  @property() pathName = '';
  @property() xLabel = '';
  @property() yLabel = '';
  /** What the figure shows, in a sentence, for those who do not see it. */
  @property() label = '';

  readonly #plots = new PlotController(this);
  #current = -1;

  override render() {
    return html`<div
      class="plot"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight Home End"
      @keydown=${this.#onKey}
      @blur=${() => this.#point(-1)}
      @pointerleave=${() => this.#point(-1)}
      @pointermove=${this.#onMove}
    ></div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('path') && !changed.has('places')) return;
    this.#current = -1;
    this.#plots.refresh();
  }

  place(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.plot');
  }

  picture(): Drawing | undefined {
    return this.#plots.picture();
  }

  optionsKey(): string {
    return `${this.palette?.name} ${this.xLabel} ${this.yLabel}`;
  }

  data(): uPlot.AlignedData {
    return [
      [0, 1],
      [0, 1],
    ];
  }

  options(): Omit<uPlot.Options, 'width' | 'height'> {
    const { palette } = this;
    if (!palette) return { series: [] };
    return {
      padding: [30 * typeScale(), 16, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => this.#limits(0) },
        y: { range: () => this.#limits(1) },
      },
      axes: [
        plainAxis(palette, 'x', { label: this.xLabel }),
        plainAxis(palette, 'y', { label: this.yLabel }),
      ],
      series: [{}, { width: 0, paths: () => null, points: { show: false } }],
      cursor: { show: false },
      hooks: { draw: [(plot) => this.#draw(plot)] },
    };
  }

  #limits(axis: 0 | 1): [number, number] {
    const all = [...this.path, ...this.places.map(({ at }) => at)];
    if (all.length === 0) return [-1, 1];
    const [own, other] = [axis, 1 - axis].map((one) => {
      const along = all.map((point) => point[one] ?? 0);
      return { low: Math.min(...along), span: Math.max(...along) - Math.min(...along) };
    });
    if (!own || !other) return [-1, 1];
    // Beside what is large in one direction the other is not magnified at will: there would be nothing but rounding to see.
    const shown = Math.max(own.span, leastShare * other.span, leastSpan);
    const middle = own.low + own.span / 2;
    return [middle - 0.58 * shown, middle + 0.58 * shown];
  }

  #draw(plot: uPlot): void {
    const { palette, path, places } = this;
    if (!palette) return;
    const { ctx } = plot;
    const ratio = pixel();
    const placed = ([x, y]: Point) => [plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true)] as const;
    clipped(plot, () => {
      ctx.strokeStyle = `${palette.soft}38`;
      ctx.lineWidth = ratio;
      ctx.beginPath();
      for (const point of path) ctx.lineTo(...placed(point));
      ctx.stroke();
      ctx.fillStyle = palette.soft;
      for (const point of path) {
        ctx.beginPath();
        ctx.arc(...placed(point), 1.4 * ratio, 0, 2 * Math.PI);
        ctx.fill();
      }
    });
    for (const [i, { at, mark }] of places.entries())
      drawMark(ctx, mark, placed(at), palette, (i === this.#current ? 1.6 : 1) * half * ratio);
    this.#drawLegend(plot, palette);
  }

  /** Over the plot, so that pictures have it too. */
  #drawLegend({ ctx, bbox }: uPlot, palette: Palette): void {
    const ratio = pixel();
    const y = bbox.top - 16 * ratio;
    let x = bbox.left + 2 * ratio;
    ctx.save();
    ctx.font = `${12 * ratio}px system-ui, sans-serif`;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    const write = (name: string, draw: (at: readonly [number, number]) => void) => {
      draw([x + half * ratio, y]);
      x += (2 * half + 5) * ratio;
      ctx.fillStyle = palette.soft;
      ctx.fillText(name, x, y);
      x += ctx.measureText(name).width + 14 * ratio;
    };
    if (this.path.length > 0)
      write(this.pathName, ([left, top]) => {
        ctx.fillStyle = palette.soft;
        ctx.fillRect(left - half * ratio, top - ratio / 2, 2 * half * ratio, ratio);
      });
    const marks = new Map(this.places.map(({ mark }) => [mark.name, mark]));
    for (const mark of marks.values())
      write(mark.name, (at) => drawMark(ctx, mark, at, palette, half * ratio));
    ctx.restore();
  }

  #point(index: number): void {
    if (index === this.#current) return;
    this.#current = index;
    this.#plots.plot?.redraw(false);
    const detail = this.places[index]?.reading ?? '';
    this.dispatchEvent(new CustomEvent('chart-reading', { detail, bubbles: true }));
  }

  readonly #onMove = ({ clientX, clientY }: PointerEvent): void => {
    const { plot } = this.#plots;
    if (!plot) return;
    const { left, top } = plot.over.getBoundingClientRect();
    let [nearest, least] = [-1, reach];
    for (const [i, { at }] of this.places.entries()) {
      const [x, y] = [plot.valToPos(at[0], 'x'), plot.valToPos(at[1], 'y')];
      const away = Math.hypot(x - (clientX - left), y - (clientY - top));
      if (away < least) [nearest, least] = [i, away];
    }
    this.#point(nearest);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const last = this.places.length - 1;
    const from = this.#current === -1 && event.key === 'ArrowLeft' ? last + 1 : this.#current;
    const places = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last };
    if (!(event.key in places) || last < 0) return;
    this.#point(Math.min(last, Math.max(0, places[event.key as keyof typeof places])));
    event.preventDefault();
  };
}

/** Filled where disturbances die out, open elsewhere; on a halo of the surface. */
function drawMark(
  ctx: CanvasRenderingContext2D,
  { shape, color }: PlaceMark,
  [x, y]: readonly [number, number],
  palette: Palette,
  radius: number,
): void {
  ctx.save();
  ctx.beginPath();
  if (shape === 'diamond') {
    ctx.moveTo(x, y - 1.2 * radius);
    ctx.lineTo(x + 1.2 * radius, y);
    ctx.lineTo(x, y + 1.2 * radius);
    ctx.lineTo(x - 1.2 * radius, y);
    ctx.closePath();
  } else if (shape === 'square') ctx.rect(x - 0.9 * radius, y - 0.9 * radius, 1.8 * radius, 1.8 * radius);
  else ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = shape === 'disc' ? palette[color] : palette.surface;
  ctx.fill();
  ctx.strokeStyle = palette[color];
  ctx.lineWidth = 0.4 * radius;
  ctx.stroke();
  ctx.restore();
}

declare global {
  interface HTMLElementTagNameMap {
    'plane-chart': PlaneChart;
  }
}
