/** Rows as Apache Parquet, typed, in row groups that are written as they fill. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Cell } from './sweep_row.ts';
import { version } from './version.ts';

export interface ParquetColumn {
  readonly key: string;
  readonly type: keyof typeof types;
  /** Whether some rows have nothing in it. */
  readonly optional: boolean;
}

/** Parquet's name of each column's type. */
const types = {
  integer: { type: 'INT32' },
  number: { type: 'DOUBLE' },
  word: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
} as const;

/** Rows of a row group: a few MiB. */
const rowGroupSize = 2 ** 16;

/** Keeps one row group at most. */
export class ParquetTable {
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  readonly #columns: readonly { readonly key: string; readonly cells: Cell[] }[];
  #rowCount = 0;

  /** @param metadata texts by key, beside the version */
  constructor(name: string, columns: readonly ParquetColumn[], metadata: Readonly<Record<string, string>>) {
    this.#columns = columns.map(({ key }) => ({ key, cells: [] }));
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [
        { name, num_children: columns.length },
        ...columns.map(
          ({ key, type, optional }) =>
            ({ name: key, ...types[type], repetition_type: optional ? 'OPTIONAL' : 'REQUIRED' }) as const,
        ),
      ],
      createdBy: `Vanishing Point version ${version}`,
      kvMetadata: Object.entries({ ...metadata, version }).map(([key, value]) => ({ key, value })),
    });
  }

  /** What stands before the first row. */
  start(): Uint8Array<ArrayBuffer> {
    return this.#take();
  }

  /** @returns the bytes of a row group, with the row that fills it */
  row(cells: readonly Cell[]): Uint8Array<ArrayBuffer> | undefined {
    this.#columns.forEach((column, i) => {
      column.cells.push(cells[i] ?? null);
    });
    this.#rowCount += 1;
    return this.#rowCount === rowGroupSize ? this.#rowGroup() : undefined;
  }

  *end(): Generator<Uint8Array<ArrayBuffer>, void, void> {
    if (this.#rowCount > 0) yield this.#rowGroup();
    this.#writer.finish();
    yield this.#take();
  }

  #rowGroup(): Uint8Array<ArrayBuffer> {
    const columnData = this.#columns.map(({ key, cells }) => ({ name: key, data: cells }));
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
