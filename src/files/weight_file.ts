/** Any file of weights, by the ending of its name. Pure functions of bytes: nothing leaves the machine. */
import { quoted } from '../experiment/field_error.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import type { WeightFile } from '../networks/given/weight_reading.ts';
import { readCsvMatrix } from './csv_matrix.ts';
import { readNpy } from './npy.ts';
import { readSafetensors } from './safetensors.ts';

/** Endings of the files that are read. */
export const weightFileEndings = ['.safetensors', '.npy', '.csv'] as const;

/**
 * The tensors of a file: many under their own names, or one under the file's.
 * @param fileName its path or name; only the ending tells the format
 * @throws {WeightFileError} where the ending is not known, or the file is not what it says
 */
export function readWeightFile(fileName: string, bytes: Uint8Array): WeightFile {
  switch (weightFileEndings.find((ending) => fileName.toLowerCase().endsWith(ending))) {
    case '.safetensors':
      return { tensors: readSafetensors(bytes), bare: false };
    case '.npy':
      return { tensors: [readNpy(bytes, fileName)], bare: true };
    case '.csv':
      return { tensors: [readCsvMatrix(bytes, fileName)], bare: true };
    default:
      throw new WeightFileError(
        `${quoted(fileName)} does not end as a file of weights does; ${weightFileEndings.join(', ')} are allowed`,
      );
  }
}
