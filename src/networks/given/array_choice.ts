/** Which array of a file is meant: the one that is named, or the only one that fits. */
import { quoted } from '../../experiment/field_error.ts';
import { shapeInWords, type Tensor } from './tensor.ts';
import { WeightFileError } from './weight_file_error.ts';

/** What a file may mean. */
export interface OfferedArray {
  /** Its name among others. */
  readonly key?: string;
  readonly tensor: Tensor;
  /** How it is understood, in sentences. */
  readonly remarks?: readonly string[];
}

export interface ArrayFile {
  /** What it is called, without its folder. */
  readonly name: string;
  readonly arrays: readonly OfferedArray[];
}

/** What an array must be to be meant. */
export interface Wanted {
  /** What it is to be, as in `the inputs`. */
  readonly what: string;
  /** Names by which people call it. */
  readonly names: readonly string[];
  readonly fits: (tensor: Tensor) => boolean;
}

/** The array that is meant. @throws {WeightFileError} where there is none of that name, or several that fit */
export function arrayIn(
  { name, arrays }: ArrayFile,
  { what, names, fits }: Wanted,
  key?: string,
): OfferedArray {
  const listed = arrays.map(
    (array) =>
      `${array.key === undefined ? '' : `${quoted(array.key)} `}(${shapeInWords(array.tensor.shape)})`,
  );
  const held = `${quoted(name)} holds ${listed.join(', ')}`;
  if (key !== undefined) {
    const found = arrays.find((array) => array.key === key);
    if (found) return found;
    throw new WeightFileError(`${held}, and no ${quoted(key)}; one of these may be named`);
  }
  const [only] = arrays;
  if (only && arrays.length === 1) return only;
  const fitting = arrays.filter(({ tensor }) => fits(tensor));
  const called = fitting.filter((array) => names.includes((array.key ?? '').toLowerCase()));
  const [meant, ...more] = called.length === 1 ? called : fitting;
  if (meant && more.length === 0) {
    if (meant.key === undefined) return meant;
    const why = called.length === 1 ? 'by its name' : 'the only one that fits';
    const remark = `Of the arrays of ${quoted(name)}, ${quoted(meant.key)} is ${what}: ${why}.`;
    return { ...meant, remarks: [...(meant.remarks ?? []), remark] };
  }
  const why = meant ? 'more than one of which fits' : 'none of which fits';
  const way =
    only?.key === undefined
      ? 'name the columns in a first line'
      : `${name}:KEY names one on a command line, and one alone as .npy is allowed`;
  throw new WeightFileError(`${held}, ${why} as ${what}; ${way}`);
}
