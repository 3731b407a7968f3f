/** Which line of a chart is which: a swatch and a name each, also where lines lie on one another. It goes into pictures too. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Drawing } from '../../files/picture_svg.ts';
import { escaped } from '../../files/xml.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { colorOf, type Line } from './line_chart.ts';
import type { PictureSource } from './picture.ts';

const swatch = 16;
const lineHeight = 18;
/** Width of a character: no system's sans is wider on average. */
const character = 6.4;

@customElement('line-legend')
export class LineLegend extends LitElement implements PictureSource {
  static override styles = [
    sharedStyles,
    css`
      /* A row of its own under the title. */
      :host {
        display: block;
        flex: 1 0 100%;
        order: 1;
        min-width: 0;
        font-size: 12px;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0 12px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        color: var(--soft);
        line-height: 18px;
      }
    `,
  ];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) lines: readonly Pick<Line, 'name' | 'color' | 'dashed'>[] = [];

  override render() {
    return html`<ul aria-label="Lines">
      ${this.#strokes().map(
        ({ name, color, dash }) => html`<li>
          <svg width=${swatch} height="3" aria-hidden="true">
            <line x2=${swatch} y1="1.5" y2="1.5" stroke=${color} stroke-width="2.5" stroke-dasharray=${dash} />
          </svg>
          ${name}
        </li>`,
      )}
    </ul>`;
  }

  picture(): Drawing {
    const ink = getComputedStyle(this).color;
    const strokes = this.#strokes();
    return {
      width: swatch + 6 + character * Math.max(...strokes.map(({ name }) => name.length)),
      height: lineHeight * strokes.length,
      markup: strokes
        .map(({ name, color, dash }, i) => {
          const y = lineHeight * (i + 0.5);
          const line = `<line x2="${swatch}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="2.5" stroke-dasharray="${dash}"/>`;
          return `${line}<text x="${swatch + 6}" y="${y + 4}" font-size="12" fill="${ink}">${escaped(name)}</text>`;
        })
        .join('\n'),
    };
  }

  #strokes() {
    const { palette, lines } = this;
    if (!palette) return [];
    return lines.map(({ name, color, dashed }) => ({
      ...{ name, color: colorOf(palette, color), dash: dashed ? '5 4' : 'none' },
    }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'line-legend': LineLegend;
  }
}
