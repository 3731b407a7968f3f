/** How every plot sits in its element: filling it, focusable, greyed while it shows an old run. */
import { css, unsafeCSS } from 'lit';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';

export const plotStyles = [
  unsafeCSS(uplotStyles),
  css`
    :host {
      display: block;
      position: relative;
      min-width: 0;
      min-height: 0;
    }
    .plot {
      position: absolute;
      inset: 0;
      overflow: hidden;
      border-radius: 4px;
      transition: opacity var(--motion);
    }
    .plot.stale {
      opacity: 0.45;
      filter: grayscale(1);
    }
    .u-wrap,
    .u-over,
    .u-under {
      touch-action: pan-y;
    }
    .u-select {
      background: color-mix(in srgb, var(--accent) 14%, transparent);
    }
    .u-cursor-x,
    .u-cursor-y {
      border-color: var(--muted);
      opacity: 0.55;
    }
    .u-under canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }
    .mark {
      position: absolute;
      width: 14px;
      height: 14px;
      margin: -7px;
      border: 2px solid var(--ink);
      border-radius: 50%;
      box-shadow: 0 0 0 1.5px var(--surface);
      pointer-events: none;
    }
    .mark.pinned {
      border-color: var(--accent);
      background: var(--accent);
      width: 12px;
      height: 12px;
      margin: -6px;
      border-color: var(--surface);
      box-shadow: 0 0 0 1.5px var(--accent);
    }
  `,
];
