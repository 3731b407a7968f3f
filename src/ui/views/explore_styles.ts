/** How the explorer is laid out: one screen on a desk, the chart first on a phone. */
import { css } from 'lit';

export const exploreStyles = css`
  :host {
    display: grid;
    grid-template: 'gradients gradients panel' minmax(0, 1.42fr) 'gradient state panel' minmax(0, 1fr) /
      minmax(0, 1fr) minmax(0, 1fr) 280px;
    gap: 1px;
    background: var(--line);
    min-height: 0;
    min-width: 0;
  }
  .gradients {
    grid-area: gradients;
    --title: 18px;
    --tools-order: 1;
  }
  .gradient {
    grid-area: gradient;
  }
  .state {
    grid-area: state;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    min-width: 0;
    gap: 6px 12px;
  }
  aside {
    grid-area: panel;
    display: flex;
    flex-direction: column;
    gap: 16px;
    justify-content: space-between;
    padding: 14px 16px;
    background: var(--surface);
    overflow: auto;
  }
  .end {
    display: grid;
    gap: 16px;
  }
  .files h2 {
    margin: 0 0 6px;
    font-size: 12px;
    font-weight: 600;
  }
  .files div {
    display: grid;
    grid-template-columns: 1fr 1fr 1fr;
    gap: 6px;
    margin-bottom: 6px;
  }
  .files copy-button,
  .files > .button {
    width: 100%;
  }
  .files copy-button {
    margin-bottom: 6px;
  }
  @media (max-width: 1180px) {
    :host {
      grid-template: 'gradients gradients' minmax(420px, 1.42fr) 'gradient state' minmax(280px, 1fr) 'panel panel' auto /
        minmax(0, 1fr) minmax(0, 1fr);
    }
    .gradient,
    .state {
      --title-basis: 0px;
      --header: 40px;
    }
  }
  @media (max-width: 800px) {
    :host {
      display: block;
      background: none;
    }
    .tools {
      gap: 6px;
    }
    .gradients {
      height: 62svh;
      min-height: 400px;
      --title: 17px;
    }
    .gradient,
    .state {
      height: 300px;
      border-top: 1px solid var(--line);
      --header: 28px;
    }
    aside {
      border-top: 1px solid var(--line);
    }
  }
  @media print {
    :host {
      display: block;
      background: none;
    }
    .gradients {
      height: 112mm;
    }
    .gradient,
    .state {
      height: 84mm;
    }
    .files {
      display: none;
    }
  }
`;
