/** How far a command has come, on a terminal; nothing where nobody reads along. */
import type { Output } from './terminal.ts';

const width = 30;
const millisecondsBetween = 100;
/** To the start of the line, and clear what is right of it (ECMA-48). */
const clearLine = '\r\x1b[K';

export class ProgressBar {
  readonly #output: Output;
  #drawn = -Infinity;
  #visible = false;

  constructor(output: Output) {
    this.#output = output;
  }

  /**
   * Draws the bar, at most ten times a second.
   * @param unit what is counted, in the plural
   */
  show(done: number, total: number, unit: string): void {
    const now = performance.now();
    if (!this.#output.isTTY || now - this.#drawn < millisecondsBetween) return;
    this.#drawn = now;
    this.#visible = true;
    const full = Math.round((width * done) / total);
    const bar = '█'.repeat(full) + '░'.repeat(width - full);
    this.#output.write(`${clearLine}${bar} ${done} of ${total} ${unit}`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#visible) this.#output.write(clearLine);
    this.#visible = false;
  }
}
