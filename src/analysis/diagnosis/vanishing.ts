/** The gradient of a layer is lost on its way back. */
import { isGated } from '../../experiment/experiment.ts';
import { entry } from '../../networks/vector.ts';
import { phaseDecades } from '../phase.ts';
import {
  type Cure,
  type DiagnosedLayer,
  decadesInWords,
  parameterBeside,
  placeOf,
  type Rule,
} from './rule.ts';

export const vanishing: Rule = {
  name: 'vanishing',
  source: 'Bengio, Simard & Frasconi 1994; the phase of every other chart here: less than 10^−6 is left',
  find: (layers) =>
    layers.flatMap((diagnosed) => {
      const { analysis } = diagnosed;
      if (analysis.phase !== 'vanishing') return [];
      const { state } = analysis.decades;
      const last = analysis.arrival;
      const step = lostAt(state, last);
      const reach = last - step;
      const lost = entry(state, last) - entry(state, 0);
      return {
        ...{ severity: 'high', ...placeOf(diagnosed), step, harm: lost },
        evidence: { log10GradientRatio: -lost, growthRate: analysis.growthRate, steps: last, reach },
        sentence: `The gradient loses ${decadesInWords(lost)} over ${last} steps, and six of them within ${reach}: nothing that lies further back is learnt.`,
        cure: cureFor(diagnosed, last),
      };
    }),
};

/** The last step, going back, at which less than 10^−6 is left. */
function lostAt(state: Float64Array, last: number): number {
  for (let step = last; step > 0; step--) {
    if (entry(state, step) < entry(state, last) - phaseDecades) return step;
  }
  return 0;
}

function cureFor({ layer, analysis }: DiagnosedLayer, steps: number): Cure {
  const units = layer.hiddenSize;
  const bias = parameterBeside(layer, 'bias_ih');
  const memory = Math.max(1, Math.log(Math.max(2, steps - 1))).toFixed(1);
  if (layer.settings.cell === 'lstm') {
    return {
      sentence: `Start with forget gates that stay open for about ${steps} steps: a bias of ln(T − 1) (Tallec & Ollivier 2018).`,
      code: {
        pytorch: `with torch.no_grad():\n    rnn.${bias}[${units}:${2 * units}].fill_(${memory})  # forget gate`,
        keras: `layer.cell.bias[${units}:${2 * units}].assign(tf.fill([${units}], ${memory}))  # forget gate`,
      },
    };
  }
  if (isGated(layer.settings.cell)) {
    return {
      sentence: `Start with update gates that keep the state for about ${steps} steps: a bias of ln(T − 1) (Tallec & Ollivier 2018).`,
      code: {
        pytorch: `with torch.no_grad():\n    rnn.${bias}[${units}:${2 * units}].fill_(${memory})  # update gate`,
      },
    };
  }
  const { radius } = analysis.candidate;
  const here = Number.isNaN(radius) ? '' : ` (here ${radius.toPrecision(3)})`;
  return {
    sentence: `Start from an orthogonal W_hh (Saxe, McClelland & Ganguli 2014), of which ρ = 1${here}, or take a gated cell.`,
    code: { pytorch: `torch.nn.init.orthogonal_(rnn.${parameterBeside(layer, 'weight_hh')})` },
  };
}
