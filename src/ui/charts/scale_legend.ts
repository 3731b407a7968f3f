/** What the colours of a chart mean: a bar of them, and numbers along it. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Drawing } from '../../files/picture_svg.ts';
import { escaped } from '../../files/xml.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { ColorScale } from './color_scale.ts';
import type { PictureSource } from './picture.ts';

@customElement('scale-legend')
export class ScaleLegend extends LitElement implements PictureSource {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        padding-right: 8px;
        font-size: 11px;
        color: var(--muted);
      }
      .scale {
        display: inline-grid;
        grid-template-columns: auto 150px;
        align-items: center;
        gap: 1px 8px;
      }
      .several {
        grid-template-columns: auto 96px;
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
        white-space: nowrap;
      }
    `,
  ];

  /** A scale, or several that a chart's colours are of. */
  @property({ attribute: false }) scale: ColorScale | readonly ColorScale[] | undefined;

  get #scales(): readonly ColorScale[] {
    return this.scale === undefined ? [] : [this.scale].flat();
  }

  override render() {
    return this.#scales.map(
      ({ name, stops, ticks }, _, { length }) => html`<span class=${length > 1 ? 'scale several' : 'scale'}>
        <span>${name}</span>
        <span class="bar" .style=${`background: linear-gradient(to right, ${stops.join(', ')})`}></span>
        <span class="ticks" aria-hidden="true">
          ${ticks.map(({ part, text }) => html`<span .style=${`left: ${100 * part}%`}>${text}</span>`)}
        </span>
      </span>`,
    );
  }

  picture(): Drawing | undefined {
    const scales = this.#scales;
    if (scales.length === 0) return undefined;
    const color = getComputedStyle(this).color;
    const width = scales.length > 1 ? 96 : 150;
    let left = 0;
    const parts = scales.map((scale, i) => {
      const part = barDrawing(scale, { id: `scale${i}`, left, width, color });
      left = part.right + 24;
      return part.markup;
    });
    return { width: left - 12, height: 24, markup: parts.join('\n') };
  }
}

/** A bar with its name and numbers, and where it ends. */
function barDrawing(
  { name, stops: colors, ticks }: ColorScale,
  { id, left, width, color }: { id: string; left: number; width: number; color: string },
): { readonly markup: string; readonly right: number } {
  // About as wide as its letters are.
  const bar = left + 12 + 6 * name.length;
  const stops = colors.map(
    (stop, i, { length }) => `<stop offset="${i / (length - 1)}" stop-color="${stop}"/>`,
  );
  const text = (words: string, x: number, y: number, anchor: string) =>
    `<text x="${x}" y="${y}" font-size="11" fill="${color}" text-anchor="${anchor}">${words}</text>`;
  const markup = [
    `<linearGradient id="${id}">${stops.join('')}</linearGradient>`,
    text(escaped(name), left, 9, 'start'),
    `<rect x="${bar}" y="1" width="${width}" height="8" rx="2" fill="url(#${id})"/>`,
    ...ticks.map(({ part, text: words }) => text(words, bar + width * part, 22, 'middle')),
  ].join('\n');
  return { markup, right: bar + width };
}

declare global {
  interface HTMLElementTagNameMap {
    'scale-legend': ScaleLegend;
  }
}
