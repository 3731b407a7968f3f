/** `analyze` of a whole model: every layer and direction of a module, on a batch of sequences. */
import type { Diagnosis } from '../analysis/diagnosis/rule.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { withoutPoint } from '../experiment/field_error.ts';
import { modelJson } from '../files/model_json.ts';
import { type MeasuredModel, notFiniteIn, notFiniteInCapture } from '../laboratory/measured_model.ts';
import type { Capture } from '../networks/given/capture.ts';
import type { ModelOutline } from '../networks/given/model_reading.ts';
import { type Flags, isOn } from './flags.ts';
import { measuredCapture, measuredModel } from './measured_model.ts';
import { modelTable } from './model_table.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usage_error.ts';

/** What the command was told. */
interface Told {
  readonly flags: Flags;
  readonly experiment: Experiment;
  /** Of the file. */
  readonly path: string;
}

/** What was found, as JSON and for a person. */
export interface Written {
  readonly json: string;
  readonly table: string;
}

/** Analyses a captured step. @throws {UsageError} where it cannot be measured, also for a number in the file that is none */
export async function analyzeCapture(capture: Capture, told: Told, around: Surroundings): Promise<Written> {
  requireFinite(told.path, notFiniteInCapture(capture));
  return written(await measuredCapture(capture, told.flags, around), capture.outline, told);
}

/** Analyses a model. @throws {UsageError} likewise */
export async function analyzeModel(
  outline: ModelOutline,
  told: Told,
  around: Surroundings,
): Promise<Written> {
  requireFinite(told.path, notFiniteIn(outline));
  return written(await measuredModel(outline, told.flags, told.experiment, around), outline, told);
}

/** What cannot be measured is `diagnose`'s to speak of. */
function requireFinite(path: string, [first]: readonly Diagnosis[]): void {
  if (first)
    throw new UsageError(
      `${path}: ${withoutPoint(first.sentence)}; finite numbers are allowed, and diagnose says more`,
    );
}

function written(
  { analysis, batched, read }: MeasuredModel,
  outline: ModelOutline,
  { flags }: Told,
): Written {
  return {
    json: modelJson(analysis, batched, read, isOn(flags, 'summary')),
    table: modelTable(analysis, outline, read),
  };
}
