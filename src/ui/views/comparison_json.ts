/** The numbers of a comparison as JSON: a configuration an entry, each with what its line of the table and its curve say. */
import { medianRate, stepsUntilVanished } from '../../analysis/comparison_outcome.ts';
import { effective } from '../../experiment/fields.ts';
import { measuredBy } from '../../files/provenance.ts';
import { version } from '../../files/version.ts';
import type { Outcome } from './comparison_tables.ts';

/**
 * `{ version, configurations: [{ name, experiment, engine, networks, growthRate, vanishedAfter, phases, log10GradientNorm: { steps, p10, p50,
 * p90 } }] }`: the growth rate is the median's, in nats per step; an exact zero is null.
 */
export function comparisonJson(outcomes: readonly Outcome[]): string {
  const configurations = outcomes.map(({ name, shown, clipped }) => {
    const { experiment, engine, done, cloud, summary } = shown;
    const { times, gradient } = summary.time;
    const { name: engineName, device } = measuredBy({ experiment, engine });
    return {
      ...{ name, experiment: effective(experiment), engine: { name: engineName, device }, networks: done },
      growthRate: medianRate(cloud.column('rate')),
      vanishedAfter: stepsUntilVanished(times, gradient.p50) ?? null,
      phases: summary.phases,
      log10GradientNorm: { steps: times, p10: gradient.p10, p50: gradient.p50, p90: gradient.p90 },
      ...(clipped && { clipped: { networks: clipped.networks, clipped: clipped.clipped } }),
    };
  });
  return JSON.stringify({ version, configurations });
}
