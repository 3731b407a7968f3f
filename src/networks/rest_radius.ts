/** Radii of eigenvalues that are known. */
import type { RestJacobian } from './cell.ts';
import type { Eigenvalue } from './spectra/eigenvalue.ts';

/** max |λ_i| */
export function largestModulus(values: readonly Eigenvalue[]): number {
  return Math.max(...values.map(({ real, imaginary }) => Math.hypot(real, imaginary)));
}

/** ρ of the step's Jacobian at rest: its eigenvalues are those of W at gain 1, scaled and moved. */
export function restRadius(
  values: readonly Eigenvalue[],
  { direct, slope }: RestJacobian,
  gain: number,
): number {
  return largestModulus(
    values.map(({ real, imaginary }) => ({
      real: direct + slope * gain * real,
      imaginary: slope * gain * imaginary,
    })),
  );
}
