/** How much of a network may be traced at once. */
import { cellOf } from '../networks/cells.ts';
import { lengthOf } from '../networks/given/given_network.ts';
import { isDrawn, type SingleNetwork, settingsIn } from '../networks/single_network.ts';
import type { TracedStretch } from '../networks/trace.ts';

/** Numbers of a trace at most, which take eight bytes each. */
const mostTracedNumbers = 2 ** 26;

/** The stretch itself, the whole sequence unless said. @throws {RangeError} in a sentence, where it is more than fits */
export function requireTraceable(network: SingleNetwork, stretch?: TracedStretch): TracedStretch {
  const { hiddenSize, steps } = isDrawn(network)
    ? network.experiment
    : { hiddenSize: network.hiddenSize, steps: lengthOf(network) };
  const { parts, preActivations } = cellOf(settingsIn(network));
  const wanted = stretch ?? { from: 0, to: steps };
  const most = Math.floor(mostTracedNumbers / ((2 * parts + preActivations) * hiddenSize));
  if ((wanted.times?.length ?? wanted.to - wanted.from) <= most) return wanted;
  throw new RangeError(
    `Everything about ${wanted.to - wanted.from} steps of such a network is more than fits; up to ${most} at a time are allowed`,
  );
}
