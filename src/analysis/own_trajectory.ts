/**
 * The first two checks of trust: the oracle, in float64, along an engine's own trajectory. They hold in chaos
 * too, where no trajectory can be compared with another.
 */

import { isGated } from '../experiment/experiment.ts';
import { activationOf } from '../networks/activation.ts';
import { backward, initialGradient, type StepTaken } from '../networks/backward.ts';
import type { CellSettings } from '../networks/cells.ts';
import { stepForward } from '../networks/forward.ts';
import type { Network } from '../networks/network.ts';
import { log10Norm, type ScaledVector, timesPowerOfTwo } from '../networks/scaled_vector.ts';
import { type SingleNetwork, sequenceOf } from '../networks/single_network.ts';
import { rowsOf, type Stretch, type Trace } from '../networks/trace.ts';
import { entry, largestMagnitude, norm } from '../networks/vector.ts';
import { type WideVector, wideEntries, wideVector } from '../networks/wide.ts';

export interface OwnTrajectoryErrors {
  /** Largest |Δlog10 norm| over all t, in decades. */
  readonly gradient: number;
  /** Largest one-step residual over all t, relative to the state's scale (1 for a bounded φ). */
  readonly residual: number;
}

/**
 * Compares a trace with the oracle, on the trace's own matrix: from its loss back, or, of a stretch before that, from the
 * trace's own gradient where the stretch ends. A NaN in the trace is a NaN here.
 */
export function ownTrajectoryErrors(
  traced: SingleNetwork,
  trace: Trace,
  stretch?: Stretch,
): OwnTrajectoryErrors {
  const { network: own, settings, warmUp, steps } = sequenceOf(traced);
  const { from, to } = stretch ?? { from: 0, to: steps };
  const network = { ...own, weights: trace.weights };
  const end = to < steps ? rowsOf(trace.gradient).at(-1) : undefined;
  return {
    gradient: gradientError(network, trace, end ? wideVector(wideEntries(end)) : initialGradient(network)),
    residual: oneStepResidual(network, scaleAtExponentZero(settings), warmUp + from, trace),
  };
}

/** The steps of a trace, as the way back sees them. */
export function stepsOf({ state, preActivation }: Pick<Trace, 'state' | 'preActivation'>): StepTaken[] {
  const states = rowsOf(state);
  return rowsOf(preActivation).flatMap((kept, t) => {
    const from = states[t];
    return from ? [{ from, preActivation: kept }] : [];
  });
}

function gradientError(network: Network, trace: Trace, end: WideVector): number {
  const exact = backward(network, stepsOf(trace), end).map(log10Norm);
  const errors = rowsOf(trace.gradient).map((gradient, t) => {
    const [a, b] = [log10Norm(gradient), entry(exact, t)];
    return a === b ? 0 : Math.abs(a - b);
  });
  return Math.max(...errors);
}

/** From each state of the trace one step in float64, held against the trace's next state. */
function oneStepResidual(network: Network, leastScale: number, first: number, { state }: Trace): number {
  const states = rowsOf(state);
  const rounding = roundingOfProducts(network);
  let worst = 0;
  for (const [t, from] of states.entries()) {
    const measured = states[t + 1];
    if (!measured) break;
    const { values: exact, exponent } = stepForward(network, from, first + t).state;
    const shift = measured.exponent - exponent;
    const difference = measured.values.map((h, i) => timesPowerOfTwo(h, shift) - entry(exact, i));
    const before = timesPowerOfTwo(largestMagnitude(from.values), from.exponent - exponent);
    const products = rounding * before * gateSensitivity(network, from);
    const scale = Math.max(largestMagnitude(exact), from.exponent === 0 ? leastScale : 0, products);
    // Not `scale > 0`: a scale that is NaN must not hide.
    if (scale !== 0) worst = Math.max(worst, largestMagnitude(difference) / scale);
  }
  return worst;
}

/** The scale of a state that carries no exponent is at least 1, but where φ is homogeneous. */
function scaleAtExponentZero(settings: CellSettings): number {
  return !isGated(settings.cell) && activationOf(settings).homogeneous ? 0 : 1;
}

/**
 * A gate takes the true z, whose rounding grows with h: σ is off by a quarter of it, and blends what may be two such h apart. Only an
 * unbounded φ lets h exceed 2.
 */
function gateSensitivity({ cell, hiddenSize }: Network, { values, exponent }: ScaledVector): number {
  // The block that is there in every cell is no gate.
  if (cell.blocks === 1) return 1;
  return Math.max(1, 0.5 * timesPowerOfTwo(largestMagnitude(values.subarray(0, hiddenSize)), exponent));
}

/** Up to here the rounding of a sum of products, about 2⁻²⁴·g·‖W‖_F, is small beside what is allowed of one step. */
const calmProducts = 24;

/** Where products are larger (g = 10, N = 256: 160), they set the scale of what comes of them, in units of the state before. */
function roundingOfProducts({ cell, gain, weights }: Network): number {
  return (gain * norm(weights)) / Math.sqrt(cell.blocks) / calmProducts;
}
