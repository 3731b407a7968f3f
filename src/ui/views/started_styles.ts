/** A view whose work begins with a button: what it is about, its settings in a row, and its files at the end of that. */
import { css } from 'lit';

export const startedStyles = css`
  h2 {
    margin: 0;
    font-size: 18px;
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  .about {
    max-width: 78ch;
    margin: 4px 0 0;
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
  .broken {
    color: var(--error);
  }
  @media print {
    .settings {
      display: none;
    }
  }
  @media (max-width: 800px) {
    .files {
      margin-left: 0;
    }
  }
`;
