/** What is done with wide vectors on the way back: in plain float64 wherever nothing can leave its range. */
import { anyExponent, log10Norm, rescaled, type ScaledVector } from '../scaled_vector.ts';
import { entry } from '../vector.ts';
import { sum, type Wide, type WideVector, wideEntries, wideVector, wideZero } from '../wide.ts';
import { brought } from './passage.ts';

/** Entries within 2^±500, or zero: products of two of them are in range. */
const [least, most] = [2 ** -500, 2 ** 500];

/** Whether every value may be multiplied as it is. */
export function inRange(values: Float64Array): boolean {
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (magnitude !== 0 && !(magnitude >= least && magnitude <= most)) return false;
  }
  return true;
}

/** Whether a vector may be reckoned with by its values alone. */
export function isPlain({ values, entries }: WideVector): boolean {
  return !entries && inRange(values);
}

export function zeroVector(size: number): WideVector {
  return { values: new Float64Array(size), exponent: 0 };
}

/** The vector with its largest value in [1, 2). */
export function normalised(vector: ScaledVector): WideVector {
  return rescaled(vector, anyExponent);
}

function entriesOf(vector: WideVector): readonly Wide[] {
  return vector.entries ?? wideEntries(vector);
}

function isZero({ values }: WideVector): boolean {
  return values.every((value) => value === 0);
}

/** Exponents this close to one another may become one. */
const close = 400;

/** Whether two vectors may stand on the scale of one another. */
function alike(a: WideVector, b: WideVector): boolean {
  return Math.abs(a.exponent - b.exponent) <= close && isPlain(a) && isPlain(b);
}

/** a + b */
export function added(a: WideVector, b: WideVector): WideVector {
  if (isZero(a)) return b;
  if (isZero(b)) return a;
  if (!alike(a, b)) {
    const others = entriesOf(b);
    return wideVector(entriesOf(a).map((own, i) => sum(own, others[i] ?? wideZero)));
  }
  const exponent = Math.max(a.exponent, b.exponent);
  const [scaleA, scaleB] = [2 ** (a.exponent - exponent), 2 ** (b.exponent - exponent)];
  const values = a.values.map((value, i) => scaleA * value + scaleB * entry(b.values, i));
  return normalised({ values, exponent });
}

/** a and b behind one another. */
export function joined(a: WideVector, b: WideVector): WideVector {
  if (!(alike(a, b) || isZero(a) || isZero(b))) return wideVector([...entriesOf(a), ...entriesOf(b)]);
  // A zero has no scale.
  const exponent = isZero(a) ? b.exponent : isZero(b) ? a.exponent : Math.max(a.exponent, b.exponent);
  const values = new Float64Array(a.values.length + b.values.length);
  for (const [part, place] of [
    [a, 0],
    [b, a.values.length],
  ] as const) {
    if (!isZero(part)) values.set(brought(part, exponent), place);
  }
  if (!(a.entries || b.entries)) return normalised({ values, exponent });
  return wideVector([...entriesOf(a), ...entriesOf(b)]);
}

/** Entries `from` up to `to`. */
export function part({ values, exponent, entries }: WideVector, from: number, to: number): WideVector {
  return entries
    ? wideVector(entries.slice(from, to))
    : normalised({ values: values.subarray(from, to), exponent });
}

/** log10‖x‖₂ in decades; −Infinity for an exact zero. */
export function log10NormOf(vector: WideVector): number {
  return isZero(vector) ? -Infinity : log10Norm(normalised(vector));
}
