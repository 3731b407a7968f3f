/** Measurements made up from formulas, so that what an analysis should find is known. */

import { Collection } from '../../src/analysis/collection.ts';
import { type Experiment, keptTimes } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import type { Measurement } from '../../src/networks/measurement.ts';

export interface Formulas {
  /** log10 ‖∂L/∂h_t‖ */
  readonly gradient?: (index: number, t: number) => number;
  /** log10 ‖h_t‖ */
  readonly state?: (index: number, t: number) => number;
  readonly spectralRadius?: (index: number) => number;
  readonly spectralNorm?: (index: number) => number;
  readonly deathStep?: (index: number) => number;
}

/** The default experiment with some fields changed. */
export function experimentWith(changes: Partial<Experiment>): Experiment {
  return { ...defaultExperiment, ...changes };
}

/** What an engine would yield for `count` networks from `first` on. */
export function measurementOf(
  experiment: Experiment,
  formulas: Formulas,
  first: number,
  count: number,
): Measurement {
  const times = keptTimes(experiment);
  const gain = (index: number) => networkSettings(experiment, index).gain;
  const {
    gradient = () => 0,
    state = () => 0,
    spectralRadius = gain,
    spectralNorm = (index) => 2 * gain(index),
    deathStep = () => -1,
  } = formulas;
  const indices = Array.from({ length: count }, (_, i) => first + i);
  const curves = (norm: (index: number, t: number) => number) =>
    Float64Array.from(indices.flatMap((index) => times.map((t) => norm(index, t))));
  return {
    first,
    count,
    spectralRadius: Float64Array.from(indices, spectralRadius),
    spectralNorm: Float64Array.from(indices, spectralNorm),
    log10GradientNorm: curves(gradient),
    log10StateNorm: curves(state),
    deathStep: Int32Array.from(indices, deathStep),
    operations: 0,
    seconds: { drawing: 0, passes: 0 },
  };
}

/** The whole experiment, as if measured. */
export function collectionOf(experiment: Experiment, formulas: Formulas = {}): Collection {
  const collection = new Collection(experiment);
  for (let first = 0; first < experiment.networks; first += 1000) {
    const count = Math.min(1000, experiment.networks - first);
    collection.append(measurementOf(experiment, formulas, first, count));
  }
  return collection;
}

/** Numbers in [0, 1) from a linear congruential generator: the same in every run. */
export function* uniforms(seed = 1): Generator<number, never, void> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}
