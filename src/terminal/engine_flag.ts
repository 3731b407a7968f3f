/** Which engine is meant by `--engine`. */
import { terminalEngine } from '../experiment/command.ts';
import { parseChoice } from '../experiment/field_text.ts';
import { type EngineName, engineNames } from '../experiment/provenance.ts';
import { said } from './flags.ts';

const choices = ['auto', ...engineNames] as const;

/** The engine that a person names, unless said the fastest that runs everywhere. @throws {UsageError} where there is none of that name */
export function engineNamed(text = 'auto'): EngineName {
  const choice = said(() => parseChoice('engine', choices, text));
  return choice === 'auto' ? terminalEngine : choice;
}
