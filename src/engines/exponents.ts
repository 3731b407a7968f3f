/** What an engine may be asked of a spectrum. */
import type { Experiment } from '../experiment/experiment.ts';
import { mostExponents } from '../networks/most_exponents.ts';

/** @throws {RangeError} in a sentence, for no exponents or for more than there are */
export function requireExponents(experiment: Experiment, exponents: number): void {
  const most = mostExponents(experiment);
  if (!(Number.isInteger(exponents) && exponents >= 1 && exponents <= most))
    throw new RangeError(`A network of this state has 1 to ${most} exponents; ${exponents} were asked for`);
}
