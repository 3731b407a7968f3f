/** What is said, drawn and assumed of a layer that is measured, in sentences for a person. */

import { type Experiment, isGated } from '../../experiment/experiment.ts';
import { quoted } from '../../experiment/field_error.ts';
import { formatField } from '../../experiment/field_text.ts';
import { applies, defaultExperiment } from '../../experiment/fields.ts';
import { networkSettings } from '../../experiment/network_settings.ts';
import { inDecimals } from '../../language/decimal.ts';
import { inNumber, withinSentence } from '../../language/nouns.ts';
import { say } from '../../language/say.ts';
import type { CellSettings } from '../cells.ts';
import type { GivenCourse } from './given_network.ts';
import type { LayerSummary } from './layer_summary.ts';
import type { GivenSequence } from './sequence.ts';
import { kindFields, type UngatedKind } from './ungated_kind.ts';

/** Who says what a file does not, in a terminal and on the page. */
const saidByFlags = 'As was said';
export const saidByCapture = 'As was captured';
export const saidByControls = 'As the controls say, not the file';

/**
 * On a sequence of its own: its kind, the inputs, the initial state and the loss.
 * @param by who has said what of its kind is said
 */
export function sequenceInWords(
  { inputSize, said: ofFile = {} }: Pick<LayerSummary, 'inputSize' | 'said'>,
  sequence: GivenSequence,
  network: GivenCourse,
  by = saidByFlags,
): string[] {
  const { settings, hiddenSize, initialState } = network;
  const { kind = {}, inputs, initial, cotangent, remarks = [], seed } = sequence;
  const steps = `${network.steps} ${inNumber(network.steps, 'step')}`;
  const drawn =
    inputSize === 0 ? `none, ${steps}` : `${steps} drawn from N(0, 1) with seed ${seed}, as none were given`;
  const start =
    inputSize === 0 ? `φ(z), z drawn from N(0, 1) with seed ${seed}, as there are no inputs` : say`zero`;
  const rest = initial && initial.length < initialState.length / hiddenSize ? ', c zero' : '';
  return [
    ...kindSentences(settings, kind, ofFile, by),
    `Inputs: ${inputs ? `${steps} of ${quoted(inputs.name)}` : drawn}.`,
    ...remarks,
    `Initial state: ${initial ? `${initial.map(({ name }) => quoted(name)).join(', ')}${rest}` : start}.`,
    `Loss: ${cotangent ? `its gradient with respect to h after the last step is ${quoted(cotangent.name)}` : sumOfLast}.`,
  ];
}

/**
 * What its file, a person and nobody says of a cell without gates.
 * @param by who has said what is said
 */
export function kindSentences(
  settings: CellSettings,
  kind: Partial<UngatedKind>,
  ofFile: Partial<UngatedKind> = {},
  by = saidByFlags,
): string[] {
  const asDeclared = (key: keyof UngatedKind) => kind[key] !== undefined && kind[key] === ofFile[key];
  const inFile = kindInWords(settings, asDeclared);
  const said = kindInWords(settings, (key) => kind[key] !== undefined && !asDeclared(key));
  // That weights without gates are an RNN's is what their names or their shape tell.
  const assumed = kindInWords(settings, (key) => kind[key] === undefined && key !== 'cell');
  return [
    ...(inFile ? [`As the file says: ${inFile}.`] : []),
    ...(said ? [`${by}: ${said}.`] : []),
    ...(assumed ? [`Assumed, as the file does not say: ${assumed}.`] : []),
  ];
}

const sumOfLast = 'the sum of h after the last step, so that its gradient there is ones';

/** Among the random networks of an experiment: all as the controls say. */
export function amongInWords(
  { inputSize }: Pick<LayerSummary, 'inputSize'>,
  experiment: Experiment,
): string[] {
  const { steps, warmUp, initialScale, loss, seed } = experiment;
  const { inputScale } = networkSettings(experiment, 0);
  const kind = kindInWords(experiment, () => true);
  const units = inputSize === 0 ? ', one a unit, as there are no input weights' : '';
  const drawn = `drawn as network 0’s are, with σₓ = ${inDecimals(String(Number(inputScale.toPrecision(4))))} and seed ${seed}${units}`;
  return [
    ...(kind ? [`${saidByControls}: ${kind}.`] : []),
    `Inputs: ${inputScale === 0 ? 'zero, as σₓ is' : drawn}.`,
    `Steps: ${steps}, after ${warmUp} of warm-up.`,
    `Initial state: network 0’s, φ(σ₀·z) with σ₀ = ${inDecimals(String(initialScale))} and seed ${seed}.`,
    `Loss: ${loss === 'sum' ? sumOfLast : `its gradient with respect to h after the last step is drawn with seed ${seed}, of length 1`}.`,
  ];
}

/** What no file says of a cell, as far as it is asked for; of a gated one its activation, where that is not tanh. */
function kindInWords(settings: CellSettings, wanted: (key: keyof UngatedKind) => boolean): string {
  const experiment = { ...defaultExperiment, ...settings };
  return kindFields
    .filter(
      (field) => wanted(field.key) && applies(field, experiment) === true && !isUsual(field.key, settings),
    )
    .map((field) => `${withinSentence(field.label)} ${inDecimals(formatField(field, experiment[field.key]))}`)
    .join(', ');
}

/** That a gated cell is itself, and has PyTorch's tanh and reset gate, nobody needs to be told. */
function isUsual(key: keyof UngatedKind, { cell, activation, reset }: CellSettings): boolean {
  if (key === 'reset') return reset === 'after';
  return isGated(cell) && (key === 'cell' || (key === 'activation' && activation === 'tanh'));
}
