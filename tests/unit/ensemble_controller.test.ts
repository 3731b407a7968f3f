/** What a figure of the chapter says of its measurements, in whatever order they come to their ends. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { EnsembleController } from '../../src/lessons/ensemble_controller.ts';
import { Workplace } from '../../src/session/workplace.ts';

beforeEach(() => vi.spyOn(console, 'warn').mockReturnValue());
afterEach(() => void vi.restoreAllMocks());

interface Asked {
  readonly gain: unknown;
  readonly succeed: () => void;
  readonly fail: () => void;
}

/** A figure, and what it has asked to be measured. */
function figure() {
  const asked: Asked[] = [];
  const workplace = new Workplace(() => {
    throw new Error('nobody works here');
  });
  vi.spyOn(workplace, 'run').mockImplementation((_name, _id, request) => {
    const experiment = request as typeof defaultExperiment;
    return new Promise((resolve, reject) => {
      asked.push({
        gain: experiment.gain,
        succeed: () => resolve({ result: { experiment } } as never),
        fail: () => reject(new Error('the device was lost')),
      });
    });
  });
  const host = {
    addController: () => undefined,
    removeController: () => undefined,
    requestUpdate: () => undefined,
  };
  const ensembles = new EnsembleController({ ...host, updateComplete: Promise.resolve(true) });
  const want = (...gains: number[]) => ensembles.want({ workplace, engine: 'auto' }, gains.map(of));
  return { asked, ensembles, want };
}

const of = (gain: number) => ({ ...defaultExperiment, gain });
const settled = () => new Promise((resolve) => setTimeout(resolve));

it('a failure of what is no longer wanted says nothing of what is', async () => {
  const { asked, ensembles, want } = figure();
  want(1);
  want(2);
  asked[1]?.succeed();
  await settled();
  expect(ensembles.reading(of(2))).toBeDefined();
  asked[0]?.fail();
  await settled();
  expect([ensembles.failure, ensembles.progress]).toEqual(['', undefined]);
});

it('a failure stands until something else is wanted, and what was wanted is tried again then', async () => {
  const { asked, ensembles, want } = figure();
  want(1, 2);
  expect(ensembles.progress).toBe(0);
  asked[0]?.fail();
  await settled();
  expect(ensembles.failure).toBe('Measuring failed: the device was lost. Change a control to try again.');
  expect(ensembles.progress).toBeUndefined();
  want(3);
  expect(ensembles.failure).toBe('');
  want(1, 2);
  expect(asked.map(({ gain }) => gain)).toEqual([1, 3, 1]);
  asked[2]?.succeed();
  await settled();
  asked[3]?.succeed();
  await settled();
  expect([ensembles.failure, ensembles.reading(of(2)) !== undefined]).toEqual(['', true]);
  // All of this is known.
  want(2);
  expect(asked).toHaveLength(4);
});
