/**
 * Reads a zip archive (PKWARE's APPNOTE 6.3): its directory at once, an entry when somebody asks. Believes no size that a
 * directory says, and never inflates more than its budget.
 */
import { inflateSync } from 'fflate';
import { quoted } from '../experiment/field_error.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import { crc32 } from './crc32.ts';

const localHeader = 0x04034b50;
const directoryHeader = 0x02014b50;
const directoryEnd = 0x06054b50;
const directoryEndLength = 22;
/** A comment may follow the end of the directory. */
const longestComment = 0xffff;
const stored = 0;
const deflated = 8;

/** Bytes that all entries of an archive may inflate to, beyond the length of the archive itself. */
const inflatedBeyond = 64 * 2 ** 20;

export interface Archive {
  /** Names of the files in it, in the directory's order. */
  readonly names: readonly string[];
  /**
   * The bytes of one: a view where it is stored, else a copy, which is kept.
   * @throws {WeightFileError} where there is none, it is damaged, or larger than the budget
   */
  content(name: string): Uint8Array;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  /** Bytes in the archive, and after inflating. */
  readonly packed: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** @throws {WeightFileError} where the directory is not what the format says */
export function openArchive(bytes: Uint8Array): Archive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, Entry>();
  for (const entry of directory(bytes, view)) {
    if (entries.has(entry.name))
      throw new WeightFileError(`${quoted(entry.name)} stands twice in the archive; once is allowed`);
    entries.set(entry.name, entry);
  }
  const inflated = new Map<string, Uint8Array>();
  let budget = bytes.byteLength + inflatedBeyond;
  const content = (name: string) => {
    const kept = inflated.get(name);
    if (kept) return kept;
    const entry = entries.get(name);
    if (!entry) throw new WeightFileError(`The archive has no ${quoted(name)}; it is incomplete`);
    const packed = packedBytes(bytes, view, entry);
    if (entry.method === stored) return packed;
    if (entry.size > budget) {
      throw new WeightFileError(
        `${quoted(name)} claims to be ${entry.size} bytes when inflated, and ${budget} are allowed: save it without compression`,
      );
    }
    budget -= entry.size;
    const whole = inflate(packed, entry);
    inflated.set(name, whole);
    return whole;
  };
  return { names: [...entries.keys()].filter((name) => !name.endsWith('/')), content };
}

function directory(bytes: Uint8Array, view: DataView): Entry[] {
  const end = endOfDirectory(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff)
    throw new WeightFileError('The archive is a zip64 of more than 4 GiB; smaller ones are allowed');
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== directoryHeader) {
      throw new WeightFileError(
        `The archive’s directory has ${count} entries, and entry ${i} is none; it is damaged`,
      );
    }
    const nameLength = view.getUint16(at + 28, true);
    const after = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (after > end) throw new WeightFileError('The archive’s directory goes beyond its end; it is damaged');
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
      checksum: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at = after;
  }
  return entries;
}

/** Where the record at the end of the directory begins: the last one whose comment ends with the archive. */
function endOfDirectory(view: DataView): number {
  const last = view.byteLength - directoryEndLength;
  for (let at = last; at >= Math.max(0, last - longestComment); at--) {
    if (view.getUint32(at, true) !== directoryEnd) continue;
    if (at + directoryEndLength + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw new WeightFileError(
    'The file begins as a zip archive and has no directory at its end: it is cut short; copy it again',
  );
}

function packedBytes(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  const { name, method, encrypted, packed, size, offset } = entry;
  if (encrypted || (method !== stored && method !== deflated)) {
    const how = encrypted ? 'encrypted' : `packed by method ${method}`;
    throw new WeightFileError(`${quoted(name)} is ${how}; stored and deflated files are allowed`);
  }
  if (offset + 30 > bytes.byteLength || view.getUint32(offset, true) !== localHeader)
    throw new WeightFileError(`${quoted(name)} is not where the archive’s directory says; it is damaged`);
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.byteLength || (method === stored && packed !== size)) {
    throw new WeightFileError(
      `${quoted(name)} claims ${Math.max(packed, size)} bytes, which the archive does not have; it is damaged`,
    );
  }
  return bytes.subarray(start, start + packed);
}

function inflate(packed: Uint8Array, { name, size, checksum }: Entry): Uint8Array {
  let whole: Uint8Array | undefined;
  try {
    // What goes beyond the size that is claimed is dropped, and seen by the checksum.
    whole = inflateSync(packed, { out: new Uint8Array(size) });
  } catch {
    whole = undefined;
  }
  if (whole?.byteLength === size && crc32(whole) === checksum) return whole;
  throw new WeightFileError(`${quoted(name)} cannot be inflated to what the archive says; it is damaged`);
}
