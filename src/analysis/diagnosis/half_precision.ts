/** In float16 what is computed forward, or the gradient, would be zero or infinite: at which step. */
import { say } from '../../language/say.ts';
import { entry } from '../../networks/vector.ts';
import { powerOfTen } from '../number_words.ts';
import { type DiagnosedLayer, type Finding, placeOf, type Rule, valueInWords } from './rule.ts';

/** Decades of float16's least and largest numbers: 2^−24 and 65504. */
const [least, most] = [-24 * Math.log10(2), Math.log10(65504)];

export const halfPrecision: Rule = {
  name: 'float16',
  source: 'IEEE 754 binary16: 2^−24 to 65504; Micikevicius et al. 2018',
  find: (layers, { lossScale = 1 }) =>
    layers.flatMap((diagnosed) => [...forward(diagnosed), ...backward(diagnosed, lossScale)]),
};

const bfloat = {
  pytorch: 'with torch.autocast("cuda", dtype=torch.bfloat16):\n    loss = model(x)',
  keras: 'keras.mixed_precision.set_global_policy("mixed_bfloat16")',
};

/** The first step at which a pre-activation or a state overflows, or all of a state is too small. */
function forward(diagnosed: DiagnosedLayer): Finding[] {
  const found = diagnosed.analysis.peaks.flatMap(({ gate, log10 }) => {
    const at = log10.findIndex(
      (decades) => decades > most || (gate === undefined && decades < least && decades !== -Infinity),
    );
    return at < 0 ? [] : [{ gate, step: at + 1, decades: entry(log10, at) }];
  });
  const [first] = found.toSorted((a, b) => a.step - b.step);
  if (!first) return [];
  const { gate, step, decades } = first;
  const over = decades > most;
  const what = valueInWords(gate);
  return [
    {
      ...{ severity: 'medium', ...placeOf(diagnosed), step, ...(gate !== undefined && { gate }) },
      evidence: { log10Largest: decades, log10Limit: over ? most : least },
      sentence: `In float16 the ${what} ${over ? say`overflows` : 'is zero'} at step ${step}, where it is ${powerOfTen(decades)}: ${over ? 'infinity and NaN follow, and the update is lost' : 'what it remembers is lost, and nothing is learnt from it'}.`,
      cure: {
        sentence: 'Train this layer in bfloat16, which has float32’s range, or in float32.',
        code: bfloat,
      },
      harm: Math.abs(decades),
    },
  ];
}

function backward(diagnosed: DiagnosedLayer, lossScale: number): Finding[] {
  const { analysis, layer } = diagnosed;
  // What vanishes or explodes is said to already, and worse.
  if (analysis.phase !== 'alive') return [];
  // Of one unit: the root mean square.
  const own = analysis.decades.state
    .subarray(0, analysis.arrival + 1)
    .map((decades) => decades - 0.5 * Math.log10(layer.hiddenSize) + Math.log10(lossScale));
  const step = own.findLastIndex((decades) => decades > most || (decades < least && decades !== -Infinity));
  if (step < 0) return [];
  const decades = entry(own, step);
  const over = decades > most;
  const scaled = lossScale === 1 ? '' : `, scaled by ${lossScale},`;
  return [
    {
      ...{ severity: 'medium', ...placeOf(diagnosed), step, harm: Math.abs(decades) },
      evidence: { log10UnitGradient: decades, log10Limit: over ? most : least, lossScale },
      sentence: `In float16 the gradient of a unit${scaled} ${over ? say`overflows` : 'is zero'} at step ${step}, where it is about ${powerOfTen(decades)}: ${over ? 'the update is lost' : 'nothing before is learnt'}.`,
      cure: {
        sentence: over
          ? 'Train this layer in bfloat16 or float32, or with a smaller loss scale.'
          : `Train with a loss scale of at least ${powerOfTen(Math.ceil(least - decades + Math.log10(lossScale)))}, or this layer in bfloat16 or float32.`,
        code: bfloat,
      },
    },
  ];
}
