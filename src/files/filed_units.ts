/** What numbers of a quantity's scale are in, as files say it whatever the page speaks. */
import type { Scale } from '../analysis/quantities.ts';

export const filedUnits: Readonly<Partial<Record<Scale, string>>> = {
  decades: 'decades',
  rate: 'nats per step',
};
