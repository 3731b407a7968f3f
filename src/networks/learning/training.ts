/** How a network learns: what an update makes of θ and a gradient. In PyTorch's equations. */
import { bounds } from '../../experiment/experiment.ts';
import type { Learning } from '../../experiment/learning.ts';
import { entry, norm } from '../vector.ts';

/** How one network learns. */
export interface Training
  extends Pick<Learning, 'optimizer' | 'momentum' | 'weightDecay' | 'clip' | 'truncate'> {
  /** η */
  readonly rate: number;
}

/** How a network learns that has numbers of its own: as exact as they are told. */
export function trainingOf(learning: Learning): Training {
  return { ...learning, rate: bounds(learning.rate)[0] };
}

/** PyTorch's guard against dividing by zero, in `clip_grad_norm_`. */
export const clipGuard = 1e-6;
/** Adam's, as PyTorch has them unless told otherwise (Kingma & Ba 2015). */
export const adamBetas = [0.9, 0.999] as const;
export const adamEpsilon = 1e-8;

/** What an optimiser remembers of the updates before, [θ] each. */
export interface OptimizerState {
  /** How many updates there have been. */
  readonly updates: number;
  /** The mean of gradients, or what momentum has gathered. */
  readonly first: Float64Array;
  /** The mean of their squares, of Adam. */
  readonly second: Float64Array;
}

/** Before the first update. */
export function freshState(size: number): OptimizerState {
  return { updates: 0, first: new Float64Array(size), second: new Float64Array(size) };
}

/** What `torch.nn.utils.clip_grad_norm_` multiplies the gradient by: min(1, c/(‖∂L/∂θ‖ + 10⁻⁶)). */
function clipFactor(gradientNorm: number, clip: number): number {
  return clip === 0 ? 1 : Math.min(1, clip / (gradientNorm + clipGuard));
}

/** θ after an update, and what the optimiser remembers then. `torch.optim.SGD` and `torch.optim.Adam`. */
export function updated(
  theta: Float64Array,
  gradient: Float64Array,
  state: OptimizerState,
  training: Training,
): { readonly theta: Float64Array; readonly state: OptimizerState } {
  const factor = clipFactor(norm(gradient), training.clip);
  const pulled = gradient.map((value, i) => factor * value + training.weightDecay * entry(theta, i));
  return training.optimizer === 'adam'
    ? adam(theta, pulled, state, training)
    : sgd(theta, pulled, state, training);
}

function sgd(
  theta: Float64Array,
  gradient: Float64Array,
  state: OptimizerState,
  { rate, momentum }: Training,
) {
  const first = gradient.map((value, i) => momentum * entry(state.first, i) + value);
  return {
    theta: theta.map((value, i) => value - rate * entry(first, i)),
    state: { updates: state.updates + 1, first, second: state.second },
  };
}

function adam(theta: Float64Array, gradient: Float64Array, state: OptimizerState, { rate }: Training) {
  const updates = state.updates + 1;
  const [beta1, beta2] = adamBetas;
  const first = gradient.map((value, i) => beta1 * entry(state.first, i) + (1 - beta1) * value);
  const second = gradient.map((value, i) => beta2 * entry(state.second, i) + (1 - beta2) * value ** 2);
  const [bias1, bias2] = [1 - beta1 ** updates, 1 - beta2 ** updates];
  return {
    theta: theta.map(
      (value, i) =>
        value - ((rate / bias1) * entry(first, i)) / (Math.sqrt(entry(second, i) / bias2) + adamEpsilon),
    ),
    state: { updates, first, second },
  };
}
