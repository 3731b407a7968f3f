/** How far a command is: a bar for a person, and lines for a log, on stderr alone. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProgressBar } from '../../src/terminal/progress_bar.ts';

function outputDouble(isTTY: boolean) {
  const written: string[] = [];
  return { written, output: { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) } };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('is a plain line every ten seconds where nobody reads along', () => {
  const { written, output } = outputDouble(false);
  const progress = new ProgressBar(output, 'sweep');
  progress.show(1, 4096, 'networks');
  vi.advanceTimersByTime(9_999);
  progress.show(600, 4096, 'networks');
  expect(written).toEqual([]);
  vi.advanceTimersByTime(1);
  progress.show(1200, 4096, 'networks');
  progress.show(1201, 4096, 'networks');
  vi.advanceTimersByTime(10_000);
  progress.show(2400, 4096, 'networks');
  progress.clear();
  expect(written).toEqual(['sweep: 1200 of 4096 networks\n', 'sweep: 2400 of 4096 networks\n']);
});

it('is a bar at once on a terminal, and taken away', () => {
  const { written, output } = outputDouble(true);
  const progress = new ProgressBar(output, 'sweep');
  progress.show(2, 4, 'networks');
  progress.show(3, 4, 'networks');
  progress.clear();
  expect(written).toEqual([`\r\x1b[K${'█'.repeat(15)}${'░'.repeat(15)} 2 of 4 networks`, '\r\x1b[K']);
});

it('says once, after a second, how long the rest takes and at which rate', () => {
  const { written, output } = outputDouble(false);
  const progress = new ProgressBar(output, 'sweep', 'even');
  // Compiling took five seconds, which tell of nothing.
  vi.advanceTimersByTime(5000);
  progress.show(100, 100_000, 'networks');
  vi.advanceTimersByTime(999);
  progress.show(299, 100_000, 'networks');
  expect(written).toEqual([]);
  vi.advanceTimersByTime(1);
  progress.show(300, 100_000, 'networks');
  // 99 700 networks at 200 a second.
  expect(written).toEqual(['sweep: about 8.3 min to go for 100000 networks, at 200 a second\n']);
  vi.advanceTimersByTime(2000);
  progress.show(700, 100_000, 'networks');
  expect(written).toHaveLength(1);
});

it('begins to count again where something else is counted, and says nothing of what is done within five seconds', () => {
  const { written, output } = outputDouble(true);
  const progress = new ProgressBar(output, 'train', 'even');
  progress.show(1, 1000, 'steps');
  vi.advanceTimersByTime(900);
  progress.show(10, 1000, 'steps');
  vi.advanceTimersByTime(900);
  progress.show(1, 80, 'updates');
  vi.advanceTimersByTime(1000);
  progress.show(20, 80, 'updates');
  progress.clear();
  expect(written.join('')).not.toContain('to go');
  const slower = new ProgressBar(output, 'train', 'even');
  slower.show(1, 1000, 'updates');
  vi.advanceTimersByTime(2000);
  slower.show(11, 1000, 'updates');
  // Where the bar was, which goes on under it.
  expect(written.join('').split('\r\x1b[K').at(-2)).toBe(
    'train: about 3.3 min to go for 1000 updates, at 5 a second\n',
  );
});

it('estimates where two things are counted in turns', () => {
  const { written, output } = outputDouble(false);
  const progress = new ProgressBar(output, 'sweep', 'even');
  for (let chunk = 0; chunk < 3; chunk++) {
    progress.show(100 * chunk, 100_000, 'networks');
    vi.advanceTimersByTime(400);
    progress.show(7 * chunk, 1_000_000, 'steps');
    vi.advanceTimersByTime(200);
  }
  // 99 800 networks at 200 in 1.2 seconds.
  expect(written).toEqual(['sweep: about 10 min to go for 100000 networks, at 170 a second\n']);
});

it('announces nothing where what is counted takes unequally long', () => {
  const { written, output } = outputDouble(false);
  const progress = new ProgressBar(output, 'validate');
  progress.show(1, 1000, 'checks');
  vi.advanceTimersByTime(2000);
  progress.show(2, 1000, 'checks');
  expect(written).toEqual([]);
});
