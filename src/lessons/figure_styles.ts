/** How a figure sits in the text: a framed panel, its controls under the chart, whole on paper. */
import { css } from 'lit';
import { scrollSign } from '../ui/scroll_sign.ts';

export const figureStyles = css`
  :host {
    display: block;
    margin: 28px 0;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
    font-size: 14px;
    line-height: 1.3;
    overflow: clip;
    break-inside: avoid;
    scroll-margin-top: 60px;
  }
  .waiting {
    min-height: 380px;
  }
  line-chart {
    height: 260px;
  }
  .controls {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 290px), 1fr));
    align-items: center;
    gap: 4px 28px;
    padding: 4px 16px 10px;
  }
  .controls:empty,
  :host([bare]) :is(.controls, .foot) {
    display: none;
  }
  .controls .button {
    justify-self: start;
  }
  .choice {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 8px;
    color: var(--soft);
    font-size: 13px;
  }
  .choice select {
    grid-column: auto;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 6px 20px;
    padding: 9px 16px 11px;
    border-top: 1px solid var(--line);
    color: var(--soft);
    font-size: 13px;
    line-height: 1.45;
  }
  .foot:empty {
    display: none;
  }
  .foot > span {
    flex: 1 1 320px;
    text-wrap: pretty;
  }
  .share {
    display: flex;
    gap: 6px;
    margin-left: auto;
  }
  .foot a {
    color: var(--accent);
    white-space: nowrap;
  }
  .training {
    display: flex;
    align-items: center;
    gap: 10px;
  }
  .scroll {
    ${scrollSign}
  }
  .unfinished {
    display: none;
    margin: 0;
    padding: 6px 16px;
    color: var(--error);
    font-size: 13px;
    font-weight: 600;
  }
  /* The header has two rows there. */
  @media (max-width: 770px) {
    :host {
      scroll-margin-top: 88px;
    }
  }
  @media print {
    .unfinished {
      display: block;
    }
    .controls,
    .foot a,
    .button {
      display: none;
    }
  }
`;
