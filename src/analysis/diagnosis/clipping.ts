/** A clip that decides the length of every step, or of none. */
import { fixed, powerOfTen } from '../number_words.ts';
import type { Rule } from './rule.ts';

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
    const usual = Number((10 ** total).toPrecision(1));
    return [
      {
        ...{ severity: clips ? 'medium' : 'note', harm: Math.abs(above) },
        evidence: { log10ParameterNorm: total, log10Clip: Math.log10(clip) },
        sentence: clips
          ? `The gradient of all recurrent parameters has the norm ${powerOfTen(total)}, ${powerOfTen(above)} times the clip at ${clip}: every step is clipped, and the rate alone decides how long it is.`
          : `The gradient of all recurrent parameters has the norm ${powerOfTen(total)}, and the clip at ${clip} is ${powerOfTen(-above)} times that: it clips nothing, not even what throws the weights about.`,
        cure: {
          sentence: `Clip near the norm that is usual, or some times that (here ${fixed(total, 1)} in decades), once what makes it so large or small is mended.`,
          code: {
            pytorch: `torch.nn.utils.clip_grad_norm_(model.parameters(), ${usual})  # before optimizer.step()`,
            keras: `optimizer = keras.optimizers.Adam(global_clipnorm=${usual})`,
          },
        },
      },
    ];
  },
};
