/** What tells a person's own networks apart on a chart, with what each came to. It goes into pictures too. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Drawing } from '../../files/picture_svg.ts';
import { escaped } from '../../files/xml.ts';
import type { PictureSource } from '../charts/picture.ts';
import { sharedStyles } from '../shared_styles.ts';

export interface LegendEntry {
  readonly name: string;
  readonly color: string;
  readonly dash: readonly number[];
  /** ρ, λ and the verdict. */
  readonly words: string;
}

const swatchWidth = 20;
const lineHeight = 18;
/** Width of a character: no system's sans is wider on average. */
const character = 6.4;

@customElement('given-legend')
export class GivenLegend extends LitElement implements PictureSource {
  static override styles = [
    sharedStyles,
    css`
      /* A row of its own under the title. */
      :host {
        flex: 1 0 100%;
        order: 1;
        min-width: 0;
        padding-bottom: 2px;
        font-size: 11.5px;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        gap: 6px;
        line-height: 18px;
      }
      svg {
        flex: none;
        margin-top: 8px;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        gap: 0 5px;
        min-width: 0;
      }
      b {
        max-width: 100%;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        font-weight: 600;
      }
      span {
        flex: none;
        color: var(--soft);
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) entries: readonly LegendEntry[] = [];

  override render() {
    return html`<ul aria-label="Networks out of files">
      ${this.entries.map(
        ({ name, color, dash, words }) => html`<li>
          <svg width=${swatchWidth} height="3" aria-hidden="true">
            <line x2=${swatchWidth} y1="1.5" y2="1.5" stroke=${color} stroke-width="2.5" stroke-dasharray=${dash.join(' ')} />
          </svg>
          <div><b title=${name}>${name}</b><span>${words}</span></div>
        </li>`,
      )}
    </ul>`;
  }

  picture(): Drawing {
    const ink = getComputedStyle(this).color;
    const lines = this.entries.map(({ name, color, dash, words }, i) => {
      const y = lineHeight * (i + 0.5);
      const line = `<line x2="${swatchWidth}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="2.5" stroke-dasharray="${dash.join(' ')}"/>`;
      return `${line}<text x="${swatchWidth + 6}" y="${y + 4}" font-size="12" fill="${ink}">${escaped(`${name} · ${words}`)}</text>`;
    });
    const longest = Math.max(...this.entries.map(({ name, words }) => name.length + words.length + 3));
    return {
      width: swatchWidth + 6 + character * longest,
      height: lineHeight * this.entries.length,
      markup: lines.join('\n'),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'given-legend': GivenLegend;
  }
}
