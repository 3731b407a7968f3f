/** What is said of text from outside that means nothing here. */
import { each } from '../language/both.ts';

/** Text that is no value of a field. The message is one clause: what is allowed, and that this is not. */
export class FieldError extends Error {
  override readonly name = 'FieldError';

  readonly #clause: string;

  constructor(fieldName: string, allowed: string, text: string) {
    const clause = `must be ${allowed}; ${quoted(text)} is not`;
    super(`${fieldName} ${clause}`);
    this.#clause = clause;
  }

  /** The same of a field under another name: its label, where a person reads labels. */
  about(name: string): string {
    return `${name} ${this.#clause}`;
  }
}

/**
 * A sentence as it stands within another: without its capital, unless that is a name's or a symbol's, and without its point. A German
 * one, which stands behind a colon, keeps it.
 */
export function asClause(sentence: string): string {
  return each(withoutPoint(sentence), (clause, language) =>
    language === 'en' && /^(?:[A-Z][a-z]+|A)(?=[ ,;])/.test(clause)
      ? clause.charAt(0).toLowerCase() + clause.slice(1)
      : clause,
  );
}

/** A sentence without its full stop, as it stands before other words or alone in a terminal. */
export function withoutPoint(sentence: string): string {
  return each(sentence, (words) => words.replace(/\.$/, ''));
}

/** Text from outside, fit to be shown in one line: quoted, control characters escaped, 40 characters at most. */
export function quoted(text: string): string {
  const characters = [...text.slice(0, 2 * longestEcho)];
  const short = characters.length > longestEcho || text.length > 2 * longestEcho;
  return JSON.stringify(short ? `${characters.slice(0, longestEcho - 1).join('')}…` : text);
}

const longestEcho = 40;

/** Of a field that changes nothing where it stands. @param reason a sentence */
export function ignored(name: string, reason: string): string {
  return `${name} changes nothing, and is ignored. ${reason}`;
}
