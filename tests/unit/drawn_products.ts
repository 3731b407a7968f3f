/** Matrices drawn in float64, and the Lyapunov exponents of a product of them. */
import type { EnsembleName } from '../../src/experiment/experiment.ts';
import { ensembleOf } from '../../src/networks/ensemble.ts';
import { factorised } from '../../src/networks/householder.ts';
import { entry, multiplyMatrices } from '../../src/networks/vector.ts';

/** W at gain 1 of a seed. */
export function drawn(ensemble: EnsembleName, seed: number, size: number): Float64Array {
  const fields = { density: 0.5, outlier: 1.5 };
  return ensembleOf({ ensemble }).draw({ seed, network: 0, block: 0 }, size, fields);
}

/** W·D, row-major. */
export function columnsScaled(matrix: Float64Array, factors: Float64Array): Float64Array {
  return matrix.map((value, i) => value * entry(factors, i % factors.length));
}

/** All exponents, falling, of a product of steps, by QR after each; Q is kept by its columns. */
export function exponentsOf(step: (time: number) => Float64Array, size: number, steps: number): number[] {
  let columns = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  const sums = new Float64Array(size);
  const settling = 20;
  for (let time = 0; time < settling + steps; time++) {
    // (J·Q)ᵀ = Qᵀ·Jᵀ
    const jacobian = step(time);
    const transposed = jacobian.map((_, i) => entry(jacobian, (i % size) * size + Math.floor(i / size)));
    const factors = factorised(multiplyMatrices(columns, transposed, size), size);
    columns = Float64Array.from(factors.columns);
    if (time < settling) continue;
    factors.diagonal.forEach((value, i) => {
      sums[i] = entry(sums, i) + Math.log(Math.abs(value)) / steps;
    });
  }
  return [...sums].sort((a, b) => b - a);
}
