/** Any quantity against any other: one point a network, with brush, hover, pin and keyboard. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import type { MeasuredEdge } from '../../analysis/measured_edge.ts';
import { quantityTable } from '../../analysis/quantities.ts';
import type { WindowChoice } from '../../analysis/summary.ts';
import type { AxisRange } from '../../analysis/usual_window.ts';
import { type Axes, type AxisScale, sameAxes, usualAxes } from '../../experiment/axes.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import { say } from '../../language/say.ts';
import type { Shown } from '../../session/exploration.ts';
import type { Theory } from '../../theory/theory_line.ts';
import { changedWithin } from '../changed_within.ts';
import { HoverEvent, PinEvent, WindowEvent } from '../events.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { quantityAxis } from './axes.ts';
import { bent, bentAxis, scaleOf, unbent } from './bent_scale.ts';
import { besideColor, configurationColor } from './configuration_color.ts';
import { type ColorTable, pointColors } from './growth_color.ts';
import { mark } from './mark.ts';
import type { PictureSource } from './picture.ts';
import { PlotController, type PlotSource } from './plot_controller.ts';
import { plotStyles } from './plot_styles.ts';
import { PointLayer } from './point_layer.ts';
import { type GivenPoint, paintScatter } from './scatter_painter.ts';
import { emptyRange, frameOf, frameWith, type ScatterFrame, unitedFrame } from './scatter_range.ts';
import { brushByTouch } from './touch_brush.ts';
import { WindowBar } from './window_bar.ts';

/** How near, in CSS pixels, the cursor must come to point at a network. */
const reach = 24;
/** Part of the visible range that shift + arrow adds to the window. */
const brushStep = 0.05;

/**
 * @fires network-hover - A network is pointed at.
 * @fires network-pin - A network is chosen.
 * @fires window-choose - Other networks are to be shown through time.
 */
@customElement('scatter-chart')
export class ScatterChart extends LitElement implements PlotSource, PictureSource {
  static override styles = [
    sharedStyles,
    plotStyles,
    css`
      .windows {
        position: absolute;
        z-index: 1;
        /* Above the name of the float32 floor, below where networks explode. */
        bottom: 80px;
        right: 26px;
        background: var(--surface);
      }
      .window-bar {
        position: absolute;
        bottom: -5px;
        height: 10px;
        border-radius: 5px;
        border-inline: 4px solid color-mix(in srgb, var(--accent), var(--ink) 35%);
        background: var(--accent);
        cursor: grab;
        touch-action: none;
        z-index: 1;
      }
      /* So much as a finger finds. */
      .window-bar::before {
        content: '';
        position: absolute;
        inset: -14px -6px;
      }
      .window-bar:active {
        cursor: grabbing;
      }
    `,
  ];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) shown: Shown | undefined;
  @property({ attribute: false }) theory: Theory = {};
  /** What is to be shown, before anything is. */
  @property({ attribute: false }) axes: Axes = usualAxes;
  /** How the y axis spends its length; the frame says it of axes that are shared. */
  @property() scale: AxisScale = 'edge';
  /** Which networks are shown through time; undefined where there is no choice. */
  @property({ attribute: false }) choice: WindowChoice | undefined;
  /** The range of the x axis that these are in; undefined where they are all. */
  @property({ attribute: false, hasChanged: changedWithin }) range: AxisRange | undefined;
  /** What of the range is read aloud. */
  @property() rangeWords = '';
  /** Where the median crosses zero growth; undefined while that is not known. */
  @property({ attribute: false, hasChanged: changedWithin }) edge: MeasuredEdge | undefined;
  @property({ attribute: false }) hovered: number | undefined;
  @property({ attribute: false }) pinned: number | undefined;
  /** The one that is pinned beside it. */
  @property({ attribute: false }) beside: number | undefined;
  @property({ attribute: false, hasChanged: changedWithin }) given: readonly GivenPoint[] = [];
  @property({ type: Boolean }) stale = false;
  /** Axes shared with other charts, instead of its own; there is no window there. */
  @property({ attribute: false }) shared: ScatterFrame | undefined;
  /** What the figure shows, in a sentence, for those who do not see it. */
  @property() label = '';

  readonly zooms = true;
  readonly #plots = new PlotController(this);
  #layer: PointLayer | undefined;
  readonly #bar = new WindowBar({
    move: (range) => this.#choose(range),
    leave: (to) => this.#choose(to),
  });
  readonly #marks = { hovered: mark('hovered'), pinned: mark('pinned'), beside: mark('pinned beside') };
  #colors: ColorTable = new Uint8ClampedArray();
  /** What the frame is of. */
  #scene = '';
  #frame: ScatterFrame = { x: undefined, y: undefined, bend: undefined };

  override render() {
    // Above the plot, and so before it for whoever goes by Tab.
    return html`${this.choice === undefined ? nothing : this.#windows(this.choice)}<div
      class="plot ${this.stale ? 'stale' : ''}"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight PageUp PageDown Home End Enter Escape + - 0"
      @keydown=${this.#onKey}
    ></div>`;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('palette') && this.palette) this.#colors = pointColors(this.palette);
    if ((changed.has('shown') || changed.has('scale')) && this.shown) this.#chooseRanges(this.shown);
  }

  override updated(changed: PropertyValues<this>): void {
    const drawn = ['shown', 'scale', 'theory', 'range', 'edge', 'shared', 'given'] as const;
    if (drawn.some((name) => changed.has(name))) this.#plots.refresh();
    else this.#placeMarks();
  }

  #windows(choice: WindowChoice) {
    const choices = [
      ['usual', say`Edge`],
      ['all', say`All`],
    ] as const;
    return html`<span class="segments windows" role="group" aria-label="Networks shown through time">
      ${choices.map(
        ([name, label]) =>
          html`<button aria-pressed=${choice === name} @click=${() => this.#choose(name)}>
            ${label}
          </button>`,
      )}
    </span>`;
  }

  picture(): Drawing | undefined {
    return this.#plots.picture();
  }

  place(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.plot');
  }

  optionsKey(): string {
    const { x, y } = this.#axes;
    return `${this.palette?.name} ${x} ${y} ${this.#bend?.reach}`;
  }

  data(): uPlot.AlignedData {
    return [[...this.#range('x')], [null, null]];
  }

  options(): Omit<uPlot.Options, 'width' | 'height'> {
    const { palette } = this;
    const { x, y } = this.#axes;
    const bend = this.#bend;
    const upwards = palette && quantityAxis(palette, 'y', quantityTable[y]);
    const axes =
      palette && upwards
        ? [
            quantityAxis(palette, 'x', quantityTable[x], { brief: this.shared !== undefined }),
            bend ? bentAxis(upwards, 'y', bend, quantityTable[y].scale === 'decades') : upwards,
          ]
        : [];
    return {
      padding: [8, 18, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => this.#range('x') },
        y: { ...scaleOf(bend), range: () => this.#range('y') },
      },
      axes,
      series: [{}, { show: false, scale: 'y' }],
      cursor: {
        points: { show: false },
        drag: { x: this.choice !== undefined, y: false, setScale: false },
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
    const scene = `${shown.run} ${shown.axes.x} ${shown.axes.y} ${this.scale}`;
    this.#frame = unitedFrame(scene === this.#scene ? this.#frame : undefined, frameOf(shown, this.scale));
    this.#scene = scene;
  }

  get #axes(): Axes {
    return this.shown?.axes ?? this.axes;
  }

  get #bend() {
    return (this.shared ?? this.#frame).bend;
  }

  #range(side: keyof Axes): [number, number] {
    const frame = this.shared ?? this.#frame;
    const { given, shown } = this;
    const whole = shown ? given.reduce((around, point) => frameWith(around, point, shown), frame) : frame;
    const { [side]: range } = whole;
    const [low, high] = range ?? emptyRange[quantityTable[this.#axes[side]].scale];
    return [low, high];
  }

  /** @param beside whether it is to stand beside the one that is pinned, if there is one */
  #pin(index: number, beside: boolean): void {
    this.dispatchEvent(new PinEvent(index, beside && this.pinned !== undefined));
  }

  #choose(window: WindowChoice): void {
    this.dispatchEvent(new WindowEvent(window));
  }

  #attach(plot: uPlot): void {
    this.#layer = new PointLayer(plot);
    plot.over.append(...Object.values(this.#marks));
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
        if (index !== undefined) this.#pin(index, false);
      },
    });
    let pressedAt = 0;
    plot.over.addEventListener('pointerdown', ({ clientX }) => {
      pressedAt = clientX;
    });
    plot.over.addEventListener('click', ({ clientX, shiftKey }) => {
      // The end of a drag is a click too, and so is the echo of a tap.
      if (Math.abs(clientX - pressedAt) > 3 || performance.now() - tappedAt < 700) return;
      if (this.hovered !== undefined) this.#pin(this.hovered, shiftKey);
    });
    plot.over.addEventListener('mouseleave', () => this.dispatchEvent(new HoverEvent(undefined)));
  }

  #draw(plot: uPlot): void {
    const { shown, palette, theory, range, edge, given } = this;
    if (!shown || !palette) return;
    const { cloud, experiment, summary, axes } = shown;
    const bend = this.#bend;
    this.#layer?.draw(plot, { cloud, axes, bend, expected: experiment.networks, colors: this.#colors });
    const lines = sameAxes(summary.axes, axes) ? summary.lines : undefined;
    paintScatter(plot, { palette, experiment, axes, bend, cloud, lines, theory, range, edge, given });
    this.#placeMarks();
  }

  #placeMarks(): void {
    const { plot } = this.#plots;
    if (!plot) return;
    if (this.choice !== undefined) this.#bar.place(plot, this.range, this.rangeWords);
    for (const [element, index] of [
      [this.#marks.hovered, this.hovered],
      [this.#marks.pinned, this.pinned],
      [this.#marks.beside, this.beside],
    ] as const) {
      const at = index === undefined || this.stale ? undefined : this.#position(plot, index);
      element.hidden = at === undefined;
      if (this.palette) element.style.setProperty('--beside', configurationColor(this.palette, besideColor));
      // Of two, which is which.
      element.dataset.name =
        this.beside === undefined || element === this.#marks.hovered
          ? ''
          : element === this.#marks.beside
            ? 'B'
            : 'A';
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
    const [x, y] = [
      right === -Infinity ? 0 : plot.valToPos(right, 'x'),
      up === -Infinity ? floor : plot.valToPos(up, 'y'),
    ];
    // From near it may be out of sight; of the whole axes a lone one may lie beyond, and then stands at their end.
    if (this.#plots.zoom?.isZoomed && !(x >= 0 && x <= width && y >= 0 && y <= floor)) return undefined;
    return [Math.min(width, Math.max(0, x)), Math.min(floor, Math.max(0, y))];
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
    const bend = this.#bend;
    const height = (place: number) => plot.valToPos(unbent(bend, place), 'y');
    const [x0, y0] = [plot.valToPos(0, 'x'), height(0)];
    const [perX, perY] = [plot.valToPos(1, 'x') - x0, height(1) - y0];
    const floor = plot.over.clientHeight;
    for (let i = 0; i < cloud.length; i++) {
      const [x = Number.NaN, y = Number.NaN] = [right[i], up[i]];
      const dx = (x === -Infinity ? 0 : x0 + perX * x) - left;
      // Few are near, and a bend takes its time.
      if (!(Math.abs(dx) < reach)) continue;
      const dy = (y === -Infinity ? floor : y0 + perY * bent(bend, y)) - top;
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
    this.#choose([plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { shown, hovered } = this;
    if (!shown || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.round(shown.cloud.length / 20));
    const places = { ArrowLeft: -1, ArrowRight: 1, PageDown: -page, PageUp: page, Home: -1e9, End: 1e9 };
    const { key } = event;
    if (this.choice !== undefined && event.shiftKey && (key === 'ArrowLeft' || key === 'ArrowRight'))
      this.#growBrush(key === 'ArrowRight');
    else if (key in places) {
      const from = hovered ?? this.pinned;
      const next = shown.cloud.along(shown.axes, from, places[key as keyof typeof places]);
      this.dispatchEvent(new HoverEvent(next));
      const { x, y } = shown.axes;
      if (next !== undefined)
        this.#plots.zoom?.reveal(shown.cloud.column(x)[next] ?? 0, shown.cloud.column(y)[next] ?? 0);
    } else if ((key === 'Enter' || key === ' ') && hovered !== undefined) {
      this.#pin(hovered, event.shiftKey);
    } else if (key === 'Escape' && typeof this.choice === 'object') this.#choose('usual');
    else return;
    event.preventDefault();
  };

  /** Shift + arrow: a window from the pointed network (or the middle), its end moved outwards or back. */
  #growBrush(right: boolean): void {
    const [low, high] = this.#range('x');
    const step = brushStep * (high - low);
    const pointed = this.shown?.cloud.column(this.#axes.x)[this.hovered ?? -1] ?? Number.NaN;
    const start = Number.isFinite(pointed) ? pointed : (low + high) / 2;
    const before = typeof this.choice === 'object' ? this.choice : undefined;
    const [left, end] = before ?? [start, start];
    const moved = right ? [left, Math.min(high, end + step)] : [left, end - step];
    if (!right && !before) this.#choose([Math.max(low, start - step), start]);
    else if ((moved[1] ?? 0) <= left) this.#choose([Math.max(low, left - step), end]);
    else this.#choose([left, moved[1] ?? end]);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'scatter-chart': ScatterChart;
  }
}
