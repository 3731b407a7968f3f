/**
 * Gated recurrent unit (Cho et al. 2014) in PyTorch's equations and order of gates, r after the product:
 * r, z = σ, σ; n = φ(input + r·(p_n + b_hn)); h ← (1 − z)·n + z·h. φ is tanh unless said.
 */
import { gatedExponents, isFlat, scaledSlope, scaledValue } from '../activation.ts';
import type { Activation } from '../activations/activation.ts';
import { logistic, logisticSlope, plainLogisticSlope, wideLogistic } from '../activations/sigmoid.ts';
import type { Cell } from '../cell.ts';
import { timesPowerOfTwo } from '../scaled_vector.ts';
import { entry } from '../vector.ts';
import { deep, mostPlainExponent, times, tooSmall, type Wide, wide, wideZero } from '../wide.ts';

/** @param activation φ, the candidate's */
export function gru(activation: Activation): Cell {
  return {
    module: 'gru',
    blocks: 3,
    blockNames: ['Wᵣ', 'W_z', 'Wₙ'],
    candidate: 2,
    parts: 1,
    preActivations: 4,
    statesKept: 1,
    recurrentBias: true,
    exponents: gatedExponents(activation),
    initialHidden: activation.value,
    rest: { direct: 0.5, slope: 0.25 * activation.slopeAtRest },
    next({ products, drives, state, exponent }) {
      const size = state.length;
      const kept = new Float64Array(4 * size);
      const next = new Float64Array(size);
      for (let unit = 0; unit < size; unit++) {
        const of = (vectors: Float64Array, block: number) => entry(vectors, block * size + unit);
        const zr = of(products, 0) + of(drives, 0);
        const zz = of(products, 1) + of(drives, 1);
        const pn = of(products, 2);
        const zn = of(drives, 2) + logistic(timesPowerOfTwo(zr, exponent)) * pn;
        const z = logistic(timesPowerOfTwo(zz, exponent));
        // p_n is kept too: it is what r multiplies.
        setUnit(kept, unit, [zr, zz, zn, pn]);
        next[unit] = (1 - z) * scaledValue(activation, zn, exponent) + z * entry(state, unit);
      }
      return { preActivation: kept, state: next };
    },
    pull({ preActivation, state, cotangent, exponent }) {
      const size = state.length;
      const products: Wide[] = Array.from({ length: 3 * size }, () => wideZero);
      const drives = [...products];
      const direct: Wide[] = [];
      for (let unit = 0; unit < size; unit++) {
        const kept = (row: number) => entry(preActivation, row * size + unit);
        const [zr, zz] = [timesPowerOfTwo(kept(0), exponent), timesPowerOfTwo(kept(1), exponent)];
        const [zn, pn] = [kept(2), kept(3)];
        const delta = cotangent[unit] ?? wideZero;
        const difference = entry(state, unit) - scaledValue(activation, zn, exponent);
        // 1 − σ(z) is σ(−z), which loses no digits as z grows.
        const deltaN = times(times(delta, wideLogistic(-zz)), scaledSlope(activation, zn, exponent));
        const deltaZ = times(times(delta, wide(difference, exponent)), logisticSlope(zz));
        const deltaR = times(times(deltaN, wide(pn, exponent)), logisticSlope(zr));
        setUnit(products, unit, [deltaR, deltaZ, times(deltaN, wideLogistic(zr))]);
        setUnit(drives, unit, [deltaR, deltaZ, deltaN]);
        direct.push(times(wideLogistic(zz), delta));
      }
      return { products, drives, state: direct };
    },
    pullPlain({ preActivation, state, cotangent, exponent }) {
      if (Math.abs(exponent) > mostPlainExponent) return undefined;
      const size = state.length;
      const scale = 2 ** exponent;
      const [products, drives] = [new Float64Array(3 * size), new Float64Array(3 * size)];
      const direct = new Float64Array(size);
      for (let unit = 0; unit < size; unit++) {
        const kept = (row: number) => scale * entry(preActivation, row * size + unit);
        const [zr, zz, zn, pn] = [kept(0), kept(1), kept(2), kept(3)];
        const difference = scale * entry(state, unit) - activation.value(zn);
        const slope = activation.plainSlope(zn);
        if (deep(zr) || deep(zz) || isFlat(activation, zn, slope)) return undefined;
        if (tooSmall(difference) || tooSmall(pn)) return undefined;
        const delta = entry(cotangent, unit);
        const deltaN = delta * logistic(-zz) * slope;
        const deltaZ = delta * difference * plainLogisticSlope(zz);
        const deltaR = deltaN * pn * plainLogisticSlope(zr);
        drives[unit] = products[unit] = deltaR;
        drives[size + unit] = products[size + unit] = deltaZ;
        drives[2 * size + unit] = deltaN;
        products[2 * size + unit] = deltaN * logistic(zr);
        direct[unit] = logistic(zz) * delta;
      }
      return { products, drives, state: direct };
    },
  };
}

/** Sets one unit's entry of each of as many vectors, which stand one after another. */
function setUnit<Entry>(
  vectors: { [place: number]: Entry; readonly length: number },
  unit: number,
  entries: readonly Entry[],
): void {
  const size = vectors.length / entries.length;
  entries.forEach((value, row) => {
    vectors[row * size + unit] = value;
  });
}
