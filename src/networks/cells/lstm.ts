/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000), in
 * PyTorch's equations and order of gates: i, f, g, o = σ, σ, φ, σ; c ← f·c + i·g; h ← o·φ(c). φ is tanh unless said, the
 * same in both places, as Keras's `activation` has it.
 */
import { gatedExponents, isFlat, scaledSlope, scaledValue, wideSlope, wideValue } from '../activation.ts';
import type { Activation } from '../activations/activation.ts';
import { logistic, logisticSlope, plainLogisticSlope, wideLogistic } from '../activations/sigmoid.ts';
import type { Cell } from '../cell.ts';
import { timesPowerOfTwo } from '../scaled_vector.ts';
import { entry } from '../vector.ts';
import { deep, mostPlainExponent, sum, times, tooSmall, type Wide, wide, wideZero } from '../wide.ts';

/**
 * What a step keeps are the pre-activations without b_f, which has no power of two.
 * @param activation φ, of the candidate and of c
 * @param forgetBias b_f, added to the forget gate's pre-activation
 */
export function lstm(activation: Activation, forgetBias: number): Cell {
  const { slopeAtRest } = activation;
  return {
    module: 'lstm',
    blocks: 4,
    blockNames: ['Wᵢ', 'W_f', 'W_g', 'Wₒ'],
    candidate: 2,
    remembering: { keeps: 1, bias: forgetBias, lets: 0 },
    parts: 2,
    preActivations: 4,
    statesKept: 1,
    recurrentBias: false,
    exponents: gatedExponents(activation),
    initialHidden: activation.value,
    // c ← σ(b_f)·c + ½·φ(p_g) and h ← ½·φ(c): with h = ½·φ′(0)·c, c grows by σ(b_f) + ¼·φ′(0)²·g·W_g.
    rest: {
      direct: logistic(forgetBias),
      slope: 0.25 * slopeAtRest ** 2,
      readout: 0.5 * slopeAtRest,
    },
    next({ products, drives, state, exponent }) {
      const size = state.length / 2;
      const kept = products.map((product, i) => product + entry(drives, i));
      const next = new Float64Array(state.length);
      for (let unit = 0; unit < size; unit++) {
        const gate = (place: number) => timesPowerOfTwo(entry(kept, place * size + unit), exponent);
        const [i, f, o] = [logistic(gate(0)), logistic(gate(1) + forgetBias), logistic(gate(3))];
        const g = scaledValue(activation, entry(kept, 2 * size + unit), exponent);
        const cell = f * entry(state, size + unit) + i * g;
        next[unit] = o * scaledValue(activation, cell, exponent);
        next[size + unit] = cell;
      }
      return { preActivation: kept, state: next };
    },
    pull({ preActivation, state, cotangent, exponent }) {
      const size = state.length / 2;
      const deltas: Wide[] = Array.from({ length: 4 * size }, () => wideZero);
      const direct: Wide[] = Array.from({ length: 2 * size }, () => wideZero);
      for (let unit = 0; unit < size; unit++) {
        const kept = (gate: number) => entry(preActivation, gate * size + unit);
        const gate = (place: number) => timesPowerOfTwo(kept(place), exponent);
        const [zi, zf, zo] = [gate(0), gate(1) + forgetBias, gate(3)];
        const [i, f, o] = [wideLogistic(zi), wideLogistic(zf), wideLogistic(zo)];
        const g = wide(scaledValue(activation, kept(2), exponent), exponent);
        const before = wide(entry(state, size + unit), exponent);
        // Closed gates leave less of c than a float64 holds.
        const cell = sum(times(f, before), times(i, g));
        const deltaHidden = cotangent[unit] ?? wideZero;
        const throughHidden = times(times(deltaHidden, o), wideSlope(activation, cell));
        const deltaCell = sum(cotangent[size + unit] ?? wideZero, throughHidden);
        deltas[unit] = times(times(deltaCell, g), logisticSlope(zi));
        deltas[size + unit] = times(times(deltaCell, before), logisticSlope(zf));
        deltas[2 * size + unit] = times(times(deltaCell, i), scaledSlope(activation, kept(2), exponent));
        deltas[3 * size + unit] = times(times(deltaHidden, wideValue(activation, cell)), logisticSlope(zo));
        direct[size + unit] = times(f, deltaCell);
      }
      return { products: deltas, drives: deltas, state: direct };
    },
    pullPlain({ preActivation, state, cotangent, exponent }) {
      if (Math.abs(exponent) > mostPlainExponent) return undefined;
      const size = state.length / 2;
      const scale = 2 ** exponent;
      const deltas = new Float64Array(4 * size);
      const direct = new Float64Array(2 * size);
      for (let unit = 0; unit < size; unit++) {
        const kept = (gate: number) => scale * entry(preActivation, gate * size + unit);
        const [zi, zf, zg, zo] = [kept(0), kept(1) + forgetBias, kept(2), kept(3)];
        const [i, f, g, o] = [logistic(zi), logistic(zf), activation.value(zg), logistic(zo)];
        const before = scale * entry(state, size + unit);
        const cell = f * before + i * g;
        const [slope, slopeOfCell] = [activation.plainSlope(zg), activation.plainSlope(cell)];
        if (deep(zi) || deep(zf) || deep(zo)) return undefined;
        if (isFlat(activation, zg, slope) || isFlat(activation, cell, slopeOfCell)) return undefined;
        if (tooSmall(g) || tooSmall(before) || tooSmall(cell)) return undefined;
        const deltaHidden = entry(cotangent, unit);
        const deltaCell = entry(cotangent, size + unit) + deltaHidden * o * slopeOfCell;
        deltas[unit] = deltaCell * g * plainLogisticSlope(zi);
        deltas[size + unit] = deltaCell * before * plainLogisticSlope(zf);
        deltas[2 * size + unit] = deltaCell * i * slope;
        deltas[3 * size + unit] = deltaHidden * activation.value(cell) * plainLogisticSlope(zo);
        direct[size + unit] = f * deltaCell;
      }
      return { products: deltas, drives: deltas, state: direct };
    },
  };
}
