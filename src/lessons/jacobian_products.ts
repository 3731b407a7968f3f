/** The exact product of Jacobians J_T · J_{T−1} ⋯ J_{t+1} and the two lines it is commonly held against. */
import type { Experiment } from '../experiment/experiment.ts';
import { activationOf, scaledSlope } from '../networks/activation.ts';
import { drawNetwork, type Network } from '../networks/network.ts';
import { anyExponent, log10Norm, rescaled, type ScaledVector } from '../networks/scaled_vector.ts';
import { spectralNorm, spectralRadius } from '../networks/spectrum.ts';
import { entry, norm } from '../networks/vector.ts';
import { numberOf } from '../networks/wide.ts';
import { traverse } from './traverse.ts';

/** All in decades, one entry for each distance k = T − t = 0 … T. */
export interface JacobianProducts {
  /** log10 ‖J_T ⋯ J_{T−k+1}‖₂; null once the product is exactly zero. */
  readonly product: readonly (number | null)[];
  /** k · log10(‖W_hh‖₂ · max φ′): what the norm of a product can never exceed. */
  readonly bound: readonly number[];
  /** k · log10 ρ(W_hh) */
  readonly radius: readonly number[];
  /** log10 (‖δ_{T−k}‖ / ‖δ_T‖): what the loss's own gradient does. */
  readonly gradient: readonly (number | null)[];
  readonly spectralRadius: number;
  readonly spectralNorm: number;
}

/** Those of network 0 of an experiment. */
export function jacobianProducts(experiment: Experiment): JacobianProducts {
  const { hiddenSize, steps } = experiment;
  const activation = activationOf(experiment);
  const network = drawNetwork(experiment, 0);
  const run = traverse(network, experiment);
  const radius = network.gain * spectralRadius(network.weights, hiddenSize);
  const largest = network.gain * spectralNorm(network.weights, hiddenSize);
  let product = identity(hiddenSize);
  const norms: (number | null)[] = [0];
  for (const { preActivation } of run.steps.toReversed()) {
    const slopes = preActivation.values.map((z) =>
      numberOf(scaledSlope(activation, z, preActivation.exponent)),
    );
    product = timesJacobian(product, network, slopes);
    norms.push(log10SpectralNorm(product, hiddenSize));
  }
  const gradients = run.gradients.map(log10Norm).reverse();
  const distances = Array.from({ length: steps + 1 }, (_, k) => k);
  return {
    product: norms,
    bound: distances.map((k) => k * Math.log10(largest * activation.greatestSlope)),
    radius: distances.map((k) => k * Math.log10(radius)),
    gradient: gradients.map((value) => (Number.isFinite(value) ? value - entry(gradients, 0) : null)),
    spectralRadius: radius,
    spectralNorm: largest,
  };
}

/** P · diag(φ′(z_t)) · W_hh */
function timesJacobian(
  product: ScaledVector,
  { weights, gain }: Pick<Network, 'weights' | 'gain'>,
  slopes: Float64Array,
): ScaledVector {
  const size = slopes.length;
  const values = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = entry(product.values, row * size + inner) * entry(slopes, inner) * gain;
      for (let column = 0; column < size; column++) {
        const at = row * size + column;
        values[at] = entry(values, at) + factor * entry(weights, inner * size + column);
      }
    }
  }
  return rescaled({ values, exponent: product.exponent }, anyExponent);
}

function log10SpectralNorm({ values, exponent }: ScaledVector, size: number): number | null {
  if (norm(values) === 0) return null;
  return Math.log10(spectralNorm(values, size)) + exponent * Math.log10(2);
}

function identity(size: number): ScaledVector {
  const values = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  return { values, exponent: 0 };
}
