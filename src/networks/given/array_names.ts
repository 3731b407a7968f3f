/** What may be given beside the weights of a layer. */

/** X, h_0, c_0 beside it, and ∂L/∂h_T. */
export const arrayNames = ['inputs', 'hidden', 'cell', 'cotangent'] as const;
export type ArrayName = (typeof arrayNames)[number];
