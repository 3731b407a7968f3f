/**
 * Words that are shown in the page’s language and kept in files in English. What the worker says holds both, marked by the build
 * (vite.config.ts), until it is known which is wanted: `spoken` on the page, `written` in a file. Of an English page they are just words.
 */
import { language } from './language.ts';

/** As scripts/messages.mjs puts them. */
export const bothWords = (own: string, english: string): string => `\uE002${own}\uE003${english}\uE004`;
/** Nothing else of the kind within. */
const innermost = /\uE002([^\uE002-\uE004]*)\uE003([^\uE002-\uE004]*)\uE004/g;

/** What was written in English before it was spoken, by what was spoken. */
const inEnglish = new Map<string, string>();
/** Sentences hold numbers: a long day has many. */
const mostKept = 20_000;

/** A change that is made to words of either language. */
export function each(words: string, change: (words: string, language: 'en' | 'de') => string): string {
  if (language === 'en') return change(words, 'en');
  if (!words.includes('\uE002')) return change(words, language);
  return bothWords(change(only(words, '$1'), language), change(only(words, '$2'), 'en'));
}

/** Everything that is said in a value, in the page’s language. What holds no words is the same as it was. */
export function spoken<Value>(value: Value): Value {
  if (language === 'en') return value;
  return changed(value, (words) => {
    if (!words.includes('\uE002')) return words;
    const own = only(words, '$1');
    if (inEnglish.size >= mostKept) inEnglish.clear();
    inEnglish.set(own, only(words, '$2'));
    return own;
  });
}

/** Whoever is told something hears it in the page's language. */
export function hearing<Said>(
  told: (said: Said) => void | Promise<void>,
): (said: Said) => void | Promise<void> {
  return language === 'en' ? told : (said) => told(spoken(said));
}

/** An error whose message a reader may see. */
export function spokenError(error: unknown): unknown {
  if (language !== 'en' && error instanceof Error && spoken(error.message) !== error.message)
    return Object.assign(error, { message: spoken(error.message) });
  return error;
}

/** The same in English, also of what was spoken. */
export function written<Value>(value: Value): Value {
  if (language === 'en') return value;
  return changed(value, (words) => inEnglish.get(words) ?? only(words, '$2'));
}

function only(words: string, which: '$1' | '$2'): string {
  let before = '';
  let now = words;
  while (now !== before) [before, now] = [now, now.replace(innermost, which)];
  return now;
}

function changed<Value>(value: Value, change: (words: string) => string): Value {
  return changedWithin(value, change) as Value;
}

function changedWithin(value: unknown, change: (words: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) {
    // Columns of numbers are long.
    if (typeof value[0] === 'number') return value;
    const next = value.map((one) => changedWithin(one, change));
    return next.some((one, index) => one !== value[index]) ? next : value;
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const entries = Object.entries(value);
  const next = entries.map(([key, one]) => [key, changedWithin(one, change)] as const);
  return next.some(([, one], index) => one !== entries[index]?.[1]) ? Object.fromEntries(next) : value;
}
