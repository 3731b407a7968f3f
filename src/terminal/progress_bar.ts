/** How far a command has come: a bar on a terminal, and where nobody reads along a plain line now and then, for a log. */
import type { Output } from './terminal.ts';

const width = 30;
const millisecondsBetween = 100;
const millisecondsBetweenLines = 10_000;
/** To the start of the line, and clear what is right of it (ECMA-48). */
const clearLine = '\r\x1b[K';

export class ProgressBar {
  readonly #output: Output;
  readonly #command: string;
  #drawn: number;
  #visible = false;

  /** @param command whose progress it is, for whoever reads a log */
  constructor(output: Output, command: string) {
    this.#output = output;
    this.#command = command;
    this.#drawn = output.isTTY ? -Infinity : performance.now();
  }

  /**
   * Draws the bar, at most ten times a second, or writes a line every ten seconds.
   * @param unit what is counted, in the plural
   */
  show(done: number, total: number, unit: string): void {
    const now = performance.now();
    const { isTTY = false } = this.#output;
    if (now - this.#drawn < (isTTY ? millisecondsBetween : millisecondsBetweenLines)) return;
    this.#drawn = now;
    const words = `${done} of ${total} ${unit}`;
    if (!isTTY) {
      this.#output.write(`${this.#command}: ${words}\n`);
      return;
    }
    this.#visible = true;
    const full = Math.round((width * done) / total);
    this.#output.write(`${clearLine}${'█'.repeat(full)}${'░'.repeat(width - full)} ${words}`);
  }

  /** Writes a sentence where the bar was. */
  interrupt(sentence: string): void {
    this.clear();
    this.#output.write(`${sentence}\n`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#visible) this.#output.write(clearLine);
    this.#visible = false;
  }
}
