/**
 * Two canvases under a plot: the networks drawn so far, and the newest, which fade in. Only new points are
 * drawn, unless the frame has changed.
 */
import type uPlot from 'uplot';
import type { PointCloud } from '../../analysis/point_cloud.ts';
import type { Axes } from '../../experiment/axes.ts';
import { type Bend, bent, unbent } from './bent_scale.ts';
import { type ColorTable, colorIndex } from './growth_color.ts';
import { type PointFrame, paintPoints } from './point_painter.ts';
import { pixel } from './type_scale.ts';

export interface PointScene {
  readonly cloud: PointCloud;
  /** What of it is to the right and upwards. */
  readonly axes: Axes;
  /** How the y axis is bent. */
  readonly bend: Bend | undefined;
  /** Networks expected in all. */
  readonly expected: number;
  readonly colors: ColorTable;
}

export class PointLayer {
  readonly #settled = document.createElement('canvas');
  readonly #newest = document.createElement('canvas');
  #drawn = 0;
  /** Networks on the settled canvas; those up to #drawn are on the newest. */
  #settledCount = 0;
  #key = '';
  #cloud: PointCloud | undefined;

  constructor(plot: uPlot) {
    plot.under.append(this.#settled, this.#newest);
  }

  draw(plot: uPlot, scene: PointScene): void {
    const { cloud, axes, bend } = scene;
    const frame = frameOf(plot, bend);
    const key = `${JSON.stringify([frame, axes, bend])} ${scene.expected} ${scene.colors.slice(0, 9)}`;
    const anew = key !== this.#key || cloud !== this.#cloud;
    if (!anew && cloud.length === this.#drawn) return;
    if (anew) {
      for (const canvas of [this.#settled, this.#newest]) {
        canvas.width = frame.width;
        canvas.height = frame.height;
      }
      // In the same run, what was already seen does not fade again when the axes move.
      if (cloud !== this.#cloud) this.#drawn = 0;
      this.#settledCount = 0;
      this.#key = key;
      this.#cloud = cloud;
    }
    const rates = cloud.column('rate');
    const points = {
      x: cloud.column(axes.x),
      y: bend ? cloud.column(axes.y).map((value) => bent(bend, value)) : cloud.column(axes.y),
      colorOf: (network: number) => colorIndex(rates[network] ?? 0),
    };
    const paint = (canvas: HTMLCanvasElement, from: number, to: number) => {
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (context) paintPoints(context, frame, { points, from, to, of: scene.expected }, scene.colors);
    };
    paint(this.#settled, this.#settledCount, this.#drawn);
    this.#settledCount = this.#drawn;
    this.#newest.getContext('2d', { willReadFrequently: true })?.clearRect(0, 0, frame.width, frame.height);
    paint(this.#newest, this.#drawn, cloud.length);
    this.#drawn = cloud.length;
    const duration = Number.parseFloat(getComputedStyle(this.#newest).getPropertyValue('--motion'));
    if (duration > 0) this.#newest.animate([{ opacity: 0 }, { opacity: 1 }], { duration });
  }
}

/** Where values stand on the canvas of a plot; those of a bent y axis once they are bent. */
export function frameOf(plot: uPlot, bend?: Bend): PointFrame {
  const { bbox } = plot;
  const x = linear((value) => plot.valToPos(value, 'x', true) - bbox.left);
  const y = linear((place) => plot.valToPos(unbent(bend, place), 'y', true) - bbox.top);
  return {
    width: Math.round(bbox.width),
    height: Math.round(bbox.height),
    pixelRatio: pixel(),
    x,
    y,
  };
}

function linear(position: (value: number) => number): { offset: number; slope: number } {
  const offset = position(0);
  return { offset, slope: position(1) - offset };
}
