/** What a sequence for a layer leaves to be assumed, in sentences for a person. */
import { isGated } from '../../experiment/experiment.ts';
import { quoted } from '../../experiment/fields.ts';
import { type GivenNetwork, lengthOf } from './given_network.ts';
import type { RecurrentLayer } from './recurrent_layer.ts';
import type { GivenSequence } from './sequence.ts';

/** The cell and its activation, the inputs, the initial state and the loss: what was said of each, what drawn, what assumed. */
export function sequenceInWords(
  layer: Pick<RecurrentLayer, 'inputSize'>,
  sequence: GivenSequence,
  network: GivenNetwork,
): string[] {
  return [
    ...kindInWords(network, sequence),
    inputsInWords(layer, sequence, lengthOf(network)),
    initialStateInWords(layer, sequence, network),
    sequence.cotangent
      ? `Loss: its gradient ∂L/∂h_T is ${quoted(sequence.cotangent.name)}.`
      : 'Loss: the sum of h_T, so that ∂L/∂h_T is ones.',
  ];
}

function kindInWords({ settings }: GivenNetwork, { kind }: GivenSequence): string[] {
  const { cell, activation, leak, residualScale, negativeSlope } = settings;
  if (isGated(cell)) return [];
  const slope = activation === 'leaky-relu' ? ` with slope ${negativeSlope} below zero` : '';
  const assumed = kind?.activation === undefined ? ', assumed: the file does not say' : ', as was said';
  return [
    ...(cell === 'leaky' ? [`Cell: leaky, as was said: h ← (1 − α)·h + α·φ(z), α = ${leak}.`] : []),
    ...(cell === 'residual' ? [`Cell: residual, as was said: h ← h + α·φ(z), α = ${residualScale}.`] : []),
    `Activation: ${activation}${slope}${assumed}.`,
  ];
}

function inputsInWords(
  { inputSize }: Pick<RecurrentLayer, 'inputSize'>,
  { inputs, seed }: GivenSequence,
  length: number,
): string {
  const steps = `${length} step${length === 1 ? '' : 's'}`;
  if (inputs) return `Inputs: ${steps} of ${quoted(inputs.name)}.`;
  return inputSize === 0
    ? `Inputs: none, ${steps}.`
    : `Inputs: ${steps} drawn from N(0, 1) with seed ${seed}, as none were given.`;
}

function initialStateInWords(
  { inputSize }: Pick<RecurrentLayer, 'inputSize'>,
  { initial, seed }: GivenSequence,
  { hiddenSize, initialState }: GivenNetwork,
): string {
  if (initial) {
    const parts = initialState.length / hiddenSize;
    const rest = initial.length < parts ? ', c zero' : '';
    return `Initial state: ${initial.map(({ name }) => quoted(name)).join(', ')}${rest}.`;
  }
  return inputSize === 0
    ? `Initial state: φ(z), z drawn from N(0, 1) with seed ${seed}, as there are no inputs.`
    : 'Initial state: zero.';
}
