/** Code that starts a gate of a layer at a bias: that of every layer with biases as it is, and one with biases in the place of one without. */
import type { Layer } from '../../networks/model/model.ts';
import { biasesOf, changing, moduleInCode } from './layer_in_code.ts';
import type { Cure } from './rule.ts';

/**
 * The second block of PyTorch's rows; of Keras's columns the second for an LSTM, the first for a GRU.
 * @param value as it stands in code
 */
export function biasingInCode(layer: Layer, gate: 'forget' | 'update', value: string): Cure['code'] {
  const { hiddenSize: units, settings } = layer;
  const rows = `${units}:${2 * units}`;
  // Keras’s GRU adds two rows of biases where its reset gate comes after the product, of which one is filled.
  const place = gate === 'forget' ? rows : settings.reset === 'after' ? `0, :${units}` : `:${units}`;
  const filled = `bias[${place}] = ${value}  # ${gate} gate`;
  if (biasesOf(layer).length === 0)
    return {
      pytorch: withBiases(layer, rows, `${value})  # ${gate} gate`),
      keras: kerasWithBias(layer, filled),
    };
  return {
    // Both are added: the other would count besides.
    pytorch: changing(
      layer,
      ['bias_ih', (bias) => [`${bias}[${rows}].fill_(${value})  # ${gate} gate`]],
      ['bias_hh', (bias) => [`${bias}[${rows}].zero_()`]],
    ),
    keras: `bias = layer.cell.bias.numpy()\n${filled}\nlayer.cell.bias.assign(bias)`,
  };
}

/** A module has biases in all its layers and directions, or in none: a new one with all else of the old. */
function withBiases(layer: Layer, rows: string, filling: string): string {
  const module = moduleInCode(layer);
  const cell = /weight_hh$/.test(layer.name) ? 'Cell' : '';
  const kind = `torch.nn.${layer.settings.cell.toUpperCase()}${cell}`;
  const asOld = [
    'num_layers',
    'batch_first',
    'dropout',
    'bidirectional',
    ...(layer.weightHR ? ['proj_size'] : []),
  ];
  const others = cell === '' ? asOld.map((name) => `, ${name}=old.${name}`).join('') : '';
  return [
    `old = ${module}`,
    `new = ${kind}(old.input_size, old.hidden_size, bias=True${others})`,
    'with torch.no_grad():',
    '    for name, parameter in new.named_parameters():',
    '        if name.startswith("weight"):',
    '            parameter.copy_(getattr(old, name))',
    '        else:',
    '            parameter.zero_()',
    '        if name.startswith("bias_ih"):',
    `            parameter[${rows}].fill_(${filling}`,
    `${module} = new`,
  ].join('\n');
}

function kerasWithBias({ inputSize }: Layer, filled: string): string {
  return [
    'new = type(layer).from_config({**layer.get_config(), "use_bias": True})',
    `new.build((None, None, ${inputSize}))`,
    'kernel, recurrent = layer.get_weights()',
    'bias = 0 * new.cell.bias.numpy()',
    filled,
    'new.set_weights([kernel, recurrent, bias])  # in the place of the layer',
  ].join('\n');
}
