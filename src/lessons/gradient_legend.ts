/** What a gradient's colour means, in decades away from the gradient at the end. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Drawing } from '../files/picture_svg.ts';
import type { PictureSource } from '../ui/charts/picture.ts';
import type { Palette } from '../ui/theme.ts';
import { gradientColor, strongestDecades } from './gradient_color.ts';

const words = ['10⁻⁶ of it', 'as it began', '10⁶ times'] as const;
const width = 200;

@customElement('gradient-legend')
export class GradientLegend extends LitElement implements PictureSource {
  static override styles = css`
    :host {
      display: inline-grid;
      grid-template-columns: repeat(3, 1fr);
      width: 200px;
      gap: 1px 0;
      color: var(--muted);
      font-size: 11px;
    }
    .bar {
      grid-column: 1 / -1;
      height: 8px;
      border-radius: 2px;
      print-color-adjust: exact;
    }
    span:nth-of-type(2) {
      text-align: center;
    }
    span:nth-of-type(3) {
      text-align: right;
    }
  `;

  @property({ attribute: false }) palette: Palette | undefined;

  override render() {
    return html`<div class="bar" .style=${`background: linear-gradient(to right, ${this.#stops().join(', ')})`}></div>
      ${words.map((word) => html`<span>${word}</span>`)}`;
  }

  picture(): Drawing {
    const { color } = getComputedStyle(this);
    const stops = this.#stops().map(
      (stop, i, { length }) => `<stop offset="${i / (length - 1)}" stop-color="${stop}"/>`,
    );
    const anchors = ['start', 'middle', 'end'] as const;
    return {
      ...{ width, height: 24 },
      markup: [
        `<linearGradient id="gradient">${stops.join('')}</linearGradient>`,
        `<rect y="1" width="${width}" height="8" rx="2" fill="url(#gradient)"/>`,
        ...words.map(
          (word, i) =>
            `<text x="${(width * i) / 2}" y="22" font-size="11" fill="${color}" text-anchor="${anchors[i]}">${word}</text>`,
        ),
      ].join('\n'),
    };
  }

  #stops(): string[] {
    const { palette } = this;
    if (!palette) return [];
    // An even number of stops: none of them is exactly zero, which has a colour of its own.
    return Array.from({ length: 24 }, (_, i) => gradientColor(palette, (i / 11.5 - 1) * strongestDecades));
  }
}

/** The legend in a figure's place for it. */
export function gradientLegend(palette: Palette) {
  return html`<gradient-legend slot="legend" .palette=${palette}></gradient-legend>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gradient-legend': GradientLegend;
  }
}
