/** Work that takes long, looked in on now and then: how far it is, as an engine tells it. */

/** Between two words on how far it is, in milliseconds. */
const betweenWords = 200;

export class WordsBetween {
  /** How much is done, as the engine last said. */
  done = 0;
  #told = performance.now();
  #wake: () => void = () => undefined;

  /** For an engine to tell. */
  readonly progress = (done: number): void => {
    this.done = done;
    if (performance.now() - this.#told >= betweenWords) this.#wake();
  };

  /** What a piece of work comes to; undefined where it is time for a word first. */
  async resultOrWord<Result>(work: Promise<Result>): Promise<Result | undefined> {
    const woken = new Promise<undefined>((resolve) => {
      this.#wake = () => resolve(undefined);
    });
    const result = await Promise.race([work, woken]);
    this.#told = performance.now();
    return result;
  }
}
