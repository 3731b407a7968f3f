/** A sweep as CSV (RFC 4180): one row a network, after `#` lines that say what was measured and how. */

import type { Collection } from '../analysis/collection.ts';
import type { QuantityName } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { formatField } from '../experiment/field_text.ts';
import { effective, fields } from '../experiment/fields.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { filedUnfinished, type Unfinished } from '../experiment/unfinished.ts';
import { measuredBy } from './provenance.ts';
import { type Sweep, type SweepFile, wholeFile } from './sweep_file.ts';
import { type Cell, type SweepColumn, sweepColumns, sweepRow } from './sweep_row.ts';
import { version } from './version.ts';

/** The rows of what has been measured so far, in pieces for a Blob. */
export function sweepCsv(
  collection: Collection,
  engine: EngineDescription,
  asked: readonly QuantityName[] = [],
): Generator<string, void, void> {
  return wholeFile(SweepCsv, collection, { engine, asked });
}

/**
 * An exact zero, and the step at which a living network died, are empty cells. No value can hold a comma, a quote
 * or a line break.
 */
export class SweepCsv implements SweepFile<string> {
  readonly #experiment: Experiment;
  readonly #engine: EngineDescription;
  readonly #columns: readonly SweepColumn[];
  readonly #unfinished: Unfinished | undefined;

  constructor({ experiment, engine, asked, unfinished }: Sweep) {
    this.#unfinished = unfinished;
    this.#experiment = experiment;
    this.#engine = engine;
    this.#columns = sweepColumns(experiment, asked);
  }

  *start(): Generator<string, void, void> {
    yield* this.head('sweep', [], []);
  }

  /**
   * What stands before the first row.
   * @param comments besides those that every file has
   * @param more columns that follow the sweep's
   */
  *head(
    what: string,
    comments: readonly string[],
    more: readonly Pick<SweepColumn, 'key' | 'unit'>[],
  ): Generator<string, void, void> {
    const columns = [...this.#columns, ...more];
    const { name, device, precision } = measuredBy({ experiment: this.#experiment, engine: this.#engine });
    yield comment(`Vanishing Point ${what}`);
    const experiment = effective(this.#experiment);
    for (const field of fields) yield comment(`${field.name}: ${formatField(field, experiment[field.key])}`);
    yield comment(`engine: ${name}, ${device}, ${precision}`);
    yield comment(`version: ${version}`);
    if (this.#unfinished) yield comment(`unfinished: ${filedUnfinished(this.#unfinished)}`);
    yield* comments.map(comment);
    yield comment(columns.flatMap(({ key, unit }) => (unit ? [`${key} in ${unit}`] : [])).join(', '));
    yield line(columns.map(({ key }) => key));
  }

  /** @param more the further cells of the network at a place */
  *networks(
    stretch: Collection,
    more: (place: number) => readonly Cell[] = () => [],
  ): Generator<string, void, void> {
    for (let place = 0; place < stretch.count; place++) {
      yield line([...sweepRow(this.#columns, stretch, place), ...more(place)]);
    }
  }

  *end(): Generator<string, void, void> {
    // The last row is the last line.
  }
}

/** A row. An array's text has nothing where it holds null. */
export function line(cells: readonly Cell[]): string {
  return `${cells.join(',')}\r\n`;
}

/** One line of what stands before the rows, whatever an adapter calls itself. */
export function comment(text: string): string {
  return `# ${text.replace(/\s+/g, ' ')}\r\n`;
}
