/** What waits until no more is asked for: of many in a row, as a dragged slider asks for, only the last is done. */
export class Debounce {
  readonly #milliseconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param milliseconds how long it waits, unless asked otherwise */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Whether something waits. */
  get waits(): boolean {
    return this.#timer !== undefined;
  }

  /** Does this in a moment, in place of what waits. */
  ask(work: () => void, milliseconds = this.#milliseconds): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      work();
    }, milliseconds);
  }

  /** Lets go of what waits. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
