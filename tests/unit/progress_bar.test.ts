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
