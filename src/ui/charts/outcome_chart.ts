/** What has become of networks along an axis: stacked parts of those in each stretch of it, with where theory has them trainable. */
import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import type { OutcomeBin } from '../../analysis/outcome_bins.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import { count, fixed, significant } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { plainAxis } from './axes.ts';
import { columnAxis, type LearningColumn, valueAt } from './learning_axis.ts';
import { clipped, drawCurve } from './line_painter.ts';
import { outcomeColor, outcomes, outcomeWords } from './outcome_color.ts';
import type { PictureSource } from './picture.ts';
import { PlotController, type PlotSource } from './plot_controller.ts';
import { plotStyles } from './plot_styles.ts';
import { pixel, typeScale } from './type_scale.ts';

/** @fires chart-reading - The cursor stands elsewhere: `detail` is what it reads, or an empty string. */
@customElement('outcome-chart')
export class OutcomeChart extends LitElement implements PlotSource, PictureSource {
  static override styles = [sharedStyles, plotStyles];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) bins: readonly OutcomeBin[] = [];
  @property({ attribute: false }) column: LearningColumn | undefined;
  /** From where to where on the axis theory has networks trainable; none where it says nothing. */
  @property({ attribute: false }) trainable: readonly [from: number, to: number] | undefined;
  /** What the figure shows, in a sentence, for those who do not see it. */
  @property() label = '';

  readonly #plots = new PlotController(this);

  override render() {
    return html`<div
      class="plot"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight Home End"
      @keydown=${this.#onKey}
      @blur=${() => this.#plots.plot?.setCursor({ left: -10, top: -10 })}
    ></div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('bins') || changed.has('trainable')) this.#plots.refresh();
  }

  picture(): Drawing | undefined {
    return this.#plots.picture();
  }

  place(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.plot');
  }

  optionsKey(): string {
    const { palette, column } = this;
    return `${palette?.name} ${column?.title} ${column?.logarithmic}`;
  }

  data(): uPlot.AlignedData {
    return [this.bins.map(({ from, to }) => (from + to) / 2), this.bins.map(() => null)];
  }

  options(): Omit<uPlot.Options, 'width' | 'height'> {
    const { palette, column } = this;
    if (!palette || !column) return { series: [] };
    return {
      padding: [20 * typeScale(), 14, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [...(this.column?.range ?? [0, 1])] as [number, number] },
        y: { range: () => [0, 1] },
      },
      axes: [
        columnAxis(palette, column),
        plainAxis(palette, 'y', {
          label: 'part of the networks',
          values: (parts) => parts.map((part) => `${fixed(100 * part, 0)} %`),
        }),
      ],
      series: [{}, { show: false, scale: 'y' }],
      cursor: {
        points: { show: false },
        drag: { x: false, y: false, setScale: false },
        y: false,
        bind: { dblclick: () => () => null },
      },
      hooks: { draw: [(plot) => this.#draw(plot)], setCursor: [(plot) => this.#read(plot)] },
    };
  }

  #draw(plot: uPlot): void {
    const { palette } = this;
    if (!palette) return;
    const { ctx } = plot;
    clipped(plot, () => {
      for (const bin of this.bins) {
        if (bin.networks === 0) continue;
        const left = plot.valToPos(bin.from, 'x', true);
        const right = plot.valToPos(bin.to, 'x', true);
        let base = 0;
        for (const outcome of outcomes) {
          const top = base + bin[outcome] / bin.networks;
          const [y0, y1] = [plot.valToPos(base, 'y', true), plot.valToPos(top, 'y', true)];
          ctx.fillStyle = `${outcomeColor(palette, outcome)}${outcome === 'waiting' ? '40' : 'b0'}`;
          ctx.fillRect(left, y1, Math.max(1, right - left - pixel()), y0 - y1);
          base = top;
        }
      }
    });
    this.#drawTheory(plot, palette);
  }

  #drawTheory(plot: uPlot, palette: Palette): void {
    const { trainable, column } = this;
    if (!trainable || !column) return;
    const [low, high] = column.range;
    const inside = trainable.filter((place) => place > low && place < high);
    for (const place of inside)
      drawCurve(plot, { x: [place, place], y: [0, 1] }, { color: palette.ink, width: 1.5, dash: [5, 4] });
    const middle = (Math.max(low, trainable[0]) + Math.min(high, trainable[1])) / 2;
    const { ctx, bbox } = plot;
    const ratio = pixel();
    ctx.save();
    ctx.font = `600 ${12 * ratio}px system-ui, sans-serif`;
    const text = 'theory: T ≤ 6ξ';
    const half = ctx.measureText(text).width / 2;
    const x = Math.min(
      bbox.left + bbox.width - half,
      Math.max(bbox.left + half, plot.valToPos(middle, 'x', true)),
    );
    ctx.fillStyle = palette.ink;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'bottom';
    ctx.fillText(text, x, bbox.top - 4 * ratio);
    ctx.restore();
  }

  #told = '';

  #read(plot: uPlot): void {
    const { idx } = plot.cursor;
    const bin = this.bins[idx ?? -1];
    const { column } = this;
    this.#tell(bin && column ? binWords(bin, column) : '');
  }

  /** The cursor is set with every drawing, and who hears of it may draw again. */
  #tell(detail: string): void {
    if (detail === this.#told) return;
    this.#told = detail;
    this.dispatchEvent(new CustomEvent('chart-reading', { detail }));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { plot } = this.#plots;
    const last = this.bins.length - 1;
    if (!plot || last < 0) return;
    const from = plot.cursor.idx ?? (event.key === 'ArrowLeft' ? last + 1 : -1);
    const places = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last };
    if (!(event.key in places)) return;
    const bin = this.bins[Math.min(last, Math.max(0, places[event.key as keyof typeof places]))];
    if (bin) plot.setCursor({ left: plot.valToPos((bin.from + bin.to) / 2, 'x'), top: 0 });
    event.preventDefault();
  };
}

function binWords(bin: OutcomeBin, column: LearningColumn): string {
  const [from, to] = [valueAt(column, bin.from), valueAt(column, bin.to)];
  const parts = outcomes.map((outcome) => `${count(bin[outcome])} ${outcomeWords[outcome]}`).join(', ');
  return `${column.label} ${significant(from)} to ${significant(to)}: of ${count(bin.networks)}, ${parts}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'outcome-chart': OutcomeChart;
  }
}
