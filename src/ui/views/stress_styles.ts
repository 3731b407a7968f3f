/** How the stress is laid out: settings, charts side by side, and every run in a table below. */
import { css } from 'lit';
import { scrollSign } from '../scroll_sign.ts';

export const stressStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 14px;
    min-width: 0;
    padding: 16px 20px 24px;
    background: var(--surface);
  }
  h3 {
    margin: 0;
    font-size: 15px;
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  .progress p {
    margin: 0;
    font-size: 13px;
  }
  .charts {
    --chart-width: 310px;
  }
  chart-frame {
    height: 250px;
  }
  .runs {
    ${scrollSign}
  }
  dl {
    display: grid;
    grid-template-columns: fit-content(45%) minmax(0, 1fr);
    gap: 4px 16px;
    margin: 8px 0 0;
    font-size: 13px;
  }
  dt {
    color: var(--soft);
    overflow-wrap: anywhere;
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  ul {
    margin: 0;
    padding-left: 18px;
    color: var(--soft);
    font-size: 13px;
    line-height: 1.5;
  }
  @media (max-width: 800px) {
    :host {
      padding: 14px 16px 24px;
    }
  }
`;
