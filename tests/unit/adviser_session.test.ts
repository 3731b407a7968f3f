/** The adviser of the page: what is asked, what is measured, and whose answer is shown. */
import { expect, it } from 'vitest';
import { Adviser } from '../../src/session/adviser.ts';
import { runCommand } from './terminal_double.ts';
import { workplaceHere } from './workplace_double.ts';

it('says what a terminal says', async () => {
  const adviser = new Adviser(workplaceHere());
  let reports = 0;
  adviser.addEventListener('change', () => {
    reports++;
  });
  await adviser.ask({ hiddenSize: 8, lag: 10 });
  const { stdout } = await runCommand(['advise', '--hidden-size', '8', '--lag', '10']);
  const { start, clip, truncation, code, measured } = JSON.parse(stdout);
  const { given } = adviser;
  expect(given?.advice.best.start.name).toBe(start.name);
  expect(given?.advice).toMatchObject({ clip, truncation });
  expect(given?.code).toEqual(code);
  expect(given?.networks).toBe(measured.networks);
  expect(adviser).toMatchObject({ state: 'complete', done: 128, total: 128, failure: '' });
  expect(reports).toBeGreaterThan(128);
});

it('shows the answer to the newest question alone', async () => {
  const adviser = new Adviser(workplaceHere());
  const first = adviser.ask({ hiddenSize: 8, lag: 30 });
  const second = adviser.ask({ lag: 6 });
  await Promise.all([first, second]);
  expect(adviser.given?.question).toMatchObject({ hiddenSize: 8, inputSize: 8, lag: 6 });
});

it('that was stopped measures nothing until it is asked', async () => {
  const adviser = new Adviser(workplaceHere());
  const asked = adviser.ask({ hiddenSize: 8, lag: 30 });
  adviser.stop();
  await adviser.change({ lag: 6 });
  await adviser.change({ settings: { ...adviser.choice.settings, cell: 'gru' } });
  expect(adviser).toMatchObject({ state: 'stopped', choice: { lag: 6, settings: { cell: 'gru' } } });
  await asked;
  expect(adviser.given?.question.lag).not.toBe(6);
  await adviser.ask();
  expect(adviser.given?.question).toMatchObject({ lag: 6, settings: { cell: 'gru' } });
  await adviser.change({ lag: 5 });
  expect(adviser.given?.question.lag).toBe(5);
});
