/** Charts side by side, as many as there is room for, with hairlines between them. Each is `--chart-width` wide at least. */
import { css } from 'lit';

export const chartGridStyles = css`
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, var(--chart-width)), 1fr));
    gap: 1px;
    background: var(--line);
    border: 1px solid var(--line);
    border-radius: 6px;
    overflow: hidden;
  }
  /* What is left of a sheet stays white. */
  @media print {
    .charts {
      display: block;
      border: 0;
      background: none;
    }
  }
`;
