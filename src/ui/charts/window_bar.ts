/**
 * The handle of the window of a scatter: a bar on its x axis as wide as the window. It is dragged, by its ends to make the window wider, and
 * moved by keys; a finger may do both.
 */
import type uPlot from 'uplot';
import type { AxisRange } from '../../analysis/usual_window.ts';

/** What the bar tells. */
interface Told {
  readonly move: (range: AxisRange) => void;
  /** Back to the usual window, or to none. */
  readonly leave: (to: 'usual' | 'all') => void;
}

/** Parts of the axis that an arrow key moves the window, and with shift. */
const [step, stride] = [0.01, 0.1];
/** CSS pixels at either end by which it is made wider or narrower, and how narrow it may get. */
const [grip, narrowest] = [9, 6];
/** Width that the bar has at least, for fingers. */
const reach = 26;

export class WindowBar {
  readonly element = document.createElement('div');
  readonly #told: Told;
  #plot: uPlot | undefined;
  #range: AxisRange | undefined;
  #drag: { id: number; from: number; left: number; right: number; part: 'low' | 'high' | 'all' } | undefined;

  constructor(told: Told) {
    this.#told = told;
    const { element } = this;
    element.className = 'window-bar';
    element.tabIndex = 0;
    element.role = 'slider';
    element.ariaLabel = 'Window of the networks shown through time';
    element.setAttribute(
      'aria-keyshortcuts',
      'ArrowLeft ArrowRight ArrowUp ArrowDown Home End Escape Delete',
    );
    element.title = 'Drag to move the window, its ends to widen it; arrow keys do both';
    element.hidden = true;
    // The plot would draw another window.
    for (const type of ['mousedown', 'click'])
      element.addEventListener(type, (event) => event.stopPropagation());
    element.addEventListener('pointerdown', this.#take);
    element.addEventListener('pointermove', this.#move);
    for (const type of ['pointerup', 'pointercancel'] as const) element.addEventListener(type, this.#drop);
    element.addEventListener('keydown', this.#onKey);
  }

  /** Shows a window, or none, with its reading in words. */
  place(plot: uPlot, range: AxisRange | undefined, words: string): void {
    this.#plot = plot;
    this.#range = range;
    const { element } = this;
    if (element.parentElement !== plot.over) plot.over.append(element);
    const { left, right } = this.#ends;
    element.hidden = range === undefined || right < 0 || left > plot.over.clientWidth;
    if (range === undefined || element.hidden) return;
    const width = Math.max(reach, right - left);
    element.style.left = `${(left + right - width) / 2}px`;
    element.style.width = `${width}px`;
    const { min, max } = this.#limits;
    element.ariaValueMin = String(min);
    element.ariaValueMax = String(max);
    element.ariaValueNow = String(Math.min(max, Math.max(min, (range[0] + range[1]) / 2)));
    element.ariaValueText = words;
  }

  get #limits(): { min: number; max: number } {
    const { min, max } = this.#plot?.scales.x ?? {};
    return { min: min ?? 0, max: max ?? 1 };
  }

  /** CSS pixels of the window in the plotting area. */
  get #ends(): { left: number; right: number } {
    const [low, high] = this.#range ?? [0, 0];
    const at = (value: number) => this.#plot?.valToPos(value, 'x') ?? 0;
    return { left: at(low), right: at(high) };
  }

  readonly #take = (event: PointerEvent): void => {
    if (event.button !== 0 || !this.#range) return;
    event.stopPropagation();
    const { left, width } = this.element.getBoundingClientRect();
    const within = event.clientX - left;
    const part = width < 4 * grip ? 'all' : within < grip ? 'low' : within > width - grip ? 'high' : 'all';
    this.#drag = { id: event.pointerId, from: event.clientX, part, ...this.#ends };
    this.element.setPointerCapture(event.pointerId);
  };

  readonly #move = (event: PointerEvent): void => {
    const plot = this.#plot;
    if (event.pointerId !== this.#drag?.id || !plot) return;
    event.stopPropagation();
    const { from, left, right, part } = this.#drag;
    const by = event.clientX - from;
    const { clientWidth } = plot.over;
    if (part === 'low') this.#tell(Math.max(0, Math.min(left + by, right - narrowest)), right);
    else if (part === 'high') this.#tell(left, Math.min(clientWidth, Math.max(right + by, left + narrowest)));
    else {
      const start = Math.min(clientWidth - (right - left), Math.max(0, left + by));
      this.#tell(start, start + right - left);
    }
  };

  readonly #drop = (event: PointerEvent): void => {
    if (event.pointerId !== this.#drag?.id) return;
    event.stopPropagation();
    this.#drag = undefined;
  };

  /** @param left and right, in CSS pixels of the plotting area */
  #tell(left: number, right: number): void {
    const plot = this.#plot;
    if (plot) this.#told.move([plot.posToVal(left, 'x'), plot.posToVal(right, 'x')]);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const range = this.#range;
    if (!range || event.ctrlKey || event.metaKey || event.altKey) return;
    const { min, max } = this.#limits;
    const [low, high] = range;
    const by = (event.shiftKey ? stride : step) * (max - min);
    const moved = (to: number): AxisRange => {
      const start = Math.min(max - (high - low), Math.max(min, to));
      return [start, start + high - low];
    };
    const { key } = event;
    if (key === 'ArrowLeft') this.#told.move(moved(low - by));
    else if (key === 'ArrowRight') this.#told.move(moved(low + by));
    else if (key === 'Home') this.#told.move(moved(min));
    else if (key === 'End') this.#told.move(moved(max));
    else if (key === 'ArrowUp') this.#told.move([Math.max(min, low - by), Math.min(max, high + by)]);
    else if (key === 'ArrowDown') {
      const half = Math.max((step / 2) * (max - min), (high - low) / 2 - by);
      this.#told.move([(low + high) / 2 - half, (low + high) / 2 + half]);
    } else if (key === 'Escape') this.#told.leave('usual');
    else if (key === 'Delete' || key === 'Backspace') this.#told.leave('all');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
