/** `analyze` of a whole model: every layer and direction of a module, on a batch of sequences. */
import type { Experiment } from '../experiment/experiment.ts';
import { modelJson } from '../files/model_json.ts';
import type { ModelOutline } from '../networks/given/model_reading.ts';
import { type Flags, isOn } from './flags.ts';
import { writtenAsJson } from './json_or_table.ts';
import { measuredModel } from './measured_model.ts';
import { modelTable } from './model_table.ts';
import { writeThrough } from './pieces.ts';
import type { Terminal } from './terminal.ts';
import { writeWhole } from './whole_file.ts';

/** What the command was told. */
interface Told {
  readonly flags: Flags;
  readonly experiment: Experiment;
  readonly out: string | undefined;
}

/** Analyses a model and writes what was found; resolves to the exit status. */
export async function analyzeModel(
  outline: ModelOutline,
  { flags, experiment, out }: Told,
  terminal: Terminal,
): Promise<number> {
  const { stdout, signal } = terminal;
  const { analysis, batched, read } = await measuredModel(outline, flags, experiment, terminal);
  const json = modelJson(analysis, batched, read, isOn(flags, 'summary'));
  if (out !== undefined) await writeWhole(out, [json], signal);
  else
    await writeThrough(
      stdout,
      [writtenAsJson(flags, stdout) ? json : modelTable(analysis, outline, read)],
      signal,
    );
  return 0;
}
