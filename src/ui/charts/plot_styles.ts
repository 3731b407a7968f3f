/** How every plot sits in its element: filling it, focusable, greyed while it shows an old run. */
import { css } from 'lit';

export const plotStyles = [
  // Of uPlot's own style sheet what these plots have: no title, no legend.
  css`
    .u-wrap {
      position: relative;
      user-select: none;
    }
    .u-under {
      overflow: hidden;
    }
    .u-over,
    .u-under,
    .u-select,
    .u-cursor-x,
    .u-cursor-y,
    .u-cursor-pt {
      position: absolute;
    }
    .u-select,
    .u-cursor-x,
    .u-cursor-y,
    .u-cursor-pt {
      pointer-events: none;
    }
    .u-cursor-x,
    .u-cursor-y,
    .u-cursor-pt {
      left: 0;
      top: 0;
      will-change: transform;
    }
    .u-cursor-x {
      height: 100%;
      border-right: 1px dashed;
    }
    .u-cursor-y {
      width: 100%;
      border-bottom: 1px dashed;
    }
    .u-cursor-pt {
      border: 0 solid;
      border-radius: 50%;
      background-clip: padding-box !important;
    }
    .u-off {
      display: none;
    }
    .u-wrap > canvas {
      display: block;
      position: relative;
      width: 100%;
      height: 100%;
    }
    /* Chromium prints what a canvas was told to draw: without a layer of its own, clearing it would clear what lies under it. */
    @media print {
      .u-wrap > canvas {
        opacity: 0.999;
      }
    }
  `,
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
    .mark.beside {
      background: var(--beside);
      box-shadow: 0 0 0 1.5px var(--beside);
    }
    .mark::after {
      content: attr(data-name);
      position: absolute;
      left: 12px;
      top: -12px;
      font-weight: 700;
      text-shadow: 0 0 3px var(--surface);
    }
  `,
];
