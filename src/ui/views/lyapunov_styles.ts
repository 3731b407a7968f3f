/** How the section of Lyapunov exponents is laid out: what is measured above, charts side by side, readings beside them. */
import { css } from 'lit';
import { scrollSign } from '../scroll_sign.ts';

export const lyapunovStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 12px;
    min-width: 0;
  }
  :host([hidden]) {
    display: none;
  }
  .progress p,
  .note {
    margin: 0;
    color: var(--soft);
    font-size: 13px;
    line-height: 1.45;
  }
  .note {
    max-width: 90ch;
    text-wrap: pretty;
  }
  .charts {
    --chart-width: 380px;
  }
  chart-frame {
    height: 330px;
  }
  .readings {
    min-width: 0;
    ${scrollSign}
    padding: 12px 16px;
    background-color: var(--surface);
  }
  h2 {
    margin: 0;
    font-size: 15px;
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  input[type='range'] {
    width: 180px;
    accent-color: var(--accent);
  }
  .stale {
    opacity: 0.5;
  }
`;
