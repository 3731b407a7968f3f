/** Backpropagation is cut off before what the task needs, or before what the network remembers. */
import { entry } from '../../networks/vector.ts';
import { fixed } from '../number_words.ts';
import { targetsReached, windowFor } from '../truncation_window.ts';
import { moduleInCode } from './layer_in_code.ts';
import { type Cure, type DiagnosedLayer, placeOf, type Rule } from './rule.ts';

/** Decades: where more than a tenth of the gradient is left, there is something to cut off. */
const left = 1;

export const truncation: Rule = {
  name: 'truncation',
  needs: 'truncation',
  source:
    'Williams & Peng 1990; Tallec & Ollivier 2017: a gradient that is cut off is biased by what it leaves out; here more than a tenth',
  find: (layers, { truncation: cut, lag }) => {
    if (cut === undefined) return [];
    if (lag !== undefined) {
      const [cure, evidence] = [cureFor(windowFor(lag), layers[0]), { truncation: cut, lag }];
      if (cut < lag) {
        const sentence = `Backpropagation is cut off after ${cut} steps and the task reaches back ${lag}: whatever the weights, nothing that lies more than ${cut} steps back is learnt.`;
        return [{ severity: 'high', harm: lag / cut, evidence, sentence, cure }];
      }
      if (cut >= windowFor(lag, longest(layers))) return [];
      const share = fixed(100 * targetsReached(cut, lag), 0);
      const sentence = `Where windows of ${cut} steps follow one another, ${share} % of all targets have what they hang on, ${lag} steps before, in their own window: the others are learnt nothing from.`;
      return [{ severity: 'note', harm: windowFor(lag) / cut, evidence, sentence, cure }];
    }
    return layers.flatMap((diagnosed) => {
      const { decades, arrival, phase, steps } = diagnosed.analysis;
      if (cut >= arrival || phase === 'dead') return [];
      const lost = entry(decades.state, arrival) - entry(decades.state, arrival - cut);
      if (lost > left || phase === 'exploding') return [];
      const share = 100 * 10 ** -lost;
      return {
        ...{ severity: 'medium', ...placeOf(diagnosed), step: arrival - cut, harm: left - lost },
        evidence: { truncation: cut, log10GradientRatio: -lost },
        sentence: `Where backpropagation is cut off, ${cut} steps back, ${fixed(share, 0)} % of the gradient is left: what lies further back would be learnt from, and is not.`,
        cure: cureFor(steps, diagnosed),
      };
    });
  },
};

/** T */
function longest(layers: readonly DiagnosedLayer[]): number {
  return Math.max(...layers.map(({ analysis }) => analysis.steps));
}

function cureFor(steps: number, diagnosed: DiagnosedLayer | undefined): Cure {
  const module = diagnosed ? moduleInCode(diagnosed.layer) : 'rnn';
  return {
    sentence: `Backpropagate through ${steps} steps; where memory is short, recompute states instead of keeping them.`,
    code: {
      pytorch: `window = ${steps}\nstate = None\nfor x in sequence.split(window):\n    output, state = ${module}(x, state)\n    loss_of(output).backward()\n    state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()`,
      keras: `windows = keras.utils.timeseries_dataset_from_array(x, y, sequence_length=${steps})`,
    },
  };
}
