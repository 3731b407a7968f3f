/** The singular values of ∂state_T/∂state_t of a few networks, against the distance T − t, along the engine's own trajectory. */
import type { Experiment } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { cellOf } from '../networks/cells.ts';
import { log10Norm } from '../networks/scaled_vector.ts';
import type { DrawnNetwork } from '../networks/single_network.ts';
import { JacobianProduct } from '../networks/singular_values.ts';
import { inBreaths } from '../networks/spectra/steps.ts';
import { rowsOf } from '../networks/trace.ts';
import { breather } from '../networks/turn.ts';
import { type FewReport, type FewRequest, fewNetworks } from './few_networks.ts';
import { followedTrace } from './followed_trace.ts';
import type { Bench } from './job.ts';

/** Of one network. */
export interface SingularNetwork {
  readonly index: number;
  readonly gain: number;
  /** The distances T − t at which they are kept, ascending from 0. */
  readonly distances: readonly number[];
  /** log10 of all singular values at each distance, falling; −Infinity for an exact zero, NaN where rounding hides them. */
  readonly log10Values: readonly Float64Array[];
  /** log10 ‖∂L/∂state_t‖/‖∂L/∂state_T‖ there: what the experiment's own gradient does. */
  readonly log10Gradient: Float64Array;
  /** The direction of state_t that survives best, of length 1 [parts·N], at each distance; of the first network only. */
  readonly directions: readonly Float64Array[];
}

/** Distances at which singular values are computed: each costs as much as a few steps. */
const mostDistances = 32;
/** What is spent on the steps of one network, in cubes of the state's size, unless that is fewer steps than these. */
const mostCubes = 4e8;
const leastSteps = 100;
const betweenWords = 100;

/** How far back from T a network is followed. */
function stepsFollowed(experiment: Experiment): number {
  const size = experiment.hiddenSize * cellOf(experiment).parts;
  return Math.min(experiment.steps, Math.max(leastSteps, Math.floor(mostCubes / size ** 3)));
}

/** 0, and then ever further apart: what grows first does so within a few steps. */
function distancesWithin(steps: number): number[] {
  const last = mostDistances - 1;
  const spaced = Array.from({ length: last }, (_, i) =>
    Math.round(1 + (steps - 1) * (i / (last - 1)) ** 1.5),
  );
  return [...new Set([0, ...spaced])];
}

export function singular(
  request: FewRequest,
  bench: Pick<Bench, 'engine' | 'signal'>,
): AsyncGenerator<FewReport<SingularNetwork>, void, void> {
  return fewNetworks(request, (network) => oneNetwork(network, network.index === request.first, bench));
}

async function* oneNetwork(
  { experiment, index }: DrawnNetwork,
  directed: boolean,
  { engine, signal }: Pick<Bench, 'engine' | 'signal'>,
): AsyncGenerator<number, SingularNetwork, void> {
  const { hiddenSize, steps } = experiment;
  const { gain } = networkSettings(experiment, index);
  const far = stepsFollowed(experiment);
  const tracing = followedTrace(
    engine,
    { experiment, index },
    { signal, stretch: { from: steps - far, to: steps } },
  );
  let traced = await tracing.next();
  for (; !traced.done; traced = await tracing.next()) yield 0.2 * traced.value;
  const { weights, ...trace } = traced.value;
  const [states, kept] = [rowsOf(trace.state), rowsOf(trace.preActivation)];
  const norms = rowsOf(trace.gradient).map(log10Norm);
  const product = new JacobianProduct({ cell: cellOf(experiment), weights, gain, hiddenSize });
  const breathe = breather(signal);
  const distances = distancesWithin(far);
  const log10Values: Float64Array[] = [];
  const directions: Float64Array[] = [];
  let said = performance.now();
  for (let distance = 0; distance <= far; distance++) {
    const [from, preActivation] = [states[far - distance], kept[far - distance]];
    if (distance > 0 && from && preActivation)
      await inBreaths(product.pull({ from, preActivation }), breathe);
    if (!distances.includes(distance)) continue;
    const { log2, direction } = await inBreaths(product.singularValues(), breathe);
    log10Values.push(log2.map((value) => value * Math.log10(2)));
    if (directed) directions.push(direction ?? new Float64Array(log2.length));
    if (performance.now() - said < betweenWords) continue;
    said = performance.now();
    yield 0.2 + (0.8 * distance) / far;
  }
  const end = norms[far] ?? Number.NaN;
  const log10Gradient = Float64Array.from(
    distances,
    (distance) => (norms[far - distance] ?? Number.NaN) - end,
  );
  return { index, gain, distances, log10Values, log10Gradient, directions };
}
