/** The whole model of a file, measured and diagnosed; or a question what is meant, or why it is not taken. */
import { experimentLike } from '../analysis/diagnosis/explorer_link.ts';
import type { Diagnosis, TrainingSaid } from '../analysis/diagnosis/rule.ts';
import { lagBeyond } from '../analysis/diagnosis/training_fields.ts';
import type { ModelAnalysis } from '../analysis/model_analysis.ts';
import { type Experiment, isGated } from '../experiment/experiment.ts';
import { type ArrayName, arrayNames } from '../networks/given/array_names.ts';
import { saidByCapture, saidByControls } from '../networks/given/assumed_words.ts';
import { type Capture, captureIn, capturesIn } from '../networks/given/capture.ts';
import type { LayerSummary } from '../networks/given/layer_summary.ts';
import type { PlaceKind } from '../networks/given/meant_inputs.ts';
import { modelIn } from '../networks/given/model_choice.ts';
import { type ModelOutline, modelInWords } from '../networks/given/model_reading.ts';
import type { BatchAxis, GivenBatch } from '../networks/given/model_sequence.ts';
import type { UngatedKind } from '../networks/given/ungated_kind.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import type { Answers } from '../networks/given/weight_reading.ts';
import type { Alteration } from '../networks/model/altered.ts';
import { layersOf } from '../networks/model/model.ts';
import { type GivenArray, givenArray, readerOf } from './given_array.ts';
import type { Bench } from './job.ts';
import {
  findingsOf,
  firstLayerOf,
  type MeasuredModel,
  type ModelProgress,
  measureModel,
  notFiniteIn,
  notFiniteInCapture,
  overflowIn,
  type SaidOfModel,
} from './measured_model.ts';
import type { ArrayFiles } from './open_arrays.ts';
import { bytesOf, type FileQuestion, summaryOf, weightsOf } from './open_file.ts';
import { type Refusal, refusalOf } from './refusal.ts';

export interface DiagnosisRequest extends ArrayFiles {
  /** Weights, in any format that is read. */
  readonly file: File;
  /** Files that it names, where its weights are in several. */
  readonly beside?: readonly File[];
  readonly answers: Answers;
  /** What a person says of cells without gates. */
  readonly kind: Partial<UngatedKind>;
  /** What whole numbers of the inputs stand for. */
  readonly places?: PlaceKind;
  readonly batchAxis?: BatchAxis;
  /** T of each sequence of a batch. */
  readonly lengths?: readonly number[];
  /** T: the first steps of the inputs, or how many are drawn. */
  readonly steps?: number;
  /** Whether the outputs of the last time are summed, or those of all; a cotangent says otherwise. */
  readonly loss: 'last' | 'every';
  /** What of its weights is other than in the file. */
  readonly alteration: Alteration;
  /** Key of what is drawn. */
  readonly seed: number;
  /** What no file says of its training. */
  readonly training?: TrainingSaid;
}

/** What is found out of a model. */
export interface DiagnosedModel {
  /** Its name in the file; empty where it has none. */
  readonly name: string;
  /** Layers, directions, cell and sizes, in words. */
  readonly words: string;
  /** The first of its layers, which tells what all are of. */
  readonly first: LayerSummary;
  /** What was read and assumed, in sentences. */
  readonly read: readonly string[];
  /** Worst first. */
  readonly findings: readonly Diagnosis[];
  /** Undefined where its weights are no numbers, or make none. */
  readonly analysis?: ModelAnalysis;
  /** Whether it has read several sequences. */
  readonly batched: boolean;
  /** Random networks of each layer's kind, as its findings link to them; undefined where ρ is not known. */
  readonly likes?: readonly (Experiment | undefined)[];
  /** Of a captured training step: it says by itself what was read and asked. */
  readonly captured?: true;
  /** Updates that had been made by then, where the file says it. */
  readonly update?: number;
}

/** Reads, measures and diagnoses; reports how far it is. */
export async function* diagnosis(
  request: DiagnosisRequest,
  { signal }: Pick<Bench, 'signal'>,
): AsyncGenerator<ModelProgress, DiagnosedModel | FileQuestion | Refusal, void> {
  try {
    const { file, beside, answers } = request;
    const weights = await weightsOf(file, beside);
    if (weights.capture !== undefined) {
      const question = answers.layer === undefined ? whichOf(capturesIn(weights)) : undefined;
      return question ?? (yield* captured(captureIn(weights, answers.layer), request, signal));
    }
    const outline = modelIn(weights, answers);
    if ('about' in outline) {
      const { about, sentence, choices } = outline;
      return { about, sentence, choices: choices.map(summaryOf) };
    }
    return yield* diagnosed(outline, request, signal);
  } catch (error) {
    return refusalOf(error);
  }
}

/** Which module is meant, where several were captured. */
function whichOf(captures: readonly Capture[]): FileQuestion | undefined {
  if (captures.length < 2) return undefined;
  return {
    about: 'layer',
    sentence: `The step was captured of ${captures.length} modules`,
    choices: captures.map(({ name, outline }) => ({ ...summaryOf(firstLayerOf(outline)), name })),
  };
}

/** Of a captured step: what is read and asked is in the file. */
async function* captured(
  capture: Capture,
  { alteration, training }: DiagnosisRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelProgress, DiagnosedModel, void> {
  const { outline, kind, batch, recorded, step } = capture;
  // Another model’s gradients are not the framework’s.
  const checked = alteration.factor === 1 && alteration.forgetShift === 0 && { recorded };
  const said = { kind, batch, alteration, by: saidByCapture, ...checked };
  const broken = notFiniteInCapture(capture);
  const model = yield* found(outline, broken, said, training, signal);
  return { ...model, captured: true, ...(step !== undefined && { update: step }) };
}

async function* diagnosed(
  outline: ModelOutline,
  request: DiagnosisRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelProgress, DiagnosedModel, void> {
  const first = firstLayerOf(outline);
  const { kind, alteration, training } = request;
  const said = {
    // Its own cell, where it has gates.
    kind: { ...first.said, ...kind, ...(isGated(first.cell) && { cell: first.cell }) },
    batch: await batchOf(outline, request),
    ...{ alteration, by: saidByControls },
  };
  return yield* found(outline, notFiniteIn(outline), said, training, signal);
}

async function* found(
  outline: ModelOutline,
  broken: readonly Diagnosis[],
  said: SaidOfModel,
  training: TrainingSaid | undefined,
  signal: AbortSignal,
): AsyncGenerator<ModelProgress, DiagnosedModel, void> {
  const about = {
    ...{ name: outline.name, words: modelInWords(outline, said.kind) },
    first: summaryOf(firstLayerOf(outline)),
  };
  if (broken.length > 0) return { ...about, read: outline.read, findings: broken, batched: false };
  try {
    const measured = yield* measureModel(outline, said, { signal });
    const { analysis, batched, read } = measured;
    const steps = Math.max(...analysis.layers.map((layer) => layer.steps));
    const beyond = lagBeyond(training ?? {}, steps);
    if (beyond !== undefined)
      throw new WeightFileError(
        `The lag ${training?.lag} ${beyond}; as many steps or more, or longer inputs, are allowed with it`,
      );
    return {
      ...about,
      read,
      findings: findingsOf(measured, training),
      analysis,
      batched,
      likes: likesOf(measured),
    };
  } catch (error) {
    const overflow = overflowIn(error);
    if (!overflow) throw error;
    return { ...about, read: outline.read, findings: [overflow], batched: false };
  }
}

function likesOf({ model, analysis }: MeasuredModel): (Experiment | undefined)[] {
  return layersOf(model).map((layer, i) => {
    const found = analysis.layers[i];
    return found && !Number.isNaN(found.candidate.radius) ? experimentLike(layer, found) : undefined;
  });
}

/** What the model reads and is asked, out of files. @throws {WeightFileError} where one is not read, or not certain */
async function batchOf(outline: ModelOutline, request: DiagnosisRequest): Promise<GivenBatch> {
  const { places, steps, lengths, batchAxis, loss, seed } = request;
  const reader = { ...readerOf(outline), ...(places && { places }) };
  const given = new Map<ArrayName, GivenArray>();
  for (const name of arrayNames) {
    const file = request[name];
    if (!file) continue;
    const bytes = new Uint8Array(await bytesOf(file));
    given.set(name, await givenArray(name, { name: file.name, bytes }, reader));
  }
  const [inputs, cotangent] = [given.get('inputs'), given.get('cotangent')];
  const initial = [given.get('hidden'), given.get('cell')].flatMap((array) => array?.tensor ?? []);
  const all = lengths ?? inputs?.lengths;
  return {
    ...{ seed, loss: cotangent?.tensor ?? loss },
    remarks: [...given.values()].flatMap(({ remarks }) => remarks),
    ...(inputs && { inputs: inputs.tensor }),
    ...(initial.length > 0 && { initial }),
    ...(steps !== undefined && { steps }),
    ...(inputs && all && { lengths: all }),
    ...(inputs && batchAxis && { batchAxis }),
  };
}
