/** What a sweep is told by its flags. */
import { quantities } from '../analysis/quantities.ts';
import type { QuantityName } from '../experiment/axes.ts';
import type { Experiment, NetworkRange } from '../experiment/experiment.ts';
import { parseChoice } from '../experiment/field_text.ts';
import type { EngineName } from '../experiment/provenance.ts';
import { engineNamed } from './engine_flag.ts';
import { experimentOf, type Flags, requireApplying, said, terminalFields } from './flags.ts';
import { rangeOf } from './shard.ts';

/** What says which networks, and what of them. */
export const sweepFields = [...terminalFields.map(({ name }) => name), 'quantity', 'shard'];

/** What is measured, and printed, where it is asked for. */
export const askable = quantities.filter(({ filed }) => filed === 'where asked for');

export interface SweepAsked {
  readonly experiment: Experiment;
  readonly range: NetworkRange;
  readonly asked: readonly QuantityName[];
  readonly engineName: EngineName;
}

/** @throws {UsageError} for what is not allowed, does not go together, or changes nothing */
export function sweepAsked(flags: Flags): SweepAsked {
  const experiment = experimentOf(flags);
  requireApplying(flags, experiment);
  const engineName = engineNamed(flags.get('engine'));
  const range = rangeOf(flags, experiment);
  return { experiment, range, asked: said(() => quantitiesNamed(flags.get('quantity'))), engineName };
}

/** Names that commas separate; none where there is no text. @throws {FieldError} for one that is not known */
function quantitiesNamed(text: string | undefined): QuantityName[] {
  const names = askable.map(({ name }) => name);
  return (text?.split(',') ?? []).map((word) => parseChoice('quantity', names, word));
}
