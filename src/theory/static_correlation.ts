/** How much of a unit's slope stays the same for all times in an infinitely wide RNN. */
import type { NetworkSettings } from '../experiment/network_settings.ts';
import type { Activation } from '../networks/activations/activation.ts';
import { correlations } from './correlations.ts';
import { farSlopes } from './gaussian_average.ts';

const mostIterations = 300;

/**
 * ⟨φ′(z_t)·φ′(z_t′)⟩/⟨φ′(z)²⟩ of times far apart, 1 where the state stands still: pre-activations of variance q share the
 * covariance c = g²·⟨φ(z_t)·φ(z_t′)⟩ + σ_b², from independent states on.
 */
export function staticCorrelation(
  activation: Activation,
  { gain, inputScale, biasScale }: NetworkSettings,
  variance: number,
): number {
  if (variance === Infinity || variance < 1e-12) return 1;
  if (activation.homogeneous && activation.greatestSlope === farSlopes(activation).slopes[0]) return 1;
  // Without input a state that comes to rest stays where it is.
  let shared = inputScale === 0 && biasScale > 0 ? 0.5 * variance : 0;
  for (let i = 0; i < mostIterations; i++) {
    const [, product = 0] = correlations(activation.value, Float64Array.of(variance, shared));
    const next = Math.min(variance, gain ** 2 * product + biasScale ** 2);
    const settled = Math.abs(next - shared) < 1e-7 * variance;
    shared = next;
    if (settled) break;
  }
  const [square = 1, product = 1] = correlations(activation.derivative, Float64Array.of(variance, shared));
  return product / square;
}
