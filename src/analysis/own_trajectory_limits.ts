/** How far an engine may be off along its own trajectory. */

/** Most decades that the engine's gradient norm may be off, for 99 % of networks; thirty times that for all. */
export function gradientLimit(steps: number): number {
  return 1e-4 * Math.sqrt(steps / 100) + 1e-7 * steps;
}

/** Most that one step may be off, relative to the state's scale. */
export const residualLimit = 5e-6;
