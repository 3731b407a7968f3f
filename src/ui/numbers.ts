/** How numbers are written on the page: real minus signs, thin spaces in thousands, units always. */
import { plain } from '../analysis/number_words.ts';
import { decimalMark, language } from '../language/language.ts';
import { inNumber } from '../language/nouns.ts';

const minus = '\u2212';
const thinSpace = '\u202f';
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 14500 → "14 500". */
export function count(value: number): string {
  return grouped(Math.round(value).toString());
}

/** "1 network", "14 500 networks". */
export function several(value: number, noun: string): string {
  return `${count(value)} ${inNumber(value, noun)}`;
}

/** The same behind "of", as in "3 of 4 096 networks". */
export function ofSeveral(value: number, noun: string): string {
  const words = several(value, noun);
  // Of several, German has the dative.
  return language === 'de' && value !== 1 && !/[ns]$/.test(words) ? `${words}n` : words;
}

/** A number with all of its digits, as it is typed. */
export function exact(value: number): string {
  return String(value).replace('.', decimalMark);
}

/** A number to `digits` significant digits, written out rather than in powers where that stays readable. */
export function significant(value: number, digits = 3): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value < 0 ? `${minus}∞` : '∞';
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -4) {
    // Rounding may carry into the next power.
    const [mantissa = '', power] = value.toExponential(digits - 1).split('e');
    return `${mantissa.replace('-', minus).replace('.', decimalMark)}·${powerOfTen(Number(power))}`;
  }
  return fixed(value, Math.max(0, digits - 1 - exponent));
}

/** A number with `places` digits after the point, its thousands apart. */
export function fixed(value: number, places: number): string {
  if (Number.isNaN(value)) return significant(value);
  const [whole = '', ...fraction] = plain.fixed(value, places).split('.');
  return [grouped(whole), ...fraction].join(decimalMark);
}

/** A sentence in which numbers are as they are typed: of what an address or a file says, that is not wanted. */
export function withMarks(sentence: string): string {
  return sentence.replace(/(\d)\.(?=\d)/g, `$1${decimalMark}`);
}

/** 10 to a power: "10⁻⁴⁰", "10⁰·⁵". */
export function powerOfTen(exponent: number): string {
  return exponent === 0 ? '1' : `10${superscript(exponent)}`;
}

/** A number as an exponent: "⁻⁴⁰", "⁰·⁵". */
export function superscript(exponent: number): string {
  const digits = [...Math.abs(exponent).toString()].map((digit) => superscripts[Number(digit)] ?? '·');
  return `${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** 10 to the power of some decades, as a number a person reads: "3.8·10⁻⁶", "0.65", "3 325". */
export function asPower(decades: number): string {
  if (!Number.isFinite(decades)) return decades < 0 ? '0' : '∞';
  if (decades > -3 && decades < 5) return significant(10 ** decades, 3);
  const exponent = Math.floor(decades);
  const mantissa = (10 ** (decades - exponent)).toPrecision(2).replace('.', decimalMark);
  return mantissa === '10' ? powerOfTen(exponent + 1) : `${mantissa}·${powerOfTen(exponent)}`;
}

/** Decades with their unit: "−40.2 decades". An exact zero has none. */
export function decades(value: number): string {
  return value === -Infinity ? 'exactly zero' : `${fixed(value, Math.abs(value) < 10 ? 2 : 1)} decades`;
}

/** Nats per step: "−0.021 nats/step". */
export function natsPerStep(value: number): string {
  return `${fixed(value, 3)} nats/step`;
}

/** The size of a file: "980 bytes", "12.4 kB", "3.1 MB". */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${significant(bytes / 1000)} kB` : `${significant(bytes / 1e6)} MB`;
}

/** "212 ms", "4.21 s", "2 min 05 s". */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${significant(milliseconds / 1000)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${(seconds % 60).toString().padStart(2, '0')} s`;
}

/** Floating-point operations per second: "41.2 GFLOP/s". */
export function arithmeticRate(operationsPerSecond: number): string {
  if (operationsPerSecond >= 1e12) return `${significant(operationsPerSecond / 1e12)} TFLOP/s`;
  if (operationsPerSecond >= 1e9) return `${significant(operationsPerSecond / 1e9)} GFLOP/s`;
  return `${significant(operationsPerSecond / 1e6)} MFLOP/s`;
}

/** Digits in threes, apart by a narrow space that does not break. */
function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, thinSpace);
}
