/** What each of some ways does, under a table: in a narrow window a column of words would lead out of it. */
import { css, html } from 'lit';

/** How such a list looks. */
export const verdictStyles = css`
  dl {
    margin: 10px 0 4px;
    color: var(--soft);
    font-size: 13px;
    line-height: 1.4;
  }
  dt,
  dd {
    display: inline;
    margin: 0;
  }
  dt {
    color: var(--ink);
  }
`;

/** Each way's name, and what it does. */
export function verdictList(ways: readonly { readonly name: string; readonly verdict: string }[]) {
  return html`<dl>
    ${ways.map(({ name, verdict }) => html`<div><dt>${name}:</dt> <dd>${verdict}</dd></div>`)}
  </dl>`;
}
