/** Where one network stands among random ones that are near it on the x axis. */

export interface Standing {
  /** How many random networks are near. */
  readonly near: number;
  /** How many of them have a smaller gradient at t = 0. */
  readonly below: number;
}

/** What is measured of the random networks; entries from `length` on are not. */
interface Networks {
  readonly length: number;
  readonly x: ArrayLike<number>;
  /** log10‖∂L/∂state_0‖; −Infinity for an exact zero. */
  readonly log10Norm: ArrayLike<number>;
}

/** Counts the networks within `reach` of x. */
export function standingAmong(
  networks: Networks,
  own: { readonly x: number; readonly log10Norm: number },
  reach: number,
): Standing {
  let [near, below] = [0, 0];
  for (let i = 0; i < networks.length; i++) {
    if (Math.abs((networks.x[i] ?? Number.NaN) - own.x) > reach) continue;
    near++;
    if ((networks.log10Norm[i] ?? Number.NaN) < own.log10Norm) below++;
  }
  return { near, below };
}
