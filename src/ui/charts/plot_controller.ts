/**
 * Keeps one uPlot alive inside a Lit element: makes it once there is a place for it, makes it anew when its
 * options change, resizes it with the place, and lets go of it with the element.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import uPlot from 'uplot';
import type { Drawing } from '../../files/picture_svg.ts';

export interface PlotSource {
  /** Where the plot goes, once rendered. */
  place(): HTMLElement | null;
  /** Everything but the size. Read again whenever `optionsKey` changes. */
  options(): Omit<uPlot.Options, 'width' | 'height'>;
  optionsKey(): string;
  data(): uPlot.AlignedData;
}

/** Whether the page is being put on paper: what is not drawn by the end of this task will be missing there. */
let printing = false;
addEventListener('beforeprint', () => {
  printing = true;
});
addEventListener('afterprint', () => {
  printing = false;
});

export class PlotController implements ReactiveController {
  plot: uPlot | undefined;
  readonly #source: PlotSource;
  readonly #observer = new ResizeObserver(() => this.#scheduleResize());
  #key = '';
  #frame = 0;
  #task: ReturnType<typeof setTimeout> | undefined;
  /** Whether there is data that the plot does not show. */
  #stale = false;
  #place: HTMLElement | null = null;

  constructor(host: ReactiveControllerHost & PlotSource) {
    this.#source = host;
    host.addController(this);
  }

  hostUpdated(): void {
    const place = this.#source.place();
    if (place === null || (this.plot && this.#source.optionsKey() === this.#key && place === this.#place))
      return;
    if (place !== this.#place) {
      this.#observer.disconnect();
      // A hidden place has no size; the observer calls again when it gets one.
      this.#observer.observe(place);
      this.#place = place;
    }
    this.#schedule();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#place = null;
    this.#discard();
  }

  /** Shows the source's newest data within the scales that its options choose. */
  refresh(): void {
    this.#stale = true;
    this.#schedule();
  }

  /** What the plot shows: its canvases, one over another, and the marks upon them. */
  picture(): Drawing | undefined {
    const { plot } = this;
    return plot && plotDrawing(plot);
  }

  /** Every plot draws in a task of its own, so that several together do not block the page. Paper waits for none. */
  #schedule(): void {
    if (printing) this.#draw();
    else this.#task ??= setTimeout(this.#draw);
  }

  readonly #draw = (): void => {
    clearTimeout(this.#task);
    this.#task = undefined;
    const stale = this.#stale;
    this.#stale = false;
    if (this.plot && this.#source.optionsKey() === this.#key) {
      if (stale) this.plot.setData(this.#source.data());
    } else this.#make();
  };

  #make(): void {
    this.#discard();
    const place = this.#place;
    if (place === null || place.clientWidth === 0 || place.clientHeight === 0) return;
    this.#key = this.#source.optionsKey();
    this.plot = new uPlot(
      { ...this.#source.options(), width: place.clientWidth, height: place.clientHeight },
      this.#source.data(),
      place,
    );
  }

  #discard(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#task);
    this.#task = undefined;
    this.plot?.destroy();
    this.plot = undefined;
  }

  #scheduleResize(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const place = this.#place;
      if (place === null || place.clientWidth === 0 || place.clientHeight === 0) return;
      if (!this.plot) this.#make();
      else if (place.clientWidth !== this.plot.width || place.clientHeight !== this.plot.height) {
        this.plot.setSize({ width: place.clientWidth, height: place.clientHeight });
      }
    });
  }
}

/** The canvases as one embedded image; what is marked by an element, as a disc in its colours. */
function plotDrawing(plot: uPlot): Drawing {
  const { width, height } = plot;
  const origin = plot.root.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  const scale = plot.ctx.canvas.width / width;
  canvas.width = plot.ctx.canvas.width;
  canvas.height = plot.ctx.canvas.height;
  const context = canvas.getContext('2d');
  for (const layer of plot.root.querySelectorAll('canvas')) {
    const { left, top, width: wide, height: high } = layer.getBoundingClientRect();
    if (layer.width > 0)
      context?.drawImage(
        layer,
        scale * (left - origin.left),
        scale * (top - origin.top),
        scale * wide,
        scale * high,
      );
  }
  const marks = [...plot.over.querySelectorAll<HTMLElement>('.mark:not([hidden])')].map((mark) => {
    const { left, top, width: wide } = mark.getBoundingClientRect();
    const { backgroundColor, borderTopColor } = getComputedStyle(mark);
    const [x, y] = [left + wide / 2 - origin.left, top + wide / 2 - origin.top];
    return `<circle cx="${x}" cy="${y}" r="${wide / 2 - 1}" fill="${backgroundColor}" stroke="${borderTopColor}" stroke-width="2"/>`;
  });
  const pixels = `<image width="${width}" height="${height}" href="${canvas.toDataURL('image/png')}"/>`;
  return { width, height, markup: [pixels, ...marks].join('\n') };
}
