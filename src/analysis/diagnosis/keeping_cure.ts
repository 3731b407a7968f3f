/** What to write so that a layer keeps its state, and the gradient, for some steps. */
import { isGated } from '../../experiment/experiment.ts';
import { cellOf } from '../../networks/cells.ts';
import { aboutTheEdge, edgeOf } from '../advice/start.ts';
import { fixed, plain, significant } from '../number_words.ts';
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
  const { radius, norm } = analysis.candidate;
  const { gain, left } = gainFor({ layer, analysis });
  if ([radius, norm].every((size) => Math.abs(size / gain - 1) < alike)) {
    return {
      sentence: `W_hh is as good as orthogonal already, at ρ = ${significant(radius, 3)} as near to the edge as a start brings it: what is lost is lost by the slopes of φ. Scale down what drives the units, or take a gated cell.`,
      code: {
        pytorch: `rnn = torch.nn.LSTM(${layer.inputSize}, ${layer.hiddenSize})`,
        keras: `layer = keras.layers.LSTM(${layer.hiddenSize})`,
      },
    };
  }
  const written = significant(gain, 3);
  const [times, factor] =
    gain === 1 ? ['', ''] : [` times ${written}`, `, gain=${plain.significant(gain, 3)}`];
  const here = Number.isNaN(radius) ? '' : ` (here ${significant(radius, 3)})`;
  const lost = (-left * steps) / Math.LN10;
  const remains =
    lost < 1
      ? ''
      : ` Slopes as they are on this batch still take ${fixed(lost, 0)} decades over ${steps} steps: scale down what drives the units besides.`;
  return {
    sentence: `Start from an orthogonal W_hh (Saxe, McClelland & Ganguli 2014)${times}, of which ρ = ${written}${here}, or take a gated cell.${remains}`,
    code: {
      pytorch: changing(layer, ['weight_hh', (weight) => [`torch.nn.init.orthogonal_(${weight}${factor})`]]),
      keras: `recurrent_initializer = keras.initializers.Orthogonal(gain=${gain === 1 ? '1.0' : plain.significant(gain, 3)})`,
    },
  };
}

/** ρ and ‖·‖₂ of an orthogonal matrix are its gain, to this share. */
const alike = 0.02;

/**
 * The gain of an orthogonal matrix with which a step of a cell without gates keeps the gradient, as `advise` looks for it: the
 * edge at rest, and above it what makes up for the slopes of a bounded φ that inputs have brought into its tails.
 */
function gainFor({ layer: { settings }, analysis }: DiagnosedLayer) {
  const cell = cellOf(settings);
  const { direct } = cell.rest;
  const edge = edgeOf(settings);
  // λ = ln(direct + passed·ρ), passed being what slopes let through of what W_hh brings.
  const passed = (Math.exp(analysis.growthRate) - direct) / analysis.candidate.radius;
  if (cell.exponents[1] > 0 || direct >= 1 || Number.isNaN(passed)) return { gain: rounded(edge), left: 0 };
  const most = Math.max(...aboutTheEdge) * edge;
  const needed = passed > 0 ? (1 - direct) / passed : most;
  const gain = rounded(Math.min(most, Math.max(edge, needed)));
  return { gain, left: Math.log(direct + Math.max(0, passed) * gain) };
}

function rounded(gain: number): number {
  return Number(gain.toPrecision(3));
}

/** ln(T − 1), of what is kept for some steps at least e. */
function biasFor(steps: number): string {
  return Math.max(1, Math.log(Math.max(2, steps - 1))).toFixed(1);
}
