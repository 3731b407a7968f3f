/** What every element of the page shares: type, buttons, switches, focus. */
import { css } from 'lit';

export const sharedStyles = css`
  :host {
    box-sizing: border-box;
    color: var(--ink);
    font-variant-numeric: tabular-nums;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button,
  input,
  select {
    font: inherit;
    color: inherit;
    font-variant-numeric: tabular-nums;
  }
  select {
    padding: 0 4px;
    border: 1px solid var(--edge);
    border-radius: 6px;
    background: var(--surface);
    color: var(--ink);
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  sub,
  sup {
    font-size: 0.75em;
    line-height: 0;
  }
  .button {
    appearance: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 26px;
    padding: 0 10px;
    border: 1px solid var(--edge);
    border-radius: 6px;
    background: transparent;
    font-size: 13px;
    white-space: nowrap;
    cursor: pointer;
  }
  .button:hover {
    background: var(--raised);
  }
  .button:disabled {
    color: var(--muted);
    border-color: var(--line);
    cursor: default;
  }
  .button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  .button.primary:hover {
    background: var(--accent);
  }
  .button.quiet {
    border-color: transparent;
    color: var(--soft);
  }
  .button.quiet:hover {
    color: var(--ink);
  }
  a {
    color: var(--accent);
  }
  .link {
    appearance: none;
    padding: 0;
    border: 0;
    background: none;
    color: var(--accent);
    text-align: left;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }
  .term {
    padding: 0;
    border: 0;
    border-bottom: 1px dotted;
    background: none;
    cursor: help;
  }
  .segments {
    display: inline-flex;
    border: 1px solid var(--edge);
    border-radius: 6px;
    overflow: clip;
  }
  .segments :is(button, a) {
    display: inline-flex;
    align-items: center;
    appearance: none;
    border: 0;
    background: transparent;
    min-height: 24px;
    padding: 0 9px;
    font-size: 13px;
    color: var(--soft);
    text-decoration: none;
    white-space: nowrap;
    cursor: pointer;
  }
  .segments :is(button, a) + :is(button, a) {
    border-left: 1px solid var(--edge);
  }
  .segments :is(button, a):hover {
    background: var(--raised);
  }
  .segments :is(button[aria-pressed='true'], a[aria-current]) {
    background: var(--ink);
    color: var(--surface);
  }
  .segments :is(button, a):focus-visible {
    outline-offset: -2px;
  }
  @media (max-width: 800px) {
    .segments :is(button, a) {
      padding: 0 7px;
    }
  }
  /* Fixed, not absolute: what stands beyond the window within a part that scrolls would make the whole page scroll. */
  .unseen {
    position: fixed;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  /* Paper has nothing to press. */
  @media print {
    .button:not(.badge),
    .segments,
    input,
    select,
    progress {
      display: none !important;
    }
    .term {
      border: 0;
    }
  }
  @media (forced-colors: active) {
    .segments :is(button[aria-pressed='true'], a[aria-current]) {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;
