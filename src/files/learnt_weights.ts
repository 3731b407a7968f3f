/** What a network has learnt, as a file that PyTorch loads: one layer of `torch.nn.RNN`, `GRU` or `LSTM`, and the `Linear` that answers. */
import { cellOf } from '../networks/cells.ts';
import type { LearningNetwork } from '../networks/learning/learning_measurement.ts';
import { partsOf } from '../networks/learning/parameters.ts';
import { tasks } from '../networks/learning/tasks.ts';
import { experimentJson } from './provenance.ts';
import { safetensorsOf } from './safetensors_writer.ts';
import { version } from './version.ts';

/** The block of an LSTM's forget gate, in PyTorch's order. */
const forgetBlock = 1;

/**
 * The bytes of a `.safetensors` file: `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, `out.weight` and `out.bias`. A bias
 * stands beside the input; a GRU's own bias of the candidate beside its product, in `bias_hh_l0`, which is zero otherwise. An
 * LSTM's forget bias is added to its gate's. What PyTorch has no layer for (a leak, a residual scale, another φ) has the same names,
 * and the metadata says it: `cell`, `activation`, `experiment`, `training`, `seed`, `index`, `update`, `version`.
 * @param theta of that network, as `partsOf` has it
 * @param update how many updates it has had
 */
export function learntWeights(
  network: LearningNetwork,
  theta: Float64Array,
  update = network.learning.updates,
): Uint8Array<ArrayBuffer> {
  const { experiment, learning, index } = network;
  const { hiddenSize } = experiment;
  const cell = cellOf(experiment);
  const task = tasks[learning.task];
  const rows = cell.blocks * hiddenSize;
  const { weightHH, weightIH, bias, candidateBias, weightOut, biasOut } = partsOf(theta, {
    ...{ cell, hiddenSize, task },
  });
  const besideInput = bias.slice();
  if (experiment.cell === 'lstm') {
    const gate = besideInput.subarray(forgetBlock * hiddenSize, (forgetBlock + 1) * hiddenSize);
    gate.forEach((value, unit) => {
      gate[unit] = value + experiment.forgetBias;
    });
  }
  const besideProduct = new Float64Array(rows);
  besideProduct.set(candidateBias, cell.candidate * hiddenSize);
  return safetensorsOf(
    [
      { name: 'weight_ih_l0', shape: [rows, task.inputs], values: weightIH },
      { name: 'weight_hh_l0', shape: [rows, hiddenSize], values: weightHH },
      { name: 'bias_ih_l0', shape: [rows], values: besideInput },
      { name: 'bias_hh_l0', shape: [rows], values: besideProduct },
      { name: 'out.weight', shape: [task.outputs, hiddenSize], values: weightOut },
      { name: 'out.bias', shape: [task.outputs], values: biasOut },
    ],
    {
      format: 'pt',
      cell: experiment.cell,
      activation: experiment.activation,
      experiment: experimentJson(experiment),
      training: JSON.stringify(learning),
      seed: String(experiment.seed),
      index: String(index),
      update: String(update),
      version,
    },
  );
}
