/** What distinguishes the networks of an experiment from one another, apart from their random draws. */
import { bounds, type Experiment } from './experiment.ts';
import { fields, type SpanField } from './fields.ts';

/** What the kernels take for each network alone. */
export type NetworkSettings = Readonly<Record<SpanField['key'], number>>;

const perNetwork = fields.filter((field) => field.kind === 'span');

/**
 * Settings of network `index`, rounded to float32 so that every engine sees the same numbers.
 * @param rounded what a number becomes, where float32 is too coarse for what is asked
 */
export function networkSettings(
  experiment: Experiment,
  index: number,
  rounded: (value: number) => number = Math.fround,
): NetworkSettings {
  const settings: Partial<Record<SpanField['key'], number>> = {};
  for (const { key, stride } of perNetwork) {
    const [minimum, maximum] = bounds(experiment[key]);
    settings[key] = rounded(minimum + (maximum - minimum) * ((0.5 + index * stride) % 1));
  }
  return settings as NetworkSettings;
}
