/** One file's diagnosis, as the flags say. */
import { basename } from 'node:path';
import type { Experiment } from '../experiment/experiment.ts';
import type { DiagnosedFile } from '../files/diagnosis_json.ts';
import { findingsOf, notFiniteIn } from '../laboratory/measured_model.ts';
import { type ModelOutline, modelInWords } from '../networks/given/model_reading.ts';
import { operand, weightsOf } from './analyze.ts';
import type { Flags } from './flags.ts';
import { understood } from './given_arrays.ts';
import { measuredModel } from './measured_model.ts';
import { anyModel } from './model_meant.ts';
import type { Terminal } from './terminal.ts';

interface Told {
  readonly flags: Flags;
  readonly experiment: Experiment;
}

/** @throws {UsageError} where the file cannot be read or measured, or something must be said first */
export async function diagnosedFile(
  path: string,
  { flags: all, experiment }: Told,
  terminal: Terminal,
): Promise<DiagnosedFile> {
  const flags = new Map([...all, [operand, path]]);
  const { file } = await weightsOf('diagnose', flags);
  const outline = await understood(path, async () => anyModel(file, flags));
  const model = { file: basename(path), layers: modelInWords(outline), path };
  return { model, ...(await found(outline, { flags, experiment }, terminal)), gone: undefined };
}

async function found(outline: ModelOutline, { flags, experiment }: Told, terminal: Terminal) {
  const broken = notFiniteIn(outline);
  if (broken.length > 0) return { read: outline.read, findings: broken, phase: undefined };
  const measured = await measuredModel(outline, flags, experiment, terminal);
  const phase = measured.analysis.layers[0]?.phase;
  return { read: measured.read, findings: findingsOf(measured), phase };
}
