/** Fields as text: whatever a person types becomes a value here, or is refused; and a value is written so that it reads back. */
import type { Span } from './experiment.ts';
import { FieldError } from './field_error.ts';
import type { FieldKind, FieldValue } from './fields.ts';

/** The least and the most that a number may be. */
interface Limits {
  readonly minimum: number;
  readonly maximum: number;
}

/** What of a field its text depends on: also of one that is no experiment's. */
type TextField = FieldKind & { readonly name: string };

/**
 * The value that `text` stands for.
 * @throws {FieldError} where it stands for none.
 */
export function parseField(field: TextField, text: string): FieldValue {
  switch (field.kind) {
    case 'choice':
      return parseChoice(
        field.name,
        field.options.map(({ value }) => value),
        text,
      );
    case 'integer':
      return parseInteger(field.name, field.minimum, field.maximum, text);
    case 'real':
      return parseReal(field.name, field, text);
    case 'span':
      return parseSpan(field, text);
    case 'flag':
      return parseChoice(field.name, ['true', 'false'], text) === 'true';
  }
}

/** The text that {@link parseField} turns back into exactly this value. */
export function formatField(field: Pick<FieldKind, 'kind'>, value: FieldValue): string {
  return field.kind === 'span' && typeof value === 'object' ? value.join(':') : String(value);
}

/**
 * One of a few words.
 * @throws {FieldError} where `text` is none of them.
 */
export function parseChoice<Word extends string>(name: string, words: readonly Word[], text: string): Word {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw new FieldError(name, `one of ${words.join(', ')}`, text);
  return word;
}

/**
 * A whole number within limits, in decimal digits, with or without an exponent.
 * @throws {FieldError} where `text` is none.
 */
export function parseInteger(name: string, minimum: number, maximum: number, text: string): number {
  const value = /^\d+(e\+?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value >= minimum && value <= maximum)) {
    throw new FieldError(name, `a whole number ${limits({ minimum, maximum })}`, text);
  }
  return value;
}

/**
 * A number within limits, in decimal digits, with or without an exponent.
 * @throws {FieldError} where `text` is none.
 */
export function parseReal(name: string, between: Limits, text: string): number {
  const value = numberWithin(between, text);
  if (value === undefined) throw new FieldError(name, `a number ${limits(between)}`, text);
  return value;
}

function parseSpan(field: Limits & { readonly name: string }, text: string): Span {
  const [minimum, maximum, ...more] = text.split(':', 3).map((part) => numberWithin(field, part));
  if (minimum !== undefined && more.length === 0) {
    if (!text.includes(':') || minimum === maximum) return minimum;
    if (maximum !== undefined && minimum < maximum) return [minimum, maximum];
    if (maximum !== undefined) throw new FieldError(field.name, 'a range whose from is below its to', text);
  }
  throw new FieldError(
    field.name,
    `a number ${limits(field)}, or a range of them such as ${field.minimum}:${field.maximum}`,
    text,
  );
}

/** A number in decimal digits, with or without an exponent; undefined where it is none, or beyond the limits. */
function numberWithin({ minimum, maximum }: Limits, text: string): number | undefined {
  if (!/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text) + 0; // −0 + 0 is 0
  return value >= minimum && value <= maximum ? value : undefined;
}

function limits({ minimum, maximum }: Limits): string {
  // Long numbers in threes, apart by a narrow space that does not break.
  const written = (limit: number) => String(limit).replace(/^(\d+)$/, inThrees);
  return `from ${written(minimum)} to ${written(maximum)}`;
}

function inThrees(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
