/** Arrays that a person gives beside weights, as `.npy`, `.npz` or `.csv`: all that a file may mean by them. */
import { quoted } from '../experiment/field_error.ts';
import type { ArrayFile, OfferedArray } from '../networks/given/array_choice.ts';
import type { Tensor } from '../networks/given/tensor.ts';
import { columnsOf } from '../networks/given/tensor_layout.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import { arrayFileEndings } from './array_formats.ts';
import { readCsvTable } from './csv_matrix.ts';
import { beginsAsNpy, readNpyArray, readNpyMember } from './npy.ts';

/**
 * The arrays of a file.
 * @param name what to call it in a message
 * @throws {WeightFileError} where it is none of the formats, or not what its format says
 */
export async function readArrayFile(name: string, bytes: Uint8Array): Promise<ArrayFile> {
  if (beginsAsNpy(bytes) || name.toLowerCase().endsWith('.npy'))
    return { name, arrays: [{ tensor: readNpyArray(bytes, name) }] };
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const archive = (await import('./zip.ts')).openArchive(bytes);
    const arrays = archive.names
      .filter((member) => member.endsWith('.npy'))
      .map((member): OfferedArray => {
        const key = member.slice(0, -'.npy'.length);
        return { key, tensor: readNpyMember(archive.content(member), `${name}:${key}`) };
      });
    if (arrays.length > 0) return { name, arrays };
  } else if (name.toLowerCase().endsWith('.csv')) {
    return { name, arrays: ofTable(bytes, name) };
  }
  throw new WeightFileError(
    `${quoted(name)} holds no array; ${arrayFileEndings.join(', ')} are allowed: save it with numpy.save(file, array)`,
  );
}

/** What an index is called where it has a name. */
const indexName = /^(?:|index|unnamed: ?0)$/i;

/** A table; without its first column, where that counts its rows and is called so; both, where it has no name. */
function ofTable(bytes: Uint8Array, name: string): OfferedArray[] {
  const { matrix, columns } = readCsvTable(bytes, name);
  const [rows = 0, width = 0] = matrix.shape;
  const values = matrix.values();
  const counts = Array.from({ length: rows }, (_, row) => (values[row * width] ?? 0) - row);
  const counted = width > 1 && new Set(counts).size === 1 && [0, 1].includes(counts[0] ?? Number.NaN);
  const named = (from: number) =>
    columns ? [`The columns of ${quoted(name)} are ${columns.slice(from).map(quoted).join(', ')}.`] : [];
  const whole = { tensor: matrix, remarks: named(0) };
  const tensor: Tensor = { ...columnsOf(matrix, 1, width) };
  const index = columns?.[0] ? `, ${quoted(columns[0])},` : '';
  const withoutIndex = {
    tensor,
    remarks: [`The first column of ${quoted(name)}${index} is its index, and left aside.`, ...named(1)],
  };
  if (!counted) return [whole];
  if (!columns) return [whole, withoutIndex];
  return indexName.test(columns[0] ?? '') ? [withoutIndex] : [whole];
}
