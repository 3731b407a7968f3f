/** What a scatter shows of every network, by name; `analysis/quantities.ts` says what each name stands for. */

/** Names in an address and on a command line. */
export const quantityNames = [
  ...(['radius', 'gain', 'rest', 'spectral-norm', 'input-scale', 'bias-scale'] as const),
  ...(['decades', 'rate', 'gradient-ratio', 'state-norm', 'parameter-norm', 'death-step'] as const),
] as const;
export type QuantityName = (typeof quantityNames)[number];

/** What is to the right, and what upwards. */
export interface Axes {
  readonly x: QuantityName;
  readonly y: QuantityName;
}

/** How an axis of logarithms spends its length: most of it on what nearly keeps its size, or evenly. */
export const axisScales = ['edge', 'even'] as const;
export type AxisScale = (typeof axisScales)[number];

/** What a chart shows unless a person says otherwise. */
export const usualAxes: Axes = { x: 'radius', y: 'decades' };

/** Whether two charts show the same. */
export function sameAxes(a: Axes, b: Axes): boolean {
  return a.x === b.x && a.y === b.y;
}
