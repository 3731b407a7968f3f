/**
 * Keeps one uPlot alive inside a Lit element: makes it once there is a place for it, makes it anew when its
 * options change, resizes it with the place, and lets go of it with the element.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import uPlot from 'uplot';
import type { Drawing } from '../../files/picture_svg.ts';
import { oversize, whenOnPaper } from './paper.ts';
import type { PlotZoom } from './plot_zoom.ts';
import type { PlaceReading, ReadingCard } from './reading_card.ts';
import { typeScale } from './type_scale.ts';

export interface PlotSource {
  /** Where the plot goes, once rendered. */
  place(): HTMLElement | null;
  /** Everything but the size. Read again whenever `optionsKey` changes. */
  options(): Omit<uPlot.Options, 'width' | 'height'>;
  optionsKey(): string;
  data(): uPlot.AlignedData;
  /** Whether it can be looked at from nearer. */
  readonly zooms?: boolean;
  /** What its lines are at one of its places; of charts of lines alone. */
  readAt?(index: number): PlaceReading | undefined;
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
  /** Where it is looked at from nearer; undefined before anyone comes near enough. */
  zoom: PlotZoom | undefined;
  #card: ReadingCard | undefined;
  #coming: Promise<void> | undefined;
  /** The names of the axes, which a zoom is of. */
  #axes = '';
  readonly #source: PlotSource;
  readonly #observer = new ResizeObserver(() => this.#scheduleResize());
  #key = '';
  #frame = 0;
  #task: ReturnType<typeof setTimeout> | undefined;
  /** Whether there is data that the plot does not show. */
  #stale = false;
  #place: HTMLElement | null = null;
  #forgetPaper: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & PlotSource) {
    this.#source = host;
    host.addController(this);
  }

  hostUpdated(): void {
    const place = this.#source.place();
    if (place === null || (this.plot && this.#keyNow === this.#key && place === this.#place)) return;
    if (place !== this.#place) {
      this.#observer.disconnect();
      // A hidden place has no size; the observer calls again when it gets one.
      this.#observer.observe(place);
      this.#place = place;
      if (this.#source.zooms) {
        place.addEventListener('keydown', this.#onKey);
        for (const near of ['pointerenter', 'focusin', 'touchstart'])
          place.addEventListener(near, () => void this.#approach(), { passive: true });
      }
    }
    this.#schedule();
  }

  hostConnected(): void {
    this.#forgetPaper = whenOnPaper(() => this.#make());
  }

  hostDisconnected(): void {
    this.#forgetPaper?.();
    this.#observer.disconnect();
    this.#place = null;
    this.#discard();
  }

  get #keyNow(): string {
    return `${typeScale()} ${this.#source.optionsKey()}`;
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
    if (this.plot && this.#keyNow === this.#key) {
      if (stale) this.plot.setData(this.#source.data());
    } else this.#make();
  };

  #make(): void {
    this.#discard();
    const place = this.#place;
    const size = this.#size;
    if (place === null || !size) return;
    this.#key = this.#keyNow;
    const options = this.#source.options();
    this.#limit(options);
    this.#read(options);
    this.plot = new uPlot({ ...options, ...size }, this.#source.data(), place);
    this.plot.root.style.zoom = String(1 / oversize());
    this.zoom?.attach(this.plot);
  }

  /** Most visits look at nothing from near: the code for it comes when a pointer or the focus does. */
  #approach(): Promise<void> {
    this.#coming ??= import('./near.ts')
      .then(({ PlotZoom, ReadingCard, nearStyles }) => {
        const root = this.#place?.getRootNode();
        if (root instanceof ShadowRoot && nearStyles.styleSheet)
          root.adoptedStyleSheets.push(nearStyles.styleSheet);
        this.#card = new ReadingCard();
        this.zoom = new PlotZoom(() => this.plot?.setData(this.#source.data()));
        if (this.plot) this.zoom.attach(this.plot);
      })
      .catch((error: unknown) => {
        // The chart is as good as before; the next approach tries again.
        console.warn(error);
        this.#coming = undefined;
      });
    return this.#coming;
  }

  /** Has the axes span what the zoom shows of them. */
  #limit({ axes, scales }: Omit<uPlot.Options, 'width' | 'height'>): void {
    const names = JSON.stringify(axes?.map(({ label }) => label));
    if (names !== this.#axes) this.zoom?.forget();
    this.#axes = names;
    for (const side of ['x', 'y'] as const) {
      const scale = scales?.[side];
      const whole = scale?.range;
      if (scale && typeof whole === 'function')
        scale.range = (...of) => {
          const [low, high] = whole(...of);
          return this.zoom?.within(side, [low ?? 0, high ?? 1]) ?? [low, high];
        };
    }
  }

  /** Has every line read where the cursor stands. */
  #read(options: Omit<uPlot.Options, 'width' | 'height'>): void {
    const source = this.#source;
    if (!source.readAt) return;
    const { setCursor = [] } = options.hooks ?? {};
    const show = (plot: uPlot) => {
      const { idx } = plot.cursor;
      this.#card?.show(plot, typeof idx === 'number' ? source.readAt?.(idx) : undefined);
    };
    options.hooks = { ...options.hooks, setCursor: [...[setCursor].flat(), show] };
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.target !== this.#place) return;
    if (!this.zoom) void this.#approach().then(() => this.zoom?.key(event));
    else if (this.zoom.key(event)) event.preventDefault();
  };

  /** Of the plot; undefined where it has no room. */
  get #size(): { readonly width: number; readonly height: number } | undefined {
    const { clientWidth = 0, clientHeight = 0 } = this.#place ?? {};
    const [width, height] = [clientWidth, clientHeight].map((pixels) => Math.round(oversize() * pixels));
    return width && height ? { width, height } : undefined;
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
      const size = this.#size;
      if (!size) return;
      if (!this.plot || this.#keyNow !== this.#key) this.#make();
      else if (size.width !== this.plot.width || size.height !== this.plot.height) this.plot.setSize(size);
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
