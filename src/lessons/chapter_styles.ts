/** How the chapter reads: contents beside it where there is room, a measure of about 70 characters, and paper. */
import { css } from 'lit';
import { scrollSign } from '../ui/scroll_sign.ts';

export const chapterStyles = css`
  :host {
    display: grid;
    grid-template-columns: 264px minmax(0, 760px);
    justify-content: center;
    gap: 0 56px;
    padding: 0 32px 96px;
    background: var(--page);
    font-size: 16px;
    line-height: 1.6;
  }
  .contents {
    position: sticky;
    top: 48px;
    align-self: start;
    max-height: calc(100svh - 48px);
    overflow: auto;
    padding: 40px 0 24px;
    font-size: 14px;
    line-height: 1.35;
  }
  summary {
    display: none;
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
    counter-reset: section;
  }
  .contents li {
    counter-increment: section;
  }
  .contents a {
    display: grid;
    grid-template-columns: 27px 1fr;
    padding: 5px 8px;
    border-left: 2px solid var(--line);
    color: var(--soft);
    text-decoration: none;
  }
  .contents a::before {
    content: counter(section);
    color: var(--muted);
  }
  .contents a:hover {
    color: var(--ink);
  }
  .contents a[aria-current='true'] {
    border-left-color: var(--accent);
    color: var(--ink);
    font-weight: 600;
  }
  article {
    min-width: 0;
    padding-top: 40px;
  }
  h2 {
    margin: 0;
    font-size: 34px;
    font-weight: 680;
    line-height: 1.15;
    letter-spacing: -0.022em;
  }
  .lead {
    max-width: 60ch;
    margin: 12px 0 0;
    font-size: 18px;
    line-height: 1.5;
    color: var(--soft);
  }
  section {
    padding-top: 40px;
    scroll-margin-top: 40px;
  }
  h3 {
    margin: 0 0 14px;
    font-size: 23px;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.015em;
  }
  h3:focus-visible {
    outline: none;
  }
  .ordinal {
    margin-right: 6px;
    color: var(--muted);
    font-weight: 400;
  }
  .anchor {
    color: var(--muted);
    font-weight: 400;
    text-decoration: none;
    opacity: 0;
  }
  h3:hover .anchor,
  .anchor:focus-visible {
    opacity: 1;
  }
  p,
  ul,
  .steps,
  dl {
    max-width: 68ch;
    margin: 0 0 14px;
    text-wrap: pretty;
  }
  ul,
  .steps {
    padding-left: 22px;
  }
  .steps {
    list-style: decimal;
  }
  li {
    margin-bottom: 6px;
  }
  .contents li {
    margin: 0;
  }
  article a {
    color: var(--accent);
  }
  .kindly {
    padding: 10px 16px;
    border-left: 3px solid var(--accent);
    background: var(--surface);
  }
  .kindly b {
    font-weight: 600;
  }
  math {
    font-family: 'STIX Two Math', 'Cambria Math', 'Latin Modern Math', 'Noto Sans Math', math;
    font-size: 1.05em;
  }
  .formula {
    max-width: 100%;
    margin: 18px 0;
    padding: 4px 2px;
    --ground: var(--page);
    ${scrollSign}
    overflow-y: hidden;
  }
  code {
    font: 0.9em ui-monospace, 'SF Mono', Menlo, monospace;
  }
  .table {
    --ground: var(--page);
    ${scrollSign}
    margin: 20px 0;
  }
  table {
    border-collapse: collapse;
    width: 100%;
    font-size: 14px;
    line-height: 1.4;
  }
  th,
  td {
    padding: 7px 12px 7px 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: top;
  }
  th {
    font-weight: 600;
  }
  .timeline {
    max-width: none;
  }
  .timeline div {
    display: grid;
    grid-template-columns: 84px minmax(0, 68ch);
    padding: 9px 0;
    border-top: 1px solid var(--line);
  }
  .timeline dt {
    font-weight: 600;
  }
  .timeline dd {
    margin: 0;
  }
  .timeline cite {
    display: block;
    margin-top: 2px;
    color: var(--soft);
    font-size: 14px;
    line-height: 1.4;
  }
  .points {
    list-style: none;
    padding: 0;
  }
  .points a {
    color: var(--ink);
    text-decoration-color: var(--accent);
    text-underline-offset: 3px;
  }
  /* Where the page itself scrolls, beneath the header. */
  @media (max-width: 800px) {
    section {
      scroll-margin-top: 60px;
    }
  }
  @media (max-width: 1000px) {
    :host {
      display: block;
      max-width: 760px;
      margin: 0 auto;
      padding: 0 16px 64px;
    }
    .contents {
      position: static;
      max-height: none;
      padding: 16px 0 0;
    }
    summary {
      display: list-item;
      padding: 6px 0;
      color: var(--soft);
      cursor: pointer;
    }
    article {
      padding-top: 20px;
    }
    h2 {
      font-size: 28px;
    }
    h3 {
      font-size: 21px;
    }
  }
  @media print {
    :host {
      display: block;
      padding: 0;
      font-size: 11pt;
      /* As on the screen: on a dark page's paper the text is pale. */
      print-color-adjust: exact;
    }
    .contents,
    .anchor {
      display: none;
    }
    h3 {
      break-after: avoid;
    }
    p,
    li,
    dd {
      orphans: 3;
      widows: 3;
    }
    /* Paper has no links to follow. */
    a[href^='http']::after {
      content: ' ' attr(href);
      color: var(--muted);
      font-size: 0.85em;
      overflow-wrap: anywhere;
    }
  }
`;
