/** What panels about a single network share: how a heading, numbers in pairs and a figure look, and a gated cell's blocks. */
import { css, html, nothing } from 'lit';
import { notation } from '../notation.ts';
import { significant } from '../numbers.ts';

/** ρ of each block of W_hh under its name, as a pair of the list; nothing where there is one block, or it is not known. */
export function blockRadii(names: readonly string[] | undefined, radii: readonly number[] | undefined) {
  if (!names || !radii) return nothing;
  const words = names.map(
    (name, block) =>
      html`${block > 0 ? ' · ' : ''}${notation(name)}\u00a0${significant(radii[block] ?? Number.NaN)}`,
  );
  return html`<dt>ρ of each block</dt>
    <dd class="blocks">${words}</dd>`;
}

export const panelStyles = css`
  :host {
    display: block;
    font-size: 13px;
  }
  header {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 8px;
  }
  h2 {
    margin: 0;
    font-size: 20px;
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  p {
    margin: 6px 0 0;
    color: var(--soft);
    line-height: 1.45;
  }
  dl {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4px 12px;
    margin: 10px 0;
  }
  dt {
    color: var(--soft);
  }
  dd {
    margin: 0;
    text-align: right;
    white-space: nowrap;
  }
  dd.blocks {
    grid-column: 1 / -1;
    font-size: 12px;
    white-space: normal;
  }
  .vanishing {
    color: var(--cool);
  }
  .exploding {
    color: var(--warm);
  }
  .stale {
    opacity: 0.45;
  }
  eigenvalue-disc {
    height: 208px;
    margin: 4px 0;
  }
  figure {
    margin: 0;
  }
  figcaption {
    color: var(--muted);
    font-size: 12px;
    text-align: center;
  }
`;
