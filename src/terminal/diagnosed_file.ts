/** One file's diagnosis, as the flags say. */
import { basename } from 'node:path';
import type { TrainingSaid } from '../analysis/diagnosis/rule.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { DiagnosedFile } from '../files/diagnosis_json.ts';
import { findingsOf, notFiniteIn, overflowIn } from '../laboratory/measured_model.ts';
import { type ModelOutline, modelInWords } from '../networks/given/model_reading.ts';
import { operand, weightsOf } from './analyze.ts';
import type { Flags } from './flags.ts';
import { understood } from './given_arrays.ts';
import { measuredModel } from './measured_model.ts';
import { anyModel } from './model_meant.ts';
import type { Terminal } from './terminal.ts';
import { requireReach } from './training_said.ts';
import { UsageError } from './usage_error.ts';

interface Told {
  readonly flags: Flags;
  readonly experiment: Experiment;
  readonly said: TrainingSaid;
}

/** @throws {UsageError} where the file cannot be read or measured, or something must be said first */
export async function diagnosedFile(
  path: string,
  { flags: all, ...told }: Told,
  terminal: Terminal,
): Promise<DiagnosedFile> {
  const flags = new Map([...all, [operand, path]]);
  const { file } = await weightsOf('diagnose', flags);
  const outline = await understood(path, async () => anyModel(file, flags));
  const model = { file: basename(path), layers: modelInWords(outline), path };
  return { model, ...(await found(outline, { flags, ...told }, terminal)), gone: undefined };
}

async function found(outline: ModelOutline, { flags, experiment, said }: Told, terminal: Terminal) {
  const broken = notFiniteIn(outline);
  if (broken.length > 0) return { read: outline.read, findings: broken, phase: undefined };
  try {
    const measured = await measuredModel(outline, flags, experiment, terminal);
    const phase = measured.analysis.layers[0]?.phase;
    requireReach(said, measured.analysis);
    return { read: measured.read, findings: findingsOf(measured, said), phase };
  } catch (error) {
    const overflow = error instanceof UsageError ? overflowIn(error.cause) : undefined;
    if (!overflow) throw error;
    return { read: outline.read, findings: [overflow], phase: undefined };
  }
}
