/** How the settings of a map are laid out: its axes, their ranges, and what is said of one that cannot be. */
import { css } from 'lit';

export const mapSettingStyles = css`
  .settings {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
  }
  label,
  .range {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    font-size: 13px;
    color: var(--soft);
  }
  select,
  input {
    min-height: 28px;
    max-width: 170px;
    border: 1px solid var(--edge);
    border-radius: 6px;
    background: var(--raised);
  }
  input {
    padding: 0 6px;
  }
  input[aria-invalid='true'] {
    border-color: var(--error);
  }
  /* On a phone an axis and its range share a line. */
  @media (max-width: 480px) {
    .range {
      flex-wrap: nowrap;
      width: 100%;
    }
    .range label {
      flex: 1;
      min-width: 0;
    }
    .range select {
      flex: 1;
      width: 0;
    }
    .range input {
      flex: none;
      width: 62px;
    }
  }
  .refused {
    flex-basis: 100%;
    margin: 0;
    color: var(--error);
    font-size: 13px;
  }
`;
