/** How the model view is laid out: the file and its settings at the side, what was found beside them. */
import { css } from 'lit';
import { scrollSign } from '../scroll_sign.ts';

export const modelStyles = css`
  :host {
    display: grid;
    grid-template: minmax(0, 1fr) / 308px minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
    background: var(--surface);
    font-size: 13px;
  }
  aside {
    display: grid;
    align-content: start;
    gap: 18px;
    padding: 14px 16px;
    overflow: auto;
    border-right: 1px solid var(--line);
  }
  .found {
    display: grid;
    align-content: start;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    padding: 14px 20px;
    overflow: auto;
  }
  h2 {
    margin: 0 0 6px;
    font-size: 15px;
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  aside h2 {
    display: inline;
    font-size: 12px;
  }
  summary {
    margin-bottom: 6px;
    cursor: pointer;
  }
  h2.title {
    margin: 0;
    font-size: 20px;
    overflow-wrap: anywhere;
  }
  p {
    max-width: 78ch;
    margin: 4px 0 0;
    color: var(--soft);
    line-height: 1.45;
    text-wrap: pretty;
  }
  .map {
    display: grid;
    align-content: start;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 14px;
  }
  header p {
    flex: 1 1 260px;
    margin: 0;
  }
  .files {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .setting {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-height: 30px;
    color: var(--soft);
  }
  ul {
    display: grid;
    gap: 5px;
    margin: 0;
    padding: 0;
    list-style: none;
    color: var(--soft);
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .takes {
    max-width: 90ch;
    padding-left: 18px;
    list-style: disc;
  }
  h3 {
    margin: 0;
    font-size: 15px;
    font-weight: 600;
  }
  chart-frame {
    padding: 0;
  }
  .scroll {
    ${scrollSign}
    overflow: auto;
    container: table / inline-size;
  }
  .stale {
    opacity: 0.55;
  }
  @media (min-width: 1200px) {
    .found {
      grid-template-columns: minmax(0, 5fr) minmax(0, 7fr);
    }
    .found > :is(header, .progress, .title, h3, .takes, p, start-adviser) {
      grid-column: 1 / -1;
    }
  }
  @media (max-width: 800px) {
    :host {
      display: flex;
      flex-direction: column;
    }
    /* What is found comes before how it is measured. */
    aside {
      display: contents;
    }
    aside > * {
      margin: 14px 16px 0;
    }
    aside > details {
      order: 1;
      margin: 0 16px;
      padding: 10px 0;
      border-top: 1px solid var(--line);
    }
    .found {
      padding: 14px 16px;
    }
  }
  @media print {
    :host,
    .found,
    .map {
      display: block;
      overflow: visible;
    }
    .found > *,
    .map > * {
      margin-bottom: 16px;
    }
    /* What was read of the file belongs to what was found. */
    aside > :not(.read),
    start-adviser {
      display: none;
    }
    aside {
      border: 0;
    }
  }
`;
