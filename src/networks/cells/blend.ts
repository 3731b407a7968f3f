/**
 * The ungated cells, h ← keep·h + share·φ(z) with z = g·W·h + σ_x·x + b. The RNN (Elman 1990) keeps nothing; a
 * leaky RNN (Jaeger et al. 2007) keeps 1 − α and adds α; a residual one (He et al. 2016, through time) keeps all.
 */
import { type Activation, scaledDerivative, scaledValue } from '../activation.ts';
import type { Cell } from '../cell.ts';
import { entry } from '../vector.ts';

/** How much of the old state a step keeps, and how much of φ(z) it adds. */
export interface Blend {
  readonly keep: number;
  readonly share: number;
}

export function blend(activation: Activation, { keep, share }: Blend): Cell {
  return {
    blocks: 1,
    candidate: 0,
    parts: 1,
    preActivations: 1,
    recurrentBias: false,
    exponents: activation.exponents,
    initialHidden: activation.value,
    rest: { direct: keep, slope: share * activation.slopeAtRest },
    next({ products, drives, state, exponent }) {
      const z = entry(products, 0) + entry(drives, 0);
      const hidden = keep * entry(state, 0) + share * scaledValue(activation, z, exponent);
      return { preActivation: [z], state: [hidden] };
    },
    pull({ preActivation, cotangent, exponent }) {
      const delta = entry(cotangent, 0);
      const z = share * delta * scaledDerivative(activation, entry(preActivation, 0), exponent);
      return { products: [z], drives: [z], state: [keep * delta] };
    },
  };
}
