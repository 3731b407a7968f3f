/** Lyapunov spectra as files: the rows of a sweep, each with the exponents of its network. */
import type { Collection } from '../analysis/collection.ts';
import type { NetworkSpectrum } from '../analysis/network_spectrum.ts';
import { mostExponents } from '../networks/most_exponents.ts';
import { SweepCsv } from './csv.ts';
import { SweepJson } from './json.ts';
import type { Sweep } from './sweep_file.ts';
import type { Cell } from './sweep_row.ts';

/** What a file of spectra is of. */
export interface Spectra extends Sweep {
  /** k */
  readonly exponents: number;
  /** Steps between two orthonormalisations. */
  readonly every: number;
}

/** Pieces of it, as of a sweep's; each stretch with the spectra of its networks. */
export interface SpectrumFile {
  start(): Iterable<string>;
  networks(stretch: Collection, spectra: readonly NetworkSpectrum[]): Iterable<string>;
  end(): Iterable<string>;
}

/** What is said of how they were measured. */
export function measuredAs({ experiment, exponents, every }: Spectra) {
  const { steps, warmUp } = experiment;
  return { exponents, of: mostExponents(experiment), every, steps, align: warmUp };
}

export class SpectrumJson implements SpectrumFile {
  readonly #spectra: Spectra;
  readonly #rows: SweepJson;

  constructor(spectra: Spectra) {
    this.#spectra = spectra;
    this.#rows = new SweepJson(spectra);
  }

  start(): Iterable<string> {
    return this.#rows.start({ lyapunov: measuredAs(this.#spectra) });
  }

  networks(stretch: Collection, spectra: readonly NetworkSpectrum[]): Iterable<string> {
    return this.#rows.networks(stretch, (place) => spectrumKeys(spectra[place]));
  }

  end(): Iterable<string> {
    return this.#rows.end();
  }
}

/** −∞, and whatever is not known, are null; a sum is there only where all exponents and the determinants are. */
function spectrumKeys(spectrum: NetworkSpectrum | undefined): Record<string, unknown> {
  if (!spectrum) return {};
  const { exponents, standardErrors, unread, sumResidual } = spectrum;
  return {
    lyapunovExponents: [...exponents].map(finite),
    standardErrors: [...standardErrors].map(finite),
    unread,
    kaplanYorkeDimension: finite(spectrum.kaplanYorkeDimension),
    entropyRate: finite(spectrum.entropyRate),
    ...(Number.isFinite(sumResidual) && { sumResidual }),
  };
}

export class SpectrumCsv implements SpectrumFile {
  readonly #spectra: Spectra;
  readonly #rows: SweepCsv;

  constructor(spectra: Spectra) {
    this.#spectra = spectra;
    this.#rows = new SweepCsv(spectra);
  }

  start(): Iterable<string> {
    const { exponents, of, every, align } = measuredAs(this.#spectra);
    const places = Array.from({ length: exponents }, (_, j) => j + 1);
    return this.#rows.head(
      'spectrum',
      [`exponents: ${exponents} of ${of}, orthonormalised every ${every} steps after ${align} of alignment`],
      [
        { key: 'unread' },
        { key: 'kaplanYorkeDimension' },
        { key: 'entropyRate', unit: 'nats per step' },
        { key: 'sumResidual', unit: 'nats per step' },
        ...places.map((j) => ({ key: `lyapunovExponent${j}`, unit: 'nats per step' })),
        ...places.map((j) => ({ key: `standardError${j}`, unit: 'nats per step' })),
      ],
    );
  }

  networks(stretch: Collection, spectra: readonly NetworkSpectrum[]): Iterable<string> {
    return this.#rows.networks(stretch, (place) => spectrumCells(spectra[place]));
  }

  end(): Iterable<string> {
    return this.#rows.end();
  }
}

function spectrumCells(spectrum: NetworkSpectrum | undefined): Cell[] {
  if (!spectrum) return [];
  const { exponents, standardErrors, unread, kaplanYorkeDimension, entropyRate, sumResidual } = spectrum;
  return [
    unread,
    ...[kaplanYorkeDimension, entropyRate, sumResidual, ...exponents, ...standardErrors].map(finite),
  ];
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
