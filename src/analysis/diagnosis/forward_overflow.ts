/** The way forward leaves the range of numbers although weights and inputs are finite: where infinity, and then NaN, is first seen. */

import type { ForwardPlace } from '../../networks/model/forward_peaks.ts';
import type { Layer } from '../../networks/model/model.ts';
import { entry } from '../../networks/vector.ts';
import { powerOfTen, significant } from '../number_words.ts';
import { scaling, withLayerNamed } from './layer_in_code.ts';
import { notFinite } from './not_finite.ts';
import { type Cure, type Diagnosis, placeOf, type Rule, valueInWords } from './rule.ts';

/** Decades of float32's largest number, 3.4·10^38. */
const most = Math.log10(3.4028234663852886e38);

export const forwardOverflow: Rule = {
  name: notFinite,
  source: 'IEEE 754 binary32: 3.4·10^38, and infinity minus itself, or times zero, is NaN',
  find: (layers) => {
    const places = layers.flatMap((diagnosed) =>
      diagnosed.analysis.peaks.flatMap(({ gate, log10 }) => {
        const at = log10.findIndex((decades) => decades > most);
        return at < 0 ? [] : [{ diagnosed, gate, step: at + 1, decades: entry(log10, at) }];
      }),
    );
    // In time first; of one time the layer below, and what comes first within its step.
    const [first] = places.toSorted((a, b) => a.step - b.step);
    if (!first) return [];
    const { diagnosed, gate, step, decades } = first;
    return [
      {
        ...{ severity: 'high', ...placeOf(diagnosed), step, ...(gate !== undefined && { gate }) },
        evidence: { log10Largest: decades, log10Limit: most },
        sentence: `In float32 the ${valueInWords(gate)} overflows at step ${step}, where it would be ${powerOfTen(decades)}: infinity from there on, NaN in the loss, and an update that destroys every weight.`,
        cure: cureFor(diagnosed.layer, step, diagnosed.analysis.candidate.radius),
        harm: decades,
      },
    ];
  },
};

/** A forward pass that leaves float64, so that nothing else can be said of the model. */
export function overflowFinding({ layer, direction, step, gate }: ForwardPlace): Diagnosis {
  return {
    ...{ rule: notFinite, severity: 'high', layer, direction, step, ...(gate !== undefined && { gate }) },
    evidence: { step },
    sentence: `The ${valueInWords(gate)} overflows at step ${step}, in float64 even, although weights and inputs are finite: infinity or NaN from there on, NaN in the loss, and an update that destroys every weight.`,
    cure: withLayerNamed(cureFor({ name: layer, direction }, step, undefined), { name: layer, direction }),
    harm: 1,
  };
}

/** What grows from step to step is the recurrent weights'; what is there at once comes from inputs. */
function cureFor(
  layer: Pick<Layer, 'name' | 'direction' | 'sources'>,
  step: number,
  radius: number | undefined,
): Cure {
  if (step > 2 && radius !== undefined && radius > 1) {
    const factor = (1 / radius).toPrecision(2);
    return {
      sentence: `Bring W_hh down until ρ is 1 (here ${significant(radius, 3)}), or take an activation that is bounded.`,
      code: {
        pytorch: scaling(layer, ['weight_hh'], factor),
        keras: `kernel, recurrent, *biases = layer.get_weights()\nlayer.set_weights([kernel, ${factor} * recurrent, *biases])`,
      },
    };
  }
  return {
    sentence:
      'Look at the inputs of that step, bring them to a variance of 1, and look at the input weights.',
    code: {
      pytorch: 'x = (x - x.mean(dim=(0, 1))) / (x.std(dim=(0, 1)) + 1e-6)',
      keras: 'normalise = keras.layers.Normalization()\nnormalise.adapt(x)\nx = normalise(x)',
    },
  };
}
