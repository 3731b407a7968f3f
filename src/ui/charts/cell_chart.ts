/** A plane of equal cells, each in a colour, with lines over them: what every map is. */
import { css, html, LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import type { CellArea } from '../../experiment/map_grid.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { Labels } from './labels.ts';
import { type Curve, clipped, drawCurve } from './line_painter.ts';
import type { PictureSource } from './picture.ts';
import { PlotController, type PlotSource } from './plot_controller.ts';
import { plotStyles } from './plot_styles.ts';

export interface Cell {
  readonly column: number;
  readonly row: number;
}

/** Cells of equal size over a stretch of both axes: the first at the least of both. */
export interface CellPlane {
  readonly columns: number;
  readonly rows: number;
  readonly x: readonly [least: number, most: number];
  readonly y: readonly [least: number, most: number];
  /** Row-major [rows × columns]; nothing is painted where it is NaN. */
  readonly values: Float64Array;
}

/** Lines over a plane, in the units of its axes. */
export interface LevelLines {
  readonly name: string;
  readonly lines: readonly Curve[];
  /** What is within an odd number of these closed rings is shaded. */
  readonly band?: readonly Curve[];
  /** What is expected, beside what is measured. */
  readonly isTheory?: boolean;
}

/** Alpha of what lies under a line, and of a band: around a boundary cells are close to the surface, and ink reads on them. */
const [haloAlpha, shadeAlpha] = ['b0', '38'];

/** CSS pixels that a mouse may tremble within a click. */
const tremble = 4;

/**
 * @fires area-choose - Of one that can be zoomed: some cells are to fill it; `detail` is which.
 * @fires zoom-out - Of one that can be zoomed: the way back is asked for.
 * @fires map-reading - The cursor stands on another cell; `detail` is what it reads, or an empty string.
 */
export abstract class CellChart extends LitElement implements PlotSource, PictureSource {
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
      .area {
        position: absolute;
        border: 1.5px solid var(--accent);
        background: color-mix(in srgb, var(--accent) 18%, transparent);
        box-shadow: 0 0 0 1px var(--surface);
        pointer-events: none;
      }
      .zoomable .u-over {
        cursor: crosshair;
      }
    `,
  ];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ type: Boolean }) stale = false;
  @property() label = '';
  /** Whether a rectangle can be dragged, or grown with Shift and arrows, for the chart to be of that alone. */
  @property({ type: Boolean }) zoomable = false;

  protected readonly plots = new PlotController(this);
  readonly #outline = Object.assign(document.createElement('div'), { className: 'cell', hidden: true });
  readonly #rectangle = Object.assign(document.createElement('div'), { className: 'area', hidden: true });
  #cell: Cell | undefined;
  /** Where a rectangle began, and where it is by now. */
  #area: { readonly from: Cell; readonly to: Cell } | undefined;
  #press: { readonly x: number; readonly y: number; readonly cell: Cell } | undefined;
  /** Whether what comes next as a click was the end of a rectangle. */
  #wasDragged = false;

  protected abstract get plane(): CellPlane | undefined;
  /** Changes with whatever the axes are made of. */
  abstract optionsKey(): string;
  protected abstract axes(palette: Palette): uPlot.Axis[];
  protected abstract colorOf(palette: Palette): (value: number) => string;
  protected abstract levels(): readonly LevelLines[];
  protected abstract readingOf(cell: Cell): string;
  /** A cell is clicked, or chosen by a key. */
  protected abstract choose(cell: Cell): void;

  override render() {
    return html`<div
      class="plot ${this.stale ? 'stale' : ''} ${this.zoomable ? 'zoomable' : ''}"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown Enter${this.zoomable ? ' Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp Shift+ArrowDown Escape' : ''}"
      @keydown=${this.#onKey}
      @blur=${() => {
        this.#moveTo(undefined);
        this.#span(undefined);
      }}
    ></div>`;
  }

  /** Shows what has changed. */
  abstract override updated(changed: PropertyValues<this>): void;

  picture(): Drawing | undefined {
    return this.plots.picture();
  }

  place(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.plot');
  }

  data(): uPlot.AlignedData {
    return [[...(this.plane?.x ?? [0, 1])], [null, null]];
  }

  options(): Omit<uPlot.Options, 'width' | 'height'> {
    const { palette } = this;
    return {
      padding: [8, 18, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [...(this.plane?.x ?? ([0, 1] as const))] },
        y: { range: () => [...(this.plane?.y ?? ([0, 1] as const))] },
      },
      axes: palette ? this.axes(palette) : [],
      series: [{}, { show: false, scale: 'y' }],
      cursor: {
        points: { show: false },
        x: false,
        y: false,
        drag: { x: false, y: false, setScale: false },
        bind: { dblclick: () => () => null },
      },
      hooks: {
        init: [(plot) => this.attach(plot)],
        drawClear: [(plot) => this.#paintCells(plot)],
        draw: [(plot) => this.#paintLines(plot)],
        setCursor: [(plot) => this.#point(plot)],
      },
    };
  }

  /** What stands over the plot. */
  protected attach(plot: uPlot): void {
    plot.over.append(this.#outline, this.#rectangle);
    plot.over.addEventListener('click', () => {
      if (this.#wasDragged) this.#wasDragged = false;
      else if (this.#cell) this.choose(this.#cell);
    });
    plot.over.addEventListener('pointerdown', (event) => this.#onPress(plot, event));
    plot.over.addEventListener('pointermove', (event) => this.#onDrag(plot, event));
    plot.over.addEventListener('pointerup', (event) => this.#onRelease(plot, event));
    plot.over.addEventListener('pointercancel', () => this.#letGo());
  }

  #onPress(plot: uPlot, event: PointerEvent): void {
    this.#wasDragged = false;
    const cell = this.#cellAt(plot, event);
    // A finger scrolls the page.
    if (!this.zoomable || !cell || event.button !== 0 || event.pointerType === 'touch') return;
    this.#press = { x: event.clientX, y: event.clientY, cell };
  }

  #onDrag(plot: uPlot, event: PointerEvent): void {
    const { x, y, cell: from } = this.#press ?? {};
    const to = this.#cellAt(plot, event);
    if (x === undefined || y === undefined || !from || !to) return;
    if (!this.#area && Math.hypot(event.clientX - x, event.clientY - y) < tremble) return;
    if (!this.#area) plot.over.setPointerCapture(event.pointerId);
    this.#span({ from, to });
  }

  #onRelease(plot: uPlot, event: PointerEvent): void {
    const area = this.#area;
    if (area) {
      this.#wasDragged = true;
      plot.over.releasePointerCapture(event.pointerId);
    }
    this.#letGo();
    if (area) this.#chooseArea(area);
  }

  #letGo(): void {
    this.#press = undefined;
    this.#span(undefined);
  }

  /** One cell alone is no rectangle. */
  #chooseArea({ from, to }: { readonly from: Cell; readonly to: Cell }): void {
    if (from.column === to.column && from.row === to.row) return;
    this.dispatchEvent(new CustomEvent<CellArea>('area-choose', { detail: areaOf(from, to) }));
  }

  #span(area: { readonly from: Cell; readonly to: Cell } | undefined): void {
    const before = this.#area;
    this.#area = area;
    this.#rectangle.hidden = !area;
    // What was said of one is said no more.
    if (before && !area) this.dispatchEvent(new CustomEvent('map-reading', { detail: '' }));
    if (!area) return;
    const { columns, rows } = areaOf(area.from, area.to);
    this.#lay(this.#rectangle, { column: columns[0], row: rows[0] }, { column: columns[1], row: rows[1] });
    const detail = `${columns[1] - columns[0] + 1} × ${rows[1] - rows[0] + 1} cells to zoom into`;
    this.dispatchEvent(new CustomEvent('map-reading', { detail }));
  }

  /** Lays a frame around cells. */
  #lay(frame: HTMLElement, first: Cell, last: Cell): void {
    const { plot } = this.plots;
    const { plane } = this;
    if (!plot || !plane) return;
    const edges = cellEdges(plane);
    const [low, high] = [edges(first), edges(last)];
    const [x0, x1] = [plot.valToPos(low.left, 'x'), plot.valToPos(high.right, 'x')];
    const [y0, y1] = [plot.valToPos(high.top, 'y'), plot.valToPos(low.bottom, 'y')];
    Object.assign(frame.style, {
      left: `${x0}px`,
      top: `${y0}px`,
      width: `${x1 - x0}px`,
      height: `${y1 - y0}px`,
    });
  }

  #cellAt(plot: uPlot, { clientX, clientY }: PointerEvent): Cell | undefined {
    const { left, top } = plot.over.getBoundingClientRect();
    return this.#cellOf(plot, clientX - left, clientY - top);
  }

  #cellOf(plot: uPlot, left: number, top: number): Cell | undefined {
    const { plane } = this;
    if (!plane) return undefined;
    const at = (value: number, [least, most]: readonly [number, number], cells: number) =>
      clamp(Math.floor(((value - least) / (most - least)) * cells), cells - 1);
    return {
      column: at(plot.posToVal(left, 'x'), plane.x, plane.columns),
      row: at(plot.posToVal(top, 'y'), plane.y, plane.rows),
    };
  }

  #paintCells(plot: uPlot): void {
    const { plane, palette } = this;
    if (!plane || !palette) return;
    const color = this.colorOf(palette);
    const { ctx } = plot;
    const edges = cellEdges(plane);
    clipped(plot, () => {
      plane.values.forEach((value, i) => {
        if (Number.isNaN(value)) return;
        const { left, right, bottom, top } = edges({
          column: i % plane.columns,
          row: Math.floor(i / plane.columns),
        });
        const [x0, x1] = [left, right].map((at) => Math.round(plot.valToPos(at, 'x', true)));
        const [y0, y1] = [top, bottom].map((at) => Math.round(plot.valToPos(at, 'y', true)));
        ctx.fillStyle = color(value);
        ctx.fillRect(x0 ?? 0, y0 ?? 0, (x1 ?? 0) - (x0 ?? 0), (y1 ?? 0) - (y0 ?? 0));
      });
    });
  }

  #paintLines(plot: uPlot): void {
    if (!this.plane || !this.palette) return;
    const { ink, surface } = this.palette;
    const halo = `${surface}${haloAlpha}`;
    const labels = new Labels(plot);
    const levels = this.levels();
    labels.avoid(levels.flatMap(({ lines }) => lines));
    for (const { band = [] } of levels) shadeBetween(plot, band, `${ink}${shadeAlpha}`);
    for (const { lines, isTheory } of levels) {
      for (const line of lines) {
        drawCurve(plot, line, { color: halo, width: isTheory ? 3 : 5 });
        drawCurve(
          plot,
          line,
          isTheory ? { color: ink, width: 1, dash: [4, 3] } : { color: ink, width: 2.25 },
        );
      }
    }
    // Of theory first: what is measured finds another place.
    for (const { name, lines, isTheory } of [...levels].sort(
      (a, b) => Number(b.isTheory) - Number(a.isTheory),
    )) {
      const longest = [...lines].sort((a, b) => b.x.length - a.x.length)[0];
      if (!longest) continue;
      labels.name(name, longest, isTheory ? 0.82 : 0.25, {
        ...{ color: ink, halo, side: isTheory ? 'below' : 'above' },
        ...(!isTheory && { weight: 600, keep: true }),
      });
    }
    labels.draw();
    this.painted();
  }

  /** The plot has been drawn. */
  protected painted(): void {
    // Whoever has marks on it places them.
  }

  #point(plot: uPlot): void {
    const { left = -1, top = -1 } = plot.cursor;
    const { plane } = this;
    if (!plane || left < 0 || top < 0) {
      if (!this.matches(':focus-within')) this.#moveTo(undefined);
      return;
    }
    if (!this.#area) this.#moveTo(this.#cellOf(plot, left, top));
  }

  #moveTo(cell: Cell | undefined): void {
    const { plot } = this.plots;
    const { plane } = this;
    this.#cell = cell;
    this.#outline.hidden = !cell;
    if (cell) this.#lay(this.#outline, cell, cell);
    const detail = plot && plane && cell ? this.readingOf(cell) : '';
    this.dispatchEvent(new CustomEvent('map-reading', { detail }));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { plane } = this;
    if (!plane) return;
    const stride = event.shiftKey && !this.zoomable ? 10 : 1;
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-stride, 0],
      ArrowRight: [stride, 0],
      ArrowDown: [0, -stride],
      ArrowUp: [0, stride],
    };
    const move = moves[event.key];
    if (move) {
      const from = this.#cell ?? {
        column: Math.floor(plane.columns / 2),
        row: Math.floor(plane.rows / 2),
      };
      const to = {
        column: clamp(from.column + move[0], plane.columns - 1),
        row: clamp(from.row + move[1], plane.rows - 1),
      };
      const began = this.#area?.from ?? from;
      this.#moveTo(to);
      this.#span(event.shiftKey && this.zoomable ? { from: began, to } : undefined);
    } else if (event.key === 'Enter' || event.key === ' ') {
      const area = this.#area;
      this.#span(undefined);
      if (area) this.#chooseArea(area);
      else if (this.#cell) this.choose(this.#cell);
    } else if (event.key === 'Escape' && this.zoomable) {
      if (this.#area) this.#span(undefined);
      else this.dispatchEvent(new Event('zoom-out'));
    } else return;
    event.preventDefault();
  };
}

/** Between which values a cell lies. */
export function cellEdges({ x, y, columns, rows }: CellPlane) {
  const along = ([least, most]: readonly [number, number], part: number) => least + (most - least) * part;
  return ({ column, row }: Cell) => ({
    left: along(x, column / columns),
    right: along(x, (column + 1) / columns),
    bottom: along(y, row / rows),
    top: along(y, (row + 1) / rows),
  });
}

/** What lies within an odd number of rings. */
function shadeBetween(plot: uPlot, rings: readonly Curve[], color: string): void {
  const { ctx } = plot;
  clipped(plot, () => {
    ctx.fillStyle = color;
    ctx.beginPath();
    for (const { x, y } of rings) {
      for (let i = 0; i < x.length; i++) {
        const [right, up] = [plot.valToPos(x[i] ?? 0, 'x', true), plot.valToPos(y[i] ?? 0, 'y', true)];
        if (i === 0) ctx.moveTo(right, up);
        else ctx.lineTo(right, up);
      }
      ctx.closePath();
    }
    ctx.fill('evenodd');
  });
}

/** The cells between two corners. */
function areaOf(a: Cell, b: Cell): CellArea {
  return {
    columns: [Math.min(a.column, b.column), Math.max(a.column, b.column)],
    rows: [Math.min(a.row, b.row), Math.max(a.row, b.row)],
  };
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
