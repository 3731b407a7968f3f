/** `analyze` of a whole model: every layer and direction of a module, on a batch of sequences. */
import type { Experiment } from '../experiment/experiment.ts';
import { modelJson } from '../files/model_json.ts';
import type { MeasuredModel } from '../laboratory/measured_model.ts';
import type { Capture } from '../networks/given/capture.ts';
import type { ModelOutline } from '../networks/given/model_reading.ts';
import { type Flags, isOn } from './flags.ts';
import { writtenAsJson } from './json_or_table.ts';
import { measuredCapture, measuredModel } from './measured_model.ts';
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

/** Analyses a captured step and writes what was found; resolves to the exit status. */
export async function analyzeCapture(capture: Capture, told: Told, terminal: Terminal): Promise<number> {
  const measured = await measuredCapture(capture, told.flags, terminal);
  return written(measured, capture.outline, told, terminal);
}

/** Analyses a model and writes what was found; resolves to the exit status. */
export async function analyzeModel(outline: ModelOutline, told: Told, terminal: Terminal): Promise<number> {
  const measured = await measuredModel(outline, told.flags, told.experiment, terminal);
  return written(measured, outline, told, terminal);
}

async function written(
  { analysis, batched, read }: MeasuredModel,
  outline: ModelOutline,
  { flags, out }: Told,
  { stdout, signal }: Terminal,
): Promise<number> {
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
