/** A whole model of a file, measured on a batch: the same on the page and in a terminal. */

import { checkInWords } from '../analysis/capture_words.ts';
import { diagnose } from '../analysis/diagnosis/diagnosis.ts';
import { overflowFinding } from '../analysis/diagnosis/forward_overflow.ts';
import { type NotFinite, notFiniteFinding } from '../analysis/diagnosis/not_finite.ts';
import type { Diagnosis, TrainingSaid } from '../analysis/diagnosis/rule.ts';
import type { ModelAnalysis } from '../analysis/model_analysis.ts';
import { each } from '../language/both.ts';
import { inDecimals } from '../language/decimal.ts';
import { kindSentences } from '../networks/given/assumed_words.ts';
import type { Capture, RecordedGradients } from '../networks/given/capture.ts';
import { type ModelLayerOutline, type ModelOutline, readModel } from '../networks/given/model_reading.ts';
import { batchFor, batchInWords, type GivenBatch } from '../networks/given/model_sequence.ts';
import { settingsOf } from '../networks/given/sequence.ts';
import { inWords, type Tensor } from '../networks/given/tensor.ts';
import type { UngatedKind } from '../networks/given/ungated_kind.ts';
import { NotFiniteError } from '../networks/given/weight_file_error.ts';
import { type Alteration, alterationInWords, altered, unaltered } from '../networks/model/altered.ts';
import { ForwardOverflowError } from '../networks/model/forward_peaks.ts';
import { layersOf, type Model } from '../networks/model/model.ts';
import { lanczosShortfall } from '../networks/spectra/lanczos.ts';
import { mostSpectralUnits } from '../networks/spectrum.ts';
import type { Bench } from './job.ts';
import { modelAnalysis } from './model.ts';

/** Of all steps of all layers, there and back, how many are done. */
export interface ModelProgress {
  readonly done: number;
  readonly total: number;
}

export interface MeasuredModel {
  readonly model: Model;
  readonly analysis: ModelAnalysis;
  /** Whether there are several sequences. */
  readonly batched: boolean;
  /** What was read and assumed, in sentences. */
  readonly read: readonly string[];
}

/** What of a measurement is said, not read. */
export interface SaidOfModel {
  readonly kind: Partial<UngatedKind>;
  readonly batch: GivenBatch;
  /** What of its weights is other than in the file. */
  readonly alteration?: Alteration;
  /** What a framework found of the same step. */
  readonly recorded?: RecordedGradients;
  /** Who has said what is said of its kind. */
  readonly by?: string;
}

/**
 * Measures a model; reports how far it is.
 * @throws {WeightFileError} where arrays do not go with it @throws {GivenNetworkError} where float64 does not hold it
 */
export async function* measureModel(
  outline: ModelOutline,
  { kind, batch: given, alteration = unaltered, recorded, by }: SaidOfModel,
  { signal }: Pick<Bench, 'signal'>,
): AsyncGenerator<ModelProgress, MeasuredModel, void> {
  const first = firstLayerOf(outline);
  const settings = settingsOf(first.cell, kind);
  const batch = batchFor(outline, settings, given);
  const model = altered(readModel(outline, settings), alteration);
  const request = { model, batch: batch.sequences, loss: batch.loss, ...(recorded && { recorded }) };
  const analysis = yield* modelAnalysis(request, { signal });
  const read = [
    ...outline.read,
    ...kindSentences(settings, kind, first.said, by),
    ...alterationInWords(alteration),
    ...batchInWords(given, batch),
    ...(analysis.check ? [checkInWords(analysis.check)] : []),
    ...spectraInWords(model),
    'Engine: reference, float64.',
  ];
  return { model, analysis, batched: batch.batched, read };
}

/** What is not known of large layers, in sentences. */
function spectraInWords(model: Model): string[] {
  const large = layersOf(model).filter(({ outputSize }) => outputSize > mostSpectralUnits);
  return large.length === 0
    ? []
    : [
        `ρ is not computed of more than ${mostSpectralUnits} units (${inWords(large.map(({ name }) => name))}); ‖·‖₂ is a lower bound there, by Lanczos, ${inDecimals((100 * lanczosShortfall).toFixed(2))} % short at most but for one chance in 10¹².`,
      ];
}

/** The layer that tells what all are of. @throws RangeError where there is none */
export function firstLayerOf({ levels }: ModelOutline): ModelLayerOutline {
  const [first] = levels[0] ?? [];
  if (!first) throw new RangeError('A model has a layer.');
  return first;
}

/** What is wrong with a model that was measured, worst first. @param said what no file says of its training */
export function findingsOf({ model, analysis }: MeasuredModel, said: TrainingSaid = {}): Diagnosis[] {
  return diagnose(
    layersOf(model).flatMap((layer, i) => {
      const found = analysis.layers[i];
      return found ? [{ layer, analysis: found }] : [];
    }),
    said,
  );
}

/** What is wrong with a model that could not be measured, because its way forward leaves float64; undefined of another error. */
export function overflowIn(error: unknown): Diagnosis | undefined {
  return error instanceof ForwardOverflowError ? overflowFinding(error.place) : undefined;
}

/** Weights that are no numbers, by the first element of each tensor that is none: such a model cannot be measured. */
export function notFiniteIn({ levels }: ModelOutline): Diagnosis[] {
  return levels
    .flat()
    .flatMap(({ name, direction, tensors, weightHR }) =>
      [...Object.values(tensors), ...(weightHR ? [weightHR] : [])].flatMap((tensor) =>
        notFiniteOf(tensor, { layer: name, direction }),
      ),
    );
}

/** The same of a captured step: of its weights; where they are finite the first of what it read, or of what came back to it. */
export function notFiniteInCapture({ outline, arrays }: Capture): Diagnosis[] {
  const weights = notFiniteIn(outline);
  if (weights.length > 0) return weights;
  const { name: layer, direction } = firstLayerOf(outline);
  const isGradient = ({ name }: Tensor) => /\/d_[^/]*$/.test(name);
  const first = (tensors: readonly Tensor[], of: NotFinite) =>
    tensors.flatMap((tensor) => notFiniteOf(tensor, { layer, direction }, of)).slice(0, 1);
  const read = first(
    arrays.filter((tensor) => !isGradient(tensor)),
    'inputs',
  );
  return read.length > 0 ? read : first(arrays.filter(isGradient), 'gradients');
}

function notFiniteOf(
  tensor: Tensor,
  place: Pick<Diagnosis, 'layer' | 'direction'>,
  of?: NotFinite,
): Diagnosis[] {
  try {
    tensor.values();
    return [];
  } catch (error) {
    if (!(error instanceof NotFiniteError)) throw error;
    const sentence = each(error.message, (words) => words.split(';')[0] ?? '');
    return [notFiniteFinding(place, sentence, error.element, of)];
  }
}
