/** How the Learn view is laid out: controls at the left, the points first, small charts under their time; one column on a phone. */
import { css } from 'lit';

export const learnStyles = css`
  :host {
    display: grid;
    grid-template: 'controls nav nav' auto 'controls main panel' minmax(0, 1fr) / 308px minmax(0, 1fr) 264px;
    gap: 1px;
    min-width: 0;
    min-height: 0;
    background: var(--line);
  }
  :host([hidden]) {
    display: none;
  }
  .controls {
    grid-area: controls;
    overflow: auto;
    background: var(--surface);
  }
  nav {
    grid-area: nav;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    padding: 8px 16px;
    background: var(--surface);
  }
  nav p {
    margin: 0;
    color: var(--error);
    font-size: 13px;
  }
  [hidden].main,
  [hidden].map,
  [hidden].small,
  [hidden].panel {
    display: none;
  }
  .map {
    display: flex;
    flex-direction: column;
    grid-row: 2;
    grid-column: 2 / -1;
    min-height: 0;
    padding: 14px 16px 16px;
    overflow: auto;
    background: var(--surface);
  }
  trainability-section {
    flex: 1 0 auto;
  }
  .main {
    grid-area: main;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 1px;
    min-width: 0;
    overflow: auto;
  }
  .points {
    height: max(380px, 48svh);
    --title: 18px;
  }
  .points h2 {
    margin: 0;
  }
  .small {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    grid-auto-rows: 248px;
    gap: 1px;
  }
  .panel {
    grid-area: panel;
    display: flex;
    flex-direction: column;
    gap: 18px;
    padding: 14px 16px;
    overflow: auto;
    background: var(--surface);
    font-size: 13px;
  }
  .panel h2 {
    margin: 0 0 6px;
    font-size: 15px;
    letter-spacing: -0.01em;
  }
  .panel p {
    margin: 0;
    color: var(--soft);
    line-height: 1.45;
    text-wrap: pretty;
  }
  .counts {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 3px 8px;
    margin: 0;
    align-items: baseline;
  }
  .counts dt {
    color: var(--soft);
  }
  .counts dd {
    margin: 0;
    text-align: right;
  }
  .swatch {
    display: inline-block;
    margin-right: 4px;
    width: 10px;
    height: 10px;
    border-radius: 50%;
  }
  .notices {
    display: grid;
    gap: 4px;
    padding: 8px 16px;
    background: var(--surface);
  }
  .notices p {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    margin: 0;
    font-size: 13px;
  }
  .tools label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--soft);
    font-size: 13px;
  }
  .tools select {
    height: 28px;
    max-width: 180px;
  }
  .bar {
    display: none;
  }
  @media (max-width: 1180px) {
    :host {
      grid-template: 'controls nav' auto 'controls main' minmax(0, 1fr) 'panel panel' auto / 290px minmax(0, 1fr);
    }
    .panel {
      flex-flow: row wrap;
    }
    .panel > * {
      flex: 1 1 240px;
    }
  }
  @media (max-width: 800px) {
    /* What is under the header, so that the bar is at the bottom of a page that is short, too. */
    :host {
      display: flex;
      flex-direction: column;
      min-height: calc(100svh - 76px);
      background: none;
    }
    .main {
      display: block;
      overflow: visible;
    }
    .main > * + * {
      border-top: 1px solid var(--line);
    }
    .points {
      height: 60svh;
      min-height: 420px;
      --title: 17px;
      --reading-lines: 4;
    }
    .small {
      grid-template-columns: minmax(0, 1fr);
      grid-auto-rows: 280px;
      background: var(--line);
    }
    .panel {
      border-top: 1px solid var(--line);
      overflow: visible;
    }
    /* Under the charts, and over none of them. */
    .bar {
      position: sticky;
      bottom: 0;
      margin-top: auto;
      z-index: 2;
      display: flex;
      justify-content: flex-end;
      padding: 5px 12px;
      background: var(--surface);
      border-top: 1px solid var(--line);
    }
    .bar .button {
      display: inline-flex;
      min-height: 40px;
    }
  }
  @media print {
    :host,
    .main,
    .map {
      display: block;
      min-height: 0;
      overflow: visible;
      background: none;
    }
    nav,
    .controls,
    .bar {
      display: none !important;
    }
    .points {
      height: 112mm;
      min-height: 0;
    }
    .small {
      grid-template-columns: minmax(0, 1fr);
      grid-auto-rows: 80mm;
      background: none;
    }
  }
  @media (max-height: 520px) and (max-width: 800px) {
    .bar {
      padding: 2px 12px;
    }
    .bar .button {
      min-height: 24px;
    }
  }
`;
