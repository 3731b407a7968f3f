/** Networks before their first update: θ as each is drawn, and mended where that is asked for; optimisers that remember nothing. */
import { type Experiment, isKinked } from '../../experiment/experiment.ts';
import { FieldError } from '../../experiment/field_error.ts';
import { fields } from '../../experiment/fields.ts';
import { networkSettings } from '../../experiment/network_settings.ts';
import { cellOf } from '../cells.ts';
import { drawNetwork, type Network } from '../network.ts';
import { breather } from '../turn.ts';
import { setChrono } from './chrono.ts';
import { flossed } from './flossing.ts';
import { type LearnerStates, type LearningNetwork, thetaSize } from './learning_measurement.ts';
import { firstParameters } from './parameters.ts';
import { tasks } from './tasks.ts';

/**
 * The same on every engine, since it is made here. Of networks that learn together. Yields how many are ready, now and then: to
 * floss one takes long.
 * @throws the signal's reason; {@link FieldError} where a network cannot be flossed
 */
export async function* startingStates(
  networks: readonly LearningNetwork[],
  signal: AbortSignal,
): AsyncGenerator<number, LearnerStates, void> {
  const [first] = networks;
  const size = first ? thetaSize(first) : 0;
  const theta = new Float64Array(networks.length * size);
  const breathe = breather(signal);
  const draw = drawer();
  let told = performance.now();
  for (const [place, asked] of networks.entries()) {
    const { experiment, index, learning } = asked;
    const { seed } = experiment;
    const task = tasks[learning.task];
    const own = firstParameters(draw(experiment, index), task, { seed, index });
    if (learning.chrono > 0) setChrono(own, asked);
    theta.set(learning.floss > 0 ? await flossedStart(own, asked, breathe) : own, place * size);
    await breathe();
    if (performance.now() - told < tellingMilliseconds) continue;
    told = performance.now();
    yield place + 1;
  }
  return {
    ...{ updates: 0, theta, first: new Float64Array(theta.length), second: new Float64Array(theta.length) },
    divergedAt: new Int32Array(networks.length),
  };
}

/** How often it is said how far it is. */
const tellingMilliseconds = 100;

/** The same without a word in between. */
export async function firstStates(
  networks: readonly LearningNetwork[],
  signal: AbortSignal,
): Promise<LearnerStates> {
  const starting = startingStates(networks, signal);
  for (;;) {
    const next = await starting.next();
    if (next.done) return next.value;
  }
}

async function flossedStart(
  theta: Float64Array,
  { experiment, index, learning }: LearningNetwork,
  breathe: () => Promise<void> | undefined,
): Promise<Float64Array> {
  const { hiddenSize, steps: lag, seed } = experiment;
  const cell = cellOf(experiment);
  if (!cell.curvature && isKinked(experiment.activation))
    throw new FieldError(
      'floss',
      '0 where gates stand beside an activation with a kink, whose slope has no derivative there',
      String(learning.floss),
    );
  const flossing = flossed({ cell, hiddenSize, task: tasks[learning.task] }, theta, {
    ...{ seed, stream: learning.sharedData ? 0 : index, lag },
    ...{ exponents: learning.floss, steps: learning.flossUpdates },
  });
  for (;;) {
    const next = flossing.next();
    if (next.done) return next.value;
    await breathe();
  }
}

/** What decides on W: networks of a map that differ in nothing of it have the same one. */
const drawnAnew = fields.filter((field) => field.drawsAnew).map(({ key }) => key);
/** Matrices kept at most for networks to come. */
const mostKept = 256;

function drawer(): (experiment: Experiment, index: number) => Network {
  const kept = new Map<string, Float64Array>();
  return (experiment, index) => {
    const key = [index, ...drawnAnew.map((field) => experiment[field])].join();
    // As exact as they are told: of what a plan says they are float32's already.
    const settings = networkSettings(experiment, index, (value) => value);
    const network = drawNetwork(experiment, index, kept.get(key), settings);
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, network.weights);
    return network;
  };
}
