/** One network of an experiment: one draw of its weights, its bias, its input and its two ends. */
import { type Experiment, networkSettings } from '../experiment/experiment.ts';
import { type Activation, activationOf } from './activation.ts';
import { drawWeights } from './ensemble.ts';
import { normals, type Purpose, purpose, quadOfNormals } from './normal.ts';
import { entry, norm } from './vector.ts';

export interface Network {
  /** W at gain 1, row-major [N × N]. */
  readonly weights: Float64Array;
  /** g */
  readonly gain: number;
  readonly activation: Activation;
  /** b, [N] */
  readonly bias: Float64Array;
  /** σ_x·x, [N], of the step from state `step` to state `step + 1`, counted from the start of the warm-up. */
  readonly drive: (step: number) => Float64Array;
  /** The state before the warm-up, [N]. */
  readonly initialState: Float64Array;
  /** v = ∂L/∂h_T, [N]. */
  readonly cotangent: Float64Array;
}

/** Draws network `index`, which never depends on how many others are drawn. */
export function drawNetwork(experiment: Experiment, index: number): Network {
  const { seed, hiddenSize } = experiment;
  const { gain, inputScale, biasScale } = networkSettings(experiment, index);
  const activation = activationOf(experiment);
  const row = (use: Purpose) => normals(seed, use, index, 0, hiddenSize);
  return {
    weights: drawWeights(experiment, index),
    gain,
    activation,
    bias: row(purpose.bias).map((value) => biasScale * value),
    drive: inputScale === 0 ? () => new Float64Array(hiddenSize) : drawDrive(experiment, index, inputScale),
    initialState: row(purpose.initialState).map((z) => activation.value(experiment.initialScale * z)),
    cotangent: cotangent(experiment, index),
  };
}

/** Ones for L = Σ h_T, or a random direction of length 1. */
function cotangent({ loss, seed, hiddenSize }: Experiment, index: number): Float64Array {
  if (loss === 'sum') return new Float64Array(hiddenSize).fill(1);
  const direction = normals(seed, purpose.cotangent, index, 0, hiddenSize);
  const length = norm(direction);
  return direction.map((value) => value / length);
}

/** σ_x·x at each step. A unit's inputs are a row of the counter, so that four steps share one draw. */
function drawDrive(
  { seed, hiddenSize, sharedInput }: Experiment,
  index: number,
  inputScale: number,
): (step: number) => Float64Array {
  const network = sharedInput ? 0 : index;
  let drawn = -1;
  let units: Float64Array[] = [];
  return (step) => {
    const quad = step >>> 2;
    if (quad !== drawn) {
      drawn = quad;
      units = Array.from({ length: hiddenSize }, (_, unit) =>
        quadOfNormals(seed, purpose.input, network, unit, quad),
      );
    }
    return Float64Array.from(units, (inputs) => inputScale * entry(inputs, step & 3));
  };
}
