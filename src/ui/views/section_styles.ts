/** How a section of the view of spectra is laid out: its settings in a row, what is under way, charts side by side. */
import { css } from 'lit';

export const sectionStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 12px;
  }
  :host([hidden]) {
    display: none;
  }
  .settings {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 20px;
  }
  .settings quantity-field {
    flex: 0 1 330px;
    min-width: 240px;
  }
  label.choice {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    font-size: 13px;
    color: var(--soft);
  }
  select {
    min-height: 28px;
  }
  .progress p {
    margin: 0;
    font-size: 13px;
  }
  .broken {
    color: var(--error);
  }
  .charts {
    --chart-width: 430px;
  }
  .note {
    max-width: 84ch;
    margin: 0;
    color: var(--soft);
    font-size: 13px;
    line-height: 1.5;
    text-wrap: pretty;
  }
`;
