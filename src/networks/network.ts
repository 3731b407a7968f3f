/** One network of an experiment: one draw of its weights, its bias, its input and its two ends. */
import type { Experiment } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import type { Cell } from './cell.ts';
import { cellOf } from './cells.ts';
import { drawWeights } from './ensemble.ts';
import { normals, purpose, quadOfNormals } from './normal.ts';
import { entry, norm } from './vector.ts';

export interface Network {
  readonly cell: Cell;
  /** N */
  readonly hiddenSize: number;
  /** W at gain 1, the blocks below one another, row-major [blocks·N × N]. */
  readonly weights: Float64Array;
  /** g */
  readonly gain: number;
  /** b, which enters with the input, [blocks·N]. */
  readonly bias: Float64Array;
  /** What stands beside the products p_k, [blocks·N]: only a GRU's candidate can tell it from the bias. */
  readonly recurrentBias: Float64Array;
  /** σ_x·x, [blocks·N], of the step from state `step` to state `step + 1`, counted from the start of the warm-up. */
  readonly drive: (step: number) => Float64Array;
  /** The state before the warm-up, [parts·N]. */
  readonly initialState: Float64Array;
  /** Its power of two; 0 unless said. */
  readonly initialExponent?: number;
  /** v = ∂L/∂state_T, [parts·N]. */
  readonly cotangent: Float64Array;
}

/**
 * Draws network `index`, which never depends on how many others are drawn.
 * @param weights its W, where that has been drawn already
 * @param settings what distinguishes it, where that is not to be what float32 has of it
 */
export function drawNetwork(
  experiment: Experiment,
  index: number,
  weights = drawWeights(experiment, index),
  settings = networkSettings(experiment, index),
): Network {
  const { seed, hiddenSize } = experiment;
  const { gain, inputScale, biasScale } = settings;
  const cell = cellOf(experiment);
  const rows = cell.blocks * hiddenSize;
  const bias = (block: number) =>
    normals(seed, purpose.bias, index, block, hiddenSize).map((value) => biasScale * value);
  const recurrentBias = new Float64Array(rows);
  if (cell.recurrentBias) recurrentBias.set(bias(cell.blocks), cell.candidate * hiddenSize);
  return {
    cell,
    hiddenSize,
    weights,
    gain,
    bias: Float64Array.from(Array.from({ length: cell.blocks }, (_, block) => [...bias(block)]).flat()),
    recurrentBias,
    drive: drawInputs(experiment, index, rows, inputScale),
    initialState: drawInitialState(experiment, index, cell),
    cotangent: drawCotangent(experiment, index, cell.parts),
  };
}

/** h of network `index` before the warm-up; further parts start at zero, [parts·N]. */
export function drawInitialState(
  { seed, hiddenSize, initialScale }: Pick<Experiment, 'seed' | 'hiddenSize' | 'initialScale'>,
  index: number,
  cell: Cell,
): Float64Array {
  const initialState = new Float64Array(cell.parts * hiddenSize);
  initialState.set(
    normals(seed, purpose.initialState, index, 0, hiddenSize).map((z) =>
      cell.initialHidden(initialScale * z),
    ),
  );
  return initialState;
}

/** v of h: ones for L = Σ h_T, or a random direction of length 1. Of a further part: zero. [parts·N] */
export function drawCotangent(
  { loss, seed, hiddenSize }: Pick<Experiment, 'loss' | 'seed' | 'hiddenSize'>,
  index: number,
  parts: number,
): Float64Array {
  const whole = new Float64Array(parts * hiddenSize);
  if (loss === 'sum') return whole.fill(1, 0, hiddenSize);
  const direction = normals(seed, purpose.cotangent, index, 0, hiddenSize);
  const length = norm(direction);
  whole.set(direction.map((value) => value / length));
  return whole;
}

/**
 * σ_x·x of each of `rows` inputs, a function of the step. The inputs of a row are a row of the counter, so that four
 * steps share one draw.
 */
export function drawInputs(
  { seed, sharedInput }: Pick<Experiment, 'seed' | 'sharedInput'>,
  index: number,
  rows: number,
  inputScale: number,
): (step: number) => Float64Array {
  if (inputScale === 0) return () => new Float64Array(rows);
  const network = sharedInput ? 0 : index;
  let drawn = -1;
  let units: Float64Array[] = [];
  return (step) => {
    const quad = step >>> 2;
    if (quad !== drawn) {
      drawn = quad;
      units = Array.from({ length: rows }, (_, row) =>
        quadOfNormals(seed, purpose.input, network, row, quad),
      );
    }
    const entering = new Float64Array(rows);
    for (const [row, inputs] of units.entries()) entering[row] = inputScale * entry(inputs, step & 3);
    return entering;
  };
}
