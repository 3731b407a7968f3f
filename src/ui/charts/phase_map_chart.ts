/** The phase map: gain × input (or bias) scale, each cell the median growth rate of its networks. */
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import type { PhaseMap } from '../../analysis/phase_map.ts';
import { type Quantity, quantityTable } from '../../analysis/quantities.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import type { Shown } from '../../session/exploration.ts';
import type { Theory } from '../../theory/theory_line.ts';
import { PinEvent } from '../events.ts';
import { natsPerStep, significant } from '../numbers.ts';
import { axisLabel } from '../quantity_words.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { quantityAxis } from './axes.ts';
import { cellColors, colorOf } from './growth_color.ts';
import { clipped, drawCurve, Labels } from './line_painter.ts';
import type { PictureSource } from './picture.ts';
import { PlotController, type PlotSource } from './plot_controller.ts';
import { plotStyles } from './plot_styles.ts';

interface Cell {
  readonly column: number;
  readonly row: number;
}

/**
 * @fires map-reading - The cursor stands on another cell; `detail` is what it reads, or an empty string.
 * @fires network-pin - A cell is chosen: the network nearest to its middle.
 */
@customElement('phase-map-chart')
export class PhaseMapChart extends LitElement implements PlotSource, PictureSource {
  static override styles = [
    sharedStyles,
    plotStyles,
    css`
      .cell {
        position: absolute;
        border: 2px solid var(--ink);
        box-shadow: 0 0 0 1px var(--surface);
        pointer-events: none;
      }
    `,
  ];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) shown: Shown | undefined;
  @property({ attribute: false }) theory: Theory = {};
  @property({ attribute: false }) pinned: number | undefined;
  @property({ type: Boolean }) stale = false;
  /** What y is. */
  @property({ attribute: false }) y: Quantity = quantityTable['input-scale'];
  @property() label = '';

  readonly #plots = new PlotController(this);
  readonly #mark = Object.assign(document.createElement('div'), { className: 'mark pinned', hidden: true });
  readonly #outline = Object.assign(document.createElement('div'), { className: 'cell', hidden: true });
  #cell: Cell | undefined;

  override render() {
    return html`<div
      class="plot ${this.stale ? 'stale' : ''}"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown Enter"
      @keydown=${this.#onKey}
      @blur=${() => this.#moveTo(undefined)}
    ></div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('shown') || changed.has('theory')) this.#plots.refresh();
    else this.#placeMark();
  }

  picture(): Drawing | undefined {
    return this.#plots.picture();
  }

  place(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.plot');
  }

  optionsKey(): string {
    return `${this.palette?.name} ${this.y.name}`;
  }

  get #map(): PhaseMap | undefined {
    return this.shown?.summary.map;
  }

  data(): uPlot.AlignedData {
    return [[...(this.#map?.gain ?? [0, 1])], [null, null]];
  }

  options(): Omit<uPlot.Options, 'width' | 'height'> {
    const { palette } = this;
    return {
      padding: [8, 18, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => wide(this.#map?.gain) },
        y: { range: () => wide(this.#map?.scale) },
      },
      axes: palette
        ? [quantityAxis(palette, 'x', quantityTable.gain), quantityAxis(palette, 'y', this.y)]
        : [],
      series: [{}, { show: false, scale: 'y' }],
      cursor: {
        points: { show: false },
        x: false,
        y: false,
        drag: { x: false, y: false, setScale: false },
        bind: { dblclick: () => () => null },
      },
      hooks: {
        init: [(plot) => this.#attach(plot)],
        drawClear: [(plot) => this.#paintCells(plot)],
        draw: [(plot) => this.#paintLines(plot)],
        setCursor: [(plot) => this.#point(plot)],
      },
    };
  }

  #attach(plot: uPlot): void {
    plot.over.append(this.#outline, this.#mark);
    plot.over.addEventListener('click', () => this.#pin());
  }

  #paintCells(plot: uPlot): void {
    const map = this.#map;
    if (!map || !this.palette) return;
    const colors = cellColors(this.palette);
    const { ctx } = plot;
    const edges = cellEdges(map);
    clipped(plot, () => {
      map.growthRate.forEach((rate, i) => {
        if (Number.isNaN(rate)) return;
        const { left, right, bottom, top } = edges({
          column: i % map.columns,
          row: Math.floor(i / map.columns),
        });
        const [x0, x1] = [left, right].map((gain) => Math.round(plot.valToPos(gain, 'x', true)));
        const [y0, y1] = [top, bottom].map((scale) => Math.round(plot.valToPos(scale, 'y', true)));
        ctx.fillStyle = colorOf(colors, rate);
        ctx.fillRect(x0 ?? 0, y0 ?? 0, (x1 ?? 0) - (x0 ?? 0), (y1 ?? 0) - (y0 ?? 0));
      });
    });
  }

  #paintLines(plot: uPlot): void {
    const { palette, theory } = this;
    const map = this.#map;
    if (!map || !palette) return;
    // On pale cells around zero, black reads in both lights.
    const ink = '#111316';
    const halo = '#ffffffb0';
    const labels = new Labels(plot);
    const lines = map.zeroGrowth.map((points) => ({
      x: points.map(([x]) => x),
      y: points.map(([, y]) => y),
    }));
    labels.avoid([...lines, ...(theory.critical ? [theory.critical] : [])]);
    for (const line of lines) {
      drawCurve(plot, line, { color: halo, width: 5 });
      drawCurve(plot, line, { color: ink, width: 2.25 });
    }
    const longest = lines.sort((a, b) => b.x.length - a.x.length)[0];
    const { critical } = theory;
    if (critical) {
      drawCurve(plot, critical, { color: ink, width: 1, dash: [4, 3] });
      labels.nameAlong('mean field', critical, 0.82, { color: ink, halo, side: 'below' });
    }
    if (longest)
      labels.nameAlong('zero growth', longest, 0.5, { color: ink, halo, weight: 600, side: 'above' });
    this.#placeMark();
  }

  #placeMark(): void {
    const { plot } = this.#plots;
    const { shown, pinned } = this;
    const at =
      pinned !== undefined && !this.stale && shown && pinned < shown.cloud.length ? pinned : undefined;
    this.#mark.hidden = at === undefined;
    if (!plot || at === undefined || !shown) return;
    const x = plot.valToPos(shown.cloud.column('gain')[at] ?? 0, 'x');
    const y = plot.valToPos(shown.cloud.column(this.y.name)[at] ?? 0, 'y');
    this.#mark.style.transform = `translate(${x}px, ${y}px)`;
  }

  #point(plot: uPlot): void {
    const { left = -1, top = -1 } = plot.cursor;
    const map = this.#map;
    if (!map || left < 0 || top < 0) {
      if (!this.matches(':focus-within')) this.#moveTo(undefined);
      return;
    }
    const place = (value: number, [least, most]: readonly [number, number], cells: number) =>
      Math.min(cells - 1, Math.max(0, Math.floor(((value - least) / (most - least)) * cells)));
    this.#moveTo({
      column: place(plot.posToVal(left, 'x'), map.gain, map.columns),
      row: place(plot.posToVal(top, 'y'), map.scale, map.rows),
    });
  }

  #moveTo(cell: Cell | undefined): void {
    const { plot } = this.#plots;
    const map = this.#map;
    this.#cell = cell;
    this.#outline.hidden = !cell;
    let detail = '';
    if (plot && map && cell) {
      const { left, right, bottom, top } = cellEdges(map)(cell);
      const [x0, x1] = [plot.valToPos(left, 'x'), plot.valToPos(right, 'x')];
      const [y0, y1] = [plot.valToPos(top, 'y'), plot.valToPos(bottom, 'y')];
      Object.assign(this.#outline.style, {
        left: `${x0}px`,
        top: `${y0}px`,
        width: `${x1 - x0}px`,
        height: `${y1 - y0}px`,
      });
      const rate = map.growthRate[cell.row * map.columns + cell.column] ?? Number.NaN;
      const median = Number.isNaN(rate)
        ? 'nothing measured yet'
        : rate === -Infinity
          ? 'the median network is dead'
          : `median ${natsPerStep(rate)}`;
      const range = (from: number, to: number) => `${significant(from)} to ${significant(to)}`;
      detail = `gain ${range(left, right)} · ${axisLabel(this.y)} ${range(bottom, top)} · ${median}`;
    }
    this.dispatchEvent(new CustomEvent('map-reading', { detail }));
  }

  #pin(): void {
    const map = this.#map;
    if (!map || !this.#cell || !this.shown) return;
    const { left, right, bottom, top } = cellEdges(map)(this.#cell);
    const { cloud } = this.shown;
    const [gains, scales] = [cloud.column('gain'), cloud.column(this.y.name)];
    let nearest: number | undefined;
    let least = Infinity;
    for (let i = 0; i < cloud.length; i++) {
      const dx = ((gains[i] ?? 0) - (left + right) / 2) / (right - left);
      const dy = ((scales[i] ?? 0) - (bottom + top) / 2) / (top - bottom);
      if (dx * dx + dy * dy >= least) continue;
      least = dx * dx + dy * dy;
      nearest = i;
    }
    if (nearest !== undefined) this.dispatchEvent(new PinEvent(nearest));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const map = this.#map;
    if (!map) return;
    const stride = event.shiftKey ? 10 : 1;
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-stride, 0],
      ArrowRight: [stride, 0],
      ArrowDown: [0, -stride],
      ArrowUp: [0, stride],
    };
    const move = moves[event.key];
    if (move) {
      const from = this.#cell ?? { column: Math.floor(map.columns / 2), row: Math.floor(map.rows / 2) };
      this.#moveTo({
        column: Math.min(map.columns - 1, Math.max(0, from.column + move[0])),
        row: Math.min(map.rows - 1, Math.max(0, from.row + move[1])),
      });
    } else if (event.key === 'Enter' || event.key === ' ') this.#pin();
    else return;
    event.preventDefault();
  };
}

/** The gains and scales between which a cell lies. */
function cellEdges({ gain, scale, columns, rows }: PhaseMap) {
  const along = ([least, most]: readonly [number, number], part: number) => least + (most - least) * part;
  return ({ column, row }: Cell) => ({
    left: along(gain, column / columns),
    right: along(gain, (column + 1) / columns),
    bottom: along(scale, row / rows),
    top: along(scale, (row + 1) / rows),
  });
}

/** A single value has no width to draw on: half a unit to either side stands for it. */
function wide(range: readonly [number, number] | undefined): [number, number] {
  const [least, most] = range ?? [0, 1];
  return least < most ? [least, most] : [least - 0.5, most + 0.5];
}

declare global {
  interface HTMLElementTagNameMap {
    'phase-map-chart': PhaseMapChart;
  }
}
