/** What a network costs a worker, in operations, and how many networks to give it at once. */
import type { Experiment } from '../../experiment/experiment.ts';
import { spectrumOperations } from '../spectral_radius.ts';

/** A normal number and an activation, in operations that take as long as those of a matrix product. */
const operationsPerNormal = 60;
const operationsPerActivation = 50;
/** What a core does at least, in operations a second, until it has been seen at work. */
const firstGuess = 8e9;
/** A share is planned to last this long, in seconds: short beside an eye's patience, long beside a message. */
const shareSeconds = 0.008;
/** A share of more networks would be a long wait should the guess be wrong. */
const mostNetworks = 64;

/** Operations for one network, whose matrix is kept or is to be drawn. */
function networkCost({ hiddenSize, ensemble, warmUp, steps, inputScale }: Experiment, kept: boolean) {
  const inputs = inputScale === 0 ? 0 : operationsPerNormal;
  const forward = hiddenSize * (2 * hiddenSize + operationsPerActivation + inputs);
  const orthonormalisation = ensemble === 'orthogonal' ? 8 * hiddenSize ** 3 : 0;
  const drawn = kept
    ? 0
    : operationsPerNormal * hiddenSize ** 2 + orthonormalisation + spectrumOperations(hiddenSize);
  return drawn + (warmUp + steps) * forward + steps * 2 * hiddenSize * (hiddenSize + 4);
}

/** Networks of one share, from 1 up. */
export function shareSize(experiment: Experiment, kept: boolean): number {
  const affordable = (firstGuess * shareSeconds) / networkCost(experiment, kept);
  return Math.max(1, Math.min(Math.floor(affordable), mostNetworks));
}
