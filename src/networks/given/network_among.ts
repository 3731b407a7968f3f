/**
 * A layer out of a file among the random networks of an experiment: it starts where network 0 starts, reads inputs
 * drawn as network 0's are, and its gradient starts where that one's does.
 */
import type { Experiment } from '../../experiment/experiment.ts';
import { networkSettings } from '../../experiment/network_settings.ts';
import { cellOf } from '../cells.ts';
import { drawCotangent, drawInitialState, drawInputs } from '../network.ts';
import { drivesBy } from './drives.ts';
import type { GivenCourse } from './given_network.ts';
import type { RecurrentLayer } from './recurrent_layer.ts';

/**
 * The course of a layer in an experiment whose cell it fits, at gain 1; the warm-up is part of its sequence. The
 * file's biases are all there are: neither the experiment's bias scale nor its forget bias counts. Inputs reach the
 * units through W_ih; where there is none, a unit has its own, as random networks' have.
 */
export function networkAmong(layer: RecurrentLayer, experiment: Experiment): GivenCourse {
  const { hiddenSize, weightHH, weightIH, biasHH, inputSize } = layer;
  const settings = { ...experiment, hiddenSize, forgetBias: 0 };
  const cell = cellOf(settings);
  const rows = cell.blocks * hiddenSize;
  const { inputScale } = networkSettings(experiment, 0);
  const inputs = drawInputs(experiment, 0, weightIH ? inputSize : rows, inputScale);
  return {
    settings,
    hiddenSize,
    weights: weightHH,
    gain: 1,
    steps: experiment.warmUp + experiment.steps,
    entering: drivesBy(layer, rows, inputs),
    recurrentBias: biasHH ?? new Float64Array(rows),
    initialState: drawInitialState(settings, 0, cell),
    cotangent: drawCotangent(settings, 0, cell.parts),
  };
}
