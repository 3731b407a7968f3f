/** What the colours mean: growth rate in nats per step, zero in the middle. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { fixed } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import { type ColorTable, colorOf, growthLimit } from './growth_color.ts';

const ticks = [-1, -0.1, 0, 0.1, 1] as const;

@customElement('growth-legend')
export class GrowthLegend extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: inline-grid;
        grid-template-columns: auto 150px;
        align-items: center;
        gap: 1px 8px;
        font-size: 11px;
        color: var(--muted);
      }
      .bar {
        height: 8px;
        border-radius: 2px;
      }
      .ticks {
        position: relative;
        grid-column: 2;
        height: 13px;
      }
      .ticks span {
        position: absolute;
        transform: translateX(-50%);
      }
    `,
  ];

  @property({ attribute: false }) colors: ColorTable = new Uint8ClampedArray();

  override render() {
    const stops = Array.from({ length: 33 }, (_, i) => {
      const position = i / 16 - 1;
      return colorOf(this.colors, Math.sign(position) * position * position * growthLimit);
    });
    return html`
      <span>λ, nats/step</span>
      <span class="bar" style=${`background: linear-gradient(to right, ${stops.join(', ')})`}></span>
      <span class="ticks" aria-hidden="true">
        ${ticks.map((rate) => {
          const position = 50 + 50 * Math.sign(rate) * Math.sqrt(Math.abs(rate) / growthLimit);
          return html`<span style=${`left: ${position}%`}>${fixed(rate, rate === 0 || Math.abs(rate) === 1 ? 0 : 1)}</span>`;
        })}
      </span>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'growth-legend': GrowthLegend;
  }
}
