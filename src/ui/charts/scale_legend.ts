/** What the colours of a chart mean: a bar of them, and numbers along it. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type Drawing, escaped } from '../../files/picture_svg.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { ColorScale } from './color_scale.ts';
import type { PictureSource } from './picture.ts';

@customElement('scale-legend')
export class ScaleLegend extends LitElement implements PictureSource {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: inline-grid;
        grid-template-columns: auto 150px;
        align-items: center;
        gap: 1px 8px;
        padding-right: 8px;
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

  @property({ attribute: false }) scale: ColorScale | undefined;

  override render() {
    const { scale } = this;
    if (!scale) return nothing;
    return html`
      <span>${scale.name}</span>
      <span class="bar" style=${`background: linear-gradient(to right, ${scale.stops.join(', ')})`}></span>
      <span class="ticks" aria-hidden="true">
        ${scale.ticks.map(({ part, text }) => html`<span style=${`left: ${100 * part}%`}>${text}</span>`)}
      </span>
    `;
  }

  picture(): Drawing | undefined {
    const { scale } = this;
    if (!scale) return undefined;
    const width = 150;
    // About as wide as its letters are.
    const left = 12 + 6 * scale.name.length;
    const color = getComputedStyle(this).color;
    const stops = scale.stops.map(
      (stop, i, { length }) => `<stop offset="${i / (length - 1)}" stop-color="${stop}"/>`,
    );
    const text = (words: string, x: number, y: number, anchor: string) =>
      `<text x="${x}" y="${y}" font-size="11" fill="${color}" text-anchor="${anchor}">${words}</text>`;
    return {
      width: left + width + 12,
      height: 24,
      markup: [
        `<linearGradient id="scale">${stops.join('')}</linearGradient>`,
        text(escaped(scale.name), 0, 9, 'start'),
        `<rect x="${left}" y="1" width="${width}" height="8" rx="2" fill="url(#scale)"/>`,
        ...scale.ticks.map(({ part, text: words }) => text(words, left + width * part, 22, 'middle')),
      ].join('\n'),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'scale-legend': ScaleLegend;
  }
}
