/** One network as a line of a file: the columns that every format of a sweep shares. */
import type { Collection } from '../analysis/collection.ts';
import { phaseOf } from '../analysis/phase.ts';
import { filedQuantities, type Quantity, quantityTable } from '../analysis/quantities.ts';
import type { QuantityName } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { entry } from '../networks/vector.ts';
import { filedUnits } from './filed_units.ts';

/** What stands in a column; null for an exact zero, and for whatever a network does not have. */
export type Cell = number | string | null;

export interface SweepColumn {
  readonly key: string;
  readonly type: 'integer' | 'number' | 'word';
  /** Whether some networks have none. */
  readonly optional: boolean;
  /** What the numbers are in, in words. */
  readonly unit?: string;
  /** The cell of the network at a place in the collection's range, which must have been measured. */
  readonly of: (collection: Collection, place: number) => Cell;
}

const index: SweepColumn = {
  key: 'index',
  type: 'integer',
  optional: false,
  of: ({ range }, place) => range.from + place,
};
/** `ok`, or `dead` where the gradient is exactly zero; the step at which it died stands beside it. */
const status: SweepColumn = {
  key: 'status',
  type: 'word',
  optional: false,
  of: ({ deathStep }, place) => ((deathStep[place] ?? -1) < 0 ? 'ok' : 'dead'),
};

/** What became of the gradient, in a word; last, behind whatever was asked for besides. */
const phase: SweepColumn = {
  key: 'phase',
  type: 'word',
  optional: false,
  of: ({ log10GradientRatio }, place) => phaseOf(entry(log10GradientRatio, place)),
};

/** The columns, in order. @param asked quantities that files have besides */
export function sweepColumns(experiment: Experiment, asked: readonly QuantityName[]): SweepColumn[] {
  const columns = filedQuantities(experiment, asked).map(columnOf);
  const death = columns.findIndex(({ key }) => key === quantityTable['death-step'].key);
  return [index, ...columns.toSpliced(death, 0, status), phase];
}

/** The cells of the network at `place` in the collection's range, which must have been measured. */
export function sweepRow(columns: readonly SweepColumn[], collection: Collection, place: number): Cell[] {
  return columns.map((column) => column.of(collection, place));
}

function columnOf({ key, scale, at, of }: Quantity): SweepColumn {
  const unit = filedUnits[scale];
  return {
    key,
    type: scale === 'step' ? 'integer' : 'number',
    optional: scale !== 'number',
    ...(unit && { unit: at ? `${unit} at t = ${at}` : unit }),
    of: (collection, place) => {
      const value = of(collection, place);
      return Number.isFinite(value) ? value : null;
    },
  };
}

/** What each column is in, of those that are in something, as JSON. */
export function unitsJson(columns: readonly Pick<SweepColumn, 'key' | 'unit'>[]): string {
  return JSON.stringify(Object.fromEntries(columns.flatMap(({ key, unit }) => (unit ? [[key, unit]] : []))));
}
