/** Any quantity against any other: one point a network, with brush, hover, pin and keyboard. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import { quantityTable } from '../../analysis/quantities.ts';
import type { AxisRange } from '../../analysis/summary.ts';
import { type Axes, sameAxes, usualAxes } from '../../experiment/axes.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import type { Shown } from '../../session/exploration.ts';
import type { Theory } from '../../theory/theory_line.ts';
import { BrushEvent, HoverEvent, PinEvent } from '../events.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { quantityAxis } from './axes.ts';
import { type ColorTable, pointColors } from './growth_color.ts';
import type { PictureSource } from './picture.ts';
import { PlotController, type PlotSource } from './plot_controller.ts';
import { plotStyles } from './plot_styles.ts';
import { PointLayer } from './point_layer.ts';
import { type GivenPoint, paintScatter } from './scatter_painter.ts';
import { emptyRange, frameOf, frameWith, type ScatterFrame, unitedFrame } from './scatter_range.ts';
import { brushByTouch } from './touch_brush.ts';

/** How near, in CSS pixels, the cursor must come to point at a network. */
const reach = 24;
/** Part of the visible range that shift + arrow adds to the brush. */
const brushStep = 0.05;

/**
 * @fires network-hover - A network is pointed at.
 * @fires network-pin - A network is chosen.
 * @fires axis-brush - A range of the x axis is selected.
 */
@customElement('scatter-chart')
export class ScatterChart extends LitElement implements PlotSource, PictureSource {
  static override styles = [
    sharedStyles,
    plotStyles,
    css`
      .clear {
        position: absolute;
        /* Above the name of the float32 floor, below where networks explode. */
        bottom: 80px;
        right: 26px;
        background: var(--surface);
      }
    `,
  ];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) shown: Shown | undefined;
  @property({ attribute: false }) theory: Theory = {};
  /** What is to be shown, before anything is. */
  @property({ attribute: false }) axes: Axes = usualAxes;
  @property({ attribute: false }) selection: AxisRange | undefined;
  @property({ attribute: false }) hovered: number | undefined;
  @property({ attribute: false }) pinned: number | undefined;
  @property({ attribute: false }) given: readonly GivenPoint[] = [];
  @property({ type: Boolean }) stale = false;
  /** Axes shared with other charts, instead of its own; nothing is selected there. */
  @property({ attribute: false }) shared: ScatterFrame | undefined;
  /** What the figure shows, in a sentence, for those who do not see it. */
  @property() label = '';

  readonly #plots = new PlotController(this);
  #layer: PointLayer | undefined;
  readonly #marks = { hovered: mark('hovered'), pinned: mark('pinned') };
  #colors: ColorTable = new Uint8ClampedArray();
  /** What the frame is of. */
  #scene = '';
  #frame: ScatterFrame = { x: undefined, y: undefined };

  override render() {
    return html`<div
      class="plot ${this.stale ? 'stale' : ''}"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight PageUp PageDown Home End Enter Escape"
      @keydown=${this.#onKey}
    ></div>
    ${
      this.selection
        ? html`<button class="button clear" @click=${() => this.#brush(undefined)}>
            Clear selection
          </button>`
        : nothing
    }`;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('palette') && this.palette) this.#colors = pointColors(this.palette);
    if (changed.has('shown') && this.shown) this.#chooseRanges(this.shown);
  }

  override updated(changed: PropertyValues<this>): void {
    const drawn = ['shown', 'theory', 'selection', 'shared', 'given'] as const;
    if (drawn.some((name) => changed.has(name))) this.#plots.refresh();
    else this.#placeMarks();
  }

  picture(): Drawing | undefined {
    return this.#plots.picture();
  }

  place(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.plot');
  }

  optionsKey(): string {
    const { x, y } = this.#axes;
    return `${this.palette?.name} ${x} ${y}`;
  }

  data(): uPlot.AlignedData {
    return [[...this.#range('x')], [null, null]];
  }

  options(): Omit<uPlot.Options, 'width' | 'height'> {
    const { palette } = this;
    const { x, y } = this.#axes;
    const axes = palette
      ? [
          quantityAxis(palette, 'x', quantityTable[x], { brief: this.shared !== undefined }),
          quantityAxis(palette, 'y', quantityTable[y]),
        ]
      : [];
    return {
      padding: [8, 18, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => this.#range('x') },
        y: { range: () => this.#range('y') },
      },
      axes,
      series: [{}, { show: false, scale: 'y' }],
      cursor: {
        points: { show: false },
        drag: { x: this.shared === undefined, y: false, setScale: false },
        bind: { dblclick: () => () => null },
      },
      hooks: {
        init: [(plot) => this.#attach(plot)],
        draw: [(plot) => this.#draw(plot)],
        setCursor: [(plot) => this.#point(plot)],
        setSelect: [(plot) => this.#brushed(plot)],
      },
    };
  }

  #chooseRanges(shown: Shown): void {
    const scene = `${shown.run} ${shown.axes.x} ${shown.axes.y}`;
    this.#frame = unitedFrame(scene === this.#scene ? this.#frame : undefined, frameOf(shown));
    this.#scene = scene;
  }

  get #axes(): Axes {
    return this.shown?.axes ?? this.axes;
  }

  #range(side: keyof Axes): [number, number] {
    const frame = this.shared ?? this.#frame;
    const { given, shown } = this;
    const whole = shown ? given.reduce((around, point) => frameWith(around, point, shown), frame) : frame;
    const { [side]: range } = whole;
    const [low, high] = range ?? emptyRange[quantityTable[this.#axes[side]].scale];
    return [low, high];
  }

  #brush(range: AxisRange | undefined): void {
    this.dispatchEvent(new BrushEvent(this.#axes.x, range));
  }

  #attach(plot: uPlot): void {
    this.#layer = new PointLayer(plot);
    plot.over.append(this.#marks.hovered, this.#marks.pinned);
    let tappedAt = -Infinity;
    brushByTouch(plot.over, {
      drag: (left, right) =>
        plot.setSelect({ left, width: right - left, top: 0, height: plot.over.clientHeight }, false),
      end: (span) => {
        if (span) plot.setSelect({ left: span[0], width: span[1] - span[0], top: 0, height: 0 });
        else plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      },
      tap: (left, top) => {
        tappedAt = performance.now();
        const index = this.stale ? undefined : this.#nearest(plot, left, top);
        if (index !== undefined) this.dispatchEvent(new PinEvent(index));
      },
    });
    let pressedAt = 0;
    plot.over.addEventListener('mousedown', ({ clientX }) => {
      pressedAt = clientX;
    });
    plot.over.addEventListener('click', ({ clientX }) => {
      // The end of a drag is a click too, and so is the echo of a tap.
      if (Math.abs(clientX - pressedAt) > 3 || performance.now() - tappedAt < 700) return;
      if (this.hovered !== undefined) this.dispatchEvent(new PinEvent(this.hovered));
      else if (this.selection) this.#brush(undefined);
    });
    plot.over.addEventListener('mouseleave', () => this.dispatchEvent(new HoverEvent(undefined)));
  }

  #draw(plot: uPlot): void {
    const { shown, palette, theory, selection, given } = this;
    if (!shown || !palette) return;
    const { cloud, experiment, summary, axes } = shown;
    this.#layer?.draw(plot, { cloud, axes, expected: experiment.networks, colors: this.#colors });
    const lines = sameAxes(summary.axes, axes) ? summary.lines : undefined;
    paintScatter(plot, { palette, experiment, axes, cloud, lines, theory, selection, given });
    this.#placeMarks();
  }

  #placeMarks(): void {
    const { plot } = this.#plots;
    if (!plot) return;
    for (const [element, index] of [
      [this.#marks.hovered, this.hovered],
      [this.#marks.pinned, this.pinned],
    ] as const) {
      const at = index === undefined || this.stale ? undefined : this.#position(plot, index);
      element.hidden = at === undefined;
      if (at) element.style.transform = `translate(${at[0]}px, ${at[1]}px)`;
    }
  }

  /** CSS pixels of a network in the plotting area; exact zeros lie on its floor, or at its left. */
  #position(plot: uPlot, index: number): [x: number, y: number] | undefined {
    if (!this.shown) return undefined;
    const { cloud, axes } = this.shown;
    const [right = Number.NaN, up = Number.NaN] = [cloud.column(axes.x)[index], cloud.column(axes.y)[index]];
    if (Number.isNaN(right) || Number.isNaN(up)) return undefined;
    const { clientWidth: width, clientHeight: floor } = plot.over;
    const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
    return [
      right === -Infinity ? 0 : within(plot.valToPos(right, 'x'), width),
      up === -Infinity ? floor : within(plot.valToPos(up, 'y'), floor),
    ];
  }

  #point(plot: uPlot): void {
    const { left = -1, top = -1 } = plot.cursor;
    if (left < 0 || top < 0 || !this.shown || this.stale) return;
    const index = this.#nearest(plot, left, top);
    if (index !== this.hovered) this.dispatchEvent(new HoverEvent(index));
  }

  #nearest(plot: uPlot, left: number, top: number): number | undefined {
    if (!this.shown) return undefined;
    let nearest: number | undefined;
    let least = reach ** 2;
    const { cloud, axes } = this.shown;
    const [right, up] = [cloud.column(axes.x), cloud.column(axes.y)];
    const [x0, y0] = [plot.valToPos(0, 'x'), plot.valToPos(0, 'y')];
    const [perX, perY] = [plot.valToPos(1, 'x') - x0, plot.valToPos(1, 'y') - y0];
    const floor = plot.over.clientHeight;
    for (let i = 0; i < cloud.length; i++) {
      const [x = Number.NaN, y = Number.NaN] = [right[i], up[i]];
      const dx = (x === -Infinity ? 0 : x0 + perX * x) - left;
      const dy = (y === -Infinity ? floor : y0 + perY * y) - top;
      const distance = dx * dx + dy * dy;
      if (distance < least) {
        least = distance;
        nearest = i;
      }
    }
    return nearest;
  }

  #brushed(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 3) return;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#brush([plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { shown, hovered } = this;
    if (!shown || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.round(shown.cloud.length / 20));
    const places = { ArrowLeft: -1, ArrowRight: 1, PageDown: -page, PageUp: page, Home: -1e9, End: 1e9 };
    const { key } = event;
    if (!this.shared && event.shiftKey && (key === 'ArrowLeft' || key === 'ArrowRight'))
      this.#growBrush(key === 'ArrowRight');
    else if (key in places) {
      const from = hovered ?? this.pinned;
      const next = shown.cloud.along(shown.axes, from, places[key as keyof typeof places]);
      this.dispatchEvent(new HoverEvent(next));
    } else if ((key === 'Enter' || key === ' ') && hovered !== undefined) {
      this.dispatchEvent(new PinEvent(hovered));
    } else if (key === 'Escape' && this.selection) this.#brush(undefined);
    else return;
    event.preventDefault();
  };

  /** Shift + arrow: a brush from the pointed network (or the middle), its edge moved outwards or back. */
  #growBrush(right: boolean): void {
    const [low, high] = this.#range('x');
    const step = brushStep * (high - low);
    const pointed = this.shown?.cloud.column(this.#axes.x)[this.hovered ?? -1] ?? Number.NaN;
    const start = Number.isFinite(pointed) ? pointed : (low + high) / 2;
    const [left, end] = this.selection ?? [start, start];
    const moved = right ? [left, Math.min(high, end + step)] : [left, end - step];
    if (!right && !this.selection) this.#brush([Math.max(low, start - step), start]);
    else if ((moved[1] ?? 0) <= left) this.#brush([Math.max(low, left - step), end]);
    else this.#brush([left, moved[1] ?? end]);
  }
}

function mark(kind: string): HTMLElement {
  const element = document.createElement('div');
  element.className = `mark ${kind}`;
  element.hidden = true;
  return element;
}

declare global {
  interface HTMLElementTagNameMap {
    'scatter-chart': ScatterChart;
  }
}
