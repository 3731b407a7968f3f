/** A sweep as CSV (RFC 4180): one row a network, after `#` lines that say what was measured and how. */
import type { Collection } from '../analysis/collection.ts';
import type { EngineDescription } from '../engines/engine.ts';
import { fields, formatField } from '../experiment/fields.ts';
import { sweepColumns, sweepRow } from './sweep_row.ts';

/**
 * The rows of what has been measured so far, in pieces for a Blob or a stream. An exact zero, and the step at
 * which a living network died, are empty cells. No value can hold a comma, a quote or a line break.
 */
export function* sweepCsv(collection: Collection, engine: EngineDescription): Generator<string, void, void> {
  const { experiment } = collection;
  yield comment('Vanishing Point sweep');
  for (const field of fields) yield comment(`${field.name}: ${formatField(field, experiment[field.key])}`);
  yield comment(`engine: ${engine.name}, ${engine.device}, ${engine.precision}`);
  yield comment('growthRate in nats per step, log10GradientNorm in decades at t = 0');
  const columns = sweepColumns(experiment);
  yield line(columns);
  for (let place = 0; place < collection.count; place++) {
    const row = sweepRow(collection, place);
    yield line(columns.map((column) => row[column] ?? ''));
  }
}

function line(cells: readonly (string | number)[]): string {
  return `${cells.join(',')}\r\n`;
}

/** One line, whatever an adapter calls itself. */
function comment(text: string): string {
  return `# ${text.replace(/\s+/g, ' ')}\r\n`;
}
