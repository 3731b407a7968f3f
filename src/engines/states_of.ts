/** States of an RNN from its pre-activations, until the kernels of an engine keep them. */
import type { Experiment } from '../experiment/experiment.ts';
import { activationOf, scaledValue } from '../networks/activation.ts';
import type { ScaledRows } from './engine.ts';

export function statesOf(experiment: Experiment, start: ScaledRows, preActivation: ScaledRows): ScaledRows {
  const activation = activationOf(experiment);
  const size = start.values.length;
  const later = preActivation.values.map((z, i) =>
    scaledValue(activation, z, preActivation.exponents[Math.floor(i / size)] ?? 0),
  );
  return {
    values: Float64Array.from([...start.values, ...later]),
    exponents: Int32Array.from([...start.exponents, ...preActivation.exponents]),
  };
}
