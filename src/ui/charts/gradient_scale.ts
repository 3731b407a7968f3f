/** The two ways to read a gradient: decades over T steps, or the rate per step. One is a straight line of the other. */
import type { Experiment } from '../../experiment/experiment.ts';
import { log10FinalNorm } from '../../theory/final_norm.ts';

export type GradientAxis = 'decades' | 'rate';

/** value = offset + slope · log10‖∂L/∂h_0‖. */
export interface GradientScale {
  readonly offset: number;
  readonly slope: number;
}

export function gradientScale(experiment: Experiment, axis: GradientAxis): GradientScale {
  if (axis === 'decades') return { offset: 0, slope: 1 };
  const slope = Math.LN10 / experiment.steps;
  return { offset: -slope * log10FinalNorm(experiment), slope };
}

export const axisLabel: Record<GradientAxis, string> = {
  decades: 'gradient norm ‖∂L/∂h₀‖',
  rate: 'growth rate λ, nats/step',
};
