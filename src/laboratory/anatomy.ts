/** What is worth knowing of a single network beyond its measurement: each block's spectrum, parts, parameter gradient. */
import { tracedParameterNorm } from '../analysis/traced_parameter_norm.ts';
import { keptTimes } from '../experiment/experiment.ts';
import { mostGivenSteps } from '../experiment/fields.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { cellOf } from '../networks/cells.ts';
import { stepOperations } from '../networks/operations.ts';
import { log10Norm } from '../networks/scaled_vector.ts';
import type { DrawnNetwork } from '../networks/single_network.ts';
import type { Eigenvalue, MatrixSpectrum } from '../networks/spectrum.ts';
import { rowsOf } from '../networks/trace.ts';
import { blockSpectra } from './block_spectra.ts';
import type { Bench } from './job.ts';

export interface Spectra {
  /** Of the candidate's block of W_hh = g·W. */
  readonly eigenvalues: readonly Eigenvalue[];
  /** ρ of every block of W_hh, in the cell's order. */
  readonly radii: readonly number[];
}

/** Eigenvalues of one network's W_hh. */
export async function spectra(network: DrawnNetwork, { engine, signal }: Bench): Promise<Spectra> {
  const { experiment, index } = network;
  const { hiddenSize } = experiment;
  const layout = cellOf(experiment);
  const { gain } = networkSettings(experiment, index);
  const weights = (await engine.weights(network)).map((entry) => gain * entry);
  const found: MatrixSpectrum[] = [];
  for await (const spectrum of blockSpectra(layout, weights, hiddenSize, signal)) found.push(spectrum);
  return {
    eigenvalues: found[layout.candidate]?.values ?? [],
    radii: found.map(({ radius }) => radius),
  };
}

export interface Flow {
  /** log10 ‖∂L/∂h_t‖ and log10 ‖∂L/∂c_t‖ at the kept times; only for a state of several parts, of a sequence that fits. */
  readonly parts: readonly Float64Array[];
  /** log10 ‖∂L/∂θ‖ over recurrent weights and biases; undefined where float64 would take too long. */
  readonly log10ParameterNorm: number | undefined;
}

/** Operations of a trace for which the parameter gradient takes about a second in float64. */
const mostOperations = 1e8;

/** How one network's gradient splits, along the engine's own trajectory. */
export async function flow(network: DrawnNetwork, { engine, signal }: Bench): Promise<Flow> {
  const { experiment } = network;
  const { hiddenSize, steps } = experiment;
  const { parts } = cellOf(experiment);
  if (steps > mostGivenSteps) return { parts: [], log10ParameterNorm: undefined };
  const trace = await engine.trace(network, { signal });
  const gradients = rowsOf(trace.gradient);
  const partNorms = (part: number) =>
    Float64Array.from(keptTimes(experiment), (t) => {
      const gradient = gradients[t];
      if (!gradient) return Number.NaN;
      const values = gradient.values.subarray(part * hiddenSize, (part + 1) * hiddenSize);
      return log10Norm({ values, exponent: gradient.exponent });
    });
  const affordable = stepOperations(experiment) * steps <= mostOperations;
  return {
    parts: parts > 1 ? Array.from({ length: parts }, (_, part) => partNorms(part)) : [],
    log10ParameterNorm: affordable ? tracedParameterNorm(network, trace) : undefined,
  };
}
