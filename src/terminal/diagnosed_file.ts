/** One file's diagnosis, as the flags say. */
import type { Diagnosis, TrainingSaid } from '../analysis/diagnosis/rule.ts';
import type { ModelAnalysis } from '../analysis/model_analysis.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { DiagnosedFile } from '../files/diagnosis_json.ts';
import {
  findingsOf,
  type MeasuredModel,
  notFiniteIn,
  notFiniteInCapture,
  overflowIn,
} from '../laboratory/measured_model.ts';
import { captureIn } from '../networks/given/capture.ts';
import { type ModelOutline, modelInWords } from '../networks/given/model_reading.ts';
import type { Flags } from './flags.ts';
import { fileName, understood } from './given_arrays.ts';
import { measuredCapture, measuredModel } from './measured_model.ts';
import { anyModel } from './model_meant.ts';
import type { Surroundings } from './surroundings.ts';
import { requireReach } from './training_said.ts';
import { UsageError } from './usage_error.ts';
import { operand, weightsOf } from './weights_operand.ts';

export interface Told {
  readonly flags: Flags;
  readonly experiment: Experiment;
  readonly said: TrainingSaid;
}

/** A file that was diagnosed, and what that was made of. */
export interface ExaminedFile {
  readonly report: DiagnosedFile;
  /** Undefined where it could not be measured, as the findings say. */
  readonly analysis?: ModelAnalysis;
  /** Whether it is of a training step that was captured. */
  readonly captured: boolean;
  /** Updates that had been made, where the file says it. */
  readonly update?: number;
}

/** @throws {UsageError} where the file cannot be read or measured, or something must be said first */
export async function diagnosedFile(path: string, told: Told, around: Surroundings): Promise<DiagnosedFile> {
  return (await examinedFile(path, told, around)).report;
}

/** @throws as diagnosedFile */
export async function examinedFile(
  path: string,
  { flags: all, ...told }: Told,
  around: Surroundings,
): Promise<ExaminedFile> {
  const flags = new Map([...all, [operand, path]]);
  const { file } = await weightsOf('diagnose', flags, around);
  const capture =
    file.capture === undefined
      ? undefined
      : await understood(path, async () => captureIn(file, flags.get('layer')));
  const outline = capture?.outline ?? (await understood(path, async () => anyModel(file, flags)));
  const kind = capture?.kind ?? (flags.has('cell') ? { cell: told.experiment.cell } : {});
  const model = { file: fileName(path), layers: modelInWords(outline, kind), path };
  const meant = {
    outline,
    captured: capture !== undefined,
    broken: await understood(path, async () =>
      capture ? notFiniteInCapture(capture) : notFiniteIn(outline),
    ),
    measure: () =>
      capture
        ? measuredCapture(capture, flags, around)
        : measuredModel(outline, flags, told.experiment, around),
  };
  const { analysis, ...rest } = await found(meant, told.said);
  return {
    report: { model, ...rest, gone: undefined },
    captured: meant.captured,
    ...(analysis && { analysis }),
    ...(capture?.step !== undefined && { update: capture.step }),
  };
}

interface Meant {
  readonly outline: ModelOutline;
  /** What keeps it from being measured. */
  readonly broken: readonly Diagnosis[];
  readonly measure: () => Promise<MeasuredModel>;
  readonly captured: boolean;
}

async function found(
  { outline, broken, measure, captured }: Meant,
  said: TrainingSaid,
): Promise<Pick<DiagnosedFile, 'read' | 'findings' | 'phase'> & Pick<ExaminedFile, 'analysis'>> {
  if (broken.length > 0) return { read: outline.read, findings: broken, phase: undefined };
  try {
    const measured = await measure();
    const phase = measured.analysis.layers[0]?.phase;
    requireReach(said, measured.analysis, captured);
    const { analysis, read } = measured;
    return { analysis, read, findings: findingsOf(measured, said), phase };
  } catch (error) {
    const overflow = error instanceof UsageError ? overflowIn(error.cause) : undefined;
    if (!overflow) throw error;
    return { read: outline.read, findings: [overflow], phase: undefined };
  }
}
