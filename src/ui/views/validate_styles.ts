/** How the validation is laid out: settings above, and a table that scrolls under a head that stays. */
import { css } from 'lit';

export const validateStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto auto auto minmax(0, 1fr);
    align-content: start;
    min-width: 0;
    min-height: 0;
    padding: 16px 20px;
    background: var(--surface);
  }
  h2 {
    margin: 0;
    font-size: 18px;
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  .about {
    max-width: 78ch;
    margin: 4px 0 14px;
    color: var(--soft);
    line-height: 1.45;
    text-wrap: pretty;
  }
  .settings {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    font-size: 13px;
    color: var(--soft);
  }
  select {
    min-height: 28px;
    background: var(--raised);
  }
  .files {
    display: inline-flex;
    gap: 6px;
    margin-left: auto;
  }
  .outcome {
    display: flex;
    align-items: center;
    gap: 8px 14px;
    min-height: 40px;
    color: var(--soft);
    font-size: 13px;
  }
  .outcome p {
    margin: 0;
  }
  .good {
    color: var(--accent);
  }
  .broken,
  .failed th,
  .failed td {
    color: var(--error);
  }
  .table {
    overflow: auto;
    min-height: 0;
  }
  table {
    border-collapse: collapse;
    width: 100%;
    font-size: 13px;
  }
  th,
  td {
    padding: 4px 14px 4px 0;
    text-align: left;
    white-space: nowrap;
    border-bottom: 1px solid var(--line);
  }
  thead th {
    position: sticky;
    top: 0;
    background: var(--surface);
    color: var(--soft);
    font-weight: 500;
  }
  tbody th {
    font-weight: 400;
  }
  .failed th,
  .failed td {
    font-weight: 600;
  }
  .number {
    text-align: right;
  }
  @media (max-width: 800px) {
    :host {
      display: block;
      padding: 14px 16px;
    }
    .files {
      margin-left: 0;
    }
    .outcome {
      flex-wrap: wrap;
      padding: 8px 0;
    }
  }
`;
