/** A thin progress bar in the accent's colour, in every browser, and the line in which it stands beside words and a button. */
import { css } from 'lit';

export const progressStyles = css`
  .progress {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 14px;
    min-height: 28px;
    color: var(--soft);
  }
  progress {
    appearance: none;
    flex: 0 0 140px;
    height: 4px;
    border: 0;
    border-radius: 2px;
    background: var(--line);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--line);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
`;
