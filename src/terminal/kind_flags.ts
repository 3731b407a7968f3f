/** What a person says of a cell that no file tells. */

import { type Experiment, isGated } from '../experiment/experiment.ts';
import { quoted } from '../experiment/field_error.ts';
import { applies } from '../experiment/fields.ts';
import { fits, ungatedCells } from '../networks/given/layer_summary.ts';
import { cellWords, type LayerOutline } from '../networks/given/recurrent_layer.ts';
import { kindFields, type UngatedKind } from '../networks/given/ungated_kind.ts';
import { changesNothing, type Flags } from './flags.ts';
import { UsageError } from './usage_error.ts';

/** What is said of a cell: of one with gates its activation alone. @throws {UsageError} where that does not fit the layer, or is not enough */
export function kindOf(
  { name, cell, said = {} }: LayerOutline,
  flags: Flags,
  experiment: Experiment,
): Partial<UngatedKind> {
  const plain = { ...experiment, cell };
  const meant = flags.has('cell') ? experiment : plain;
  if (!fits(plain, meant.cell)) {
    const allowed = isGated(cell) ? cell : ungatedCells.join(', ');
    throw new UsageError(
      `--cell ${meant.cell} does not fit ${quoted(name)}, ${cellWords[cell]}; ${allowed} may be said`,
    );
  }
  let kind: Partial<UngatedKind> = said;
  for (const field of kindFields) {
    const reason = applies(field, meant);
    if (!flags.has(field.name)) {
      // A parameter of the cell that is said, and not of an RNN.
      const needed = reason === true && applies(field, plain) !== true;
      if (needed) throw new UsageError(`--cell ${meant.cell} needs --${field.name}: no file says it`);
    } else if (reason === true) kind = { ...kind, [field.key]: meant[field.key] };
    else if (meant[field.key] !== field.otherwise) throw new UsageError(changesNothing(field, reason));
  }
  return kind;
}
