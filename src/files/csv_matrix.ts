/** Reads a bare matrix from `.csv`: a row a line, numbers apart by commas, no header. */
import { quoted } from '../experiment/field_error.ts';
import { requireFinite, type Tensor } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';

/** Bytes: 4096 × 1024 numbers of 17 digits take half of it, and no text may be longer than 2²⁹ characters. */
const longestFile = 2 ** 28;

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Whether a file begins as such text does, after empty lines and comments: with a number, and no byte that text has not. */
export function looksLikeNumbers(bytes: Uint8Array): boolean {
  const begin = bytes.subarray(0, 4096);
  if (begin.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return false;
  const [line = ''] = new TextDecoder().decode(begin).match(/^(?!\s*$|#).*$/m) ?? [];
  return /^[\s+-]*\.?\d/.test(line);
}

/**
 * The matrix of a file. Empty lines and lines that begin with `#` count for nothing.
 * @param name what to call it in a message
 * @throws {WeightFileError} where the text is no matrix
 */
export function readCsvMatrix(bytes: Uint8Array, name: string): Tensor {
  return matrixOf(linesOf(bytes), name);
}

/** A table of numbers, and what its columns are called where its first line says it. */
export interface CsvTable {
  readonly matrix: Tensor;
  readonly columns: readonly string[] | undefined;
}

/**
 * The table of a file, as readCsvMatrix, but its first line may name the columns.
 * @throws {WeightFileError} where the text is no such table
 */
export function readCsvTable(bytes: Uint8Array, name: string): CsvTable {
  const lines = linesOf(bytes);
  const [first] = lines;
  const cells = first?.text.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  if (!cells || cells.every((cell) => number.test(cell)))
    return { matrix: matrixOf(lines, name), columns: undefined };
  return { matrix: matrixOf(lines.slice(1), name, cells.length), columns: cells };
}

interface Line {
  readonly text: string;
  /** From 1. */
  readonly at: number;
}

/** Those that count. */
function linesOf(bytes: Uint8Array): Line[] {
  return decodeUtf8(bytes)
    .split(/\r\n|\n|\r/)
    .map((text, i) => ({ text, at: i + 1 }))
    .filter(({ text }) => text.trim() !== '' && !text.startsWith('#'));
}

/** @param columns how many there must be; as many as in the first line unless said */
function matrixOf(
  lines: readonly Line[],
  name: string,
  columns = lines[0]?.text.split(',').length ?? 0,
): Tensor {
  const values: number[] = [];
  for (const { text, at } of lines) {
    const cells = text.split(',');
    if (cells.length !== columns) {
      throw new WeightFileError(
        `Line ${at} has ${inCells(cells.length)}, and the first row has ${inCells(columns)}; all rows must be of one length`,
      );
    }
    for (const cell of cells) values.push(numberFrom(cell.trim(), at));
  }
  if (lines.length === 0) {
    throw new WeightFileError(
      'The file holds no numbers; a row of the matrix a line, apart by commas, is allowed',
    );
  }
  const matrix = requireFinite(Float64Array.from(values), name);
  return { name, shape: [lines.length, columns], values: () => matrix };
}

function decodeUtf8(bytes: Uint8Array): string {
  if (bytes.byteLength > longestFile) {
    throw new WeightFileError(
      `The file has ${bytes.byteLength} bytes; ${longestFile} are allowed as text: save the matrix as .npy`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new WeightFileError('The file is not text; numbers apart by commas are allowed');
  }
}

function numberFrom(cell: string, line: number): number {
  if (number.test(cell)) return Number(cell);
  const found = cell === '' ? 'an empty cell' : quoted(cell);
  throw new WeightFileError(
    `Line ${line} holds ${found}; finite numbers such as -0.5 or 1e-3, apart by commas and without a header, are allowed`,
  );
}

function inCells(count: number): string {
  return count === 1 ? '1 number' : `${count} numbers`;
}
