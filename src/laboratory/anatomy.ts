/** What is worth knowing of a single network beyond its measurement: each block's spectrum, parts, parameter gradient. */
import { keptTimes } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { cellOf } from '../networks/cells.ts';
import { stepOperations } from '../networks/operations.ts';
import { log10Norm } from '../networks/scaled_vector.ts';
import type { DrawnNetwork } from '../networks/single_network.ts';
import type { Eigenvalue, MatrixSpectrum } from '../networks/spectrum.ts';
import { rowsOf } from '../networks/trace.ts';
import { blockSpectra } from './block_spectra.ts';
import { followedTrace } from './followed_trace.ts';
import type { Bench } from './job.ts';
import { parameterNormAlong } from './parameter_norm.ts';

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
  /** log10 ‖∂L/∂h_t‖ and log10 ‖∂L/∂c_t‖ at the kept times; only for a state of several parts. */
  readonly parts: readonly Float64Array[];
  /** log10 ‖∂L/∂θ‖ over recurrent weights and biases; undefined where float64 would take too long. */
  readonly log10ParameterNorm: number | undefined;
}

/** Which share of it is done, where it takes a while. */
export interface FlowProgress {
  readonly share: number;
}

/** Operations of a network's steps for which the parameter gradient takes a few seconds in float64. */
const mostOperations = 5e8;

/** How one network's gradient splits, along the engine's own trajectory. */
export async function* flow(
  network: DrawnNetwork,
  { engine, signal }: Bench,
): AsyncGenerator<FlowProgress, Flow, void> {
  const { experiment } = network;
  const { hiddenSize, steps } = experiment;
  const { parts: count } = cellOf(experiment);
  const affordable = stepOperations(experiment) * steps <= mostOperations;
  const pieces = Number(count > 1) + Number(affordable);
  let parts: Float64Array[] = [];
  if (count > 1) {
    const times = keptTimes(experiment);
    const stretch = { from: 0, to: steps, times };
    const tracing = followedTrace(engine, network, { signal, stretch });
    let next = await tracing.next();
    for (; !next.done; next = await tracing.next()) yield { share: next.value / pieces };
    const gradients = rowsOf(next.value.gradient);
    parts = Array.from({ length: count }, (_, part) =>
      Float64Array.from(gradients, ({ values, exponent }) =>
        log10Norm({ values: values.subarray(part * hiddenSize, (part + 1) * hiddenSize), exponent }),
      ),
    );
  }
  if (!affordable) return { parts, log10ParameterNorm: undefined };
  const along = parameterNormAlong(network, { engine, signal });
  let next = await along.next();
  for (; !next.done; next = await along.next()) yield { share: (pieces - 1 + next.value) / pieces };
  return { parts, log10ParameterNorm: next.value.log10ParameterNorm };
}
