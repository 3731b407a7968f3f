/** How what comes with a pointer or the focus looks on a chart: the word on the wheel, the way back from a zoom, the card of readings. */
import { css } from 'lit';

export const nearStyles = css`
  .whole {
    position: absolute;
    top: 12px;
    right: 24px;
    z-index: 1;
    background: var(--surface);
  }
  .zoom-hint {
    position: absolute;
    inset: auto 0 40%;
    z-index: 1;
    width: fit-content;
    margin: auto;
    padding: 6px 12px;
    border-radius: 6px;
    background: var(--ink);
    color: var(--surface);
    pointer-events: none;
  }
  .reading-card {
    position: absolute;
    z-index: 1;
    display: grid;
    gap: 1px;
    padding: 5px 8px;
    border: 1px solid var(--edge);
    border-radius: 5px;
    background: color-mix(in srgb, var(--surface) 92%, transparent);
    font-size: 12px;
    white-space: nowrap;
    pointer-events: none;
  }
  .reading-card span {
    display: flex;
    gap: 14px;
    justify-content: space-between;
    border-left: 3px solid var(--line);
    padding-left: 6px;
  }
  .reading-card i {
    font-style: normal;
    font-variant-numeric: tabular-nums;
  }
`;
