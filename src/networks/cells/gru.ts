/**
 * Gated recurrent unit (Cho et al. 2014) in PyTorch's equations and order of gates, r after the product:
 * r, z = σ, σ; n = tanh(input + r·(p_n + b_hn)); h ← (1 − z)·n + z·h.
 */
import { logistic, logisticSlope, tanhSlope } from '../activation.ts';
import type { Cell } from '../cell.ts';
import { entry, four, three } from '../vector.ts';

export function gru(): Cell {
  return {
    blocks: 3,
    candidate: 2,
    parts: 1,
    preActivations: 4,
    recurrentBias: true,
    exponents: [0, 0],
    initialHidden: Math.tanh,
    rest: { direct: 0.5, slope: 0.25 },
    next({ products, drives, state }) {
      const [pr, pz, pn] = three(products);
      const [dr, dz, dn] = three(drives);
      const zr = pr + dr;
      const zz = pz + dz;
      const zn = dn + logistic(zr) * pn;
      const z = logistic(zz);
      // p_n is kept too: it is what r multiplies.
      return { preActivation: [zr, zz, zn, pn], state: [(1 - z) * Math.tanh(zn) + z * entry(state, 0)] };
    },
    pull({ preActivation, state, cotangent }) {
      const [zr, zz, zn, pn] = four(preActivation);
      const r = logistic(zr);
      const z = logistic(zz);
      const delta = entry(cotangent, 0);
      const deltaN = delta * (1 - z) * tanhSlope(zn);
      const deltaZ = delta * (entry(state, 0) - Math.tanh(zn)) * logisticSlope(zz);
      const deltaR = deltaN * pn * logisticSlope(zr);
      return {
        products: [deltaR, deltaZ, deltaN * r],
        drives: [deltaR, deltaZ, deltaN],
        state: [z * delta],
      };
    },
  };
}
