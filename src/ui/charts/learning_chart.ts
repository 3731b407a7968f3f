/**
 * The losses of networks that learn over any number in which they differ, one point a network, at one update: points sink while
 * they learn. Those that have diverged have no loss: a tick above the plot says where each was.
 */

import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import type { OutcomeSoFar } from '../../analysis/learning_track.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import { say } from '../../language/say.ts';
import { HoverEvent, PinEvent } from '../events.ts';
import { count } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { decadeAxis } from './axes.ts';
import { across, Labels, roomBeside } from './labels.ts';
import { columnAxis, type LearningColumn } from './learning_axis.ts';
import { drawCurve } from './line_painter.ts';
import { mark } from './mark.ts';
import { outcomeColors, outcomes } from './outcome_color.ts';
import type { PictureSource } from './picture.ts';
import { PlotController, type PlotSource } from './plot_controller.ts';
import { plotStyles } from './plot_styles.ts';
import { frameOf } from './point_layer.ts';
import { paintPoints } from './point_painter.ts';
import { pixel, typeScale } from './type_scale.ts';

/** Networks at one update. */
export interface LearningScene {
  /** Changes with every run and axis: the axis of losses grows within one, and is chosen anew with the next. */
  readonly key: string;
  readonly column: LearningColumn;
  /** log10 of the loss; NaN of networks that have none. */
  readonly losses: ArrayLike<number>;
  readonly outcomes: readonly OutcomeSoFar[];
  /** log10 of what knowing nothing costs, and of what counts as learnt. */
  readonly baseline: number;
  readonly threshold: number;
}

/** How near, in CSS pixels, the cursor must come to point at a network. */
const reach = 24;
/** Decades around baseline and threshold at least, and below it at most. */
const [above, below, deepest] = [0.7, 0.9, 6];
/** What the two levels are called. */
const levelNames = [say`baseline`, say`learnt`] as const;
/** Height of the strip for those that have diverged, in CSS pixels. */
const strip = 22;

/**
 * @fires network-hover - A network is pointed at.
 * @fires network-pin - A network is chosen.
 */
@customElement('learning-chart')
export class LearningChart extends LitElement implements PlotSource, PictureSource {
  static override styles = [sharedStyles, plotStyles];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) scene: LearningScene | undefined;
  @property({ attribute: false }) hovered: number | undefined;
  @property({ attribute: false }) pinned: number | undefined;
  @property({ type: Boolean }) stale = false;
  @property() yLabel = '';
  /** What the figure shows, in a sentence, for those who do not see it. */
  @property() label = '';

  readonly zooms = true;
  readonly #plots = new PlotController(this);
  readonly #marks = { hovered: mark('hovered'), pinned: mark('pinned') };
  #canvas: HTMLCanvasElement | undefined;
  #key = '';
  #range: readonly [number, number] = [-2, 1];

  override render() {
    return html`<div
      class="plot ${this.stale ? 'stale' : ''}"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight PageUp PageDown Home End Enter Escape + - 0"
      @keydown=${this.#onKey}
    ></div>`;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { scene } = this;
    if (!changed.has('scene') || !scene) return;
    const { baseline, threshold, key } = scene;
    if (key !== this.#key) this.#range = [threshold - below, baseline + above];
    this.#key = key;
    let [low, high] = this.#range;
    for (let i = 0; i < scene.losses.length; i++) {
      const loss = scene.losses[i] ?? Number.NaN;
      if (!Number.isFinite(loss)) continue;
      low = Math.min(low, loss - 0.1);
      high = Math.max(high, loss + 0.1);
    }
    this.#range = [Math.max(low, threshold - deepest), Math.min(high, baseline + deepest)];
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('scene')) this.#plots.refresh();
    else this.#placeMarks();
  }

  picture(): Drawing | undefined {
    return this.#plots.picture();
  }

  place(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.plot');
  }

  optionsKey(): string {
    const { scene, palette, yLabel } = this;
    return `${palette?.name} ${yLabel} ${scene?.column.title} ${scene?.column.logarithmic}`;
  }

  data(): uPlot.AlignedData {
    return [[...this.#across], [null, null]];
  }

  options(): Omit<uPlot.Options, 'width' | 'height'> {
    const { palette, scene } = this;
    if (!palette || !scene) return { series: [] };
    return {
      padding: [strip * typeScale(), roomBeside(levelNames), 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [...this.#across] },
        y: { range: () => [...this.#range] },
      },
      axes: [columnAxis(palette, scene.column), decadeAxis(palette, 'y', this.yLabel)],
      series: [{}, { show: false, scale: 'y' }],
      cursor: {
        points: { show: false },
        drag: { x: false, y: false, setScale: false },
        bind: { dblclick: () => () => null },
      },
      hooks: {
        init: [(plot) => this.#attach(plot)],
        draw: [(plot) => this.#draw(plot)],
        setCursor: [(plot) => this.#point(plot)],
      },
    };
  }

  get #across(): [number, number] {
    const [low, high] = this.scene?.column.range ?? [0, 1];
    return [low, high];
  }

  #attach(plot: uPlot): void {
    this.#canvas = document.createElement('canvas');
    plot.under.append(this.#canvas);
    plot.over.append(this.#marks.hovered, this.#marks.pinned);
    plot.over.addEventListener('click', ({ offsetX, offsetY }) => {
      const index = this.#nearest(plot, offsetX, offsetY);
      if (index !== undefined) this.dispatchEvent(new PinEvent(index));
    });
    plot.over.addEventListener('mouseleave', () => this.dispatchEvent(new HoverEvent(undefined)));
  }

  #draw(plot: uPlot): void {
    const { scene, palette } = this;
    const canvas = this.#canvas;
    if (!scene || !palette || !canvas) return;
    const frame = frameOf(plot);
    canvas.width = frame.width;
    canvas.height = frame.height;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const of = scene.losses.length;
    const colorOf = (network: number) => outcomes.indexOf(scene.outcomes[network] ?? 'waiting');
    const points = { x: scene.column.places, y: Float32Array.from(scene.losses, this.#within), colorOf };
    if (context) paintPoints(context, frame, { points, from: 0, to: of, of }, outcomeColors(palette));
    this.#drawBeyond(plot, scene, palette);
    this.#drawLevels(plot, scene, palette);
    this.#drawDiverged(plot, scene, palette);
    this.#placeMarks();
  }

  #drawLevels(plot: uPlot, { baseline, threshold }: LearningScene, palette: Palette): void {
    const x = this.#across;
    const levels = [
      { height: baseline, text: levelNames[0], color: palette.ink },
      { height: threshold, text: levelNames[1], color: palette.accent },
    ];
    for (const { height, color } of levels)
      drawCurve(plot, { x, y: [height, height] }, { color, width: 1.5, dash: [5, 4] });
    // Beside the plot: points move all over it.
    new Labels(plot).beside(
      levels.map(({ height, ...level }) => ({ ...level, y: plot.valToPos(height, 'y', true) })),
    );
  }

  /** Where a loss is drawn that is beyond the axis: at its end. */
  readonly #within = (loss: number): number => {
    const [low, high] = this.#range;
    return Number.isFinite(loss) ? Math.max(low, Math.min(high, loss)) : loss;
  };

  /** How many losses are higher than the axis reaches. */
  #drawBeyond(plot: uPlot, { losses, column }: LearningScene, palette: Palette): void {
    const [, high] = this.#range;
    const beyond = Array.from(losses).filter((loss) => loss > high).length;
    if (beyond === 0) return;
    const { left, width, top } = plot.bbox;
    const labels = new Labels(plot);
    labels.avoidPoints(column.places, Float32Array.from(losses, this.#within));
    labels.put(`${count(beyond)} higher still`, across(left + width, left, top + 8 * pixel()), {
      ...{ color: palette.soft, halo: palette.surface, weight: 600, keep: true },
    });
    labels.draw();
  }

  /** Above the plot: no loss is drawn for a network that has none. */
  #drawDiverged(plot: uPlot, scene: LearningScene, palette: Palette): void {
    const { ctx, bbox } = plot;
    const gone = scene.outcomes.flatMap((outcome, i) => (outcome === 'diverged' ? [i] : []));
    if (gone.length === 0) return;
    const ratio = pixel();
    ctx.save();
    ctx.fillStyle = `${palette.warm}a0`;
    for (const i of gone) {
      const place = scene.column.places[i] ?? Number.NaN;
      const x = plot.valToPos(place, 'x', true);
      if (Number.isFinite(x)) ctx.fillRect(x - 0.75 * ratio, bbox.top - 9 * ratio, 1.5 * ratio, 7 * ratio);
    }
    ctx.font = `600 ${12 * ratio}px system-ui, sans-serif`;
    ctx.fillStyle = palette.warm;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'bottom';
    ctx.fillText(`${count(gone.length)} diverged`, bbox.left, bbox.top - 9 * ratio);
    ctx.restore();
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

  /** CSS pixels of a network in the plotting area; undefined of one that has diverged. */
  #position(plot: uPlot, index: number): [x: number, y: number] | undefined {
    const { scene } = this;
    const x = scene?.column.places[index] ?? Number.NaN;
    const y = this.#within(scene?.losses[index] ?? Number.NaN);
    if (!Number.isFinite(x + y)) return undefined;
    const { clientHeight } = plot.over;
    return [plot.valToPos(x, 'x'), Math.min(clientHeight, Math.max(0, plot.valToPos(y, 'y')))];
  }

  #point(plot: uPlot): void {
    const { left = -1, top = -1 } = plot.cursor;
    if (left < 0 || top < 0 || this.stale) return;
    const index = this.#nearest(plot, left, top);
    if (index !== this.hovered) this.dispatchEvent(new HoverEvent(index));
  }

  #nearest(plot: uPlot, left: number, top: number): number | undefined {
    let nearest: number | undefined;
    let least = reach ** 2;
    for (let i = 0; i < (this.scene?.losses.length ?? 0); i++) {
      const at = this.#position(plot, i);
      if (!at) continue;
      const distance = (at[0] - left) ** 2 + (at[1] - top) ** 2;
      if (distance < least) [least, nearest] = [distance, i];
    }
    return nearest;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { scene, hovered, pinned } = this;
    if (!scene || event.ctrlKey || event.metaKey || event.altKey) return;
    const { places } = scene.column;
    const order = Array.from(scene.losses, (_, i) => i)
      .filter((i) => Number.isFinite((places[i] ?? Number.NaN) + (scene.losses[i] ?? Number.NaN)))
      .sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
    const page = Math.max(1, Math.round(order.length / 20));
    const moves = { ArrowLeft: -1, ArrowRight: 1, PageDown: -page, PageUp: page, Home: -1e9, End: 1e9 };
    const { key } = event;
    const from = hovered ?? pinned;
    if (key in moves) {
      const at = from === undefined ? -1 : order.indexOf(from);
      const next = at + moves[key as keyof typeof moves];
      this.dispatchEvent(new HoverEvent(order[Math.min(order.length - 1, Math.max(0, next))]));
    } else if ((key === 'Enter' || key === ' ') && from !== undefined) {
      this.dispatchEvent(new PinEvent(from));
    } else if (key === 'Escape' && pinned !== undefined) {
      this.dispatchEvent(new PinEvent(undefined));
    } else return;
    event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'learning-chart': LearningChart;
  }
}
