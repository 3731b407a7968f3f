/**
 * Whether a file that is there already is the one that would be written now: told by all that it says before its networks, and by the
 * networks that it has.
 */
import type { NetworkRange } from '../experiment/experiment.ts';

/** `part` ends before its last network; `other` is of another experiment, engine or version, or of other networks. */
export type Presence = 'whole' | 'part' | 'other';

export interface Expected {
  /** The file without networks, whole where it is Parquet, whose end says what it is of, otherwise up to the first; one of these. */
  readonly blanks: readonly Uint8Array[];
  /** The networks that have a row each; undefined where they may have several, or none. */
  readonly range: NetworkRange | undefined;
}

const decoder = new TextDecoder();
const lineFeed = '\n'.charCodeAt(0);

export function presenceOf(bytes: Uint8Array, expected: Expected): Promise<Presence> | Presence {
  return expected.blanks.some(isParquet) ? ofParquet(bytes, expected) : ofText(bytes, expected);
}

function isParquet(bytes: Uint8Array): boolean {
  return decoder.decode(bytes.subarray(0, 4)) === 'PAR1';
}

async function ofParquet(bytes: Uint8Array, { blanks, range }: Expected): Promise<Presence> {
  const { parquetMetadata, parquetReadObjects } = await import('hyparquet');
  const told = (some: Uint8Array) => {
    const { schema, key_value_metadata: pairs } = parquetMetadata(bufferOf(some));
    return JSON.stringify({ schema, pairs });
  };
  try {
    const own = told(bytes);
    if (!blanks.some((blank) => told(blank) === own)) return 'other';
    const rows = await parquetReadObjects({ file: bufferOf(bytes), columns: ['index'] });
    return ofIndices(
      rows.map(({ index }) => Number(index)),
      range,
    );
  } catch {
    // Its end is missing, or leads nowhere.
    return 'part';
  }
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function ofText(bytes: Uint8Array, { blanks, range }: Expected): Presence {
  const isBegun = (blank: Uint8Array) => blank.every((byte, i) => i >= bytes.length || byte === bytes[i]);
  const head = blanks.find(isBegun);
  if (!head) return 'other';
  const isJson = head[0] === '{'.charCodeAt(0);
  const end = decoder.decode(bytes.subarray(-2));
  // No line of a JSON ends with a brace but the last.
  if (bytes.length < head.length || (isJson ? end !== '}\n' : end !== '\r\n')) return 'part';
  return ofIndices(indicesOf(bytes, isJson ? /^\{"index":(\d+),/ : /^(\d+),/), range);
}

/** Of the lines that are rows, each network's index. */
function* indicesOf(bytes: Uint8Array, row: RegExp): Generator<number, void, void> {
  for (let from = 0; from < bytes.length; from = bytes.indexOf(lineFeed, from) + 1) {
    const [, index] = row.exec(decoder.decode(bytes.subarray(from, from + 32))) ?? [];
    if (index !== undefined) yield Number(index);
  }
}

function ofIndices(indices: Iterable<number>, range: NetworkRange | undefined): Presence {
  if (!range) return 'whole';
  let next = range.from;
  for (const index of indices) {
    if (index !== next || index >= range.to) return 'other';
    next += 1;
  }
  return next === range.to ? 'whole' : 'part';
}
