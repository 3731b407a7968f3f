/** The 20-step network of four units: one whose weights PyTorch drew, and many whose weights are drawn here. */
import type { EnsembleName, Experiment } from '../experiment/experiment.ts';
import { cellOf } from '../networks/cells.ts';
import { drawNetwork, type Network } from '../networks/network.ts';
import { log10Norm } from '../networks/scaled_vector.ts';
import { spectralRadius } from '../networks/spectrum.ts';
import { entry } from '../networks/vector.ts';
import { oneNetwork, traverse } from './traverse.ts';

export const smallSteps = 20;

/** tanh, four units, from rest, weak inputs, L = Σ h_T. */
export function smallExperiment(ensemble: EnsembleName, seed: number): Experiment {
  return {
    ...oneNetwork,
    ensemble,
    seed,
    hiddenSize: 4,
    steps: smallSteps,
    warmUp: 0,
    initialScale: 0,
    inputScale: 0.1,
  };
}

/** log10 ‖∂L/∂h_t‖ for t = 0 … 20 of network `index`, whose matrix is scaled to a spectral radius. */
export function smallGradients(experiment: Experiment, index: number, radius: number): number[] {
  const network = drawNetwork(experiment, index);
  const gain = radius / spectralRadius(network.weights, experiment.hiddenSize);
  return traverse({ ...network, gain }, experiment).gradients.map(log10Norm);
}

/** Weights and inputs as the fixture holds them, row-major, the radius in the weights. */
export interface DrawnByTorch {
  readonly weights: readonly number[];
  readonly inputWeights: readonly number[];
  readonly inputs: readonly (readonly number[])[];
}

/** log10 ‖∂L/∂h_t‖ for t = 0 … 20 of a network that PyTorch drew. */
export function torchGradients({ weights, inputWeights, inputs }: DrawnByTorch): number[] {
  const size = Math.sqrt(weights.length);
  const network: Network = {
    cell: cellOf(oneNetwork),
    hiddenSize: size,
    weights: Float64Array.from(weights),
    gain: 1,
    bias: new Float64Array(size),
    recurrentBias: new Float64Array(size),
    drive: (step) =>
      Float64Array.from({ length: size }, (_, unit) =>
        (inputs[step] ?? []).reduce((sum, x, i) => sum + entry(inputWeights, unit * size + i) * x, 0),
      ),
    initialState: new Float64Array(size),
    cotangent: new Float64Array(size).fill(1),
  };
  return traverse(network, { warmUp: 0, steps: inputs.length }).gradients.map(log10Norm);
}
