/** Theory of cells at rest against what the oracle measures. */
import { expect, it } from 'vitest';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import { runNetwork } from '../../src/networks/run.ts';
import { log10Norm } from '../../src/networks/scaled_vector.ts';
import { restDecades, restEdge, restSilence, untiedRestEdge } from '../../src/theory/at_rest.ts';

const rest: Experiment = {
  ...defaultExperiment,
  initialScale: 0,
  loss: 'random',
  hiddenSize: 128,
  warmUp: 0,
};

it.each<Partial<Experiment>>([
  { cell: 'gru', gain: 2, ensemble: 'orthogonal' },
  { cell: 'gru', gain: 3 },
  { cell: 'lstm', gain: 2 },
  { cell: 'lstm', gain: 1.5, forgetBias: 1, ensemble: 'orthogonal' },
  { cell: 'leaky', gain: 1.5, leak: 0.3 },
  { cell: 'residual', gain: 0.8, residualScale: 0.2, activation: 'gelu' },
  { cell: 'rnn', gain: 0.9 },
])('%o: the gradient grows as theory at rest says', async (changes) => {
  const experiment = { ...rest, steps: 20, ...changes };
  const decades: number[] = [];
  for (let index = 0; index < 6; index++) {
    const { gradients } = await runNetwork(drawNetwork(experiment, index), experiment);
    const [first, last] = [gradients[0], gradients.at(-1)];
    if (first && last) decades.push(log10Norm(first) - log10Norm(last));
  }
  const mean = decades.reduce((sum, value) => sum + value, 0) / decades.length;
  const gain = typeof experiment.gain === 'number' ? experiment.gain : Number.NaN;
  // One part in seven of a decade at most: N = 128 is not infinite.
  expect(Math.abs(mean - restDecades(experiment, gain))).toBeLessThan(0.15);
});

it('puts the edges where they are known: GRU at 2, LSTM at 4·(1 − σ(b_f))', () => {
  expect(restEdge({ ...rest, cell: 'gru' })).toBe(2);
  expect(restEdge({ ...rest, cell: 'lstm' })).toBe(2);
  expect(restEdge({ ...rest, cell: 'lstm', forgetBias: 1 })).toBeCloseTo(1.08, 2);
  expect(restEdge({ ...rest, cell: 'leaky' })).toBeCloseTo(1, 6);
  // Of matrices that are drawn anew at every step.
  expect(untiedRestEdge({ ...rest, cell: 'gru' })).toBeCloseTo(3.46, 2);
  expect(untiedRestEdge({ ...rest, cell: 'residual' })).toBeUndefined();
});

it('says why it knows nothing of a network that is not at rest, or has no rest', () => {
  expect(restSilence({ ...rest, cell: 'lstm' })).toBeUndefined();
  expect(restSilence({ ...rest, cell: 'lstm', initialScale: 1 })).toMatch(/at rest only/);
  expect(restSilence({ ...rest, cell: 'leaky', activation: 'sigmoid' })).toMatch(/0 at 0/);
  expect(restSilence({ ...rest, cell: 'leaky', activation: 'relu' })).toMatch(/smooth/);
});

it('does not overflow at ten thousand steps', () => {
  const experiment = { ...rest, cell: 'gru', steps: 10_000 } as const;
  expect(restDecades(experiment, 4) / 10_000).toBeCloseTo(Math.log10(1.5), 3);
});
