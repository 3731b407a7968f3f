/** How the validation is laid out: settings above, and a table that scrolls under a head that stays. */
import { css } from 'lit';
import { scrollSign } from '../scroll_sign.ts';

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
  .about {
    margin-bottom: 14px;
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
    ${scrollSign}
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
    .outcome {
      flex-wrap: wrap;
      padding: 8px 0;
    }
  }
  @media print {
    .table {
      overflow: visible;
    }
    tr {
      break-inside: avoid;
    }
  }
`;
