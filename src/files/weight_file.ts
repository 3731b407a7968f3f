/** Any file of weights, by what is in it. Pure functions of bytes: nothing leaves the machine. */
import { quoted } from '../experiment/field_error.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import type { WeightFile } from '../networks/given/weight_reading.ts';
import { looksLikeNumbers, readCsvMatrix } from './csv_matrix.ts';
import { requireNoStranger } from './foreign_file.ts';
import { beginsAsNpy, readNpy } from './npy.ts';
import { beginsAsSafetensors, readSafetensors } from './safetensors.ts';
import { type Beside, isShardIndex, readShards } from './shards.ts';
import { type FormatName, formatEndings, weightFileEndings } from './weight_formats.ts';
import type { Archive } from './zip.ts';

/** A file that is to be read. */
interface Opened {
  readonly bytes: Uint8Array;
  /** What its one array is called, and the file in a message. */
  readonly name: string;
  /** Its directory, where it is a zip. */
  readonly archive: Archive | undefined;
  /** Files beside it; undefined where there are none to be had. */
  readonly beside: Beside | undefined;
}

interface Format {
  /** Its files are called so: tells what is meant where nothing is recognised. */
  readonly endings: readonly string[];
  /** Whether the content is of it, whatever the name. */
  readonly recognises: (opened: Opened) => boolean;
  /** @throws {WeightFileError} where the content is not what the format says */
  readonly read: (opened: Opened) => WeightFile | Promise<WeightFile>;
}

/** In the order in which they are tried. What not every file needs is loaded when one does. */
const formats: Readonly<Record<FormatName, Format>> = {
  torch: zipped(
    formatEndings.torch,
    (names) => names.some((name) => /^(?:.*\/)?data\.pkl$/.test(name)),
    async (archive) => (await import('./torch.ts')).readTorch(archive),
  ),
  npz: zipped(
    formatEndings.npz,
    (names) => names.length > 0 && names.every((name) => name.endsWith('.npy')),
    async (archive) => (await import('./npz.ts')).readNpz(archive),
  ),
  keras: zipped(
    formatEndings.keras,
    (names) => names.includes('model.weights.h5') && names.includes('config.json'),
    async (archive) => (await import('./keras.ts')).readKeras(archive),
  ),
  hdf5: {
    endings: formatEndings.hdf5,
    recognises: ({ bytes }) => hdf5Signature.every((byte, i) => bytes[i] === byte),
    read: async ({ bytes }) => (await import('./keras.ts')).readKerasHdf5(bytes),
  },
  npy: {
    endings: formatEndings.npy,
    recognises: ({ bytes }) => beginsAsNpy(bytes),
    read: ({ bytes, name }) => ({ tensors: [readNpy(bytes, name)], bare: true }),
  },
  safetensors: {
    endings: formatEndings.safetensors,
    recognises: ({ bytes }) => beginsAsSafetensors(bytes),
    read: ({ bytes }) => ({ tensors: readSafetensors(bytes), bare: false }),
  },
  shards: {
    endings: formatEndings.shards,
    recognises: ({ bytes }) => isShardIndex(bytes),
    read: ({ bytes, beside }) => readShards(bytes, beside, readWeightFile),
  },
  onnx: {
    endings: formatEndings.onnx,
    recognises: ({ bytes }) => beginsAsOnnx(bytes),
    read: async ({ bytes }) => (await import('./onnx.ts')).readOnnx(bytes),
  },
  csv: {
    endings: formatEndings.csv,
    recognises: ({ bytes }) => looksLikeNumbers(bytes),
    read: ({ bytes, name }) => ({ tensors: [readCsvMatrix(bytes, name)], bare: true }),
  },
};

const hdf5Signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** A zip whose files' names tell what it is. */
function zipped(
  endings: readonly string[],
  recognises: (names: readonly string[]) => boolean,
  read: (archive: Archive) => Promise<WeightFile>,
): Format {
  return {
    endings,
    recognises: ({ archive }) => archive !== undefined && recognises(archive.names),
    read: ({ archive, name }) => {
      if (archive && recognises(archive.names)) return read(archive);
      const found = archive
        ? `an archive of ${archive.names.slice(0, mostListed).map(quoted).join(', ') || 'nothing'}`
        : 'no zip archive';
      throw new WeightFileError(`${quoted(name)} is ${found}, not what its ending says; ${allowed}`);
    },
  };
}

const mostListed = 5;
const allowed = `files of weights are allowed as ${weightFileEndings.join(', ')} have them`;

/**
 * The tensors of a file: many under their own names, or one under the file's.
 * @param fileName its path or name: for words, and for what is wrong with a file that no format recognises
 * @param beside files that it may name
 * @throws {WeightFileError} where the content is of no format that is read, or not what its format says
 */
export async function readWeightFile(
  fileName: string,
  bytes: Uint8Array,
  beside?: Beside,
): Promise<WeightFile> {
  if (bytes.byteLength === 0) throw new WeightFileError(`${quoted(fileName)} is empty; ${allowed}`);
  const archive = beginsAsZip(bytes) ? (await import('./zip.ts')).openArchive(bytes) : undefined;
  const opened = { bytes, name: fileName, archive, beside };
  const format = Object.values(formats).find(({ recognises }) => recognises(opened));
  if (format) return format.read(opened);
  requireNoStranger(bytes);
  const named = fileName.toLowerCase();
  const meant = Object.values(formats).find(({ endings }) =>
    endings.some((ending) => named.endsWith(ending)),
  );
  if (meant) return meant.read(opened);
  throw new WeightFileError(`${quoted(fileName)} is of no kind that is read; ${allowed}`);
}

function beginsAsZip([first, second, third, fourth]: Uint8Array): boolean {
  return first === 0x50 && second === 0x4b && third === 3 && fourth === 4;
}

/** The version of its intermediate representation, then another field of a model. */
function beginsAsOnnx([first, version = 0, next = 0]: Uint8Array): boolean {
  return (
    first === 0x08 && version > 0 && version < 64 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(next)
  );
}
