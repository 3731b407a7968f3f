/**
 * Gated recurrent unit (Cho et al. 2014) in PyTorch's equations and order of gates, r after the product:
 * r, z = σ, σ; n = φ(input + r·(p_n + b_hn)); h ← (1 − z)·n + z·h. φ is tanh unless said. Or, as the paper has it, r before
 * the product, W_n·(r ⊙ h), which is then a second one.
 */
import { gatedExponents, isFlat, scaledSlope, scaledValue } from '../activation.ts';
import type { Activation } from '../activations/activation.ts';
import { logistic, logisticSlope, plainLogisticSlope, wideLogistic } from '../activations/sigmoid.ts';
import type { Cell, CellInput, Stage } from '../cell.ts';
import { timesPowerOfTwo } from '../scaled_vector.ts';
import { entry } from '../vector.ts';
import { deep, mostPlainExponent, sum, times, tooSmall, type Wide, wide, wideZero } from '../wide.ts';

/**
 * @param activation φ, the candidate's
 * @param reset whether r multiplies the candidate's product, or h before it
 */
export function gru(activation: Activation, reset: 'after' | 'before'): Cell {
  const before = reset === 'before';
  return {
    ...(before && { stage }),
    module: 'gru',
    blocks: 3,
    blockNames: ['Wᵣ', 'W_z', 'Wₙ'],
    candidate: 2,
    // 1 − z lets in.
    remembering: { keeps: 1, bias: 0 },
    parts: 1,
    preActivations: 4,
    statesKept: 1,
    // Before the product nothing tells it from the other.
    recurrentBias: !before,
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
        const r = logistic(timesPowerOfTwo(zr, exponent));
        const zn = of(drives, 2) + (before ? pn : r * pn);
        const z = logistic(timesPowerOfTwo(zz, exponent));
        // What r multiplies is kept too, or what comes of it.
        setUnit(kept, unit, [zr, zz, zn, before ? r * entry(state, unit) : pn]);
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
        // Before the product it comes with the second stage.
        const deltaR = before ? wideZero : times(times(deltaN, wide(pn, exponent)), logisticSlope(zr));
        setUnit(products, unit, [deltaR, deltaZ, before ? deltaN : times(deltaN, wideLogistic(zr))]);
        setUnit(drives, unit, [deltaR, deltaZ, deltaN]);
        direct.push(times(wideLogistic(zz), delta));
      }
      return { products, drives, state: direct };
    },
    pullPlain({ preActivation, state, cotangent, exponent }) {
      if (before || Math.abs(exponent) > mostPlainExponent) return undefined;
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

/** r ⊙ h, and the way back through it. */
const stage: Stage = {
  multiplied({ products, drives, state, exponent }: CellInput) {
    return state.map((h, unit) => {
      const zr = entry(products, unit) + entry(drives, unit);
      return logistic(timesPowerOfTwo(zr, exponent)) * h;
    });
  },
  pull({ preActivation, state, exponent }, { products, drives, state: direct }, multiplied) {
    const size = state.length;
    const zr = (unit: number) => timesPowerOfTwo(entry(preActivation, unit), exponent);
    const deltas = multiplied.map((delta, unit) =>
      times(times(delta, wide(entry(state, unit), exponent)), logisticSlope(zr(unit))),
    );
    return {
      products: [...deltas, ...products.slice(size)],
      drives: [...deltas, ...drives.slice(size)],
      state: direct.map((own, unit) => sum(own, times(multiplied[unit] ?? wideZero, wideLogistic(zr(unit))))),
    };
  },
};

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
