/** A number as its language writes it. */
import { bothWords } from './both.ts';
import { decimalMark, language } from './language.ts';

/** Digits with the language’s mark between the whole and the parts; what has no page says both. Not for code, commands or files. */
export function inDecimals(digits: string): string {
  if (language === 'en') return digits;
  const own = digits.replace('.', decimalMark);
  return own !== digits && typeof document === 'undefined' ? bothWords(own, digits) : own;
}
