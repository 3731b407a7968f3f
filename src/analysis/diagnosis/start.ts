/** Weights that look as drawn, at a scale far from the edge between vanishing and exploding. */
import { isGated, isKinked } from '../../experiment/experiment.ts';
import { activationOf } from '../../networks/activation.ts';
import { cellOf } from '../../networks/cells.ts';
import { blockOf } from '../../networks/ensemble.ts';
import type { Layer } from '../../networks/model/model.ts';
import { plain, significant } from '../number_words.ts';
import { linkTo } from './explorer_link.ts';
import { changing } from './layer_in_code.ts';
import { meanForgetBias } from './mean_forget_bias.ts';
import { type Cure, type DiagnosedLayer, placeOf, type Rule } from './rule.ts';

/**
 * Nats a step at rest. Halved a step, six decades are gone within twenty steps: PyTorch's own tanh, GRU and LSTM lose 0.4 to
 * 0.6, and are no fault. A quarter left a step is one, as is a gradient that doubles.
 */
const [low, veryLow] = [-Math.log(2), -1.4];
const [high, veryHigh] = [Math.log(1.5), Math.log(2)];

/** ‖W‖₂ of independent entries of deviation σ is 2·σ√N, ρ is σ√N, of an orthogonal W both are: within what N of 8 scatters. */
const [mostNorm, leastRadius, mostRadius] = [2.3, 0.7, 1.3];

export const start: Rule = {
  name: 'start',
  source:
    'the edge at rest (Poole et al. 2016; Chen, Pennington & Schoenholz 2018): direct + slope·ρ = 1; a quarter, or twice, a step. Weights look drawn where ρ and ‖W‖₂ are those of independent entries (Ginibre 1965) or of an orthogonal matrix',
  find: (layers) =>
    layers.flatMap((diagnosed) => {
      const { layer, analysis } = diagnosed;
      if (!looksDrawn(diagnosed)) return [];
      const { direct, slope } = restOf(layer);
      const { radius } = analysis.candidate;
      const rate = Math.log(direct + slope * radius);
      // What a gated cell keeps is its biases' doing, however small W_hh is.
      if ((rate > low || isGated(layer.settings.cell)) && rate < high) return [];
      const edge = (1 - direct) / slope;
      return {
        ...{ severity: rate < veryLow || rate > veryHigh ? 'medium' : 'note', ...placeOf(diagnosed) },
        harm: Math.abs(rate),
        evidence: { spectralRadius: radius, edge, growthRateAtRest: rate },
        sentence: `W_hh looks as it was drawn, with ρ = ${significant(radius, 3)} where the edge is at ${significant(edge, 3)}: from the start every step multiplies the gradient by about ${significant(Math.exp(rate), 2)}, and training has to find its way to the edge first.`,
        cure: cureFor(layer, edge),
        ...linkTo(diagnosed),
      };
    }),
};

/** A cell that keeps all of itself is at the edge without recurrent weights: it starts near it with small ones. */
const smallest = 0.1;

function cureFor(layer: Layer, edge: number): Cure {
  if (isGated(layer.settings.cell)) {
    return {
      sentence:
        'Start with every block of W_hh orthogonal: how long the cell keeps what it has is its biases’ to say.',
      code: {
        pytorch: changing(layer, [
          'weight_hh',
          (weight) => [
            `for block in ${weight}.chunk(${cellOf(layer.settings).blocks}):`,
            '    torch.nn.init.orthogonal_(block)',
          ],
        ]),
        keras: 'recurrent_initializer = keras.initializers.Orthogonal()',
      },
    };
  }
  const factor = Math.max(edge, smallest);
  const gain = plain.significant(factor, 2);
  return {
    sentence: `Start at the edge: an orthogonal W_hh times ${significant(factor, 2)}.`,
    code: {
      pytorch: changing(layer, [
        'weight_hh',
        (weight) => [`torch.nn.init.orthogonal_(${weight}, gain=${gain})`],
      ]),
      keras: `recurrent_initializer = keras.initializers.Orthogonal(gain=${gain})`,
    },
  };
}

/** The step's Jacobian at rest, direct·1 + slope·W, an LSTM's forget gates as far open as their biases say in the mean. */
function restOf(layer: Layer): { readonly direct: number; readonly slope: number } {
  const { settings } = layer;
  const { direct, slope } = cellOf({ ...settings, forgetBias: meanForgetBias(layer) }).rest;
  const { slopeAtRest, derivative } = activationOf(settings);
  // Half of all units are on one side of a kink, half on the other: root of the mean square (He et al. 2015).
  const passed = Math.sqrt((derivative(1) ** 2 + derivative(-1) ** 2) / 2) / slopeAtRest;
  return { direct, slope: isKinked(settings.activation) && !isGated(settings.cell) ? slope * passed : slope };
}

/** Training leaves a few directions that stand out of all others. */
function looksDrawn({ layer, analysis: { candidate } }: DiagnosedLayer): boolean {
  const { weightHH, weightHR, hiddenSize, settings } = layer;
  if (weightHR) return false;
  const block = blockOf(weightHH, cellOf(settings).candidate, hiddenSize);
  const gain = Math.sqrt(block.reduce((sum, value) => sum + value ** 2, 0) / hiddenSize);
  const [radius, norm] = [candidate.radius / gain, candidate.norm / gain];
  return radius > leastRadius && radius < mostRadius && norm < mostNorm;
}
