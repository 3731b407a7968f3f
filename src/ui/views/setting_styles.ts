/** Settings of the model view that are folded away: a label and its control in a line, and what is wrong with it below. */
import { css } from 'lit';

export const settingStyles = css`
  summary {
    min-height: 24px;
    cursor: pointer;
  }
  label {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 128px;
    align-items: center;
    gap: 8px;
    min-height: 28px;
  }
  select,
  input {
    min-width: 0;
    width: 100%;
    height: 24px;
    padding: 0 4px;
    border: 1px solid var(--edge);
    border-radius: 6px;
    background: var(--surface);
  }
  p {
    margin: 2px 0 0;
    color: var(--error);
  }
`;
