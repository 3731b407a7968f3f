/** What the panel says while no network is pinned: where the edge lies, and what each line of the chart means. */
import { css, html, LitElement, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { MapAxis } from '../analysis/phase_map.ts';
import type { Shown } from '../session.ts';
import { mapAxis } from '../summary.ts';
import { log10FinalNorm } from '../theory/final_norm.ts';
import type { Theory } from '../theory/theory_line.ts';
import { fixed } from './numbers.ts';
import { sharedStyles } from './shared_styles.ts';

/** Line samples: stroke width and dash, as in the charts. */
const scatterLines = [
  { name: 'median of the networks', width: 2.5, dash: '' },
  { name: '10–90 % of them', width: 12, dash: '' },
  { name: 'mean field: infinitely many units', width: 1, dash: '' },
  { name: 'ρᵀ from the norm at T: a product of T linear steps', width: 2, dash: '0.1 4.5' },
  { name: 'bound: (‖W‖₂ · max φ′)ᵀ from the norm at T, median', width: 1.25, dash: '6 5' },
] as const;
const mapLines = [
  { name: 'zero growth: the median gradient keeps its size', width: 2.5, dash: '' },
  { name: 'mean field: the same for infinitely many units', width: 1, dash: '4 3' },
] as const;

@customElement('reading-guide')
export class ReadingGuide extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        font-size: 13px;
        line-height: 1.45;
      }
      h2 {
        margin: 0;
        font-size: 20px;
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      h3 {
        margin: 20px 0 6px;
        font-size: 12px;
        font-weight: 600;
      }
      p {
        margin: 6px 0 0;
        color: var(--soft);
      }
      .edge {
        min-height: 4.4em;
      }
      b {
        color: var(--ink);
        font-weight: 600;
      }
      ul {
        display: grid;
        gap: 6px;
        margin: 0;
        padding: 0;
        list-style: none;
        color: var(--soft);
      }
      li {
        display: grid;
        grid-template-columns: 34px 1fr;
        gap: 10px;
        align-items: center;
      }
      svg {
        width: 34px;
        height: 14px;
        stroke: var(--ink);
        stroke-linecap: round;
      }
      .wide {
        stroke-opacity: 0.18;
        stroke-linecap: butt;
      }
    `,
  ];

  @property({ attribute: false }) shown: Shown | undefined;
  @property({ attribute: false }) theory: Theory = {};
  @property({ type: Boolean }) stale = false;

  override render() {
    const map = this.shown && mapAxis(this.shown.experiment);
    return html`
      <h2>The edge</h2>
      <p class="edge">${map ? this.#mapEdge(map) : this.#edge()}</p>
      <h3>Lines</h3>
      <ul>
        ${(map ? mapLines : scatterLines).map(
          ({ name, width, dash }) =>
            html`<li>
              <svg viewBox="0 0 34 14" aria-hidden="true">
                ${svg`<line class=${width > 10 ? 'wide' : ''} x1="2" x2="32" y1="7" y2="7" stroke-width=${width} stroke-dasharray=${dash} />`}
              </svg>
              ${name}
            </li>`,
        )}
      </ul>
      <h3>A single network</h3>
      <p>
        Click a ${map ? 'cell to keep its nearest network' : 'point to keep it'} here, with its eigenvalues and its
        curves through time. In a focused chart the arrow keys walk along the ${map ? 'cells' : 'networks'}, and Enter
        pins one.
      </p>
    `;
  }

  #edge() {
    const { shown, stale, theory } = this;
    if (!shown || stale) return 'Where the median gradient neither vanishes nor explodes.';
    const { radius, p50 } = shown.summary.lines;
    const measured = crossing(radius, p50, log10FinalNorm(shown.experiment));
    const mean = theory.edge === undefined ? '' : ` Mean field puts it at gain ${fixed(theory.edge, 2)}.`;
    return measured === undefined
      ? html`The median gradient does not change phase in this range of ρ.${mean}`
      : html`The median gradient neither shrinks nor grows at <b>ρ = ${fixed(measured, 2)}</b>.${mean}`;
  }

  #mapEdge(axis: MapAxis) {
    const { shown, stale, theory } = this;
    if (!shown || stale) return 'Where the median gradient neither vanishes nor explodes.';
    const found = (shown.summary.map?.zeroGrowth.length ?? 0) > 0;
    const measured = found
      ? 'Left of the line the median gradient shrinks, right of it it grows.'
      : 'The median gradient does not change phase in this map.';
    const { x = [], y = [] } = theory.critical ?? {};
    const ends = [0, x.length - 1].flatMap((i) => {
      const [gain, scale] = [x[i], y[i]];
      return gain === undefined || scale === undefined ? [] : [{ gain, scale }];
    });
    const symbol = axis === 'inputScale' ? 'x' : 'b';
    return html`${measured}
    ${ends.map(
      ({ gain, scale }, i) =>
        html`${i === 0 ? ' Mean field: gain ' : ', '}${fixed(gain, 2)} at σ<sub>${symbol}</sub> = ${fixed(scale, 1)}`,
    )}${ends.length > 0 ? '.' : ''}`;
  }
}

/** Where y first rises through `level`; undefined where it never does. */
function crossing(x: ArrayLike<number>, y: ArrayLike<number>, level: number): number | undefined {
  for (let i = 1; i < x.length; i++) {
    const [y0, y1] = [(y[i - 1] ?? Number.NaN) - level, (y[i] ?? Number.NaN) - level];
    const [x0, x1] = [x[i - 1] ?? 0, x[i] ?? 0];
    if (y0 < 0 && y1 >= 0) return x0 + ((x1 - x0) * -y0) / (y1 - y0);
  }
  return undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'reading-guide': ReadingGuide;
  }
}
