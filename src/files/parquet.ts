/** A sweep as Apache Parquet: the columns of the CSV, typed, in row groups that are written as they fill. */

import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Collection } from '../analysis/collection.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { SweepFile } from './sweep_file.ts';
import { type SweepRow, sweepColumns, sweepRow } from './sweep_row.ts';
import { version } from './version.ts';

type Column = keyof SweepRow;

/** Parquet's name of each column's type; what has no value is a null, and only some columns may have one. */
const types = {
  index: { type: 'INT32', repetition_type: 'REQUIRED' },
  gain: { type: 'DOUBLE', repetition_type: 'REQUIRED' },
  inputScale: { type: 'DOUBLE', repetition_type: 'REQUIRED' },
  biasScale: { type: 'DOUBLE', repetition_type: 'REQUIRED' },
  spectralRadius: { type: 'DOUBLE', repetition_type: 'REQUIRED' },
  spectralNorm: { type: 'DOUBLE', repetition_type: 'REQUIRED' },
  growthRate: { type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  log10GradientNorm: { type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  status: { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  statusStep: { type: 'INT32', repetition_type: 'OPTIONAL' },
} as const satisfies Record<Column, object>;

/** Networks of a row group: a few MiB. */
const rowGroupSize = 2 ** 16;

/**
 * One row a network. The experiment and the engine stand in the key-value metadata as JSON, beside the version.
 * Keeps one row group at most.
 */
export class SweepParquet implements SweepFile<Uint8Array<ArrayBuffer>> {
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  readonly #rows: ReadonlyMap<Column, (string | number | null)[]>;

  constructor(experiment: Experiment, { name, device, precision }: EngineDescription) {
    const columns = sweepColumns(experiment);
    this.#rows = new Map(columns.map((column) => [column, []]));
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [
        { name: 'sweep', num_children: columns.length },
        ...columns.map((column) => ({ name: column, ...types[column] })),
      ],
      createdBy: `Vanishing Point version ${version}`,
      kvMetadata: [
        { key: 'experiment', value: JSON.stringify(experiment) },
        { key: 'engine', value: JSON.stringify({ name, device, precision }) },
        { key: 'version', value: version },
      ],
    });
  }

  *start(): Generator<Uint8Array<ArrayBuffer>, void, void> {
    yield this.#take();
  }

  *networks(stretch: Collection): Generator<Uint8Array<ArrayBuffer>, void, void> {
    for (let place = 0; place < stretch.count; place++) {
      const row = sweepRow(stretch, place);
      for (const [column, cells] of this.#rows) cells.push(row[column] ?? null);
      if (this.#rowCount === rowGroupSize) yield this.#rowGroup();
    }
  }

  *end(): Generator<Uint8Array<ArrayBuffer>, void, void> {
    if (this.#rowCount > 0) yield this.#rowGroup();
    this.#writer.finish();
    yield this.#take();
  }

  get #rowCount(): number {
    return this.#rows.get('index')?.length ?? 0;
  }

  #rowGroup(): Uint8Array<ArrayBuffer> {
    const columnData = [...this.#rows].map(([name, data]) => ({ name, data }));
    this.#writer.write({ columnData, rowGroupSize });
    for (const cells of this.#rows.values()) cells.length = 0;
    return this.#take();
  }

  /** What has been written since the last time; the writer goes on in the same memory. */
  #take(): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }
}
