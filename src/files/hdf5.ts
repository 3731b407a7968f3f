/** Reads HDF5 (docs.hdfgroup.org, "HDF5 File Format Specification"), as far as jsfive does: groups of named arrays. */
import { Dataset, File, type Group } from 'jsfive';
import { quoted } from '../experiment/field_error.ts';
import { requireFinite, shapeInWords, type Tensor } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';

/** Groups and arrays of a file, and how deep they stand in one another: links may lead back. */
const mostObjects = 20_000;
const deepest = 40;
/** Bytes that an array may have beyond those of the file, which may be compressed. */
const inflatedBeyond = 2 ** 22;

export interface Hdf5File {
  /** Every array by its path, such as `layers/lstm/cell/vars/0`. */
  readonly tensors: readonly Tensor[];
  /** A text that belongs to the whole file; undefined where it has none of that name. */
  readonly attribute: (name: string) => string | undefined;
}

/** @throws {WeightFileError} where the file is damaged, or of a kind of HDF5 that is not read */
export function readHdf5(bytes: Uint8Array): Hdf5File {
  const { buffer } = bytes;
  // A view of a larger buffer is copied; a file by itself is not held twice.
  const alone = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength;
  const whole = alone ? buffer : new Uint8Array(bytes).buffer;
  const root = understood('The file', () => new File(whole, ''));
  const tensors: Tensor[] = [];
  const open: { readonly group: Group; readonly path: string; readonly depth: number }[] = [
    { group: root, path: '', depth: 0 },
  ];
  let objects = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { group, path, depth } = next;
    const groups: typeof open = [];
    for (const key of understood(path, () => group.keys)) {
      objects += 1;
      if (objects > mostObjects || depth > deepest)
        throw new WeightFileError('The file’s groups stand in one another without end; a tree is allowed');
      const name = `${path}${key}`;
      const found = understood(name, () => group.get(key));
      if (found instanceof Dataset) tensors.push(tensorOf(found, name, bytes.byteLength));
      else if (found) groups.push({ group: found, path: `${name}/`, depth: depth + 1 });
    }
    open.push(...groups.reverse());
  }
  const attribute = (name: string) => {
    const value = understood(name, () => root.attrs[name]);
    return typeof value === 'string' ? value : undefined;
  };
  return { tensors, attribute };
}

function tensorOf(dataset: Dataset, name: string, fileSize: number): Tensor {
  const shape = understood(name, () => [...dataset.shape]);
  const values = () => {
    const dtype = understood(name, () => dataset.dtype);
    const [, size] = (typeof dtype === 'string' && /^[<>=|]?f([248])$/.exec(dtype)) || [];
    if (size === undefined) {
      throw new WeightFileError(
        `${quoted(name)} holds elements of type ${quoted(String(dtype))}; floating-point numbers of 16, 32 and 64 bits are allowed`,
      );
    }
    const count = shape.reduce((product, length) => product * length, 1);
    if (!(count * Number(size) <= fileSize + inflatedBeyond)) {
      throw new WeightFileError(
        `${quoted(name)} claims to be ${shapeInWords(shape)}, more than a file of ${fileSize} bytes may hold`,
      );
    }
    const elements = understood(name, () => dataset.value);
    if (!Array.isArray(elements) || elements.length !== count)
      throw new WeightFileError(
        `${quoted(name)} does not have the elements that its shape says; the file is damaged`,
      );
    return requireFinite(Float64Array.from(elements, Number), name);
  };
  return { name, shape, values };
}

/** jsfive throws texts, and errors of the language where a file leads it astray. */
function understood<Value>(what: string, read: () => Value): Value {
  try {
    return read();
  } catch {
    throw new WeightFileError(
      `${what === 'The file' ? what : quoted(what)} cannot be read as HDF5: it is damaged, or of a kind that is not read; save the weights again, as .keras or .npz`,
    );
  }
}
