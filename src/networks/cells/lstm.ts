/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000), in
 * PyTorch's equations and order of gates: i, f, g, o = σ, σ, tanh, σ; c ← f·c + i·g; h ← o·tanh c.
 */
import { logistic, logisticSlope, tanhSlope } from '../activation.ts';
import type { Cell } from '../cell.ts';
import { entry, four, two } from '../vector.ts';

const forgetGate = 1;

/** @param forgetBias b_f, added to the forget gate's pre-activation */
export function lstm(forgetBias: number): Cell {
  return {
    blocks: 4,
    candidate: 2,
    parts: 2,
    preActivations: 4,
    recurrentBias: false,
    exponents: [0, 0],
    initialHidden: Math.tanh,
    // c ← σ(b_f)·c + ½·tanh(p_g) and h ← ½·tanh c: with h = ½·c, c grows by σ(b_f) + ¼·g·W_g.
    rest: { direct: logistic(forgetBias), slope: 0.25 },
    next({ products, drives, state }) {
      const z = products.map(
        (product, block) => product + entry(drives, block) + (block === forgetGate ? forgetBias : 0),
      );
      const { i, f, g, o } = gates(z);
      const cell = f * entry(state, 1) + i * g;
      return { preActivation: z, state: [o * Math.tanh(cell), cell] };
    },
    pull({ preActivation, state, cotangent }) {
      const [zi, zf, zg, zo] = four(preActivation);
      const { i, f, g, o } = gates(preActivation);
      const [, before] = two(state);
      const [deltaHidden, deltaCell] = two(cotangent);
      const cell = f * before + i * g;
      const delta = deltaCell + deltaHidden * o * tanhSlope(cell);
      const z = [
        delta * g * logisticSlope(zi),
        delta * before * logisticSlope(zf),
        delta * i * tanhSlope(zg),
        deltaHidden * Math.tanh(cell) * logisticSlope(zo),
      ];
      return { products: z, drives: z, state: [0, f * delta] };
    },
  };
}

function gates(preActivation: readonly number[]) {
  const [zi, zf, zg, zo] = four(preActivation);
  return { i: logistic(zi), f: logistic(zf), g: Math.tanh(zg), o: logistic(zo) };
}
