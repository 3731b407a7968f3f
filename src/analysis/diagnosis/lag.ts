/** The gradient does not reach as far back as the task needs. */
import { entry } from '../../networks/vector.ts';
import { phaseDecades } from '../phase.ts';
import { linkTo } from './explorer_link.ts';
import { keepingCure } from './keeping_cure.ts';
import { decadesInWords, placeOf, type Rule } from './rule.ts';

/** Decades: below the first a thousandth is left, and what is near outweighs it; below the second it has vanished. */
const [faint, gone] = [3, phaseDecades];

/** Steps of a layer's way back that the task needs, as far as there are so many. */
export function neededSteps(arrival: number, lag: number): number {
  return Math.min(lag, arrival);
}

export const lag: Rule = {
  name: 'lag',
  needs: 'lag',
  source:
    'Bengio, Simard & Frasconi 1994: what is far counts for exponentially less than what is near; 10^3 over the lag, 10^6 as the phase of every chart',
  find: (layers, { lag: needed }) =>
    needed === undefined
      ? []
      : layers.flatMap((diagnosed) => {
          const { decades, arrival, status } = diagnosed.analysis;
          if (status === 'dead') return [];
          const steps = neededSteps(arrival, needed);
          const step = arrival - steps;
          const lost = entry(decades.state, arrival) - entry(decades.state, step);
          if (lost < faint) return [];
          return {
            ...{ severity: lost > gone ? 'high' : 'medium', ...placeOf(diagnosed), step, harm: lost },
            evidence: { lag: needed, log10GradientRatio: -lost },
            sentence: `Over the ${steps} steps that the task reaches back the gradient loses ${decadesInWords(lost)}: ${lost > gone ? 'what the loss hangs on there is not learnt' : 'what the loss hangs on there is learnt a thousand times as slowly as what is near'}.`,
            cure: keepingCure(diagnosed, steps),
            ...linkTo(diagnosed),
          };
        }),
};
