/** A model's layers in words and numbers: rows of the map, and tables of both. */

import { html, type TemplateResult } from 'lit';
import type { LayerAnalysis } from '../../analysis/model_analysis.ts';
import { choices } from '../../experiment/experiment.ts';
import { say } from '../../language/say.ts';
import type { GradientRow } from '../charts/gradient_map_chart.ts';
import { phaseWords } from '../phase_words.ts';
import '../charts/number_table.ts';
import { count, fixed, significant } from '../numbers.ts';

/** What stands for the logarithm of an exact zero. */
const zero = say`zero`;
const directionWords = { forward: say`forward`, reverse: say`reverse` } as const;

function written(decades: number | undefined): string {
  return decades === undefined ? '' : decades === -Infinity ? zero : fixed(decades, 2);
}

/** Rows of the map: `layer 0`, or `0 forward` where layers are read in both directions. */
export function gradientRows(layers: readonly LayerAnalysis[]): GradientRow[] {
  const both = layers.some(({ direction }) => direction === 'reverse');
  let level = -1;
  return layers.map(({ direction, decades }) => {
    if (direction === 'forward') level++;
    return {
      name: both ? `${level} ${directionWords[direction]}` : `layer ${level}`,
      decades: decades.state,
    };
  });
}

/** From inputs to units, and on to outputs where a projection makes fewer of them. */
function sizesOf({ inputSize, hiddenSize, outputSize }: LayerAnalysis): number[] {
  return [inputSize, hiddenSize, ...(outputSize === hiddenSize ? [] : [outputSize])];
}

/** A row a layer and direction, as in a terminal; one of them is picked, and another may be. */
export function layersTable(
  layers: readonly LayerAnalysis[],
  picked: number,
  pick: (row: number) => void,
): TemplateResult {
  return html`<number-table
    .picked=${picked}
    @row-pick=${({ detail }: CustomEvent<number>) => pick(detail)}
    caption="Norms of gradients as log₁₀, in decades; rates in nats per step"
    narrow
    .columns=${[say`layer`, say`direction`, say`cell`, 'inputs →\u00a0units', 'ρ', '‖W‖₂', 'growth rate', '‖∂L/∂state₀‖', '‖∂L/∂W_hh‖', say`phase`]}
    .words=${[0, 1, 2, 9]}
    .rows=${layers.map((layer) => [
      layer.name,
      directionWords[layer.direction],
      choices.cell[layer.cell].label,
      sizesOf(layer).map(count).join(' → '),
      Number.isNaN(layer.candidate.radius) ? '–' : significant(layer.candidate.radius, 4),
      significant(layer.candidate.norm, 4),
      layer.growthRate === -Infinity ? significant(-Infinity) : fixed(layer.growthRate, 3),
      written(layer.decades.state[0]),
      written(layer.log10WeightHH),
      layer.status === 'dead' ? `dead from step ${count(layer.deathStep)} back` : phaseWords[layer.phase],
    ])}
  ></number-table>`;
}

/** Rows of a table: no more than a person reads. */
const mostRows = 101;

/** The numbers of the map: a row a step, all or evenly among them. */
export function gradientTable(rows: readonly GradientRow[]): TemplateResult {
  const last = Math.max(...rows.map(({ decades }) => decades.length)) - 1;
  const length = Math.min(mostRows, last + 1);
  const steps = Array.from({ length }, (_, i) => Math.round((i * last) / Math.max(1, length - 1)));
  return html`<number-table
    caption="log₁₀‖∂L/∂state_t‖ in decades"
    .columns=${['t', ...rows.map(({ name }) => name)]}
    .rows=${steps.map((step) => [count(step), ...rows.map(({ decades }) => written(decades[step]))])}
  ></number-table>`;
}
