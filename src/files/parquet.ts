/** A sweep as Apache Parquet: the columns of the JSON, typed. */
import type { Collection } from '../analysis/collection.ts';
import { ParquetTable } from './parquet_table.ts';
import { provenanceEntries } from './provenance.ts';
import type { Sweep, SweepFile } from './sweep_file.ts';
import { type SweepColumn, sweepColumns, sweepRow, unitsJson } from './sweep_row.ts';

/** One row a network. Where the numbers come from, and what each column is in, stand in the key-value metadata. */
export class SweepParquet implements SweepFile<Uint8Array<ArrayBuffer>> {
  readonly #table: ParquetTable;
  readonly #columns: readonly SweepColumn[];

  constructor({ experiment, engine, asked, unfinished }: Sweep) {
    this.#columns = sweepColumns(experiment, asked);
    this.#table = new ParquetTable('sweep', this.#columns, {
      ...provenanceEntries({ experiment, engine, unfinished }),
      units: unitsJson(this.#columns),
    });
  }

  *start(): Generator<Uint8Array<ArrayBuffer>, void, void> {
    yield this.#table.start();
  }

  *networks(stretch: Collection): Generator<Uint8Array<ArrayBuffer>, void, void> {
    for (let place = 0; place < stretch.count; place++) {
      const full = this.#table.row(sweepRow(this.#columns, stretch, place));
      if (full) yield full;
    }
  }

  end(): Iterable<Uint8Array<ArrayBuffer>> {
    return this.#table.end();
  }
}
