/**
 * What moves when a figure is first seen: once, for a second or two, and not at all where the reader wants no motion, takes hold of
 * the figure, or prints.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** So much of a figure is seen. */
const seen = 0.25;

export class OpeningController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #milliseconds: () => number;
  #part = 0;
  #isOver = matchMedia('(prefers-reduced-motion: reduce)').matches;
  #frame = 0;
  #observer: IntersectionObserver | undefined;

  /** @param milliseconds that it takes; 0 where nothing moves */
  constructor(host: ReactiveControllerHost & HTMLElement, milliseconds: () => number) {
    this.#host = host;
    this.#milliseconds = milliseconds;
    host.addController(this);
  }

  /** How far it has come, 0 … 1. */
  get part(): number {
    return this.#isOver || this.#milliseconds() === 0 ? 1 : this.#part;
  }

  hostConnected(): void {
    if (this.#isOver) return;
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        this.#observer?.disconnect();
        this.#begin();
      },
      { threshold: seen },
    );
    this.#observer.observe(this.#host);
    addEventListener('beforeprint', this.end);
    for (const type of takingHold) this.#host.addEventListener(type, this.end);
  }

  hostDisconnected(): void {
    this.end();
  }

  /** All is as it stays. */
  readonly end = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    cancelAnimationFrame(this.#frame);
    this.#observer?.disconnect();
    removeEventListener('beforeprint', this.end);
    for (const type of takingHold) this.#host.removeEventListener(type, this.end);
    this.#host.requestUpdate();
  };

  #begin(): void {
    const milliseconds = this.#milliseconds();
    if (milliseconds === 0) {
      this.end();
      return;
    }
    const start = performance.now();
    const step = (): void => {
      this.#part = (performance.now() - start) / milliseconds;
      if (this.#part >= 1) {
        this.end();
        return;
      }
      this.#host.requestUpdate();
      this.#frame = requestAnimationFrame(step);
    };
    step();
  }
}

/** How a reader takes hold of a figure. */
const takingHold = ['pointerdown', 'keydown', 'focusin', 'input', 'change'] as const;
