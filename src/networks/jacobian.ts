/** The Jacobian of one step, ∂state_t/∂state_{t−1}, as the way back sees it: its transpose, whose columns are unit vectors pulled back. */
import { type StepTaken, stepBackward } from './backward.ts';
import type { Network } from './network.ts';
import { timesPowerOfTwo } from './scaled_vector.ts';
import { entry } from './vector.ts';
import { numberOf, type Wide, wide, wideVector, wideZero } from './wide.ts';

type SteppedNetwork = Pick<Network, 'cell' | 'weights' | 'gain' | 'hiddenSize'>;

/** What one part of the state after a step owes to what its own unit hears, unit by unit. */
export interface PartSlopes {
  /** ∂part/∂p_k of every block, [blocks·N]. */
  readonly products: readonly Wide[];
  /** ∂part/∂state before the step beside the matrices, [parts·N]. */
  readonly direct: readonly Wide[];
}

/** The slopes of every part of the state: cells work unit by unit, so that one pull of ones tells those of all units. */
export function slopesOf(cell: Network['cell'], { from, preActivation }: StepTaken): PartSlopes[] {
  const size = from.values.length / cell.parts;
  const { exponent } = preActivation;
  const state = from.values.map((value) => timesPowerOfTwo(value, from.exponent - exponent));
  return Array.from({ length: cell.parts }, (_, part) => {
    const cotangent = Array.from(state, (_value, i) => (Math.floor(i / size) === part ? wide(1) : wideZero));
    const pulled = cell.pull({ preActivation: preActivation.values, state, cotangent, exponent });
    return { products: pulled.products, direct: pulled.state };
  });
}

/** The transpose of a step's Jacobian. */
export type TransposedJacobian =
  /** D·W_hh of a cell that keeps nothing: W_hhᵀ comes after D, whose entries may be as far apart as any. */
  | { readonly slopes: readonly Wide[] }
  /** Row-major [parts·N × parts·N]. */
  | { readonly matrix: Float64Array };

export function transposedJacobian(network: SteppedNetwork, taken: StepTaken): TransposedJacobian {
  const { cell } = network;
  if (cell.stage) return { matrix: unitsPulledBack(network, taken) };
  const parts = slopesOf(cell, taken);
  const [only] = parts;
  if (only && parts.length === 1 && cell.blocks === 1 && only.direct.every(({ mantissa }) => mantissa === 0))
    return { slopes: only.products };
  return { matrix: assembled(network, parts) };
}

/** ∂state_t/∂state_{t−1}, row-major [parts·N × parts·N]; 0 where an entry is below float64's range. */
export function stepJacobian(network: SteppedNetwork, taken: StepTaken): Float64Array {
  const { hiddenSize, gain, weights } = network;
  const transposed = transposedJacobian(network, taken);
  if ('slopes' in transposed) {
    const slopes = transposed.slopes.map(numberOf);
    return weights.map((weight, i) => entry(slopes, Math.floor(i / hiddenSize)) * gain * weight);
  }
  const size = hiddenSize * network.cell.parts;
  return transposed.matrix.map((_, i, all) => entry(all, (i % size) * size + Math.floor(i / size)));
}

/** Jᵀ of a cell without a second product: what comes back through every block's matrix, and beside them. */
function assembled(
  { cell, hiddenSize, gain, weights }: SteppedNetwork,
  parts: readonly PartSlopes[],
): Float64Array {
  const size = cell.parts * hiddenSize;
  const matrix = new Float64Array(size * size);
  for (const [part, { products, direct }] of parts.entries()) {
    const column = part * hiddenSize;
    for (const [row, slope] of products.entries()) {
      const factor = gain * numberOf(slope);
      if (factor === 0) continue;
      const to = column + (row % hiddenSize);
      for (let unit = 0; unit < hiddenSize; unit++) {
        const place = unit * size + to;
        matrix[place] = entry(matrix, place) + factor * entry(weights, row * hiddenSize + unit);
      }
    }
    for (const [row, slope] of direct.entries()) {
      const place = row * size + column + (row % hiddenSize);
      matrix[place] = entry(matrix, place) + numberOf(slope);
    }
  }
  return matrix;
}

/** Jᵀ of any cell, a unit vector at a time. */
function unitsPulledBack(network: SteppedNetwork, taken: StepTaken): Float64Array {
  const size = network.cell.parts * network.hiddenSize;
  const matrix = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const unit = wideVector(Array.from({ length: size }, (_, i) => (i === column ? wide(1) : wideZero)));
    const { values, exponent } = stepBackward(network, taken, unit).gradient;
    values.forEach((value, row) => {
      matrix[row * size + column] = timesPowerOfTwo(value, exponent);
    });
  }
  return matrix;
}
