/**
 * The ungated cells, h ← keep·h + share·φ(z) with z = g·W·h + σ_x·x + b. The RNN (Elman 1990) keeps nothing; a
 * leaky RNN (Jaeger et al. 2007) keeps 1 − α and adds α; a residual one (He et al. 2016, through time) keeps all.
 */
import { scaledSlope, scaledValue } from '../activation.ts';
import type { Activation } from '../activations/activation.ts';
import type { Cell } from '../cell.ts';
import type { ScaledVector } from '../scaled_vector.ts';
import { entry } from '../vector.ts';
import { naturalLog, numberOf, times, tooSmall, wide } from '../wide.ts';

/** How much of the old state a step keeps, and how much of φ(z) it adds. */
export interface Blend {
  readonly keep: number;
  readonly share: number;
}

export function blend(activation: Activation, { keep, share }: Blend): Cell {
  return {
    module: 'blend',
    blocks: 1,
    candidate: 0,
    parts: 1,
    preActivations: 1,
    statesKept: 0,
    recurrentBias: false,
    exponents: activation.exponents,
    initialHidden: activation.value,
    rest: { direct: keep, slope: share * activation.slopeAtRest },
    next({ products, drives, state, exponent }) {
      const z = products.map((product, unit) => product + entry(drives, unit));
      const hidden = z.map(
        (value, unit) => keep * entry(state, unit) + share * scaledValue(activation, value, exponent),
      );
      return { preActivation: z, state: hidden };
    },
    pull({ preActivation, cotangent, exponent }) {
      const [kept, added] = [wide(keep), wide(share)];
      const deltas = cotangent.map((delta, unit) =>
        times(times(added, delta), scaledSlope(activation, entry(preActivation, unit), exponent)),
      );
      return { products: deltas, drives: deltas, state: cotangent.map((delta) => times(kept, delta)) };
    },
    ...(keep === 0 && {
      logSlopes({ values, exponent }: ScaledVector) {
        let logs = values.length * Math.log(share);
        for (const z of values) logs += naturalLog(scaledSlope(activation, z, exponent));
        return logs;
      },
    }),
    curvature: (z) => share * activation.curvature(z),
    pullPlain({ preActivation, cotangent, exponent }) {
      const deltas = new Float64Array(cotangent.length);
      for (let unit = 0; unit < deltas.length; unit++) {
        const slope = numberOf(scaledSlope(activation, entry(preActivation, unit), exponent));
        if (tooSmall(slope)) return undefined;
        deltas[unit] = share * entry(cotangent, unit) * slope;
      }
      return { products: deltas, drives: deltas, state: cotangent.map((delta) => keep * delta) };
    },
  };
}
