/**
 * What float32 kernels trust themselves with. A gradient is rescaled before every step; where a step then makes it smaller
 * than this, or tells units apart by more than this, its range is not enough, and the network is measured in float64
 * (../in_float64.ts). So saturation, however deep, is exact on every engine.
 */

/** Instead of the step at which a gradient died: its network left the range. */
export const beyondRange = -2;

/** Σ δ_i² after a step, that before it being about 1: a factor of 1e-15 leaves the largest terms 23 decades of room. */
export const [leastSum, mostSum] = [1e-30, 1e30];

/** Where φ has a kink, an LSTM's c below this, beside a state of about 1, may have lost its sign, and with it its slope. */
export const leastCell = 1e-30;

/** A lane of the GPU kernels that has left the range says so by this share of a sum. */
export const beyondSum = 1e31;

/**
 * What a unit passes on, at least, where W has zeros: then the smallest may be all that reaches another unit, while in a
 * dense product it is lost beside the largest.
 */
export const leastPull = 2 ** -55;
