/** The analysis of a whole model as JSON. */
import type { GradientCourse, LayerAnalysis, ModelAnalysis } from '../analysis/model_analysis.ts';
import { decadesJson, finiteOrNull } from './analysis_json.ts';

/**
 * The keys of a single layer's analysis, of the model's first layer; `layers: [{name, direction, cell, …the same}]`, `read`,
 * and log10‖∂L/∂x_t‖ in time. In each layer times run in the order in which its direction reads; of a batch it has `batch`,
 * a course a sequence, and its own is that of all together.
 * @param batched whether sequences stand each by itself
 */
export function modelJson(
  { layers, log10InputGradient }: ModelAnalysis,
  batched: boolean,
  read: readonly string[],
): string {
  const [first] = layers;
  if (!first) throw new RangeError('A model has a layer.');
  const { name: _, direction: __, ...whole } = layerJson(first, false);
  return `${JSON.stringify({
    ...whole,
    log10InputGradientNorm: decadesJson(log10InputGradient),
    layers: layers.map((layer) => layerJson(layer, batched)),
    read,
  })}\n`;
}

function layerJson(layer: LayerAnalysis, batched: boolean) {
  const { name, direction, cell, hiddenSize, inputSize, outputSize, candidate } = layer;
  return {
    ...{ name, direction, cell, hiddenSize, inputSize },
    ...(outputSize !== hiddenSize && { outputSize }),
    spectralRadius: finiteOrNull(candidate.radius),
    spectralRadiusError: finiteOrNull(candidate.radiusError),
    spectralNorm: candidate.norm,
    ...courseJson(layer),
    log10ParameterNorm: finiteOrNull(layer.log10WeightHH),
    log10InputParameterNorm: finiteOrNull(layer.log10WeightIH),
    gates: layer.gates,
    ...(batched && { batch: layer.sequences.map(courseJson) }),
  };
}

function courseJson({ steps, growthRate, phase, decades, status, deathStep }: GradientCourse) {
  return {
    steps,
    growthRate: finiteOrNull(growthRate),
    log10GradientNorm: decadesJson(decades.state),
    parts: {
      hidden: decadesJson(decades.hidden),
      ...(decades.cell && { cell: decadesJson(decades.cell) }),
    },
    status,
    ...(status === 'dead' && { statusStep: deathStep }),
    phase,
  };
}
