/** The phase map: gain × input (or bias) scale, each cell the median growth rate of its networks. */

import type { PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type uPlot from 'uplot';
import type { PhaseMap } from '../../analysis/phase_map.ts';
import { type Quantity, quantityTable } from '../../analysis/quantities.ts';
import type { Shown } from '../../session/exploration.ts';
import type { Theory } from '../../theory/theory_line.ts';
import { PinEvent } from '../events.ts';
import { natsPerStep, significant } from '../numbers.ts';
import { axisLabel } from '../quantity_words.ts';
import type { Palette } from '../theme.ts';
import { quantityAxis } from './axes.ts';
import { type Cell, CellChart, type CellPlane, cellEdges, type LevelLines } from './cell_chart.ts';
import { besideColor, configurationColor } from './configuration_color.ts';
import { cellColors, colorOf } from './growth_color.ts';

/** @fires network-pin - A cell is chosen: the network nearest to its middle. */
@customElement('phase-map-chart')
export class PhaseMapChart extends CellChart {
  @property({ attribute: false }) shown: Shown | undefined;
  @property({ attribute: false }) theory: Theory = {};
  @property({ attribute: false }) pinned: number | undefined;
  /** The one that is pinned beside it. */
  @property({ attribute: false }) beside: number | undefined;
  /** What y is. */
  @property({ attribute: false }) y: Quantity = quantityTable['input-scale'];

  readonly #marks = ['mark pinned', 'mark pinned beside'].map((className) =>
    Object.assign(document.createElement('div'), { className, hidden: true }),
  );

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('shown') || changed.has('theory')) this.plots.refresh();
    else this.painted();
  }

  optionsKey(): string {
    return `${this.palette?.name} ${this.y.name}`;
  }

  get #map(): PhaseMap | undefined {
    return this.shown?.summary.map;
  }

  protected get plane(): CellPlane | undefined {
    const map = this.#map;
    return map && { ...map, x: wide(map.gain), y: wide(map.scale), values: map.growthRate };
  }

  protected axes(palette: Palette): uPlot.Axis[] {
    return [quantityAxis(palette, 'x', quantityTable.gain), quantityAxis(palette, 'y', this.y)];
  }

  protected colorOf(palette: Palette): (rate: number) => string {
    const colors = cellColors(palette);
    return (rate) => colorOf(colors, rate);
  }

  protected levels(): LevelLines[] {
    const { critical } = this.theory;
    const lines = (this.#map?.zeroGrowth ?? []).map((points) => ({
      x: points.map(([x]) => x),
      y: points.map(([, y]) => y),
    }));
    return [
      { name: 'zero growth', lines },
      ...(critical ? [{ name: 'mean field', lines: [critical], isTheory: true }] : []),
    ];
  }

  protected override attach(plot: uPlot): void {
    super.attach(plot);
    plot.over.append(...this.#marks);
  }

  protected override painted(): void {
    const { plot } = this.plots;
    const { shown, pinned, beside, palette } = this;
    for (const [place, mark] of this.#marks.entries()) {
      const index = place === 0 ? pinned : beside;
      const at =
        index !== undefined && !this.stale && shown && index < shown.cloud.length ? index : undefined;
      mark.hidden = at === undefined;
      mark.dataset.name = beside === undefined ? '' : place === 0 ? 'A' : 'B';
      if (palette) mark.style.setProperty('--beside', configurationColor(palette, besideColor));
      if (!plot || at === undefined || !shown) continue;
      const x = plot.valToPos(shown.cloud.column('gain')[at] ?? 0, 'x');
      const y = plot.valToPos(shown.cloud.column(this.y.name)[at] ?? 0, 'y');
      mark.style.transform = `translate(${x}px, ${y}px)`;
    }
  }

  protected readingOf(cell: Cell): string {
    const { plane } = this;
    if (!plane) return '';
    const { left, right, bottom, top } = cellEdges(plane)(cell);
    const rate = plane.values[cell.row * plane.columns + cell.column] ?? Number.NaN;
    const median = Number.isNaN(rate)
      ? 'nothing measured yet'
      : rate === -Infinity
        ? 'the median network is dead'
        : `median ${natsPerStep(rate)}`;
    const range = (from: number, to: number) => `${significant(from)} to ${significant(to)}`;
    return `gain ${range(left, right)} · ${axisLabel(this.y)} ${range(bottom, top)} · ${median}`;
  }

  protected choose(cell: Cell): void {
    const { plane } = this;
    if (!plane || !this.shown) return;
    const { left, right, bottom, top } = cellEdges(plane)(cell);
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
}

/** A single value has no width to draw on: half a unit to either side stands for it. */
function wide([least, most]: readonly [number, number]): [number, number] {
  return least < most ? [least, most] : [least - 0.5, most + 0.5];
}

declare global {
  interface HTMLElementTagNameMap {
    'phase-map-chart': PhaseMapChart;
  }
}
