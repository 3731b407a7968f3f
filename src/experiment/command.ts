/** An experiment as the command line that measures it again. */

import type { QuantityName } from './axes.ts';
import type { Experiment } from './experiment.ts';
import { formatField } from './field_text.ts';
import { applies, defaultExperiment, fields } from './fields.ts';
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
  const flags = fields.flatMap((field) => {
    const text = formatField(field, experiment[field.key]);
    const usual = text === formatField(field, terminalDefault[field.key]);
    if (usual || applies(field, experiment) !== true) return [];
    return [field.kind === 'flag' && text === 'true' ? `--${field.name}` : `--${field.name}=${text}`];
  });
  if (asked.length > 0) flags.push(`--quantity=${asked.join(',')}`);
  if (engine !== terminalEngine) flags.push(`--engine=${engine}`);
  return ['npm run -s cli -- sweep', ...flags].join(' ');
}
