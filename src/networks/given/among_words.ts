/** What is assumed of a layer that stands among the random networks of an experiment, in sentences for a person. */
import { type Experiment, isGated, networkSettings } from '../../experiment/experiment.ts';
import type { LayerSummary } from './layer_summary.ts';

/** The cell and its activation, the inputs, the initial state and the loss: all as the controls say. */
export function amongInWords({ inputSize }: LayerSummary, experiment: Experiment): string[] {
  const { cell, leak, residualScale, activation, steps, warmUp, initialScale, loss, seed } = experiment;
  const { inputScale } = networkSettings(experiment, 0);
  const units = inputSize === 0 ? ', one a unit, as there are no input weights' : '';
  const alpha = { leaky: `, α = ${leak}`, residual: `, α = ${residualScale}`, rnn: '' };
  return [
    ...(isGated(cell)
      ? []
      : [
          `Cell and activation are what the controls say, not the file: ${cell}${alpha[cell]}, ${activation}.`,
        ]),
    inputScale === 0
      ? 'Inputs: zero, as σₓ is.'
      : `Inputs: drawn as network 0’s are, with σₓ = ${Number(inputScale.toPrecision(4))} and seed ${seed}${units}.`,
    `Steps: ${steps}, after ${warmUp} of warm-up.`,
    `Initial state: network 0’s, φ(σ₀·z) with σ₀ = ${initialScale} and seed ${seed}.`,
    loss === 'sum'
      ? 'Loss: the sum of h_T, so that ∂L/∂h_T is ones.'
      : `Loss: its gradient ∂L/∂h_T is drawn with seed ${seed}, of length 1.`,
  ];
}
