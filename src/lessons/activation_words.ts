/** What the chapter calls each activation. */
import type { ActivationName } from '../experiment/experiment.ts';

export const activationWords: Readonly<Record<ActivationName, string>> = {
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  relu: 'ReLU',
  'leaky-relu': 'leaky ReLU',
  identity: 'identity',
  softplus: 'softplus',
  gelu: 'GELU',
};
