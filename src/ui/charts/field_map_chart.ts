/** A map of any two fields: cells of one size, in the colours of a scale, with the boundary as measured and as theory has it. */

import type { PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import type { CellNumbers, Place } from '../../analysis/level_lines.ts';
import type { MapBoundary } from '../../analysis/map_boundary.ts';
import type { AxisField, GridAxis } from '../../experiment/map_grid.ts';
import { say } from '../../language/say.ts';
import type { Palette } from '../theme.ts';
import { type Cell, CellChart, type CellPlane, type LevelLines } from './cell_chart.ts';
import type { ColorScale } from './color_scale.ts';
import { fieldAxis } from './field_axis.ts';
import type { Curve } from './line_painter.ts';

interface Grid {
  readonly x: GridAxis<AxisField>;
  readonly y: GridAxis<AxisField>;
}

/** @fires cell-open - A cell is chosen; `detail` is which. */
@customElement('field-map-chart')
export class FieldMapChart extends CellChart {
  @property({ attribute: false }) grid: Grid | undefined;
  @property({ attribute: false }) cells: CellNumbers | undefined;
  @property({ attribute: false }) scale: ColorScale | undefined;
  @property({ attribute: false }) boundary: MapBoundary | undefined;
  @property({ attribute: false }) boundaryName = '';
  /** Theory's lines, in cells. */
  @property({ attribute: false }) theory: readonly (readonly Place[])[] = [];
  /** What is read of a cell, for a person. */
  @property({ attribute: false }) read: (cell: Cell) => string = () => '';

  override updated(changed: PropertyValues<this>): void {
    // A scale goes with its cells.
    if (changed.has('cells') || changed.has('boundary') || changed.has('theory')) this.plots.refresh();
  }

  optionsKey(): string {
    const axis = ({ field, edges }: GridAxis<AxisField>) =>
      `${field.key} ${edges[0]} ${edges.at(-1)} ${edges.length}`;
    return `${this.palette?.name} ${this.grid ? `${axis(this.grid.x)} ${axis(this.grid.y)}` : ''}`;
  }

  protected get plane(): CellPlane | undefined {
    const { cells } = this;
    return cells && { ...cells, x: [0, cells.columns], y: [0, cells.rows] };
  }

  protected axes(palette: Palette): uPlot.Axis[] {
    const { grid } = this;
    if (!grid) return [];
    const axes = [fieldAxis(palette, 'x', grid.x), fieldAxis(palette, 'y', grid.y)];
    // Where there may be detail of a cell's size a grid would hide it.
    return this.zoomable ? axes.map((axis) => ({ ...axis, grid: { show: false } })) : axes;
  }

  protected colorOf(): (value: number) => string {
    return this.scale?.colorOf ?? (() => 'transparent');
  }

  protected levels(): LevelLines[] {
    const { boundary, theory } = this;
    return [
      {
        name: this.boundaryName,
        lines: (boundary?.lines ?? []).map(curveOf),
        band: (boundary?.band ?? []).map(curveOf),
      },
      { name: say`theory`, lines: theory.map(curveOf), isTheory: true },
    ];
  }

  protected readingOf(cell: Cell): string {
    return this.read(cell);
  }

  protected choose(cell: Cell): void {
    this.dispatchEvent(new CustomEvent<Cell>('cell-open', { detail: cell }));
  }
}

function curveOf(places: readonly Place[]): Curve {
  return { x: places.map(([x]) => x), y: places.map(([, y]) => y) };
}

declare global {
  interface HTMLElementTagNameMap {
    'field-map-chart': FieldMapChart;
  }
}
