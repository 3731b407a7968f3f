/** Where plain float32, without rescaling, would print 0 or infinity instead of a gradient norm; in decades. */

/** log10 of the smallest subnormal, 2⁻¹⁴⁹: what is smaller prints 0. */
export const float32Zero = -149 * Math.log10(2);

/** log10 of the largest finite float32, (2 − 2⁻²³)·2¹²⁷: what is larger prints infinity. */
export const float32Infinity = Math.log10(2 - 2 ** -23) + 127 * Math.log10(2);
