/**
 * Where the eigenvalues of a matrix are when those of one nearby, A + E with ‖E‖₂ ≤ ε, are known with their condition
 * numbers κ_i: Gershgorin's discs of X⁻¹·(A + E − E)·X, whose entries are at most κ_i·ε (Wilkinson 1965, ch. 2).
 */
import { entry } from '../vector.ts';
import type { Eigenvalue } from './eigenvalue.ts';

/** Least and largest that the spectral radius can be. */
export interface RadiusBounds {
  readonly least: number;
  readonly most: number;
}

/**
 * Bounds of the spectral radius. Discs about λ_i of radius 2·n·κ_i·ε, the 2 for κ's own error and to spare, have all
 * eigenvalues in them, and each connected group as many as it has discs. One that touches no other may be drawn by 2·κ_i·ε: after
 * a diagonal scaling by 1/n its row holds twice the diagonal's share, and the others are still apart.
 */
export function radiusBounds(
  eigenvalues: readonly Eigenvalue[],
  kappas: Float64Array,
  epsilon: number,
): RadiusBounds {
  const moduli = eigenvalues.map(({ real, imaginary }) => Math.hypot(real, imaginary));
  const wide = kappas.map((kappa) => 2 * eigenvalues.length * kappa * epsilon);
  const groups = groupsOf(eigenvalues, wide);
  const reach = wide.map((radius, i) => {
    // Each is written in float64, however it was found.
    const written = Number.EPSILON * entry(moduli, i);
    return written + (groups.isAlone(i) ? radius / eigenvalues.length : radius);
  });
  /** Each group has an eigenvalue in it, which may be as near to 0 as the group comes. */
  const nearest = new Map<number, number>();
  let most = 0;
  moduli.forEach((modulus, i) => {
    const group = groups.of(i);
    nearest.set(group, Math.min(nearest.get(group) ?? Infinity, modulus - entry(reach, i)));
    most = Math.max(most, modulus + entry(reach, i));
  });
  return { least: Math.max(0, ...nearest.values()), most };
}

/** Which discs hang together, each by the first of its group. */
function groupsOf(centres: readonly Eigenvalue[], radii: Float64Array) {
  const first = Int32Array.from(radii, (_, i) => i);
  const alone = new Uint8Array(radii.length).fill(1);
  const of = (i: number): number => {
    let root = i;
    while (entry(first, root) !== root) {
      // Each is brought nearer on the way, or the way of a thousand discs would be a thousand steps.
      first[root] = entry(first, entry(first, root));
      root = entry(first, root);
    }
    return root;
  };
  centres.forEach((a, i) => {
    for (let j = 0; j < i; j++) {
      const b = centres[j];
      const together = entry(radii, i) + entry(radii, j);
      // Most are apart by their real parts already.
      if (!b || Math.abs(a.real - b.real) > together) continue;
      if (Math.hypot(a.real - b.real, a.imaginary - b.imaginary) > together) continue;
      alone[i] = alone[j] = 0;
      first[of(j)] = of(i);
    }
  });
  return { of, isAlone: (i: number) => alone[i] === 1 };
}
