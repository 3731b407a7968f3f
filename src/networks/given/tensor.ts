/** A named array of numbers as it stands in a file, turned into float64 when somebody asks for it. */
import { quoted } from '../../experiment/field_error.ts';
import { NotFiniteError } from './weight_file_error.ts';

export interface Tensor {
  readonly name: string;
  /** Row-major; the product of a scalar's empty shape is 1. */
  readonly shape: readonly number[];
  /**
   * Every element, row-major [product of shape].
   * @throws {WeightFileError} where the elements are not floating-point numbers, or one is not finite
   */
  values(): Float64Array;
  /** Every element of a tensor of whole numbers, which are no weights by themselves: `values` refuses them. */
  readonly integers?: () => Float64Array;
}

/** The values themselves. @throws {WeightFileError} where one is not finite */
export function requireFinite(values: Float64Array, name: string): Float64Array {
  const place = values.findIndex((value) => !Number.isFinite(value));
  if (place >= 0) {
    throw new NotFiniteError(
      `${quoted(name)} holds ${values[place]} as its element ${place}; every element must be a finite number`,
      place,
    );
  }
  return values;
}

/** Names of tensors, each whole: what is read and what is left aside can be told by them. */
export function inWords(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}

/** The shape as a person would write it: 256 × 64; the first few lengths of a long one. */
export function shapeInWords(shape: readonly number[]): string {
  if (shape.length === 0) return 'a single number';
  const shown = shape.slice(0, lengthsShown).join(' × ');
  return shape.length > lengthsShown ? `${shown} × …` : shown;
}

const lengthsShown = 6;
