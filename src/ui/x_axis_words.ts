/** What the x axis may show, as short as a sentence or a column has room for. */
import type { View } from '../experiment/address.ts';

export const xAxisNames: Readonly<Record<View['x'], string>> = { radius: 'ρ', gain: 'g', rest: 'ρ at rest' };
