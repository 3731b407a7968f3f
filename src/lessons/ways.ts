/** The ways out as experiments: the same seed, the same inputs, another start, path or architecture. */
import type { Experiment } from '../experiment/experiment.ts';
import { oneNetwork } from './traverse.ts';

export interface Way {
  readonly name: string;
  readonly kind: 'problem' | 'start' | 'activation path' | 'architecture';
  /** What it delays, and what it mends. */
  readonly verdict: string;
  readonly change: Partial<Experiment>;
}

/** 100 steps with weak inputs. */
const common: Experiment = { ...oneNetwork, hiddenSize: 32, steps: 100, warmUp: 20, inputScale: 0.1 };

export const ways: readonly Way[] = [
  {
    name: 'tanh, PyTorch’s start',
    kind: 'problem',
    verdict: 'vanishes from the first update on',
    change: { gain: 0.58 },
  },
  {
    name: 'Gaussian, g = 1',
    kind: 'start',
    verdict: 'delays: the gain is right; saturation and training pull away',
    change: { gain: 1 },
  },
  {
    name: 'orthogonal, g = 1',
    kind: 'start',
    verdict: 'delays, as surely for each network as for the median',
    change: { gain: 1, ensemble: 'orthogonal' },
  },
  {
    name: 'ReLU, Gaussian, g = √2',
    kind: 'activation path',
    verdict: 'keeps the typical gradient; single ones are decades off',
    change: { activation: 'relu', gain: 1.41 },
  },
  {
    name: 'ReLU, identity start',
    kind: 'activation path',
    verdict: 'keeps the slopes of open units at 1; the start still drifts',
    change: { activation: 'relu', ensemble: 'irnn', gain: 1 },
  },
  {
    name: 'GRU, zero biases',
    kind: 'architecture',
    verdict: 'no way out yet: a half is lost a step until its gate opens',
    change: { cell: 'gru', gain: 1 },
  },
  {
    name: 'LSTM, forget bias 3',
    kind: 'architecture',
    verdict: 'a way out while its gates stay open; it learns when to',
    change: { cell: 'lstm', forgetBias: 3, gain: 1 },
  },
  {
    name: 'residual, α = 0.1',
    kind: 'architecture',
    verdict: 'a way out of vanishing; gradients may grow instead',
    change: { cell: 'residual', residualScale: 0.1, gain: 1 },
  },
];

/** The experiment of a way, with so many networks and a seed. */
export function experimentOf({ change }: Way, networks: number, seed: number): Experiment {
  return { ...common, ...change, networks, seed };
}
