/** Records of numbers that pass between TypeScript and the kernels: their fields in order, four bytes each. */
import { namesOf } from '../../experiment/experiment.ts';
import { entry } from '../../networks/vector.ts';
import type { Kinds, ValuesOf } from './kinds.ts';

export interface RecordLayout<Fields extends Kinds> {
  readonly fields: Fields;
  readonly words: number;
  readonly bytes: number;
  /** Where each field is, in words from the start. */
  readonly place: ValuesOf<Fields>;
}

/** What distinguishes one network of a chunk from another. */
export const settingsRecord = layOut({ gain: 'real', inputScale: 'real', biasScale: 'real' });

/** What goes with a network's state, or with its gradient, from one dispatch to the next. */
export const carriedRecord = layOut({
  /** The vector's power of two. */
  exponent: 'integer',
  /** Of the gradient: largest t at which it is exactly zero, or −1. */
  deathStep: 'integer',
});

/** A kept norm, of which the logarithm is taken outside, in float64. */
export const normRecord = layOut({
  sumOfSquares: 'real',
  /** Power of two that has been taken out of the vector. */
  exponent: 'integer',
});

/** What goes with a direction of a frame from one dispatch to the next. */
export const frameColumnRecord = layOut({
  /** Its power of two since it was made orthonormal. */
  exponent: 'integer',
  /** Whether it has left float32's range: see ./range.ts. */
  beyond: 'word',
});

/** What a direction has gained in a window: the product of R_jj, mantissa·2^exponent. */
export const growthRecord = layOut({
  mantissa: 'real',
  exponent: 'integer',
  /** What rounding grew by, summed. */
  amplification: 'real',
});

/** Of a network's slopes in a window. */
export const slopesRecord = layOut({
  /** Σ ln |slope| in whole numbers, and what is left. */
  whole: 'integer',
  fraction: 'real',
  /** Whether one was zero, and whether float32 cannot be trusted with one. */
  masked: 'word',
  lost: 'word',
});

/** Lays fields out one behind another. */
export function layOut<const Fields extends Kinds>(fields: Fields): RecordLayout<Fields> {
  const names = Object.keys(fields);
  const place = Object.fromEntries(names.map((name, i) => [name, i])) as ValuesOf<Fields>;
  return { fields, words: names.length, bytes: 4 * names.length, place };
}

/** Writes one record at a byte offset, little-endian as WebGPU has it. */
export function writeRecord<Fields extends Kinds>(
  { fields, place }: RecordLayout<Fields>,
  view: DataView,
  offset: number,
  values: ValuesOf<Fields>,
): void {
  for (const name of namesOf<keyof Fields & string>(fields)) {
    const at = offset + 4 * place[name];
    if (fields[name] === 'real') view.setFloat32(at, values[name], true);
    else view.setUint32(at, values[name], true);
  }
}

/** A field of record number `i` among `numbers`, the records' words read as what the field is. */
export function readField<Fields extends Kinds>(
  { words, place }: RecordLayout<Fields>,
  field: keyof Fields,
  numbers: ArrayLike<number>,
  i: number,
): number {
  return entry(numbers, words * i + place[field]);
}
