/** What spectra are told by their flags. */
import { quoted } from '../experiment/field_error.ts';
import { mostEvery } from '../networks/lyapunov.ts';
import { mostExponents, usualExponents } from '../networks/most_exponents.ts';
import type { Flags } from './flags.ts';
import { type SweepAsked, sweepAsked, sweepFields } from './sweep_asked.ts';
import { UsageError } from './usage_error.ts';

export const spectrumFields = [...sweepFields, 'exponents', 'every'];

export interface SpectrumAsked extends SweepAsked {
  /** k */
  readonly exponents: number;
  /** Steps between two orthonormalisations; undefined where a few networks are to say. */
  readonly every: number | undefined;
}

/** @throws {UsageError} for what is not allowed, does not go together, or changes nothing */
export function spectrumAsked(flags: Flags): SpectrumAsked {
  const asked = sweepAsked(flags);
  const { experiment } = asked;
  const exponents = wholeNumber(flags, 'exponents', mostExponents(experiment)) ?? usualExponents(experiment);
  return { ...asked, exponents, every: wholeNumber(flags, 'every', mostEvery) };
}

/** A flag's whole number from 1 on; undefined where it is not given. @throws {UsageError} for another */
function wholeNumber(flags: Flags, name: string, most: number): number | undefined {
  const text = flags.get(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from 1 to ${most}; ${quoted(text)} is not`);
}
