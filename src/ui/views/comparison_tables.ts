/** The numbers of a comparison as tables. */

import { html, type TemplateResult } from 'lit';
import type { Clipped } from '../../analysis/clipping.ts';
import { medianRate, stepsUntilVanished } from '../../analysis/comparison_outcome.ts';
import { say } from '../../language/say.ts';
import type { Shown } from '../../session/exploration.ts';
import { phaseWords } from '../phase_words.ts';
import '../charts/number_table.ts';
import { asPower, count, fixed } from '../numbers.ts';

/** What one configuration came to. */
export interface Outcome {
  readonly name: string;
  readonly shown: Shown;
  readonly clipped?: Clipped;
}

const phases = ['vanishing', 'alive', 'exploding', 'dead'] as const;
type PhaseNames = readonly (typeof phases)[number][];

/** A row a configuration; the dead, and what clipping did, only where there are any. */
export function outcomeTable(outcomes: readonly Outcome[]): TemplateResult {
  const dead = outcomes.some(({ shown }) => shown.summary.phases.dead > 0);
  const columns = dead ? phases : phases.slice(0, 3);
  const clipping = outcomes.some(({ clipped }) => clipped !== undefined);
  return html`<number-table
    caption="λ: median growth rate in nats per step. 10⁻⁶ after: steps back from T until the median gradient is below 10⁻⁶ of its norm at T."
    .columns=${[
      ...[say`configuration`, 'λ', '10⁻⁶ after', ...columns.map((phase) => phaseWords[phase])],
      ...(clipping ? ['‖∂L/∂θ‖', say`clipped`] : []),
    ]}
    .words=${[0]}
    .rows=${outcomes.map(({ name, shown, clipped }) => [
      name,
      ...outcomeCells(shown, columns),
      ...(clipping ? clippingCells(clipped) : []),
    ])}
  ></number-table>`;
}

function outcomeCells({ cloud, done, experiment, summary }: Shown, columns: PhaseNames): string[] {
  const rate = medianRate(cloud.column('rate'));
  const { times, gradient } = summary.time;
  const steps = stepsUntilVanished(times, gradient.p50);
  return [
    rate === -Infinity ? say`dead` : fixed(rate, 3),
    steps === undefined ? `not in ${count(experiment.steps)}` : count(steps),
    ...columns.map((phase) => percentage(summary.phases[phase], done)),
  ];
}

function clippingCells(clipped: Clipped | undefined): string[] {
  if (!clipped) return ['–', say`no`];
  return [asPower(clipped.median), `${count(clipped.clipped)} of ${count(clipped.networks)}`];
}

/** Medians through time, a column a configuration. */
export function mediansTable(times: readonly number[], outcomes: readonly Outcome[]): TemplateResult {
  const written = (value: number | null | undefined) =>
    value === null || value === undefined ? say`zero` : fixed(value, 3);
  return html`<number-table
    caption="Median log₁₀‖∂L/∂stateₜ‖ in decades"
    .columns=${['t', ...outcomes.map(({ name }) => name)]}
    .rows=${times.map((time, i) => [
      count(time),
      ...outcomes.map(({ shown, clipped }) =>
        written((clipped?.after ?? shown.summary.time.gradient.p50)[i]),
      ),
    ])}
  ></number-table>`;
}

/** "62 %"; a part that is not nothing is never written as 0 %, and one that is not all never as 100 %. */
function percentage(part: number, all: number): string {
  const percent = (100 * part) / all;
  if (part > 0 && percent < 1) return '< 1 %';
  if (part < all && percent > 99) return '> 99 %';
  return `${fixed(percent, 0)} %`;
}
