/** Everything that a network's Lyapunov exponents say, as charts, tables and files read it. */
import type { SpectrumMeasurement } from '../networks/lyapunov.ts';
import {
  entropyRate,
  kaplanYorkeDimension,
  type LyapunovSpectrum,
  positiveExponents,
  type ReadingOptions,
  spectrumAt,
  sumResidual,
} from './lyapunov.ts';

export interface NetworkSpectrum extends LyapunovSpectrum {
  /** NaN where the exponents that are known do not tell. */
  readonly kaplanYorkeDimension: number;
  /** In nats per step; NaN likewise. */
  readonly entropyRate: number;
  /** The share of all exponents that are positive; NaN likewise. */
  readonly positiveShare: number;
  /** Exponents that rounding has left nothing of. */
  readonly unread: number;
  /** Σλ_i against its determinants, in nats per step; NaN where it says nothing, or was not looked at. */
  readonly sumResidual: number;
}

/** How a measurement is read. */
export interface SpectrumReading extends ReadingOptions {
  /** Entries of the state: as many exponents there are. */
  readonly all: number;
  /** ln |det g·W|, where all exponents add up to it and to what slopes give. */
  readonly logDeterminant?: number | undefined;
}

/** Of the network at a place of a chunk. */
export function networkSpectrum(
  measurement: SpectrumMeasurement,
  place: number,
  { all, logDeterminant, ...options }: SpectrumReading,
): NetworkSpectrum {
  const spectrum = spectrumAt(measurement, place, options);
  const { exponents } = spectrum;
  const entropy = entropyRate(exponents, all);
  const logSlopes = measurement.logSlopes?.[place] ?? Number.NaN;
  return {
    ...spectrum,
    kaplanYorkeDimension: kaplanYorkeDimension(exponents, all),
    entropyRate: entropy,
    positiveShare: Number.isNaN(entropy) ? Number.NaN : positiveExponents(exponents) / all,
    unread: exponents.filter(Number.isNaN).length,
    sumResidual:
      exponents.length === all && logDeterminant !== undefined
        ? sumResidual(exponents, logSlopes, logDeterminant)
        : Number.NaN,
  };
}
