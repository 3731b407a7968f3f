/** How the map is laid out: what is asked for in a row or two, and the map as large as there is room. */
import { css } from 'lit';

export const mapStyles = css`
  :host {
    display: grid;
    grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
    background: var(--surface);
  }
  :host([hidden]) {
    display: none;
  }
  .settings {
    padding: 12px 16px 4px;
  }
  input {
    width: 62px;
  }
  .progress {
    padding: 0 16px;
    font-size: 13px;
  }
  .progress p {
    flex: 1 1 200px;
    margin: 0;
  }
  .broken {
    color: var(--error);
  }
  chart-frame {
    min-height: 320px;
  }
  @media (max-width: 800px) {
    :host {
      display: block;
    }
    .settings {
      padding: 10px 16px 4px;
    }
    chart-frame {
      height: 68svh;
    }
  }
  @media print {
    :host {
      display: block;
    }
    .settings,
    .segments {
      display: none;
    }
    chart-frame {
      height: 170mm;
    }
  }
`;
