/** What the colours mean: growth rate in nats per step, zero in the middle. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { quantityTable } from '../../analysis/quantities.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import { fixed } from '../numbers.ts';
import { axisLabel } from '../quantity_words.ts';
import { sharedStyles } from '../shared_styles.ts';
import { type ColorTable, colorOf, growthLimit } from './growth_color.ts';
import type { PictureSource } from './picture.ts';

const name = axisLabel(quantityTable.rate, true);
const ticks = [-1, -0.1, 0, 0.1, 1] as const;

/** Where a growth rate stands along the bar, from 0 to 1. */
function placeOf(rate: number): number {
  return 0.5 + 0.5 * Math.sign(rate) * Math.sqrt(Math.abs(rate) / growthLimit);
}

function written(rate: number): string {
  return fixed(rate, rate === 0 || Math.abs(rate) === 1 ? 0 : 1);
}

@customElement('growth-legend')
export class GrowthLegend extends LitElement implements PictureSource {
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
    return html`
      <span>${name}</span>
      <span class="bar" style=${`background: linear-gradient(to right, ${this.#stops().join(', ')})`}></span>
      <span class="ticks" aria-hidden="true">
        ${ticks.map((rate) => html`<span style=${`left: ${100 * placeOf(rate)}%`}>${written(rate)}</span>`)}
      </span>
    `;
  }

  picture(): Drawing {
    const [left, width] = [84, 150];
    const color = getComputedStyle(this).color;
    const stops = this.#stops().map(
      (stop, i, { length }) => `<stop offset="${i / (length - 1)}" stop-color="${stop}"/>`,
    );
    const text = (words: string, x: number, y: number, anchor: string) =>
      `<text x="${x}" y="${y}" font-size="11" fill="${color}" text-anchor="${anchor}">${words}</text>`;
    return {
      width: left + width,
      height: 24,
      markup: [
        `<linearGradient id="growth">${stops.join('')}</linearGradient>`,
        text(name, 0, 9, 'start'),
        `<rect x="${left}" y="1" width="${width}" height="8" rx="2" fill="url(#growth)"/>`,
        ...ticks.map((rate) => text(written(rate), left + width * placeOf(rate), 22, 'middle')),
      ].join('\n'),
    };
  }

  /** Colours from the most vanishing to the most exploding. */
  #stops(): string[] {
    return Array.from({ length: 33 }, (_, i) => {
      const position = i / 16 - 1;
      return colorOf(this.colors, Math.sign(position) * position * position * growthLimit);
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'growth-legend': GrowthLegend;
  }
}
