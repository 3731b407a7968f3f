/** The whole model of a file, measured and diagnosed; or a question what is meant, or why it is not taken. */
import type { Diagnosis } from '../analysis/diagnosis/rule.ts';
import type { ModelAnalysis } from '../analysis/model_analysis.ts';
import { isGated } from '../experiment/experiment.ts';
import { readNpy } from '../files/npy.ts';
import { saidByControls } from '../networks/given/assumed_words.ts';
import type { LayerSummary } from '../networks/given/layer_summary.ts';
import { modelIn } from '../networks/given/model_choice.ts';
import { type ModelOutline, modelInWords } from '../networks/given/model_reading.ts';
import type { UngatedKind } from '../networks/given/sequence.ts';
import type { Answers } from '../networks/given/weight_reading.ts';
import type { Alteration } from '../networks/model/altered.ts';
import type { Bench } from './job.ts';
import { findingsOf, firstLayerOf, type ModelProgress, measureModel, notFiniteIn } from './measured_model.ts';
import { bytesOf, type FileQuestion, summaryOf, weightsOf } from './open_file.ts';
import { type Refusal, refusalOf } from './refusal.ts';

export interface DiagnosisRequest {
  /** Weights, in any format that is read. */
  readonly file: File;
  /** Files that it names, where its weights are in several. */
  readonly beside?: readonly File[];
  readonly answers: Answers;
  /** What a person says of cells without gates. */
  readonly kind: Partial<UngatedKind>;
  /** A `.npy` array of what the model reads; drawn where there is none. */
  readonly inputs?: File;
  /** T: the first steps of the inputs, or how many are drawn. */
  readonly steps?: number;
  /** Whether the outputs of the last time are summed, or those of all. */
  readonly loss: 'last' | 'every';
  /** What of its weights is other than in the file. */
  readonly alteration: Alteration;
  /** Key of what is drawn. */
  readonly seed: number;
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
  /** Undefined where its weights are no numbers. */
  readonly analysis?: ModelAnalysis;
  /** Whether it has read several sequences. */
  readonly batched: boolean;
}

/** Reads, measures and diagnoses; reports how far it is. */
export async function* diagnosis(
  request: DiagnosisRequest,
  { signal }: Pick<Bench, 'signal'>,
): AsyncGenerator<ModelProgress, DiagnosedModel | FileQuestion | Refusal, void> {
  try {
    const { file, beside, answers } = request;
    const weights = await weightsOf(file, beside);
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

async function* diagnosed(
  outline: ModelOutline,
  { kind, inputs, steps, loss, alteration, seed }: DiagnosisRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelProgress, DiagnosedModel, void> {
  const first = firstLayerOf(outline);
  const about = { name: outline.name, words: modelInWords(outline), first: summaryOf(first) };
  const broken = notFiniteIn(outline);
  if (broken.length > 0) return { ...about, read: outline.read, findings: broken, batched: false };
  const array = inputs && readNpy(new Uint8Array(await bytesOf(inputs)), inputs.name);
  const said = {
    kind: isGated(first.cell) ? {} : { ...first.said, ...kind },
    batch: { seed, loss, ...(array && { inputs: array }), ...(steps !== undefined && { steps }) },
    ...{ alteration, by: saidByControls },
  };
  const measured = yield* measureModel(outline, said, { signal });
  const { analysis, batched, read } = measured;
  return { ...about, read, findings: findingsOf(measured), analysis, batched };
}
