/** `train`: many random networks learn, from a terminal. */
import { describe, expect, it } from 'vitest';
import { defaultLearning, rateOf } from '../../src/experiment/learning.ts';
import { runCommand } from './terminal_double.ts';

const few = ['train', '--hidden-size', '8', '--networks', '5', '--steps', '4', '--seed', '3'];

async function json(...words: string[]) {
  const { status, stdout, stderr } = await runCommand([...few, ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('the JSON of train', () => {
  it('has the documented keys, and networks that learn to recall over four steps', async () => {
    const learnt = await json('--updates', '300', '--rate', '0.02', '--gain', '0.8:1.2');
    expect(Object.keys(learnt)).toEqual(
      'experiment training engine version schema baseline networks loss'.split(' '),
    );
    expect(learnt).toMatchObject({ baseline: 1, training: { task: 'recall', updates: 300, rate: 0.02 } });
    expect(learnt.loss.updates).toHaveLength(300);
    expect(learnt.loss.p50).toHaveLength(300);
    expect(learnt.networks).toHaveLength(5);
    for (const { outcome, finalLoss, learntAt, spectralRadius, finalSpectralRadius } of learnt.networks) {
      expect(outcome).toBe('learnt');
      expect(finalLoss).toBeLessThan(0.1);
      expect(learntAt).toBeGreaterThan(9);
      expect(finalSpectralRadius).not.toBe(spectralRadius);
    }
    const gains = learnt.networks.map(({ gain }: { gain: number }) => gain);
    expect(Math.min(...gains)).toBeGreaterThan(0.8);
    expect(Math.max(...gains)).toBeLessThan(1.2);
  });

  it('says which diverged, and with which update; what is no number is null', async () => {
    const { networks, loss } = await json(
      ...[
        '--updates',
        '60',
        '--optimizer',
        'sgd',
        '--rate',
        '900',
        '--activation',
        'identity',
        '--gain',
        '2',
      ],
    );
    for (const { outcome, finalLoss, divergedAt } of networks) {
      expect(outcome).toBe('diverged');
      expect(finalLoss).toBeNull();
      expect(divergedAt).toBeGreaterThan(1);
    }
    expect(loss.p50.at(-1)).toBeNull();
    expect(loss.p50[0]).toBeGreaterThan(0);
  });

  it('is the same for the same seed, whatever the length of the run', async () => {
    const [short, long] = [await json('--updates', '12'), await json('--updates', '20')];
    expect(long.loss.p50.slice(0, 12)).toEqual(short.loss.p50);
  });
});

it('prints a table on a terminal', async () => {
  const { stdout } = await runCommand([...few, '--updates', '5', '--task', 'parity'], { isTTY: true });
  expect(stdout).toContain('finalSpectralRadius');
  expect(stdout).toMatch(/5 networks after 5 updates: \d learnt, \d baseline, \d diverged/);
});

it.each([
  [['--task', 'juggle'], /^--task must be one of recall, recall-symbol, copy, adding, parity, latch, sine; /],
  [
    ['--momentum', '0.9'],
    /^--momentum changes nothing here: Only gradient descent has a momentum; leave it out/,
  ],
  [['--warm-up', '3'], /^unknown flag "--warm-up"/],
  [['--out', 'x.csv'], /^--out must end in \.json/],
])('refuses %j', async (words, sentence) => {
  const { status, stdout, stderr } = await runCommand([...few, ...words]);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(sentence);
});

it('spreads a range of rates evenly by ratio', () => {
  const rates = Array.from({ length: 400 }, (_, i) => rateOf({ ...defaultLearning, rate: [1e-4, 1] }, i));
  const decades = rates.map((rate) => Math.floor(Math.log10(rate)));
  for (const decade of [-4, -3, -2, -1])
    expect(decades.filter((one) => one === decade).length).toBeCloseTo(100, -1);
});
