/** What to write so that a layer keeps its state, and the gradient, for some steps. */
import { isGated } from '../../experiment/experiment.ts';
import { significant } from '../number_words.ts';
import { biasingInCode } from './gate_bias.ts';
import { changing } from './layer_in_code.ts';
import type { Cure, DiagnosedLayer } from './rule.ts';

/** @param steps T, for how long */
export function keepingCure({ layer, analysis }: DiagnosedLayer, steps: number): Cure {
  const { settings } = layer;
  if (settings.cell === 'lstm') {
    return {
      sentence: `Start with forget gates that stay open for about ${steps} steps: a bias of ln(T − 1) (Tallec & Ollivier 2018).`,
      code: biasingInCode(layer, 'forget', biasFor(steps)),
    };
  }
  if (isGated(settings.cell)) {
    return {
      sentence: `Start with update gates that keep the state for about ${steps} steps: a bias of ln(T − 1) (Tallec & Ollivier 2018).`,
      code: biasingInCode(layer, 'update', biasFor(steps)),
    };
  }
  const { radius } = analysis.candidate;
  const here = Number.isNaN(radius) ? '' : ` (here ${significant(radius, 3)})`;
  return {
    sentence: `Start from an orthogonal W_hh (Saxe, McClelland & Ganguli 2014), of which ρ = 1${here}, or take a gated cell.`,
    code: {
      pytorch: changing(layer, ['weight_hh', (weight) => [`torch.nn.init.orthogonal_(${weight})`]]),
      keras: 'recurrent_initializer = keras.initializers.Orthogonal(gain=1.0)',
    },
  };
}

/** ln(T − 1), of what is kept for some steps at least e. */
function biasFor(steps: number): string {
  return Math.max(1, Math.log(Math.max(2, steps - 1))).toFixed(1);
}
