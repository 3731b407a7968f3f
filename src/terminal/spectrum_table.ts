/** Lyapunov spectra as a table for a person: its first networks, and percentiles of them all. */
import type { Collection } from '../analysis/collection.ts';
import type { NetworkSpectrum } from '../analysis/network_spectrum.ts';
import { fixed } from '../analysis/number_words.ts';
import { percentiles } from '../analysis/quantile.ts';
import { measuredBy } from '../files/provenance.ts';
import { measuredAs, type Spectra, type SpectrumFile } from '../files/spectrum_file.ts';
import { inNumber } from '../language/nouns.ts';
import { entry } from '../networks/vector.ts';
import { textTable } from './text_table.ts';

/** Networks that are listed. */
const listedNetworks = 20;

/** A number a network that percentiles are of. */
const readings = [
  { title: 'λ_1, nats per step', of: ({ exponents }: NetworkSpectrum) => entry(exponents, 0) },
  {
    title: 'Kaplan–Yorke dimension',
    of: ({ kaplanYorkeDimension }: NetworkSpectrum) => kaplanYorkeDimension,
  },
  { title: 'entropy, nats per step', of: ({ entropyRate }: NetworkSpectrum) => entropyRate },
] as const;

/** Everything is written at the end. */
export class SpectrumTable implements SpectrumFile {
  readonly #spectra: Spectra;
  readonly #listed: string[][] = [];
  readonly #columns = readings.map((): number[] => []);
  #count = 0;
  #unread = 0;
  /** |Σλ_i − (ln |det| + Σ ln φ′)| at worst. */
  #worst = Number.NaN;

  constructor(spectra: Spectra) {
    this.#spectra = spectra;
  }

  *start(): Generator<string, void, void> {
    // Widths of columns are only known at the end.
  }

  *networks(stretch: Collection, spectra: readonly NetworkSpectrum[]): Generator<string, void, void> {
    for (const [place, spectrum] of spectra.entries()) {
      if (this.#listed.length < listedNetworks) this.#listed.push(rowOf(stretch, place, spectrum));
      readings.forEach(({ of }, i) => {
        const value = of(spectrum);
        if (!Number.isNaN(value)) this.#columns[i]?.push(value);
      });
      this.#unread += spectrum.unread > 0 ? 1 : 0;
      const residual = Math.abs(spectrum.sumResidual);
      if (!(residual <= this.#worst) && !Number.isNaN(residual)) this.#worst = residual;
    }
    this.#count += spectra.length;
  }

  *end(): Generator<string, void, void> {
    const { exponents } = this.#spectra;
    const titles = ['index', 'gain', 'λ_1', '±', ...(exponents > 1 ? [`λ_${exponents}`] : [])];
    yield textTable(
      [...titles, 'D_KY', 'entropy'].map((title) => ({ title, align: 'right' })),
      this.#listed,
    );
    const more = this.#count - this.#listed.length;
    if (more > 0) yield `… and ${more} more (--out FILE keeps them all)\n`;
    yield `\n${this.#summary()}`;
    if (this.#unread > 0)
      yield `${this.#unread} with exponents that rounding leaves nothing of: --engine reference reads them\n`;
    if (!Number.isNaN(this.#worst))
      yield `all exponents add up to the determinants of their steps to ${this.#worst.toExponential(1)} nats per step\n`;
  }

  #summary(): string {
    const { name, device } = measuredBy(this.#spectra);
    const { exponents, of, every, steps, align } = measuredAs(this.#spectra);
    const networks = `${this.#count} ${inNumber(this.#count, 'network')}`;
    const how = `${exponents} of ${of} exponents over ${steps} steps after ${align}, orthonormal every ${every}`;
    return textTable(
      [
        { title: `${networks}, ${name} engine on ${device}: ${how}`, align: 'left' },
        ...['p10', 'p50', 'p90'].map((title) => ({ title, align: 'right' }) as const),
      ],
      readings.map(({ title }, i) => {
        const { p10, p50, p90 } = percentiles(Float64Array.from(this.#columns[i] ?? []));
        return [title, ...[p10, p50, p90].map((value) => written(value ?? Number.NaN))];
      }),
    );
  }
}

function rowOf(stretch: Collection, place: number, spectrum: NetworkSpectrum): string[] {
  const { exponents, standardErrors, kaplanYorkeDimension, entropyRate } = spectrum;
  return [
    String(stretch.range.from + place),
    written(entry(stretch.gain, place)),
    written(entry(exponents, 0)),
    written(entry(standardErrors, 0)),
    ...(exponents.length > 1 ? [written(entry(exponents, exponents.length - 1))] : []),
    written(kaplanYorkeDimension),
    written(entropyRate),
  ];
}

function written(value: number): string {
  return Number.isFinite(value) ? fixed(value, 4) : '–';
}
