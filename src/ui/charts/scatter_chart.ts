/** Gradient norm against spectral radius, or gain: one point a network, with brush, hover, pin and keyboard. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import type { AxisRange } from '../../analysis/summary.ts';
import type { View } from '../../experiment/address.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import type { Shown } from '../../session/exploration.ts';
import type { Theory } from '../../theory/theory_line.ts';
import { BrushEvent, HoverEvent, PinEvent } from '../events.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { decadeNumber, decadeTicks, plainAxis, plainNumber } from './axes.ts';
import { axisLabel, type GradientAxis, gradientScale } from './gradient_scale.ts';
import { type ColorTable, pointColors } from './growth_color.ts';
import type { PictureSource } from './picture.ts';
import { PlotController, type PlotSource } from './plot_controller.ts';
import { plotStyles } from './plot_styles.ts';
import { PointLayer } from './point_layer.ts';
import { type GivenPoint, paintScatter } from './scatter_painter.ts';
import { frameOf, frameWith, type ScatterFrame, unitedFrame } from './scatter_range.ts';
import { brushByTouch } from './touch_brush.ts';

/** What the x axis shows, for its label; in few words where charts stand side by side. */
const xLabel: Record<View['x'], { readonly long: string; readonly short: string }> = {
  radius: { long: 'spectral radius ρ(Wₕₕ)', short: 'ρ(Wₕₕ)' },
  gain: { long: 'gain g', short: 'gain g' },
  rest: { long: 'spectral radius of a step’s Jacobian at rest', short: 'ρ at rest' },
};

/** How near, in CSS pixels, the cursor must come to point at a network. */
const reach = 24;
/** Part of the visible range that shift + arrow adds to the brush. */
const brushStep = 0.05;

/**
 * @fires network-hover - A network is pointed at.
 * @fires network-pin - A network is chosen.
 * @fires radius-brush - A range of the x axis is selected.
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
  @property({ attribute: false }) axis: GradientAxis = 'decades';
  /** What the x axis is to show. */
  @property({ attribute: false }) x: View['x'] = 'radius';
  @property({ attribute: false }) selection: AxisRange | undefined;
  @property({ attribute: false }) hovered: number | undefined;
  @property({ attribute: false }) pinned: number | undefined;
  @property({ attribute: false }) given: GivenPoint | undefined;
  @property({ type: Boolean }) stale = false;
  /** Axes shared with other charts, instead of its own; nothing is selected there. */
  @property({ attribute: false }) shared: ScatterFrame | undefined;
  /** What the figure shows, in a sentence, for those who do not see it. */
  @property() label = '';

  readonly #plots = new PlotController(this);
  #layer: PointLayer | undefined;
  readonly #marks = { hovered: mark('hovered'), pinned: mark('pinned') };
  #colors: ColorTable = new Uint8ClampedArray();
  #run = 0;
  #frame: ScatterFrame = { places: [0, 1], norms: undefined };

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
        ? html`<button class="button clear" @click=${() => this.dispatchEvent(new BrushEvent(undefined))}>
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
    return `${this.palette?.name} ${this.axis} ${this.x}`;
  }

  data(): uPlot.AlignedData {
    return [[...this.#axes.places], [null, null]];
  }

  options(): Omit<uPlot.Options, 'width' | 'height'> {
    const { palette } = this;
    const axes = palette
      ? [
          plainAxis(palette, 'x', {
            label: xLabel[this.x][this.shared ? 'short' : 'long'],
            values: plainNumber,
          }),
          {
            ...plainAxis(palette, 'y', {
              label: axisLabel[this.axis],
              values: this.axis === 'decades' ? decadeNumber : plainNumber,
            }),
            ...(this.axis === 'decades' && decadeTicks),
          },
        ]
      : [];
    return {
      padding: [8, 18, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [...this.#axes.places] },
        y: { range: () => this.#yRange() },
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
    const anew = shown.run !== this.#run;
    this.#run = shown.run;
    this.#frame = unitedFrame(anew ? undefined : this.#frame, frameOf(shown));
  }

  get #axes(): ScatterFrame {
    const frame = this.shared ?? this.#frame;
    return this.given ? frameWith(frame, this.given) : frame;
  }

  #yRange(): [number, number] {
    const [low, high] = this.#axes.norms ?? [-10, 10];
    if (!this.shown) return [low, high];
    const { offset, slope } = gradientScale(this.shown.experiment, this.axis);
    return [offset + slope * low, offset + slope * high];
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
      else if (this.selection) this.dispatchEvent(new BrushEvent(undefined));
    });
    plot.over.addEventListener('mouseleave', () => this.dispatchEvent(new HoverEvent(undefined)));
  }

  #draw(plot: uPlot): void {
    const { shown, palette, axis, theory, selection } = this;
    if (!shown || !palette) return;
    const { cloud, experiment, summary } = shown;
    const scale = gradientScale(experiment, axis);
    this.#layer?.draw(plot, { cloud, expected: experiment.networks, colors: this.#colors, scale });
    paintScatter(plot, {
      palette,
      experiment,
      axis,
      x: shown.x,
      cloud,
      lines: summary.lines,
      theory: theory.gradient,
      selection,
      dead: summary.phases.dead,
      given: this.given,
    });
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

  /** CSS pixels of a network in the plotting area; dead ones lie on its floor. */
  #position(plot: uPlot, index: number): [x: number, y: number] | undefined {
    if (!this.shown || index >= this.shown.cloud.length) return undefined;
    const { cloud, experiment } = this.shown;
    const { offset, slope } = gradientScale(experiment, this.axis);
    const norm = cloud.log10Norm[index] ?? Number.NaN;
    const y = plot.valToPos(offset + slope * norm, 'y');
    const floor = plot.over.clientHeight;
    return [
      plot.valToPos(cloud.x[index] ?? 0, 'x'),
      Number.isFinite(y) ? Math.min(floor, Math.max(0, y)) : floor,
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
    const { cloud, experiment } = this.shown;
    const { offset, slope } = gradientScale(experiment, this.axis);
    const [x0, y0] = [plot.valToPos(0, 'x'), plot.valToPos(offset, 'y')];
    const perRadius = plot.valToPos(1, 'x') - x0;
    const perDecade = plot.valToPos(offset + slope, 'y') - y0;
    const floor = plot.over.clientHeight;
    for (let i = 0; i < cloud.length; i++) {
      const norm = cloud.log10Norm[i] ?? 0;
      const dx = x0 + perRadius * (cloud.x[i] ?? 0) - left;
      const dy = (norm === -Infinity ? floor : y0 + perDecade * norm) - top;
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
    this.dispatchEvent(new BrushEvent([plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]));
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
      this.dispatchEvent(new HoverEvent(shown.cloud.along(from, places[key as keyof typeof places])));
    } else if ((key === 'Enter' || key === ' ') && hovered !== undefined) {
      this.dispatchEvent(new PinEvent(hovered));
    } else if (key === 'Escape' && this.selection) this.dispatchEvent(new BrushEvent(undefined));
    else return;
    event.preventDefault();
  };

  /** Shift + arrow: a brush from the pointed network (or the middle), its edge moved outwards or back. */
  #growBrush(right: boolean): void {
    const [low, high] = this.#axes.places;
    const step = brushStep * (high - low);
    const start = this.shown?.cloud.x[this.hovered ?? -1] ?? (low + high) / 2;
    const [left, end] = this.selection ?? [start, start];
    const moved = right ? [left, Math.min(high, end + step)] : [left, end - step];
    if (!right && !this.selection) this.dispatchEvent(new BrushEvent([Math.max(low, start - step), start]));
    else if ((moved[1] ?? 0) <= left) this.dispatchEvent(new BrushEvent([Math.max(low, left - step), end]));
    else this.dispatchEvent(new BrushEvent([left, moved[1] ?? end]));
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
