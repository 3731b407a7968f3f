/** An experiment as the command line that measures it again. */

import type { QuantityName } from './axes.ts';
import type { Experiment } from './experiment.ts';
import { formatField } from './field_text.ts';
import { applies, defaultExperiment, type Field, type FieldKind, fields } from './fields.ts';
import type { EngineName } from './provenance.ts';

/** What the terminal measures unless told otherwise: the page's default, at one gain. */
export const terminalDefault: Experiment = { ...defaultExperiment, gain: 1.2 };

/** The engine of a terminal that is not told which: the fastest that runs everywhere. */
export const terminalEngine: EngineName = 'wasm';

/**
 * The `sweep` that gives an engine's numbers of an experiment again: only what applies and differs from a terminal's
 * defaults. No word needs quotes: values are made of letters, digits, '.', ',', ':' and '-', which stand for
 * themselves in every shell.
 * @param asked quantities that are printed besides
 */
export function sweepCommand(
  experiment: Experiment,
  engine: EngineName,
  asked: readonly QuantityName[] = [],
): string {
  const flags = flagsOf(fields, experiment);
  if (asked.length > 0) flags.push(`--quantity=${asked.join(',')}`);
  return commandLine('sweep', flags, engine);
}

/** What of an experiment applies and is not a terminal's default. */
export function flagsOf(some: readonly Field[], experiment: Experiment): string[] {
  return some.flatMap((field) => {
    const text = formatField(field, experiment[field.key]);
    const usual = text === formatField(field, terminalDefault[field.key]);
    return usual || applies(field, experiment) !== true ? [] : [flag(field, text)];
  });
}

/** A field as a word of a command line. */
export function flag(
  { kind, name }: Pick<FieldKind, 'kind'> & { readonly name: string },
  text: string,
): string {
  return kind === 'flag' && text === 'true' ? `--${name}` : `--${name}=${text}`;
}

/** The whole line. */
export function commandLine(
  command: 'sweep' | 'train',
  flags: readonly string[],
  engine: EngineName,
): string {
  const chosen = engine === terminalEngine ? [] : [`--engine=${engine}`];
  return [`npm run -s cli -- ${command}`, ...flags, ...chosen].join(' ');
}
