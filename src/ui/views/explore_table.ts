/** The numbers of one of the explorer's charts as tables: loaded when the first is asked for. */
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { MeasuredEdge } from '../../analysis/measured_edge.ts';
import type { NetworkReading } from '../../analysis/network_reading.ts';
import { fieldQuantities } from '../../analysis/quantities.ts';
import type { MapAxis } from '../../experiment/experiment.ts';
import type { Shown } from '../../session/exploration.ts';
import type { Given } from '../../session/given.ts';
import '../charts/networks_table.ts';
import { axisLabel } from '../quantity_words.ts';
import { sharedStyles } from '../shared_styles.ts';
import { edgeTable, linesTable, mapTable, networksOfFiles, timeTable } from './chart_tables.ts';

/** What there is in a table: of the first chart, or of one through time. */
export type TableContent = { readonly shown: Shown } & (
  | {
      readonly kind: 'gradients';
      readonly edge: MeasuredEdge | undefined;
      /** The second axis of a phase map; undefined where the chart shows points. */
      readonly axis: MapAxis | undefined;
      readonly source: (from: number, rows: number) => Promise<readonly NetworkReading[] | undefined>;
    }
  | {
      readonly kind: 'gradient' | 'state';
      readonly norm: string;
      readonly curves: readonly { readonly name: string; readonly norms: ArrayLike<number> }[];
      /** A person's own networks, where there are several. */
      readonly files: readonly Given[];
    }
);

@customElement('explore-table')
export class ExploreTable extends LitElement {
  static override styles = [sharedStyles];

  @property({ attribute: false }) content: TableContent | undefined;

  override render() {
    const { content } = this;
    if (!content) return nothing;
    const { shown } = content;
    if (content.kind === 'gradients') {
      const { axis, edge, source } = content;
      return html`${
        axis
          ? mapTable(shown, axisLabel(fieldQuantities[axis]))
          : html`${linesTable(shown)} ${edgeTable(shown, edge)}`
      }
      <networks-table .shown=${shown} .source=${source}></networks-table>`;
    }
    const { kind, norm, curves, files } = content;
    const { time } = shown.summary;
    return html`${files.length > 0 ? networksOfFiles(files) : nothing} ${timeTable(time.times, time[kind], norm, curves)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'explore-table': ExploreTable;
  }
}
