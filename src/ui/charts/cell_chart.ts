/** A plane of equal cells, each in a colour, with lines over them: what every map is. */
import { css, html, LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import type { Drawing } from '../../files/picture_svg.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { type Curve, clipped, drawCurve, Labels } from './line_painter.ts';
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

/** On pale cells around a boundary, black reads in both lights. */
const ink = '#111316';
const halo = '#ffffffb0';
const shade = '#11131638';

/** @fires map-reading - The cursor stands on another cell; `detail` is what it reads, or an empty string. */
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
    `,
  ];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ type: Boolean }) stale = false;
  @property() label = '';

  protected readonly plots = new PlotController(this);
  readonly #outline = Object.assign(document.createElement('div'), { className: 'cell', hidden: true });
  #cell: Cell | undefined;

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
      class="plot ${this.stale ? 'stale' : ''}"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown Enter"
      @keydown=${this.#onKey}
      @blur=${() => this.#moveTo(undefined)}
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
    plot.over.append(this.#outline);
    plot.over.addEventListener('click', () => {
      if (this.#cell) this.choose(this.#cell);
    });
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
    const labels = new Labels(plot);
    const levels = this.levels();
    labels.avoid(levels.flatMap(({ lines }) => lines));
    for (const { band = [] } of levels) shadeBetween(plot, band);
    for (const { lines, isTheory } of levels) {
      for (const line of lines) {
        if (isTheory) drawCurve(plot, line, { color: ink, width: 1, dash: [4, 3] });
        else {
          drawCurve(plot, line, { color: halo, width: 5 });
          drawCurve(plot, line, { color: ink, width: 2.25 });
        }
      }
    }
    // Of theory first: what is measured finds another place.
    for (const { name, lines, isTheory } of [...levels].sort(
      (a, b) => Number(b.isTheory) - Number(a.isTheory),
    )) {
      const longest = [...lines].sort((a, b) => b.x.length - a.x.length)[0];
      if (!longest) continue;
      labels.nameAlong(name, longest, isTheory ? 0.82 : 0.25, {
        ...{ color: ink, halo, side: isTheory ? 'below' : 'above' },
        ...(!isTheory && { weight: 600 }),
      });
    }
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
    const at = (value: number, [least, most]: readonly [number, number], cells: number) =>
      clamp(Math.floor(((value - least) / (most - least)) * cells), cells - 1);
    this.#moveTo({
      column: at(plot.posToVal(left, 'x'), plane.x, plane.columns),
      row: at(plot.posToVal(top, 'y'), plane.y, plane.rows),
    });
  }

  #moveTo(cell: Cell | undefined): void {
    const { plot } = this.plots;
    const { plane } = this;
    this.#cell = cell;
    this.#outline.hidden = !cell;
    if (plot && plane && cell) {
      const { left, right, bottom, top } = cellEdges(plane)(cell);
      const [x0, x1] = [plot.valToPos(left, 'x'), plot.valToPos(right, 'x')];
      const [y0, y1] = [plot.valToPos(top, 'y'), plot.valToPos(bottom, 'y')];
      Object.assign(this.#outline.style, {
        left: `${x0}px`,
        top: `${y0}px`,
        width: `${x1 - x0}px`,
        height: `${y1 - y0}px`,
      });
    }
    const detail = plot && plane && cell ? this.readingOf(cell) : '';
    this.dispatchEvent(new CustomEvent('map-reading', { detail }));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { plane } = this;
    if (!plane) return;
    const stride = event.shiftKey ? 10 : 1;
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
      this.#moveTo({
        column: clamp(from.column + move[0], plane.columns - 1),
        row: clamp(from.row + move[1], plane.rows - 1),
      });
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (this.#cell) this.choose(this.#cell);
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
function shadeBetween(plot: uPlot, rings: readonly Curve[]): void {
  const { ctx } = plot;
  clipped(plot, () => {
    ctx.fillStyle = shade;
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

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
