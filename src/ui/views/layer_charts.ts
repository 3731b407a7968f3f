/** What charts of one layer show: lines through time, and the same as tables. */

import { html, type TemplateResult } from 'lit';
import { gateWords } from '../../analysis/diagnosis/rule.ts';
import { memoryReading } from '../../analysis/memory_words.ts';
import type { LayerAnalysis } from '../../analysis/model_analysis.ts';
import { say } from '../../language/say.ts';
import type { Line } from '../charts/line_chart.ts';
import '../charts/number_table.ts';
import { count, fixed } from '../numbers.ts';

export interface LayerChart {
  readonly heading: string;
  /** What is drawn, unless the cursor reads something. */
  readonly about: string;
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly yLabel: string;
  readonly decades: boolean;
  readonly yRange: readonly [number, number];
}

/** PyTorch's letters by colour: what keeps is in the accent. */
const colors: Readonly<Record<string, Line['color']>> = {
  ...{ i: 'cool', f: 'accent', g: 'ink', o: 'warm' },
  ...{ r: 'cool', z: 'accent', n: 'ink', h: 'ink' },
};
/** Lines at 0 and 1 are not cut in half. */
const shares = [-0.03, 1.03] as const;

/** The charts that a layer has: no openings without gates, no memory without forget gates. */
export function chartsOf(layer: LayerAnalysis): LayerChart[] {
  const { gates, steps } = layer;
  const x = Array.from({ length: steps }, (_, i) => i + 1);
  const line = (gate: string, values: Float64Array): Line => ({
    ...{ name: gateWords[gate] ?? gate, y: [...values], color: colors[gate] ?? 'soft' },
    namedAt: 'beside',
  });
  const opening = gates.flatMap(({ gate, openingByStep }) =>
    openingByStep ? [line(gate, openingByStep)] : [],
  );
  const flat = gates.map(({ gate, flatByStep }) => line(gate, flatByStep));
  const memory = memoryChart(layer);
  return [
    ...(opening.length > 0
      ? [
          {
            ...{ heading: 'How far gates are open', x, lines: opening },
            about: 'Mean of σ(z) over units: 0 is closed, 1 is open',
            ...{ yLabel: 'mean opening', decades: false, yRange: shares },
          },
        ]
      : []),
    {
      ...{ heading: 'How much of them is saturated', x, lines: flat },
      about: 'Share of units whose slope is below a hundredth of the greatest: hardly a gradient passes',
      ...{ yLabel: 'share of units', decades: false, yRange: shares },
    },
    ...(memory ? [memory] : []),
  ];
}

function memoryChart(layer: LayerAnalysis): LayerChart | undefined {
  const { memory, decades } = layer;
  const reading = memoryReading(layer);
  if (!memory || !decades.cell || !reading) return undefined;
  const { from } = reading;
  const since = (values: Float64Array) => {
    const end = values[from] ?? Number.NaN;
    return Array.from(values.subarray(0, from + 1), (value) => (value === -Infinity ? null : value - end));
  };
  const [measured, alone] = [since(decades.cell), since(memory.log10)];
  const shown = [...measured, ...alone].filter((value) => value !== null);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const pad = Math.max(0.12 * (high - low), 0.1);
  return {
    heading: 'What forget gates alone keep',
    about: `Gradient on c over its value at t = ${count(from)}; the band reaches from the most forgetful unit to the least`,
    x: measured.map((_, t) => t),
    lines: [
      {
        ...{ name: 'forget gates alone', y: alone, color: 'accent', namedAt: 0.1 },
        band: { low: since(memory.least), high: since(memory.most) },
      },
      { name: '‖∂L/∂c‖', y: measured, color: 'ink', namedAt: 0.6 },
    ],
    ...{ yLabel: `‖∂L/∂c_t‖ ÷ that at t = ${count(from)}`, decades: true, yRange: [low - pad, high + pad] },
  };
}

/** Rows of a table: no more than a person reads. */
const mostRows = 101;

/** The numbers of a chart: a row a step, all or evenly among them. */
export function chartTable({ x, lines, decades, about }: LayerChart): TemplateResult {
  const length = Math.min(mostRows, x.length);
  const places = Array.from({ length }, (_, i) => Math.round((i * (x.length - 1)) / Math.max(1, length - 1)));
  const written = (value: number | null | undefined) =>
    typeof value === 'number' ? fixed(value, decades ? 2 : 4) : decades ? say`zero` : '';
  return html`<number-table
    caption=${decades ? `${about}; log₁₀, in decades` : about}
    .columns=${['t', ...lines.map(({ name }) => name)]}
    .rows=${places.map((place) => [count(x[place] ?? 0), ...lines.map(({ y }) => written(y[place]))])}
  ></number-table>`;
}
