/** The analysis of a whole model as JSON. */
import type { GradientCourse, LayerAnalysis, ModelAnalysis } from '../analysis/model_analysis.ts';
import { written } from '../language/both.ts';
import type { ForgetMemory } from '../networks/model/forget_memory.ts';
import type { GateUse } from '../networks/model/gates.ts';
import { entry } from '../networks/vector.ts';
import { decadesJson, finiteOrNull } from './analysis_json.ts';
import { schema } from './schema.ts';

/**
 * The keys of a single layer's analysis, of the model's first layer; `layers: [{name, direction, cell, …the same}]`, `read`,
 * and log10‖∂L/∂x_t‖ in time. In each layer times run in the order in which its direction reads; of a batch it has `batch`,
 * a course a sequence, and its own is that of all together. Of a captured step it has `check`.
 * @param batched whether sequences stand each by itself
 * @param summary whether what stands a number a step is left out
 */
export function modelJson(
  { layers, log10InputGradient, check }: ModelAnalysis,
  batched: boolean,
  read: readonly string[],
  summary = false,
): string {
  const [first] = layers;
  if (!first) throw new RangeError('A model has a layer.');
  const { name: _, direction: __, ...whole } = layerJson(first, { batched: false, summary });
  return `${JSON.stringify({
    ...whole,
    ...(!summary && { log10InputGradientNorm: decadesJson(log10InputGradient) }),
    layers: layers.map((layer) => layerJson(layer, { batched, summary })),
    ...(check && { check }),
    read: written(read),
    schema,
  })}\n`;
}

interface Wanted {
  readonly batched: boolean;
  readonly summary: boolean;
}

/** A direction of a layer. */
export function layerJson(layer: LayerAnalysis, { batched, summary }: Wanted) {
  const { name, direction, cell, hiddenSize, inputSize, outputSize, candidate, memory } = layer;
  return {
    ...{ name, direction, cell, hiddenSize, inputSize },
    ...(outputSize !== hiddenSize && { outputSize }),
    spectralRadius: finiteOrNull(candidate.radius),
    spectralRadiusError: finiteOrNull(candidate.radiusError),
    spectralNorm: candidate.norm,
    ...courseJson(layer, summary),
    log10ParameterNorm: finiteOrNull(layer.log10WeightHH),
    log10InputParameterNorm: finiteOrNull(layer.log10WeightIH),
    log10AllParameterNorm: finiteOrNull(layer.log10Parameters),
    gates: layer.gates.map((gate) => gateJson(gate, summary)),
    ...(!summary && memory && memoryJson(memory)),
    ...(batched && { batch: layer.sequences.map((sequence) => courseJson(sequence, summary)) }),
  };
}

function gateJson({ openingByStep, flatByStep, ...gate }: GateUse, summary: boolean) {
  if (summary) return gate;
  return {
    ...gate,
    ...(openingByStep && { openingByStep: Array.from(openingByStep) }),
    flatByStep: Array.from(flatByStep),
  };
}

function memoryJson({ log10, least, most }: ForgetMemory) {
  return {
    log10Memory: decadesJson(log10),
    log10MemoryRange: { least: decadesJson(least), most: decadesJson(most) },
  };
}

function courseJson(course: GradientCourse, summary: boolean) {
  const { steps, arrival, growthRate, phase, decades, status, deathStep } = course;
  const { state, hidden, cell } = decades;
  return {
    steps,
    growthRate: finiteOrNull(growthRate),
    ...(!summary && {
      log10GradientNorm: decadesJson(state),
      parts: { hidden: decadesJson(hidden), ...(cell && { cell: decadesJson(cell) }) },
    }),
    status,
    ...(status === 'dead' && { statusStep: deathStep }),
    phase,
    log10GradientRatio: finiteOrNull(entry(state, 0) - entry(state, arrival)),
  };
}
