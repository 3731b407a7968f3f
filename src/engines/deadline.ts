/** Waits that end: a driver, or a worker, may leave what it was asked without an answer for ever. */

/** Somebody has not answered in time. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

const secondMilliseconds = 1000;

/**
 * What a promise comes to, if it does within so many seconds. They are counted one by one, so that what a machine sleeps
 * through, or a frozen page, is no more than one.
 * @param who is waited for, as a sentence begins
 * @throws NoAnswerError after that; whatever the promise comes to later reaches nobody
 */
export function within<Value>(seconds: number, who: string, answer: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const deadline = new Deadline(seconds, who, reject);
    deadline.begin();
    answer.then(resolve, reject).finally(() => deadline.end());
  });
}

/** The same for whoever says something now and then: the wait begins anew with every word. */
export class Deadline {
  readonly #seconds: number;
  readonly #who: string;
  readonly #missed: (error: NoAnswerError) => void;
  #left = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(seconds: number, who: string, missed: (error: NoAnswerError) => void) {
    this.#seconds = seconds;
    this.#who = who;
    this.#missed = missed;
  }

  begin(): void {
    this.#left = this.#seconds;
    this.#timer ??= setTimeout(() => this.#count(), secondMilliseconds);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #count(): void {
    this.#timer = undefined;
    this.#left -= 1;
    if (this.#left > 0) this.#timer = setTimeout(() => this.#count(), secondMilliseconds);
    else this.#missed(new NoAnswerError(`${this.#who} has not answered for ${this.#seconds} seconds`));
  }
}
