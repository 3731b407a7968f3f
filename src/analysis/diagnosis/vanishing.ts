/** The gradient of a layer is lost on its way back. */
import { entry } from '../../networks/vector.ts';
import { phaseDecades } from '../phase.ts';
import { linkTo } from './explorer_link.ts';
import { keepingCure } from './keeping_cure.ts';
import { neededSteps } from './lag.ts';
import { decadesInWords, placeOf, type Rule } from './rule.ts';

export const vanishing: Rule = {
  name: 'vanishing',
  source: 'Bengio, Simard & Frasconi 1994; the phase of every other chart here: less than 10^−6 is left',
  find: (layers, said) =>
    layers.flatMap((diagnosed) => {
      const { analysis } = diagnosed;
      if (analysis.phase !== 'vanishing') return [];
      const { state } = analysis.decades;
      const last = analysis.arrival;
      const step = lostAt(state, last);
      const reach = last - step;
      const lost = entry(state, last) - entry(state, 0);
      const needed = said.lag === undefined ? last : neededSteps(last, said.lag);
      // What the task needs is lost: that is said already. What it does not need may be.
      if (said.lag !== undefined && needed >= reach) return [];
      return {
        ...{ severity: said.lag === undefined ? 'high' : 'note', ...placeOf(diagnosed), step, harm: lost },
        evidence: { log10GradientRatio: -lost, growthRate: analysis.growthRate, steps: last, reach },
        sentence: `The gradient loses ${decadesInWords(lost)} over ${last} steps, and six of them within ${reach}: nothing that lies further back is learnt.`,
        cure: keepingCure(diagnosed, needed),
        ...linkTo(diagnosed),
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
