/** A clip that decides the length of every step, or of none. */
import { inDecimals } from '../../language/decimal.ts';
import { say } from '../../language/say.ts';
import { clipFor } from '../advice/advice.ts';
import { fixed, powerOfTen } from '../number_words.ts';
import type { Cure, Rule } from './rule.ts';

/** Decades of the norm above the clip, from which a batch ten times as calm as this one is clipped too; */
const always = 1;
/** and below it, from which one a thousand times as wild is not. */
const never = 3;

export const clipping: Rule = {
  name: 'clipping',
  needs: 'clip',
  source:
    'Pascanu, Mikolov & Bengio 2013 clip at half to ten times the mean norm; ten times above and a thousand below are neither',
  find: (layers, { clip }) => {
    if (clip === undefined) return [];
    const norms = layers.map(({ analysis }) => analysis.log10Parameters);
    const largest = Math.max(...norms);
    if (largest === -Infinity) return [];
    const total =
      largest + 0.5 * Math.log10(norms.reduce((sum, norm) => sum + 10 ** (2 * (norm - largest)), 0));
    const above = total - Math.log10(clip);
    if (above < always && above > -never) return [];
    const clips = above > 0;
    return [
      {
        ...{ severity: clips ? 'medium' : 'note', harm: Math.abs(above) },
        evidence: { log10ParameterNorm: total, log10Clip: Math.log10(clip) },
        sentence: clips
          ? `The gradient of all recurrent parameters has the norm ${powerOfTen(total)}, ${powerOfTen(above)} times the clip at ${inDecimals(String(clip))}: every step is clipped, and the rate alone decides how long it is.`
          : `The gradient of all recurrent parameters has the norm ${powerOfTen(total)}, and the clip at ${inDecimals(String(clip))} is ${powerOfTen(-above)} times that: it clips nothing, not even what throws the weights about.`,
        cure: cureFor(total, clip),
      },
    ];
  },
};

/** No clip of the size of an explosion: what explodes is mended, and clipped where people clip. */
function cureFor(total: number, clip: number): Cure {
  const here = `here ${fixed(total, 1)} in decades`;
  const advised = clipFor(total);
  // Code that changes nothing is no cure.
  if (advised === clip)
    return {
      sentence: `Leave the clip as it is, and mend what makes the norm so ${total > 0 ? say`large` : say`small`} (${here}).`,
      code: {},
    };
  const isUsual = Math.abs(total - Math.log10(advised)) < 0.5;
  return {
    sentence: isUsual
      ? `Clip at ${inDecimals(String(advised))}, near the norm that is usual (${here}).`
      : `Clip at ${inDecimals(String(advised))}, about where people do, once what makes the norm so ${total > 0 ? say`large` : say`small`} (${here}) is mended.`,
    code: {
      pytorch: `torch.nn.utils.clip_grad_norm_(model.parameters(), ${advised})  # before optimizer.step()`,
      keras: `optimizer = keras.optimizers.Adam(global_clipnorm=${advised})`,
    },
  };
}
