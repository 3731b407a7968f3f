import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NoAnswerError, within } from '../../src/engines/deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An answer that may come. */
function question() {
  let answer: (value: string) => void = () => undefined;
  const promise = new Promise<string>((resolve) => {
    answer = resolve;
  });
  return { promise, answer };
}

it('passes on what comes in time, and an error, and leaves no timer behind', async () => {
  const { promise, answer } = question();
  const waiting = within(3, 'The GPU', promise);
  await vi.advanceTimersByTimeAsync(2900);
  answer('here');
  expect(await waiting).toBe('here');
  await expect(within(3, 'The GPU', Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
});

it('gives up after that many seconds, and says who did not answer', async () => {
  const waiting = within(3, 'The GPU', question().promise);
  const given = expect(waiting).rejects.toThrow(new NoAnswerError('The GPU has not answered for 3 seconds'));
  await vi.advanceTimersByTimeAsync(3000);
  await given;
});

it('counts a night that the machine sleeps through as one second', async () => {
  const { promise, answer } = question();
  const waiting = within(3, 'The GPU', promise);
  // A sleeper's timer is late: it fires once.
  vi.setSystemTime(Date.now() + 8 * 3600 * 1000);
  await vi.advanceTimersByTimeAsync(1000);
  answer('here');
  expect(await waiting).toBe('here');
});
