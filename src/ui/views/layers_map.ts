/** The gradient at every layer and step of a model, framed: a map or its numbers, and what its hatching means. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Diagnosis } from '../../analysis/diagnosis/rule.ts';
import type { LayerAnalysis } from '../../analysis/model_analysis.ts';
import type { Agreement } from '../../session/agreement.ts';
import '../charts/chart_frame.ts';
import '../charts/decades_legend.ts';
import '../charts/gradient_map_chart.ts';
import { cellColors } from '../charts/growth_color.ts';
import type { Told } from '../charts/picture.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { gradientRows, gradientTable } from './model_tables.ts';

/** Where a finding is: its layer and direction, at its step or the first. */
type Place = { readonly [Key in 'layer' | 'direction' | 'step']?: Diagnosis[Key] | undefined };

/** @fires row-pick - A layer is picked: its index is the event's `detail`. */
@customElement('layers-map')
export class LayersMap extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      chart-frame {
        padding: 0;
      }
      .stale {
        opacity: 0.55;
      }
      p {
        max-width: 78ch;
        margin: 4px 0 0;
        color: var(--muted);
        font-size: 12px;
        line-height: 1.45;
        text-wrap: pretty;
      }
    `,
  ];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) layers: readonly LayerAnalysis[] = [];
  /** What it is of, as its name for those who do not see it ends. */
  @property() of = '';
  /** The fragment of a link that holds what is shown; empty where none does. */
  @property() fragment = '';
  /** What is read where the cursor is not. */
  @property() about = '';
  @property({ attribute: false }) agreement: Agreement | undefined;
  @property({ attribute: false }) told: () => Told = () => ({ words: [], entries: {} });
  /** Whether something newer is being measured. */
  @property({ type: Boolean }) stale = false;

  @state() private reading = '';
  @state() private table = false;

  override render() {
    const rows = gradientRows(this.layers);
    return html`<chart-frame
        flow
        name="layers"
        .fragment=${this.fragment}
        heading="Gradient at every layer and step"
        .agreement=${this.agreement}
        .reading=${this.reading || this.about}
        ?table=${this.table}
        .told=${this.told}
        @table-toggle=${() => {
          this.table = !this.table;
        }}
      >
        <gradient-map-chart
          class=${this.stale ? 'stale' : ''}
          .palette=${this.palette}
          .rows=${rows}
          label="Gradient norm at every layer and step ${this.of}"
          @row-pick=${({ detail }: CustomEvent<number>) =>
            this.dispatchEvent(new CustomEvent('row-pick', { detail }))}
          @map-reading=${({ detail }: CustomEvent<string>) => {
            this.reading = detail;
          }}
        ></gradient-map-chart>
        <decades-legend
          slot="legend"
          .colors=${this.palette ? cellColors(this.palette) : new Uint8ClampedArray()}
        ></decades-legend>
        <div slot="table">${this.table ? gradientTable(rows) : nothing}</div>
      </chart-frame>
      <p>Hatched in white, below 10⁻⁴⁵ or above 10³⁸·⁵: float32 would print 0 or ∞. Hatched in grey: exactly zero.</p>`;
  }

  /** Leads to a place, where it is on the map. */
  async show({ layer, direction, step = 0 }: Place): Promise<void> {
    const row = this.layers.findIndex((one) => one.name === layer && one.direction === direction);
    if (row < 0) return;
    this.table = false;
    await this.updateComplete;
    await this.renderRoot.querySelector('gradient-map-chart')?.show(row, step);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'layers-map': LayersMap;
  }
}
