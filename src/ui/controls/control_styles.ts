/** How a column of controls looks: a preset with its sentence, then headings over fields. */
import { css } from 'lit';

export const controlStyles = css`
  :host {
    display: block;
    padding: 12px 16px 16px;
    font-size: 13px;
  }
  h2 {
    margin: 14px 0 3px;
    font-size: 12px;
    font-weight: 600;
    color: var(--ink);
  }
  [hidden] {
    display: none;
  }
  .preset:not([hidden]) {
    display: grid;
    gap: 6px;
  }
  .preset label {
    font-size: 12px;
    font-weight: 600;
  }
  .preset select {
    width: 100%;
    height: 30px;
    font-size: 14px;
  }
  p {
    margin: 0;
    color: var(--soft);
    line-height: 1.4;
  }
  .watch {
    min-height: 5.6em;
  }
  .note {
    margin-top: 14px;
    color: var(--muted);
    font-size: 12px;
  }
`;
