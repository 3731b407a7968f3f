/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000), in
 * PyTorch's equations and order of gates: i, f, g, o = σ, σ, tanh, σ; c ← f·c + i·g; h ← o·tanh c.
 */
import { logistic, logisticSlope, plainLogisticSlope, wideLogistic } from '../activations/sigmoid.ts';
import { plainTanhSlope, tanhSlope, wideTanh } from '../activations/tanh.ts';
import type { Cell } from '../cell.ts';
import { entry } from '../vector.ts';
import { deep, numberOf, sum, times, tooSmall, type Wide, wide, wideZero } from '../wide.ts';

const forgetGate = 1;

/** @param forgetBias b_f, added to the forget gate's pre-activation */
export function lstm(forgetBias: number): Cell {
  return {
    module: 'lstm',
    blocks: 4,
    blockNames: ['Wᵢ', 'W_f', 'W_g', 'Wₒ'],
    candidate: 2,
    parts: 2,
    preActivations: 4,
    statesKept: 1,
    recurrentBias: false,
    exponents: [0, 0],
    initialHidden: Math.tanh,
    // c ← σ(b_f)·c + ½·tanh(p_g) and h ← ½·tanh c: with h = ½·c, c grows by σ(b_f) + ¼·g·W_g.
    rest: { direct: logistic(forgetBias), slope: 0.25, readout: 0.5 },
    next({ products, drives, state }) {
      const size = state.length / 2;
      const z = products.map((product, i) => product + entry(drives, i));
      for (let unit = 0; unit < size; unit++)
        z[forgetGate * size + unit] = entry(z, forgetGate * size + unit) + forgetBias;
      const next = new Float64Array(state.length);
      for (let unit = 0; unit < size; unit++) {
        const { i, f, g, o } = gates(z, unit);
        const cell = f * entry(state, size + unit) + i * g;
        next[unit] = o * Math.tanh(cell);
        next[size + unit] = cell;
      }
      return { preActivation: z, state: next };
    },
    pull({ preActivation, state, cotangent }) {
      const size = state.length / 2;
      const deltas: Wide[] = Array.from({ length: 4 * size }, () => wideZero);
      const direct: Wide[] = Array.from({ length: 2 * size }, () => wideZero);
      for (let unit = 0; unit < size; unit++) {
        const z = (gate: number) => entry(preActivation, gate * size + unit);
        const [i, f, o] = [wideLogistic(z(0)), wideLogistic(z(1)), wideLogistic(z(3))];
        const g = wide(Math.tanh(z(2)));
        const before = wide(entry(state, size + unit));
        // Closed gates leave less of c than a float64 holds.
        const cell = sum(times(f, before), times(i, g));
        const deltaHidden = cotangent[unit] ?? wideZero;
        const throughHidden = times(times(deltaHidden, o), tanhSlope(numberOf(cell)));
        const deltaCell = sum(cotangent[size + unit] ?? wideZero, throughHidden);
        deltas[unit] = times(times(deltaCell, g), logisticSlope(z(0)));
        deltas[size + unit] = times(times(deltaCell, before), logisticSlope(z(1)));
        deltas[2 * size + unit] = times(times(deltaCell, i), tanhSlope(z(2)));
        deltas[3 * size + unit] = times(times(deltaHidden, wideTanh(cell)), logisticSlope(z(3)));
        direct[size + unit] = times(f, deltaCell);
      }
      return { products: deltas, drives: deltas, state: direct };
    },
    pullPlain({ preActivation, state, cotangent }) {
      const size = state.length / 2;
      const deltas = new Float64Array(4 * size);
      const direct = new Float64Array(2 * size);
      for (let unit = 0; unit < size; unit++) {
        const [zi, zf] = [entry(preActivation, unit), entry(preActivation, size + unit)];
        const [zg, zo] = [entry(preActivation, 2 * size + unit), entry(preActivation, 3 * size + unit)];
        const [i, f, g, o] = [logistic(zi), logistic(zf), Math.tanh(zg), logistic(zo)];
        const before = entry(state, size + unit);
        const cell = f * before + i * g;
        if (deep(zi) || deep(zf) || deep(zg) || deep(zo) || deep(cell)) return undefined;
        if (tooSmall(g) || tooSmall(before) || tooSmall(cell)) return undefined;
        const deltaHidden = entry(cotangent, unit);
        const deltaCell = entry(cotangent, size + unit) + deltaHidden * o * plainTanhSlope(cell);
        deltas[unit] = deltaCell * g * plainLogisticSlope(zi);
        deltas[size + unit] = deltaCell * before * plainLogisticSlope(zf);
        deltas[2 * size + unit] = deltaCell * i * plainTanhSlope(zg);
        deltas[3 * size + unit] = deltaHidden * Math.tanh(cell) * plainLogisticSlope(zo);
        direct[size + unit] = f * deltaCell;
      }
      return { products: deltas, drives: deltas, state: direct };
    },
  };
}

/** i, f, g and o of one unit from the pre-activations of all, [4·N]. */
function gates(preActivation: Float64Array, unit: number) {
  const size = preActivation.length / 4;
  const z = (gate: number) => entry(preActivation, gate * size + unit);
  return { i: logistic(z(0)), f: logistic(z(1)), g: Math.tanh(z(2)), o: logistic(z(3)) };
}
