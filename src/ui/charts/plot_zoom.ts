/**
 * A plot looked at from nearer, along both axes: by Ctrl or ⌘ and the wheel, two fingers, + and −; moved with shift and drag, two fingers, and
 * the arrows up and down; whole again by a double click or 0. A wheel alone scrolls the page, and a word on the plot says so.
 */
import type uPlot from 'uplot';
import { wheelKey } from '../keys.ts';
import { significant } from '../numbers.ts';
import type { Box } from './label_room.ts';
import { kept } from './labels.ts';

type Side = 'x' | 'y';
type Range = readonly [minimum: number, maximum: number];

/** How much nearer a key looks, and the wheel for each of its pixels, of which no more than so many count at once. */
const [keyFactor, perPixel, mostPixels] = [0.7, 0.01, 40];
/** Part of the whole axis that is shown at least. */
const nearest = 1e-4;
/** Part of the plot that an arrow key moves it. */
const keyShare = 0.15;
/** How long the word on the wheel stands, in milliseconds. */
const hintMilliseconds = 1500;

export class PlotZoom {
  readonly #redraw: () => void;
  readonly #shown: { x?: Range | undefined; y?: Range | undefined } = {};
  readonly #whole: { x?: Range; y?: Range } = {};
  readonly #reset = document.createElement('button');
  readonly #hint = document.createElement('div');
  #plot: uPlot | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;
  #pinch: { readonly x: number; readonly y: number; readonly apart: number } | undefined;

  /** @param redraw shows the plot within the ranges that `within` now gives */
  constructor(redraw: () => void) {
    this.#redraw = redraw;
    this.#reset.className = 'button whole';
    this.#reset.textContent = 'Whole chart';
    this.#reset.title = 'Double click, or 0, does the same';
    this.#reset.addEventListener('click', () => this.reset());
    this.#hint.className = 'zoom-hint';
    this.#hint.ariaHidden = 'true';
    this.#hint.textContent = `${wheelKey} + wheel zooms`;
  }

  /** What of an axis is shown that spans so much when it is seen whole. */
  within(side: Side, whole: Range): [number, number] {
    this.#whole[side] = whole;
    const [low, high] = this.#shown[side] ?? whole;
    // Another run may have nothing there.
    if (low >= whole[1] || high <= whole[0]) return [...whole];
    return [Math.max(low, whole[0]), Math.min(high, whole[1])];
  }

  get isZoomed(): boolean {
    return this.#shown.x !== undefined || this.#shown.y !== undefined;
  }

  reset(): void {
    if (!this.isZoomed) return;
    this.forget();
    this.#redraw();
  }

  /** The same without drawing it: other axes come. */
  forget(): void {
    this.#shown.x = undefined;
    this.#shown.y = undefined;
    this.#place();
  }

  /** Hears what is done to a plot that has just been made. */
  attach(plot: uPlot): void {
    this.#plot = plot;
    kept.set(plot, () => this.#covered());
    const { root, over } = plot;
    for (const side of ['x', 'y'] as const) {
      const { min = 0, max = 1 } = plot.scales[side] ?? {};
      this.#whole[side] ??= [min, max];
    }
    root.addEventListener('wheel', this.#onWheel, { passive: false });
    root.addEventListener('mousedown', this.#onPress, true);
    over.addEventListener('dblclick', () => this.reset());
    for (const type of ['touchstart', 'touchmove', 'touchend', 'touchcancel'] as const)
      over.addEventListener(type, this.#onTouch, { passive: false });
    this.#place();
  }

  /** Moves the plot as far as needed to show a place. */
  reveal(x: number, y: number): void {
    const plot = this.#plot;
    if (!plot || !this.isZoomed) return;
    const beyond = (at: number, size: number) => (at < 0 ? -at : at > size ? size - at : 0);
    const { clientWidth, clientHeight } = plot.over;
    const [left, top] = [plot.valToPos(x, 'x'), plot.valToPos(y, 'y')];
    const [dx, dy] = [beyond(left, clientWidth), beyond(top, clientHeight)].map((by) =>
      Number.isFinite(by) ? by : 0,
    );
    // A little further than its edge.
    if (dx || dy) this.#pan((dx ?? 0) * 1.05, (dy ?? 0) * 1.05);
  }

  /** @returns whether the key was one of these */
  key({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    const plot = this.#plot;
    if (!plot || ctrlKey || metaKey || altKey) return false;
    const { clientWidth, clientHeight } = plot.over;
    const { left = -1, top = -1 } = plot.cursor;
    const [x, y] = left < 0 ? [clientWidth / 2, clientHeight / 2] : [left, top];
    if (key === '+' || key === '=') this.#zoom(keyFactor, x, y);
    else if (key === '-' || key === '−') this.#zoom(1 / keyFactor, x, y);
    else if (key === '0') this.reset();
    else if (this.isZoomed && (key === 'ArrowUp' || key === 'ArrowDown'))
      this.#pan(0, (key === 'ArrowUp' ? keyShare : -keyShare) * clientHeight);
    else return false;
    return true;
  }

  /** @param factor of what is shown, about a place of the plotting area in CSS pixels */
  #zoom(factor: number, x: number, y: number, sides: readonly Side[] = ['x', 'y']): void {
    const plot = this.#plot;
    if (!plot) return;
    const { clientWidth, clientHeight } = plot.over;
    for (const side of sides) {
      const [from, to, about] = side === 'x' ? [0, clientWidth, x] : [clientHeight, 0, y];
      this.#show(side, [about + (from - about) * factor, about + (to - about) * factor]);
    }
    this.#place();
    this.#redraw();
  }

  #pan(dx: number, dy: number): void {
    const plot = this.#plot;
    if (!plot) return;
    const { clientWidth, clientHeight } = plot.over;
    for (const [side, by, from, to] of [
      ['x', dx, 0, clientWidth],
      ['y', dy, clientHeight, 0],
    ] as const) {
      const whole = this.#whole[side];
      if (!whole || !this.#shown[side]) continue;
      const [first = from, last = to] = whole.map((end) => plot.valToPos(end, side));
      // No further than the whole axis reaches.
      const [least, most] = [from - first, to - last].sort((one, other) => one - other);
      const shift = Math.min(most ?? 0, Math.max(least ?? 0, by));
      this.#show(side, [from - shift, to - shift]);
    }
    this.#place();
    this.#redraw();
  }

  /** @param ends of what is to be shown, in CSS pixels of what is */
  #show(side: Side, [from, to]: Range): void {
    const whole = this.#whole[side];
    if (!this.#plot || !whole) return;
    const low = Math.max(whole[0], this.#plot.posToVal(from, side));
    const high = Math.min(whole[1], this.#plot.posToVal(to, side));
    const span = nearest * (whole[1] - whole[0]);
    if (!(high - low > span)) return;
    const isWhole = low - whole[0] < span && whole[1] - high < span;
    this.#shown[side] = isWhole ? undefined : [low, high];
  }

  /** The button that shows all of it, where not all is shown. */
  #place(): void {
    const place = this.#plot?.root.parentElement;
    if (this.isZoomed && place) place.append(this.#reset);
    else this.#reset.remove();
    if (place) place.ariaDescription = this.isZoomed ? this.#words() : null;
  }

  /** Where the button stands, in canvas pixels: names keep clear of it. */
  #covered(): Box[] {
    const plot = this.#plot;
    if (!plot || !this.#reset.isConnected) return [];
    const { left, top, width, height } = this.#reset.getBoundingClientRect();
    const from = plot.over.getBoundingClientRect();
    const x = plot.bbox.left + (left - from.left) * devicePixelRatio;
    const y = plot.bbox.top + (top - from.top) * devicePixelRatio;
    return [{ left: x, right: x + width * devicePixelRatio, top: y, bottom: y + height * devicePixelRatio }];
  }

  /** What is shown, in the numbers of the axes. */
  #words(): string {
    const [x = [], y = []] = (['x', 'y'] as const).map((side) =>
      (this.#shown[side] ?? this.#whole[side] ?? []).map((end) => significant(end, 4)),
    );
    return `Seen from nearer: ${x.join(' to ')} across, ${y.join(' to ')} upwards.`;
  }

  readonly #onWheel = (event: WheelEvent): void => {
    const plot = this.#plot;
    if (!plot) return;
    if (!event.ctrlKey && !event.metaKey) {
      this.#tell();
      return;
    }
    event.preventDefault();
    const { left, top, width, height } = plot.over.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1);
    const factor = Math.exp(perPixel * Math.min(mostPixels, Math.max(-mostPixels, pixels)));
    // On an axis, that one alone.
    const sides: Side[] = x < 0 ? ['y'] : y > height ? ['x'] : ['x', 'y'];
    this.#zoom(factor, Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y)), sides);
  };

  #tell(): void {
    this.#plot?.root.parentElement?.append(this.#hint);
    clearTimeout(this.#hiding);
    this.#hiding = setTimeout(() => this.#hint.remove(), hintMilliseconds);
  }

  /** Shift and drag: what would draw a window moves the plot. */
  readonly #onPress = (event: MouseEvent): void => {
    const root = this.#plot?.root;
    if (!root || !event.shiftKey || event.button !== 0 || !this.isZoomed) return;
    event.stopPropagation();
    event.preventDefault();
    let [x, y] = [event.clientX, event.clientY];
    const move = ({ clientX, clientY }: MouseEvent) => {
      this.#pan(clientX - x, clientY - y);
      [x, y] = [clientX, clientY];
    };
    const end = ({ clientX, clientY }: MouseEvent) => {
      removeEventListener('mousemove', move);
      // The click at the end of a drag is none.
      if (Math.hypot(clientX - event.clientX, clientY - event.clientY) > 3)
        root.addEventListener('click', (click) => click.stopPropagation(), { capture: true, once: true });
    };
    addEventListener('mousemove', move);
    addEventListener('mouseup', end, { once: true });
  };

  readonly #onTouch = (event: TouchEvent): void => {
    const [a, b] = event.touches;
    const plot = this.#plot;
    if (!plot || !a || !b) {
      this.#pinch = undefined;
      return;
    }
    event.preventDefault();
    const { left, top } = plot.over.getBoundingClientRect();
    const now = {
      x: (a.clientX + b.clientX) / 2 - left,
      y: (a.clientY + b.clientY) / 2 - top,
      apart: Math.max(10, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)),
    };
    const before = this.#pinch;
    this.#pinch = now;
    if (!before) return;
    this.#pan(now.x - before.x, now.y - before.y);
    this.#zoom(before.apart / now.apart, now.x, now.y);
  };
}
