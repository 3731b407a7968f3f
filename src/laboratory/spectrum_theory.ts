/** What theory says of all Lyapunov exponents of an experiment's networks: computed beside the measurements, without an engine. */
import type { Experiment } from '../experiment/experiment.ts';
import type { NetworkSettings } from '../experiment/network_settings.ts';
import { cellOf } from '../networks/cells.ts';
import { type SpectrumNumbers, spectrumNumbers } from '../theory/exponent_law.ts';
import { pauser } from '../theory/pauser.ts';
import { fullSpectrumTheory } from '../theory/spectrum_theory.ts';
import type { Bench } from './job.ts';

export interface ExpectedSpectrum {
  /** Of a network of the experiment's size: the share of exponents above each (x), and each, in nats per step (y), falling. */
  readonly curve?: { readonly x: readonly number[]; readonly y: readonly number[] };
  readonly numbers?: SpectrumNumbers;
  /** What the curve is, or why there is none. */
  readonly sentence: string;
}

/** At the settings of one network. */
export async function spectrumTheory(
  { experiment, settings }: { readonly experiment: Experiment; readonly settings: NetworkSettings },
  { signal }: Pick<Bench, 'signal'>,
): Promise<ExpectedSpectrum> {
  const theory = await fullSpectrumTheory(experiment, settings, pauser(), signal);
  if (!theory?.curve) {
    signal.throwIfAborted();
    return { sentence: theory?.sentence ?? '' };
  }
  const { curve, sentence } = theory;
  const size = experiment.hiddenSize * cellOf(experiment).parts;
  const x = Array.from({ length: size }, (_, rank) => (rank + 0.5) / size);
  return { curve: { x, y: x.map(curve) }, numbers: spectrumNumbers(curve), sentence };
}
