/** A sweep as Apache Parquet: the columns of the CSV, typed, in row groups that are written as they fill. */

import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Collection } from '../analysis/collection.ts';
import { experimentJson, measuredBy } from './provenance.ts';
import type { Sweep, SweepFile } from './sweep_file.ts';
import { type Cell, type SweepColumn, sweepColumns } from './sweep_row.ts';
import { version } from './version.ts';

/** Parquet's name of each column's type. */
const types = {
  integer: { type: 'INT32' },
  number: { type: 'DOUBLE' },
  word: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
} as const;

/** Networks of a row group: a few MiB. */
const rowGroupSize = 2 ** 16;

/**
 * One row a network. The experiment and the engine stand in the key-value metadata as JSON, beside the version.
 * Keeps one row group at most.
 */
export class SweepParquet implements SweepFile<Uint8Array<ArrayBuffer>> {
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  readonly #columns: readonly { readonly column: SweepColumn; readonly cells: Cell[] }[];
  #rowCount = 0;

  constructor({ experiment, engine, asked }: Sweep) {
    const columns = sweepColumns(experiment, asked);
    this.#columns = columns.map((column) => ({ column, cells: [] }));
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [
        { name: 'sweep', num_children: columns.length },
        ...columns.map(
          ({ key, type, optional }) =>
            ({ name: key, ...types[type], repetition_type: optional ? 'OPTIONAL' : 'REQUIRED' }) as const,
        ),
      ],
      createdBy: `Vanishing Point version ${version}`,
      kvMetadata: [
        { key: 'experiment', value: experimentJson(experiment) },
        { key: 'engine', value: JSON.stringify(measuredBy({ experiment, engine })) },
        { key: 'version', value: version },
      ],
    });
  }

  *start(): Generator<Uint8Array<ArrayBuffer>, void, void> {
    yield this.#take();
  }

  *networks(stretch: Collection): Generator<Uint8Array<ArrayBuffer>, void, void> {
    for (let place = 0; place < stretch.count; place++) {
      for (const { column, cells } of this.#columns) cells.push(column.of(stretch, place));
      this.#rowCount += 1;
      if (this.#rowCount === rowGroupSize) yield this.#rowGroup();
    }
  }

  *end(): Generator<Uint8Array<ArrayBuffer>, void, void> {
    if (this.#rowCount > 0) yield this.#rowGroup();
    this.#writer.finish();
    yield this.#take();
  }

  #rowGroup(): Uint8Array<ArrayBuffer> {
    const columnData = this.#columns.map(({ column: { key }, cells }) => ({ name: key, data: cells }));
    this.#writer.write({ columnData, rowGroupSize });
    for (const { cells } of this.#columns) cells.length = 0;
    this.#rowCount = 0;
    return this.#take();
  }

  /** What has been written since the last time; the writer goes on in the same memory. */
  #take(): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }
}
