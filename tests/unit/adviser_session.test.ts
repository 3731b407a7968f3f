/** The adviser of the page: what is asked, what is measured, and whose answer is shown. */
import { expect, it } from 'vitest';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { work } from '../../src/laboratory/jobs.ts';
import { Adviser } from '../../src/session/adviser.ts';
import type { Workplace } from '../../src/session/workplace.ts';
import { benchOf } from '../parity/bench.ts';
import { runCommand } from './terminal_double.ts';

/** The laboratory in this process. */
function workplace(): Workplace {
  let numbers = 0;
  const engine = new ReferenceEngine();
  const place: Pick<Workplace, 'number' | 'run' | 'stop'> = {
    number: () => ++numbers,
    run: async (name, _id, request, _purpose, { report }) => {
      const result = await work(name, request, benchOf(engine), report);
      return { engine: engine.describe(), waited: 0, result } as never;
    },
    stop: () => undefined,
  };
  return place as Workplace;
}

it('says what a terminal says', async () => {
  const adviser = new Adviser(workplace());
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
  expect(adviser).toMatchObject({ state: 'complete', done: 64, total: 64, failure: '' });
  expect(reports).toBeGreaterThan(64);
});

it('shows the answer to the newest question alone', async () => {
  const adviser = new Adviser(workplace());
  const first = adviser.ask({ hiddenSize: 8, lag: 30 });
  const second = adviser.ask({ lag: 6 });
  await Promise.all([first, second]);
  expect(adviser.given?.question).toMatchObject({ hiddenSize: 8, inputSize: 8, lag: 6 });
});
