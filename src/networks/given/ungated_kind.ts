/** What nobody reads out of a file of a cell without gates. */
import { type Field, fields } from '../../experiment/fields.ts';
import type { CellSettings } from '../cells.ts';

/** An RNN with tanh unless said. */
const kindKeys = ['cell', 'reset', 'leak', 'residualScale', 'activation', 'negativeSlope'] as const;
export type UngatedKind = Pick<CellSettings, (typeof kindKeys)[number]>;

/** The fields of that. */
export const kindFields = fields.filter(isOfKind);

function isOfKind(field: Field): field is Field & { readonly key: keyof UngatedKind } {
  return kindKeys.some((key) => key === field.key);
}
