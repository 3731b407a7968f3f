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
    let left = seconds;
    const count = () => {
      left -= 1;
      if (left > 0) timer = setTimeout(count, secondMilliseconds);
      else reject(new NoAnswerError(`${who} has not answered for ${seconds} seconds`));
    };
    let timer = setTimeout(count, secondMilliseconds);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
