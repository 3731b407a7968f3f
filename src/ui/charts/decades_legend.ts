/** What the colours of gradient norms mean: decades, 1 in the middle, and what float32 would not print. */
import { css, html, LitElement, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Drawing } from '../../files/picture_svg.ts';
import { fixed } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import { decadesColor, decadesLimit } from './decades_color.ts';
import type { ColorTable } from './growth_color.ts';
import type { PictureSource } from './picture.ts';

const ticks = [-45, -20, -6, 0, 6, 20, 45] as const;
const [left, width] = [104, 200];
const size = { width: left + width + 14, height: 24 };

/** Where a norm stands along the bar, from 0 to 1. */
function placeOf(decades: number): number {
  return 0.5 + 0.5 * Math.sign(decades) * Math.sqrt(Math.abs(decades) / decadesLimit);
}

@customElement('decades-legend')
export class DecadesLegend extends LitElement implements PictureSource {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: inline-block;
      }
      svg {
        display: block;
        max-width: 100%;
        font: 11px system-ui, sans-serif;
        fill: var(--muted);
      }
    `,
  ];

  @property({ attribute: false }) colors: ColorTable = new Uint8ClampedArray();

  override render() {
    const { colors } = this;
    // Colours from the smallest to the largest, evenly along the bar.
    const stops = Array.from({ length: 33 }, (_, i) => {
      const position = i / 16 - 1;
      return decadesColor(colors, Math.sign(position) * position * position * decadesLimit);
    });
    return html`<svg width=${size.width} height=${size.height} viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Colours: log₁₀ of the gradient norm in decades, from −45, cool, to 45, warm">
      <defs>
        <linearGradient id="decades">
          ${stops.map((color, i) => svg`<stop offset=${i / (stops.length - 1)} stop-color=${color} />`)}
        </linearGradient>
      </defs>
      <text x="0" y="9">log₁₀‖∂L/∂state‖</text>
      <rect x=${left} y="1" width=${width} height="8" rx="2" fill="url(#decades)" />
      ${ticks.map(
        (decades) =>
          svg`<text x=${left + width * placeOf(decades)} y="22" text-anchor="middle">${fixed(decades, 0)}</text>`,
      )}
    </svg>`;
  }

  picture(): Drawing | undefined {
    const drawn = this.renderRoot.querySelector('svg');
    if (!drawn) return undefined;
    const copy = document.importNode(drawn, true);
    copy.setAttribute('fill', getComputedStyle(drawn).fill);
    copy.setAttribute('font-size', '11');
    return { ...size, markup: new XMLSerializer().serializeToString(copy) };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'decades-legend': DecadesLegend;
  }
}
