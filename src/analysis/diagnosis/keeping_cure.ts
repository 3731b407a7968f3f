/** What to write so that a layer keeps its state, and the gradient, for some steps. */
import { isGated } from '../../experiment/experiment.ts';
import type { Layer } from '../../networks/model/model.ts';
import { significant } from '../number_words.ts';
import { parameterInCode } from './layer_in_code.ts';
import type { Cure, DiagnosedLayer } from './rule.ts';

/** @param steps T, for how long */
export function keepingCure({ layer, analysis }: DiagnosedLayer, steps: number): Cure {
  const { settings } = layer;
  if (settings.cell === 'lstm') {
    return {
      sentence: `Start with forget gates that stay open for about ${steps} steps: a bias of ln(T − 1) (Tallec & Ollivier 2018).`,
      code: biasing(layer, steps, 'forget'),
    };
  }
  if (isGated(settings.cell)) {
    return {
      sentence: `Start with update gates that keep the state for about ${steps} steps: a bias of ln(T − 1) (Tallec & Ollivier 2018).`,
      code: biasing(layer, steps, 'update'),
    };
  }
  const { radius } = analysis.candidate;
  const here = Number.isNaN(radius) ? '' : ` (here ${significant(radius, 3)})`;
  return {
    sentence: `Start from an orthogonal W_hh (Saxe, McClelland & Ganguli 2014), of which ρ = 1${here}, or take a gated cell.`,
    code: {
      pytorch: `torch.nn.init.orthogonal_(${parameterInCode(layer, 'weight_hh')})`,
      keras: 'recurrent_initializer = keras.initializers.Orthogonal(gain=1.0)',
    },
  };
}

/** The second block of PyTorch's rows; of Keras's columns the second for an LSTM, the first for a GRU. */
function biasing(layer: Layer, steps: number, gate: 'forget' | 'update'): Cure['code'] {
  const { hiddenSize: units, inputSize, settings } = layer;
  const memory = Math.max(1, Math.log(Math.max(2, steps - 1))).toFixed(1);
  if (!(layer.biasIH ?? layer.biasHH)) {
    const cell = settings.cell.toUpperCase();
    return {
      pytorch: `rnn = torch.nn.${cell}(${inputSize}, ${units}, bias=True)  # all else as it is, and fill the ${gate} gate’s part with ${memory}`,
      keras: `layer = keras.layers.${cell}(${units}, use_bias=True)  # and fill the ${gate} gate’s part with ${memory}`,
    };
  }
  // Keras’s GRU adds two rows of biases where its reset gate comes after the product, of which one is filled.
  const place =
    gate === 'forget' ? `${units}:${2 * units}` : settings.reset === 'after' ? `0, :${units}` : `:${units}`;
  return {
    pytorch: `with torch.no_grad():\n    ${parameterInCode(layer, 'bias_ih')}[${units}:${2 * units}].fill_(${memory})  # ${gate} gate`,
    keras: `bias = layer.cell.bias.numpy()\nbias[${place}] = ${memory}  # ${gate} gate\nlayer.cell.bias.assign(bias)`,
  };
}
