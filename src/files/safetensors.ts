/**
 * Reads `.safetensors` (github.com/huggingface/safetensors, "Format"): the length of a JSON header as 8 bytes,
 * little-endian, the header, and the elements of all tensors without a gap. Believes nothing that a header says.
 */

import { quoted } from '../experiment/field_error.ts';
import { shapeInWords, type Tensor } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import { decodeElements, elementSize, isWholeType, requireElementType } from './elements.ts';

/** In bytes: some 80 000 tensors. The format allows 100 MB, which as objects would take ten times as much. */
const longestHeader = 2 ** 23;
const lengthBytes = 8;

/** Bits of an element of each type that the format has. */
const elementBits: ReadonlyMap<string, number> = new Map([
  ...Object.entries(elementSize).map(([type, bytes]) => [type, 8 * bytes] as const),
  ...[['F4', 4] as const, ['F6_E2M3', 6] as const, ['F6_E3M2', 6] as const],
  ...['BOOL', 'U8', 'I8', 'F8_E5M2', 'F8_E4M3', 'F8_E8M0'].map((type) => [type, 8] as const),
  ...['U16', 'I16'].map((type) => [type, 16] as const),
  ...['U32', 'I32'].map((type) => [type, 32] as const),
  ...['U64', 'I64', 'C64'].map((type) => [type, 64] as const),
]);

/** What the header says of one tensor, found to be possible. */
interface Entry {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  /** Bytes `from` … `to − 1` after the header. */
  readonly from: number;
  readonly to: number;
}

/** Whether a file is one of the format by its first bytes: a length below 2⁴⁰, and a brace. */
export function beginsAsSafetensors(bytes: Uint8Array): boolean {
  return (
    bytes[lengthBytes] === '{'.charCodeAt(0) && bytes.subarray(5, lengthBytes).every((byte) => byte === 0)
  );
}

/**
 * The tensors of a file, in the header's order; `bytes` is read again when their values are asked for.
 * @throws {WeightFileError} where the file is not what the format says
 */
export function readSafetensors(bytes: Uint8Array): Tensor[] {
  const { header, data } = split(bytes);
  const entries = entriesOf(header);
  requireCover(entries, data.byteLength);
  return entries.map(({ name, type, shape, from, to }) => ({
    name,
    shape,
    values: () => decodeElements(data.subarray(from, to), requireElementType(type, name), name),
    ...(isWholeType(type) && { integers: () => decodeElements(data.subarray(from, to), type, name) }),
  }));
}

/** The header's text, and the bytes after it. */
function split(bytes: Uint8Array): { header: string; data: Uint8Array } {
  if (bytes.byteLength < lengthBytes) {
    throw new WeightFileError(
      `The file ends after ${bytes.byteLength} bytes; a safetensors file begins with 8 for the length of its header`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const left = bytes.byteLength - lengthBytes;
  if (length > Math.min(left, longestHeader)) {
    const most = left > longestHeader ? `${longestHeader} are allowed` : `only ${left} follow`;
    throw new WeightFileError(`The file claims a header of ${length} bytes, and ${most}`);
  }
  return {
    header: decodeUtf8(bytes.subarray(lengthBytes, lengthBytes + length)),
    data: bytes.subarray(lengthBytes + length),
  };
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new WeightFileError('The header is not UTF-8 text; a safetensors header is JSON');
  }
}

/** @throws {WeightFileError} where the header is not what the format says */
function entriesOf(text: string): Entry[] {
  const header = parseObject(text);
  requireDistinctKeys(text);
  return Object.entries(header).flatMap(([name, entry]) => {
    if (name !== '__metadata__') return [entryOf(name, entry)];
    if (isObject(entry) && Object.values(entry).every((value) => typeof value === 'string')) return [];
    throw new WeightFileError('"__metadata__" must be an object of texts');
  });
}

function parseObject(text: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    header = undefined;
  }
  // The format has it begin with a brace, not with a space.
  if (!isObject(header) || !text.startsWith('{')) {
    throw new WeightFileError('The header is not a JSON object; a safetensors header is one, from { to }');
  }
  return header;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON.parse keeps the last of two equal keys in silence. `text` must be valid JSON. */
function requireDistinctKeys(text: string): void {
  const open: Set<string>[] = [];
  for (const [token, string, colon] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (string !== undefined && colon !== undefined) {
      const key = String(JSON.parse(string));
      const keys = open.at(-1);
      if (keys?.has(key))
        throw new WeightFileError(`${quoted(key)} stands twice in the header; once is allowed`);
      keys?.add(key);
    }
  }
}

function entryOf(name: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  const bits = typeof dtype === 'string' ? elementBits.get(dtype) : undefined;
  if (typeof dtype !== 'string' || bits === undefined) {
    const types = [...elementBits.keys()].join(', ');
    throw new WeightFileError(`${quoted(name)} has no "dtype" that the format knows; it knows ${types}`);
  }
  if (!isNaturals(shape)) {
    throw new WeightFileError(`${quoted(name)} has no "shape"; it must be a list of whole numbers from 0`);
  }
  const [from, to, ...more] = isNaturals(offsets) ? offsets : [];
  if (from === undefined || to === undefined || more.length > 0 || from > to) {
    throw new WeightFileError(
      `${quoted(name)} has no "data_offsets"; they must be two whole numbers, begin and end`,
    );
  }
  const size = (shape.reduce((product, length) => product * length, 1) * bits) / 8;
  if (size !== to - from) {
    throw new WeightFileError(
      `${quoted(name)} has ${to - from} bytes of data; ${shapeInWords(shape)} of ${dtype} takes ${size}`,
    );
  }
  return { name, type: dtype, shape, from, to };
}

function isNaturals(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);
}

/** @throws {WeightFileError} unless the tensors cover the data from its first byte to its last, each byte once */
function requireCover(entries: readonly Entry[], bytes: number): void {
  let covered = 0;
  for (const { name, from, to } of [...entries].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (to > bytes) {
      throw new WeightFileError(
        `${quoted(name)} ends at byte ${to} of the data, and there are only ${bytes}`,
      );
    }
    if (from !== covered) {
      const fault =
        from < covered ? 'overlaps another tensor' : `leaves a hole of ${from - covered} bytes before it`;
      throw new WeightFileError(`${quoted(name)} ${fault}; tensors must follow one another without a gap`);
    }
    covered = to;
  }
  if (covered !== bytes) {
    throw new WeightFileError(`${bytes - covered} bytes after the last tensor belong to none`);
  }
}
