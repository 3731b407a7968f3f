/** The analysis of a whole model as a table for a person: a row a direction of a layer. */
import type { LayerAnalysis, ModelAnalysis } from '../analysis/model_analysis.ts';
import { fixed } from '../analysis/number_words.ts';
import { type ModelOutline, modelInWords } from '../networks/given/model_reading.ts';
import { decadesInWords, radiusInWords } from './analysis_table.ts';
import { textTable } from './text_table.ts';

const titles = [
  ['layer', 'left'],
  ['direction', 'left'],
  ['cell', 'left'],
  ['units', 'right'],
  ['inputs', 'right'],
  ['ρ', 'right'],
  ['‖W‖₂', 'right'],
  ['growthRate', 'right'],
  ['log10‖∂L/∂state_0‖', 'right'],
  ['log10‖∂L/∂W_hh‖', 'right'],
  ['phase', 'left'],
] as const;

/** @param read what was read and assumed, in sentences */
export function modelTable(
  { layers }: ModelAnalysis,
  outline: ModelOutline,
  read: readonly string[],
): string {
  const count = layers[0]?.sequences.length ?? 0;
  const steps = Math.max(...layers.map((layer) => layer.steps));
  const sequences = count === 1 ? '' : `${count} sequences of `;
  return [
    `${outline.name === '' ? '' : `${outline.name}: `}${modelInWords(outline, layers[0])}; ${sequences}${steps} step${steps === 1 ? '' : 's'}\n\n`,
    textTable(
      titles.map(([title, align]) => ({ title, align })),
      layers.map(row),
    ),
    '\n',
    ...read.map((sentence) => `${sentence}\n`),
  ].join('');
}

function row(layer: LayerAnalysis): string[] {
  const { hiddenSize, outputSize, candidate, growthRate, decades, status, deathStep } = layer;
  return [
    ...[layer.name, layer.direction, layer.cell],
    ...[hiddenSize === outputSize ? `${hiddenSize}` : `${hiddenSize} → ${outputSize}`, `${layer.inputSize}`],
    ...[radiusInWords(candidate.radius), candidate.norm.toFixed(4)],
    ...[fixed(growthRate, 4), decadesInWords(decades.state[0])],
    decadesInWords(layer.log10WeightHH),
    status === 'dead' ? `dead from step ${deathStep} back` : layer.phase,
  ];
}
