/** What to write so that a layer keeps its state, and the gradient, for some steps. */
import { isGated } from '../../experiment/experiment.ts';
import { significant } from '../number_words.ts';
import { type Cure, type DiagnosedLayer, parameterBeside } from './rule.ts';

/** @param steps T, for how long */
export function keepingCure({ layer, analysis }: DiagnosedLayer, steps: number): Cure {
  const { hiddenSize: units, settings } = layer;
  const bias = parameterBeside(layer, 'bias_ih');
  const memory = Math.max(1, Math.log(Math.max(2, steps - 1))).toFixed(1);
  const filled = (gate: string) =>
    `with torch.no_grad():\n    rnn.${bias}[${units}:${2 * units}].fill_(${memory})  # ${gate} gate`;
  if (settings.cell === 'lstm') {
    return {
      sentence: `Start with forget gates that stay open for about ${steps} steps: a bias of ln(T − 1) (Tallec & Ollivier 2018).`,
      code: {
        pytorch: filled('forget'),
        keras: `bias = layer.cell.bias.numpy()\nbias[${units}:${2 * units}] = ${memory}  # forget gate\nlayer.cell.bias.assign(bias)`,
      },
    };
  }
  if (isGated(settings.cell)) {
    return {
      sentence: `Start with update gates that keep the state for about ${steps} steps: a bias of ln(T − 1) (Tallec & Ollivier 2018).`,
      code: {
        pytorch: filled('update'),
        keras: `bias = layer.cell.bias.numpy()\nbias[..., :${units}] = ${memory}  # update gate, of the input's bias where there are two\nlayer.cell.bias.assign(bias)`,
      },
    };
  }
  const { radius } = analysis.candidate;
  const here = Number.isNaN(radius) ? '' : ` (here ${significant(radius, 3)})`;
  return {
    sentence: `Start from an orthogonal W_hh (Saxe, McClelland & Ganguli 2014), of which ρ = 1${here}, or take a gated cell.`,
    code: {
      pytorch: `torch.nn.init.orthogonal_(rnn.${parameterBeside(layer, 'weight_hh')})`,
      keras: 'recurrent_initializer = keras.initializers.Orthogonal(gain=1.0)',
    },
  };
}
