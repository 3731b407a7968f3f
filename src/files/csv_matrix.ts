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
  const [first] = lines();
  const cells: string[] = [];
  let named = false;
  for (const cell of first ? cellsOf(first.text) : []) {
    named ||= !number.test(cell);
    if (cells.length < mostColumns) cells.push(cell.replace(/^"(.*)"$/, '$1'));
  }
  if (!named) return { matrix: matrixOf(lines, name), columns: undefined };
  return { matrix: matrixOf(skipped(lines), name, cells.length), columns: cells };
}

interface Line {
  readonly text: string;
  /** From 1. */
  readonly at: number;
}

/** Goes through the lines that count, as often as somebody asks, and keeps none. */
type Lines = () => Generator<Line, void, void>;

function linesOf(bytes: Uint8Array): Lines {
  const whole = decodeUtf8(bytes);
  return function* () {
    const end = /\r\n|\n|\r|$/g;
    for (let [from, at] = [0, 1]; from <= whole.length; at++) {
      end.lastIndex = from;
      const found = end.exec(whole);
      const [stop, length] = [found?.index ?? whole.length, found?.[0].length ?? 0];
      const text = whole.slice(from, stop);
      if (text.trim() !== '' && !text.startsWith('#')) yield { text, at };
      if (length === 0) return;
      from = stop + length;
    }
  };
}

/** Names of columns that are told. */
const mostColumns = 100_000;

/** Without the spaces around them. */
function* cellsOf(line: string): Generator<string, void, void> {
  for (let from = 0; from >= 0; ) {
    const comma = line.indexOf(',', from);
    yield line.slice(from, comma < 0 ? line.length : comma).trim();
    from = comma < 0 ? -1 : comma + 1;
  }
}

function skipped(lines: Lines): Lines {
  return function* () {
    const rest = lines();
    rest.next();
    yield* rest;
  };
}

/**
 * Every line is looked at before anything is made of one: a damaged file takes no memory.
 * @param known how many columns there must be; as many as in the first line unless said
 */
function matrixOf(lines: Lines, name: string, known?: number): Tensor {
  let [rows, columns] = [0, known];
  for (const { text, at } of lines()) {
    let count = 0;
    for (const _ of cellsOf(text)) count += 1;
    columns ??= count;
    if (count !== columns) {
      throw new WeightFileError(
        `Line ${at} has ${inCells(count)}, and the first row has ${inCells(columns)}; all rows must be of one length`,
      );
    }
    for (const cell of cellsOf(text)) requireNumber(cell, at);
    rows += 1;
  }
  if (rows === 0 || columns === undefined) {
    throw new WeightFileError(
      'The file holds no numbers; a row of the matrix a line, apart by commas, is allowed',
    );
  }
  const matrix = new Float64Array(rows * columns);
  let place = 0;
  for (const { text } of lines()) for (const cell of cellsOf(text)) matrix[place++] = Number(cell);
  requireFinite(matrix, name);
  return { name, shape: [rows, columns], values: () => matrix };
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

function requireNumber(cell: string, line: number): void {
  if (number.test(cell)) return;
  const found = cell === '' ? 'an empty cell' : quoted(cell);
  throw new WeightFileError(
    `Line ${line} holds ${found}; finite numbers such as -0.5 or 1e-3, apart by commas and without a header, are allowed`,
  );
}

function inCells(count: number): string {
  return count === 1 ? '1 number' : `${count} numbers`;
}
