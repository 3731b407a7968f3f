/** The instrument's word on a whole model: the gradient at every layer, direction, step and sequence, and the spectra. */
import { captureCheck } from '../analysis/capture_check.ts';
import { layerAnalysis, type ModelAnalysis, sumOfSquares } from '../analysis/model_analysis.ts';
import { fastProducts, productsOfTwoCores } from '../engines/wasm/products.ts';
import { SecondCoreError } from '../engines/wasm/second_core.ts';
import { cellOf } from '../networks/cells.ts';
import { blockOf } from '../networks/ensemble.ts';
import type { RecordedGradients } from '../networks/given/capture.ts';
import { GivenNetworkError } from '../networks/given/given_network.ts';
import { log10NormOf } from '../networks/model/cotangent_vector.ts';
import {
  type Layer,
  layersOf,
  lengthsOf,
  type Model,
  type ModelLoss,
  type ModelSequence,
} from '../networks/model/model.ts';
import { modelGradientSteps, stepsOfGradient } from '../networks/model/model_gradient.ts';
import type { Products } from '../networks/model/products.ts';
import { inBreaths } from '../networks/spectra/steps.ts';
import { anySpectrumSteps, type MatrixSpectrum } from '../networks/spectrum.ts';
import { breather } from '../networks/turn.ts';
import { multiplyMatrices } from '../networks/vector.ts';
import type { Bench } from './job.ts';

export interface ModelRequest {
  readonly model: Model;
  readonly batch: readonly ModelSequence[];
  readonly loss: ModelLoss;
  /** What a framework found of the same: it is checked against. */
  readonly recorded?: RecordedGradients;
}

/** Milliseconds between two reports. */
const betweenReports = 50;

/** Multiplications by weights, one way, from which a worker is worth its start: a tenth of a second. */
const worthAnother = 1e8;

/**
 * Analyses a model; reports how many steps are done, of every direction of every layer there and back. A spectrum counts as
 * much as one way through its layer.
 * @throws {GivenNetworkError} where a sum leaves the range of float64
 */
export async function* modelAnalysis(
  request: ModelRequest,
  { signal }: Pick<Bench, 'signal'>,
): AsyncGenerator<{ readonly done: number; readonly total: number }, ModelAnalysis, void> {
  const two = multiplications(request) > worthAnother ? await productsOfTwoCores() : undefined;
  if (two) {
    try {
      return yield* analysisBy(two, request, signal);
    } catch (error) {
      if (!(error instanceof SecondCoreError)) throw error;
      console.warn(`${error.message}: the model is measured again, on one core.`);
    } finally {
      two.close();
    }
  }
  return yield* analysisBy(await fastProducts(), request, signal);
}

/** Of all weights, at every step of every sequence. */
function multiplications({ model, batch }: ModelRequest): number {
  const weights = layersOf(model).reduce(
    (sum, { weightHH, weightIH }) => sum + weightHH.length + weightIH.length,
    0,
  );
  return weights * lengthsOf(model, batch).reduce((sum, length) => sum + length, 0);
}

async function* analysisBy(
  products: Products,
  { model, batch, loss, recorded }: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<{ readonly done: number; readonly total: number }, ModelAnalysis, void> {
  const breathe = breather(signal);
  const longest = Math.max(...lengthsOf(model, batch));
  const layers = layersOf(model);
  const steps = stepsOfGradient(model, batch);
  const total = steps + layers.length * longest;
  let done = 0;
  let reported = -Infinity;
  const walk = modelGradientSteps(model, batch, loss, products, recorded !== undefined);
  let step = walk.next();
  for (; !step.done; step = walk.next()) {
    // Where another core is waited for nothing is done.
    done = Math.min(done + 1, steps);
    if (performance.now() - reported > betweenReports) {
      reported = performance.now();
      yield { done, total };
    }
    await breathe();
    await products.behind?.();
  }
  const { layers: gradients, inputs } = step.value;
  const found: MatrixSpectrum[] = [];
  for (const layer of layers) {
    const { matrix, size } = recurrentMatrix(layer);
    found.push(await inBreaths(anySpectrumSteps(matrix, size), breathe));
    done += longest;
    yield { done, total };
  }
  return requireFinite({
    layers: gradients.flatMap((gradient, i) => {
      const candidate = found[i];
      return candidate ? [layerAnalysis(gradient, candidate)] : [];
    }),
    log10InputGradient: sumOfSquares(inputs.map((sequence) => Float64Array.from(sequence, log10NormOf))),
    ...(recorded && { check: captureCheck(step.value, recorded) }),
  });
}

/** What brings h back to the candidate's pre-activation, square: a block of W_hh, or W_hr times it. */
function recurrentMatrix({ settings, weightHH, weightHR, hiddenSize, outputSize }: Layer) {
  const { candidate } = cellOf(settings);
  if (!weightHR) return { matrix: blockOf(weightHH, candidate, hiddenSize), size: hiddenSize };
  const length = hiddenSize * outputSize;
  const block = weightHH.subarray(candidate * length, (candidate + 1) * length);
  return { matrix: multiplyMatrices(weightHR, block, hiddenSize), size: outputSize };
}

function requireFinite(analysis: ModelAnalysis): ModelAnalysis {
  for (const { name, candidate, decades, log10WeightHH } of analysis.layers) {
    // Of a large matrix ρ is not computed.
    const radius = candidate.values.length === 0 ? 0 : candidate.radius;
    const numbers = [radius, candidate.norm, ...decades.state, log10WeightHH];
    if (numbers.some((value) => Number.isNaN(value) || value === Infinity)) {
      throw new GivenNetworkError(
        `Sums in ${name} leave the range of float64; smaller weights, states or inputs are allowed`,
      );
    }
  }
  return analysis;
}
