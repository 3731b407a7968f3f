/** Reads NumPy's `.npz`: a zip, compressed or not, of a `.npy` for each array. */
import type { WeightFile } from '../networks/given/weight_reading.ts';
import { readNpyMember, readNpyText } from './npy.ts';
import type { Archive } from './zip.ts';

const ending = '.npy';

/** The array by which a training step that was captured tells itself. */
const captured = 'capture.npy';

/** The arrays under their own names. @throws {WeightFileError} where one is not what its format says */
export function readNpz(archive: Archive): WeightFile {
  const capture = archive.names.includes(captured) ? readNpyText(archive.content(captured)) : undefined;
  const arrays = archive.names.filter((name) => name !== captured || capture === undefined);
  const tensors = arrays.map((name) => {
    const key = name.slice(0, -ending.length);
    return readNpyMember(archive.content(name), key);
  });
  return { tensors, bare: false, ...(capture !== undefined && { capture }) };
}
