/**
 * ‖∂L/∂θ‖ along a trace's own states and gradients, in float64: the way back has been gone, and each step only adds its
 * term of the chain rule. Stretches of a long sequence may come in any order.
 */
import { stepBackward } from './backward.ts';
import { atCandidate } from './cell.ts';
import { OuterSum } from './model/outer_sum.ts';
import type { Products } from './model/products.ts';
import { throughCell } from './model/return_passage.ts';
import type { Network } from './network.ts';
import { log10ParameterNorm } from './parameter_gradient.ts';
import { log10Norm, type ScaledVector, timesPowerOfTwo } from './scaled_vector.ts';
import type { Steps } from './spectra/steps.ts';
import { rowsOf, type Trace } from './trace.ts';

export class TracedParameterNorm {
  readonly #network: Network;
  readonly #weights: OuterSum;
  readonly #bias: OuterSum;
  readonly #recurrentBias: OuterSum;
  /** log10 of the norm of the newest step's term of ∂L/∂W_hh. */
  newestTerm = -Infinity;

  /** @param network the traced one, its matrices as the trace has them */
  constructor(network: Network, products: Products) {
    const { cell, hiddenSize } = network;
    const rows = cell.blocks * hiddenSize;
    this.#network = network;
    this.#weights = new OuterSum(rows, hiddenSize, products);
    this.#bias = new OuterSum(rows, 1, products);
    this.#recurrentBias = new OuterSum(rows, 1, products);
  }

  /** Adds the steps of a stretch, one a step of this. */
  *take({ state, preActivation, gradient }: Omit<Trace, 'weights'>): Steps<void> {
    const [states, gradients] = [rowsOf(state), rowsOf(gradient)];
    for (const [t, kept] of rowsOf(preActivation).entries()) {
      const [from, cotangent] = [states[t], gradients[t + 1]];
      if (!from || !cotangent) throw new RangeError(`A trace has no step ${t}.`);
      this.#add(from, kept, cotangent);
      yield;
    }
  }

  /** log10 of it in decades, over the recurrent weights and biases; nothing may be added behind it. */
  decades(): number {
    for (const sum of [this.#weights, this.#bias, this.#recurrentBias]) sum.close();
    return log10ParameterNorm(this.#network, {
      weights: this.#weights.total(),
      bias: this.#bias.total(),
      recurrentBias: this.#recurrentBias.total(),
    });
  }

  #add(from: ScaledVector, kept: ScaledVector, cotangent: ScaledVector): void {
    const { cell, hiddenSize } = this.#network;
    const hidden = { values: from.values.subarray(0, hiddenSize), exponent: from.exponent };
    if (cell.stage) {
      const taken = { from, preActivation: kept };
      const { products, drives } = stepBackward(this.#network, taken, cotangent);
      const { own, others } = atCandidate(cell, [...products.values], 0);
      const alone = new Float64Array(products.values.length);
      alone.set(own, cell.candidate * hiddenSize);
      const multiplied = { values: kept.values.slice(-hiddenSize), exponent: kept.exponent };
      const beside = { values: Float64Array.from(others), exponent: products.exponent };
      const candidate = { values: alone, exponent: products.exponent };
      this.#weights.add(beside, hidden);
      this.#weights.add(candidate, multiplied);
      // Rows of their own each: squares add up.
      this.newestTerm = log10Hypot(termNorm(beside, hidden), termNorm(candidate, multiplied));
      this.#bias.add(drives, one);
      this.#recurrentBias.add(products, one);
      return;
    }
    const { values: preActivation, exponent } = kept;
    const shift = from.exponent - exponent;
    const state = shift === 0 ? from.values : from.values.map((value) => timesPowerOfTwo(value, shift));
    const { products, drives } = throughCell(cell, { preActivation, state, exponent }, cotangent);
    this.#weights.add(products, hidden);
    this.newestTerm = termNorm(products, hidden);
    this.#bias.add(drives, one);
    this.#recurrentBias.add(products, one);
  }
}

/** log10 ‖x·yᵀ‖ in the Frobenius norm. */
function termNorm(x: ScaledVector, y: ScaledVector): number {
  return log10Norm(x) + log10Norm(y);
}

/** log10 √(x² + y²), both given by their log10. */
function log10Hypot(x: number, y: number): number {
  const largest = Math.max(x, y);
  return largest === -Infinity
    ? largest
    : largest + Math.log10(Math.hypot(10 ** (x - largest), 10 ** (y - largest)));
}

const one: ScaledVector = { values: Float64Array.of(1), exponent: 0 };
