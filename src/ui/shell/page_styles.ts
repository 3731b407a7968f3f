/** Where the page's parts stand: on a wide window, a narrow one, in another page's frame, and on paper. */
import { css } from 'lit';

export const pageStyles = css`
  :host {
    display: grid;
    grid-template: 'header header' auto 'notices notices' auto 'task task' auto 'controls explore' minmax(0, 1fr) 'status status' auto /
      308px minmax(0, 1fr);
    height: 100svh;
    font: 14px/1.3 system-ui, sans-serif;
    background: var(--page);
    /* How long things take to appear and move. Nothing moves where a processor would have to draw it
       while it measures. */
    --motion: 120ms;
  }
  :host([software]) {
    --motion: 0ms;
  }
  page-header {
    grid-area: header;
  }
  notice-list {
    grid-area: notices;
    max-height: 30svh;
    overflow: auto;
  }
  assignment-card {
    grid-area: task;
  }
  .controls {
    grid-area: controls;
    overflow: auto;
    background: var(--surface);
    border-right: 1px solid var(--line);
  }
  .bar {
    display: contents;
  }
  .open-controls {
    display: none;
  }
  main {
    grid-area: explore;
    display: grid;
    min-height: 0;
    overflow: auto;
  }
  main > [hidden] {
    display: none;
  }
  status-bar {
    grid-area: status;
  }
  /* The explorer keeps its state out of sight. */
  :host(:not([view='explore'])) status-bar,
  :host(:not([controlled])) :is(.controls, .open-controls) {
    display: none;
  }
  /* As for a mouse: it is a way to go, and not a thing to operate. */
  main:focus-visible {
    outline: none;
  }
  :host(:not([controlled])) main {
    grid-column: 1 / -1;
  }
  /* The chapter is as long as it is: the window scrolls, and prints, all of it. */
  :host([view='chapter']) {
    display: block;
    height: auto;
    min-height: 100svh;
  }
  :host([view='chapter']) page-header {
    position: sticky;
    top: 0;
    z-index: 2;
  }
  :host([view='chapter']) main {
    display: block;
    overflow: visible;
  }
  /* One figure, which its frame shows; all else is there and not to be seen. */
  :host([alone]) {
    visibility: hidden;
    --alone-foot: 26px;
  }
  .missed {
    position: fixed;
    inset: 0 12px auto;
    visibility: visible;
    color: var(--soft);
    overflow-wrap: anywhere;
  }
  @media (max-width: 800px) {
    :host {
      display: flex;
      flex-direction: column;
      height: auto;
      min-height: 100svh;
    }
    page-header {
      position: sticky;
      top: 0;
      z-index: 2;
    }
    main {
      display: block;
      flex: 1;
      overflow: visible;
    }
    /* Under the charts, and over none of them: what is measured, and the controls where a thumb reaches them. */
    .bar {
      position: sticky;
      bottom: 0;
      z-index: 2;
      display: flex;
      justify-content: flex-end;
      background: var(--surface);
      border-top: 1px solid var(--line);
    }
    :host(:not([controlled])) .bar {
      display: none;
    }
    status-bar {
      flex: 1;
      min-width: 0;
    }
    .open-controls {
      display: inline-flex;
      align-self: center;
      margin: 5px 12px 5px 0;
      min-height: 40px;
    }
  }
  /* A window that is low, as one at 200 % zoom is: what is around the charts leaves them five sixths of it. */
  @media (max-height: 520px) and (max-width: 800px) {
    .open-controls {
      margin: 2px 12px 2px 0;
      min-height: 24px;
    }
  }
  /* What is looked at, as long as it is, and where it comes from; nothing to press. */
  @media print {
    :host,
    main {
      display: block !important;
      height: auto;
      min-height: 0 !important;
      overflow: visible !important;
      background: none;
      print-color-adjust: exact;
      --motion: 0ms;
    }
    page-header,
    notice-list,
    .controls,
    .bar {
      display: none !important;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --motion: 0ms;
    }
  }
`;
