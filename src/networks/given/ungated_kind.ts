/** What nobody reads out of a file of a cell without gates. */
import { type Field, fields } from '../../experiment/fields.ts';
import type { CellSettings } from '../cells.ts';

/** An RNN with tanh unless said. */
const kindKeys = ['cell', 'reset', 'leak', 'residualScale', 'activation', 'negativeSlope'] as const;
export type UngatedKind = Pick<CellSettings, (typeof kindKeys)[number]>;

/** The fields of that. */
export const kindFields: readonly KindField[] = fields.filter(isOfKind);

type KindField = Field & { readonly key: keyof UngatedKind };

function isOfKind(field: Field): field is KindField {
  return kindKeys.some((key) => key === field.key);
}
