/**
 * How far a command has come: a bar on a terminal, and where nobody reads along a plain line now and then, for a log. Where the work
 * is of a kind it says after a second how long all of it takes, if that is long.
 */
import type { Output } from './terminal.ts';

const width = 30;
const millisecondsBetween = 100;
const millisecondsBetweenLines = 10_000;
/** A rate is taken over so long, and what is done within less than this is not announced, in milliseconds. */
const sampled = 1000;
const long = 5000;
/** To the start of the line, and clear what is right of it (ECMA-48). */
const clearLine = '\r\x1b[K';

/** How far it was when. */
interface Mark {
  readonly at: number;
  readonly done: number;
  readonly unit: string;
}

export class ProgressBar {
  readonly #output: Output;
  readonly #command: string;
  #drawn: number;
  #visible = false;
  /** Where counting began, by what is counted: some count two things in turns. */
  readonly #began = new Map<string, Mark>();
  #estimates: boolean;

  /**
   * @param command whose progress it is, for whoever reads a log
   * @param kind `even` where what is counted takes about as long each, so that the first of it tells of the rest
   */
  constructor(output: Output, command: string, kind: 'even' | 'uneven' = 'uneven') {
    this.#output = output;
    this.#command = command;
    this.#drawn = output.isTTY ? -Infinity : performance.now();
    this.#estimates = kind === 'even';
  }

  /**
   * Draws the bar, at most ten times a second, or writes a line every ten seconds.
   * @param unit what is counted, in the plural unless the total is 1
   */
  show(done: number, total: number, unit: string): void {
    const now = performance.now();
    this.#estimate({ at: now, done, unit }, total);
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

  /** Says once how long the rest takes, and at which rate: opening and compiling are over when the first of it is counted. */
  #estimate(mark: Mark, total: number): void {
    if (!this.#estimates) return;
    const began = this.#began.get(mark.unit) ?? mark;
    this.#began.set(mark.unit, began);
    const [done, milliseconds] = [mark.done - began.done, mark.at - began.at];
    if (milliseconds < sampled || done <= 0) return;
    this.#estimates = false;
    const left = ((total - mark.done) * milliseconds) / done;
    if (left < long) return;
    const rate = (1000 * done) / milliseconds;
    this.interrupt(
      `${this.#command}: about ${timeInWords(left)} to go for ${total} ${mark.unit}, at ${Number(rate.toPrecision(2))} a second`,
    );
  }
}

/** Two digits are more than an estimate knows. */
function timeInWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 100) return `${Number(seconds.toPrecision(2))} s`;
  const minutes = seconds / 60;
  return minutes < 100
    ? `${Number(minutes.toPrecision(2))} min`
    : `${Number((minutes / 60).toPrecision(2))} h`;
}
