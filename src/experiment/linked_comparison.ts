/** Comparisons as links have them: the name of a preset, or what differs, configuration by configuration. */
import {
  type Configuration,
  formatComparison,
  idleChanges,
  type ParsedComparison,
  parseComparison,
  withoutIdle,
} from './comparison.ts';
import { type ComparisonPreset, comparisonPresets } from './comparison_presets.ts';
import type { Experiment } from './experiment.ts';
import { ignored } from './field_error.ts';
import { presetNamed } from './presets.ts';

/** What is compared unless a person says otherwise. */
export const [usualComparison] = comparisonPresets;

/** The preset that a text names. */
export function comparisonNamed(text: string): ComparisonPreset | undefined {
  return comparisonPresets.find(({ name }) => name === text);
}

/**
 * What a text compares over an experiment, without changes that change nothing, of which notices tell unless a preset has them.
 * @throws {FieldError} for a name that no preset has
 */
export function readComparison(text: string, experiment: Experiment): ParsedComparison {
  const isName = /^(?!base$)[a-z-]+$/.test(text);
  const { configurations, notices }: ParsedComparison = isName
    ? { ...presetNamed('compare', comparisonPresets, text), notices: [] }
    : parseComparison(text);
  const idle = isName
    ? []
    : configurations.flatMap((configuration, place) =>
        idleChanges(experiment, configuration).map(({ field, reason }) =>
          ignored(`${field.name} of configuration ${place + 1} of compare`, reason),
        ),
      );
  return {
    configurations: configurations.map((one) => withoutIdle(experiment, one)),
    notices: [...notices, ...idle],
  };
}

/** The text of configurations over an experiment, and the preset that compares these, whatever it compares them over. */
export function writeComparison(
  configurations: readonly Configuration[],
  experiment: Experiment,
): { readonly text: string; readonly preset: ComparisonPreset | undefined } {
  const formatted = (all: readonly Configuration[]) =>
    formatComparison(all.map((one) => withoutIdle(experiment, one)));
  const text = formatted(configurations);
  const preset = comparisonPresets.find((one) => formatted(one.configurations) === text);
  return { text: preset?.name ?? text, preset };
}
