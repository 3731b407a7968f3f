/** The forget gates of an LSTM start half open: the cell forgets within a few steps. */
import { fixed } from '../number_words.ts';
import { linkTo } from './explorer_link.ts';
import { biasingInCode } from './gate_bias.ts';
import { keepingCure } from './keeping_cure.ts';
import { neededSteps } from './lag.ts';
import { meanForgetBias } from './mean_forget_bias.ts';
import { placeOf, type Rule } from './rule.ts';

/** A mean of b_f below it counts as none. */
const least = 0.5;

export const forgetBias: Rule = {
  name: 'forget-bias',
  source: 'Gers, Schmidhuber & Cummins 2000; Jozefowicz, Zaremba & Sutskever 2015: start b_f at 1',
  find: (layers, said) =>
    layers.flatMap((diagnosed) => {
      const { layer, analysis } = diagnosed;
      if (layer.settings.cell !== 'lstm') return [];
      const mean = meanForgetBias(layer);
      if (mean >= least) return [];
      const opening = analysis.gates.find(({ gate }) => gate === 'f')?.opening ?? Number.NaN;
      // Where the cell remembers all the same, a bias is nobody's business.
      if (opening > 0.75) return [];
      const memory = -1 / Math.log(opening);
      return {
        ...{ severity: analysis.phase === 'vanishing' ? 'medium' : 'note', ...placeOf(diagnosed) },
        ...{ gate: 'f', harm: least - mean },
        evidence: { meanForgetBias: mean, opening, memorySteps: memory },
        sentence: `The forget gate’s bias is ${fixed(mean, 2)} in the mean and the gate ${fixed(100 * opening, 0)} % open: the cell holds what it has for about ${fixed(memory, 1)} steps.`,
        ...linkTo(diagnosed),
        cure: {
          sentence: 'Start the forget gate’s bias at 1, or at ln(T − 1) for memories of T steps.',
          // Where the gradient vanishes too, both cures write one bias: whichever comes last undoes nothing.
          code:
            analysis.phase === 'vanishing'
              ? keepingCure(diagnosed, neededSteps(analysis.arrival, said.lag ?? analysis.arrival)).code
              : biasingInCode(layer, 'forget', '1.0'),
        },
      };
    }),
};
