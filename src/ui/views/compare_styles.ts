/** How the comparison is laid out: what is compared at the left, one screen of charts beside it; one column on a phone. */
import { css } from 'lit';
import { scrollSign } from '../scroll_sign.ts';

export const compareStyles = css`
  :host {
    display: grid;
    grid-template: 'setup tools' auto 'setup multiples' minmax(0, 1fr) 'setup results' minmax(0, 1fr) 'status status' auto /
      308px minmax(0, 1fr);
    gap: 1px;
    min-width: 0;
    min-height: 0;
    background: var(--line);
  }
  :host([hidden]) {
    display: none;
  }
  .setup,
  .tools,
  .outcome,
  .status {
    background: var(--surface);
  }
  .setup {
    grid-area: setup;
    padding: 12px 16px 16px;
    overflow: auto;
    font-size: 13px;
  }
  .preset {
    display: grid;
    gap: 6px;
  }
  .preset label,
  h2 {
    margin: 0;
    font-size: 12px;
    font-weight: 600;
  }
  h2 {
    margin-top: 14px;
  }
  .preset select {
    width: 100%;
    height: 30px;
    font-size: 14px;
  }
  p {
    margin: 0;
    color: var(--soft);
    line-height: 1.45;
    text-wrap: pretty;
  }
  .watch {
    min-height: 9em;
  }
  .add {
    margin: 10px 0;
  }
  .tools {
    grid-area: tools;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    padding: 8px 16px;
  }
  .tools growth-legend {
    margin-left: auto;
  }
  .multiples {
    grid-area: multiples;
    display: grid;
    grid-template-columns: repeat(var(--configurations), minmax(0, 1fr));
    gap: 1px;
    min-height: 0;
  }
  .multiples chart-frame {
    border-top: 3px solid var(--color);
    padding-top: 8px;
    --title: 13px;
    --title-basis: 100%;
    --header: 34px;
  }
  .results {
    grid-area: results;
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1.3fr);
    gap: 1px;
    min-height: 0;
  }
  .outcome {
    display: flex;
    flex-direction: column;
    gap: 10px;
    padding: 12px 16px;
    overflow: auto;
    font-size: 13px;
  }
  .outcome h2 {
    margin: 0;
    font-size: 15px;
    letter-spacing: -0.01em;
  }
  .scroll {
    ${scrollSign}
    flex: none;
  }
  .status {
    grid-area: status;
    display: flex;
    align-items: center;
    gap: 8px 16px;
    min-height: 36px;
    padding: 0 16px;
    font-size: 13px;
  }
  .status p {
    flex: 1;
    min-width: 0;
    color: var(--ink);
  }
  .broken {
    color: var(--error);
  }
  @media (max-width: 1180px) {
    :host {
      grid-template: 'setup tools' auto 'setup multiples' auto 'setup results' auto 'status status' auto / 280px minmax(
          0,
          1fr
        );
    }
    .multiples {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      grid-auto-rows: 280px;
    }
    .results {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: 340px auto;
    }
  }
  @media (max-width: 800px) {
    :host {
      display: block;
      background: none;
    }
    .setup {
      overflow: visible;
    }
    .watch {
      min-height: 0;
    }
    .tools {
      border-top: 1px solid var(--line);
    }
    .tools growth-legend {
      margin-left: 0;
    }
    .multiples {
      grid-template-columns: minmax(0, 1fr);
      grid-auto-rows: 280px;
    }
    .overlay {
      border-top: 1px solid var(--line);
    }
    .status {
      position: sticky;
      bottom: 0;
      z-index: 2;
      min-height: 44px;
      border-top: 1px solid var(--line);
    }
    .status progress {
      flex-basis: 60px;
    }
  }
  @media print {
    :host,
    .results {
      display: block;
      background: none;
    }
    .setup,
    .tools {
      display: none;
    }
    .multiples {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      grid-auto-rows: 84mm;
    }
    .overlay {
      height: 100mm;
    }
    .outcome,
    .scroll {
      overflow: visible;
    }
    .status {
      position: static;
    }
  }
`;
