/** How numbers stand in sentences and tables for a person, outside the page: with real minus signs. */
import { inDecimals } from '../language/decimal.ts';

const minus = '\u2212';

/** Numbers as code and files have them, whatever language is spoken. */
export const plain = { fixed: plainFixed, significant: plainSignificant };

/** `places` digits after the point; an exact zero's logarithm is −∞. */
export function fixed(value: number, places: number): string {
  return inDecimals(plainFixed(value, places));
}

/** `digits` significant digits. */
export function significant(value: number, digits: number): string {
  return inDecimals(plainSignificant(value, digits));
}

function plainFixed(value: number, places: number): string {
  if (!Number.isFinite(value))
    return value === -Infinity ? `${minus}∞` : String(value).replace('Infinity', '∞');
  const text = value.toFixed(places);
  // No minus before what is rounded to nothing.
  return Number(text) === 0 ? (0).toFixed(places) : withMinus(text);
}

function plainSignificant(value: number, digits: number): string {
  const [mantissa = '', power] = String(Number(value.toPrecision(digits))).split('e');
  return power === undefined ? withMinus(mantissa) : `${withMinus(mantissa)}·10^${withMinus(power)}`;
}

/** A power of ten by its decades, such as 10^−8.0. */
export function powerOfTen(decades: number): string {
  return `10^${fixed(decades, 1)}`;
}

function withMinus(digits: string): string {
  return digits.replace('-', minus);
}
