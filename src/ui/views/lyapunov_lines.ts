/** What the charts of Lyapunov exponents draw: lines, and the same numbers as tables. */

import type { NetworkSpectrum } from '../../analysis/network_spectrum.ts';
import type { Level, SpectrumAxis, SpectrumCloud } from '../../analysis/spectrum_cloud.ts';
import type { OneSpectrum } from '../../laboratory/one_spectrum.ts';
import type { ExpectedSpectrum } from '../../laboratory/spectrum_theory.ts';
import { say } from '../../language/say.ts';
import { entry } from '../../networks/vector.ts';
import type { Line } from '../charts/line_chart.ts';
import { fixed, significant } from '../numbers.ts';

/** A chart's lines over one axis, and their table. */
export interface Drawn {
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly table: {
    readonly caption: string;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
}

/** What may stand against the axis of the networks. */
export const alongNames = ['exponents', 'dimension', 'entropy', 'positive'] as const;
export type AlongName = (typeof alongNames)[number];

export const alongWords: Readonly<Record<AlongName, { readonly label: string; readonly unit: string }>> = {
  exponents: { label: 'λ', unit: 'λ, nats per step' },
  dimension: { label: say`Dimension`, unit: 'Kaplan–Yorke dimension / N' },
  entropy: { label: say`Entropy`, unit: 'entropy / N, nats per step' },
  positive: { label: say`Positive`, unit: 'share of exponents above 0' },
};

/** The axis of the networks. */
export const axisWords: Readonly<Record<SpectrumAxis, { readonly label: string; readonly symbol: string }>> =
  {
    gain: { label: 'gain g', symbol: 'g' },
    inputScale: { label: 'input scale σₓ', symbol: 'σₓ' },
    biasScale: { label: 'bias scale σ_b', symbol: 'σ_b' },
  };

/** Of a spectrum: its first exponent, those at its quarters, and its last. */
const quarters = [0, 0.25, 0.5, 0.75, 1] as const;
const rankColors = ['warm', 'accent', 'ink', 'soft', 'cool'] as const;

const subscripts = '₀₁₂₃₄₅₆₇₈₉';

/** λ₁ of rank 0. */
export function nameOfRank(rank: number): string {
  return `λ${[...String(rank + 1)].map((digit) => subscripts[Number(digit)] ?? '').join('')}`;
}

function shownRanks(exponents: number) {
  const ranks = quarters.map((share) => Math.round(share * (exponents - 1)));
  return ranks.flatMap((rank, i) =>
    ranks.indexOf(rank) === i ? [{ rank, color: rankColors[i] ?? 'ink' }] : [],
  );
}

/** Exponents in order, against the share of them that lies above. */
export function sortedLines(
  cloud: SpectrumCloud,
  indices: readonly number[],
  one: OneSpectrum | undefined,
  theory: ExpectedSpectrum | undefined,
): Drawn {
  const { exponents, all } = cloud;
  const x = Array.from({ length: exponents }, (_, rank) => (rank + 0.5) / all);
  const { p10, p50, p90 } = cloud.overRanks(indices);
  const expected = theory?.curve?.y.slice(0, exponents);
  const lines: Line[] = [
    {
      name: say`median`,
      y: p50,
      color: 'ink',
      band: { low: p10.map((value, i) => value ?? (p90[i] === null ? null : -Infinity)), high: p90 },
      namedAt: 0.3,
    },
    ...(one
      ? [
          {
            ...{ name: `network ${one.index}`, color: 'accent' as const, namedAt: 0.62 },
            y: Array.from(one.spectrum.exponents, finiteOrNull),
            side: 'below' as const,
          },
        ]
      : []),
    ...(expected
      ? [{ name: say`theory`, y: expected.map(finiteOrNull), color: 'soft' as const, dashed: true }]
      : []),
  ];
  return {
    x,
    lines,
    table: {
      caption: 'Lyapunov exponents in nats per step',
      columns: [
        'i',
        ...['10 %', say`median`, '90 %'],
        ...(one ? [`network ${one.index}`, '±'] : []),
        ...(expected ? [say`theory`] : []),
      ],
      rows: x.map((_, rank) => [
        String(rank + 1),
        ...[p10, p50, p90].map((column) => written(column[rank])),
        ...(one ? [written(one.spectrum.exponents[rank]), written(one.spectrum.standardErrors[rank])] : []),
        ...(expected ? [written(expected[rank])] : []),
      ]),
    },
  };
}

/** The exponents of one network alone, against their rank. */
export function ownLines({ exponents, standardErrors }: NetworkSpectrum): Drawn {
  const x = Array.from(exponents, (_, rank) => rank + 1);
  const [y, errors] = [[...exponents], [...standardErrors]];
  return {
    x,
    lines: [
      {
        ...{ name: '', color: 'accent', y: y.map(finiteOrNull) },
        band: {
          low: y.map((value, i) => finiteOrNull(value - entry(errors, i))),
          high: y.map((value, i) => finiteOrNull(value + entry(errors, i))),
        },
      },
    ],
    table: {
      caption: 'Lyapunov exponents in nats per step',
      columns: ['i', 'λᵢ', '±'],
      rows: x.map((rank, i) => [String(rank), written(y[i]), written(errors[i])]),
    },
  };
}

/** What the exponents of one network say, by name. */
export function spectrumWords(
  spectrum: NetworkSpectrum,
  all: number,
): readonly (readonly [string, string])[] {
  return [
    ['λ₁, nats/step', withError(spectrum)],
    [`dimension, of ${all}`, put(spectrum.kaplanYorkeDimension, 2)],
    ['entropy, nats/step', put(spectrum.entropyRate, 3)],
    ['above 0, %', put(100 * spectrum.positiveShare, 1)],
  ];
}

/** A quantity of all networks against what they differ in. */
export function alongLines(cloud: SpectrumCloud, name: AlongName): Drawn {
  const shown = levelsOf(cloud, name);
  const { x, bands } = cloud.along(shown.map(({ of }) => of));
  const { axis } = cloud;
  const heading = axis ? axisWords[axis].symbol : say`share`;
  const lines = shown.map(({ name, color }, i): Line => {
    const { p10 = [], p50 = [], p90 = [] } = bands[i] ?? {};
    const low = p10.map((value, place) => value ?? (p90[place] === null ? null : -Infinity));
    return {
      ...{ name, color, y: p50, namedAt: 'beside' },
      ...(p90.some((value) => value !== null) && { band: { low, high: p90 } }),
    };
  });
  return {
    x,
    lines: lines.filter(isSomewhere),
    table: {
      caption: alongWords[name].unit,
      columns: [heading, ...shown.flatMap(({ name }) => [`${name} 10 %`, `${name} median`, `${name} 90 %`])],
      rows: x.map((place, i) => [
        significant(place),
        ...bands.flatMap(({ p10, p50, p90 }) => [p10[i], p50[i], p90[i]].map(written)),
      ]),
    },
  };
}

function levelsOf(
  { exponents, all }: SpectrumCloud,
  name: AlongName,
): { readonly name: string; readonly color: Line['color']; readonly of: Level }[] {
  switch (name) {
    case 'exponents':
      return shownRanks(exponents).map(({ rank, color }) => ({
        ...{ name: nameOfRank(rank), color },
        of: ({ exponents }) => entry(exponents, rank),
      }));
    case 'dimension':
      return [{ name: 'D/N', color: 'accent', of: ({ kaplanYorkeDimension }) => kaplanYorkeDimension / all }];
    case 'entropy':
      return [{ name: 'H/N', color: 'accent', of: ({ entropyRate }) => entropyRate / all }];
    case 'positive':
      return [{ name: say`share`, color: 'accent', of: ({ positiveShare }) => positiveShare }];
  }
}

/** One network's exponents as they were after every window of steps. */
export function convergenceLines({ spectrum, convergence }: OneSpectrum): Drawn {
  const { steps, exponents, standardErrors } = convergence;
  const k = spectrum.exponents.length;
  // Those that cannot be read are the last.
  const ranks = shownRanks(k - spectrum.unread);
  const x = [...steps];
  const column = (values: Float64Array, rank: number) => x.map((_, w) => entry(values, w * k + rank));
  const lines = ranks.map(({ rank, color }): Line => {
    const [y, errors] = [column(exponents, rank), column(standardErrors, rank)];
    return {
      ...{ name: nameOfRank(rank), color, namedAt: 'beside', y: y.map(finiteOrNull) },
      band: {
        low: y.map((value, w) => finiteOrNull(value - entry(errors, w))),
        high: y.map((value, w) => finiteOrNull(value + entry(errors, w))),
      },
    };
  });
  return {
    x,
    lines: lines.filter(isSomewhere),
    table: {
      caption: 'Lyapunov exponents in nats per step, over the steps so far',
      columns: [say`steps`, ...ranks.flatMap(({ rank }) => [nameOfRank(rank), '±'])],
      rows: x.map((step, w) => [
        String(step),
        ...ranks.flatMap(({ rank }) => [
          written(exponents[w * k + rank]),
          written(standardErrors[w * k + rank]),
        ]),
      ]),
    },
  };
}

/** One that is nowhere has no place for its name either. */
function isSomewhere({ y }: Line): boolean {
  return y.some((value) => value !== null);
}

/** What spectra say, a row each: of one network, of the median of several, of theory. */
export function readingRows(
  cloud: SpectrumCloud,
  indices: readonly number[],
  one: OneSpectrum | undefined,
  theory: ExpectedSpectrum | undefined,
): readonly (readonly string[])[] {
  const { all } = cloud;
  const middle = cloud.spectra[cloud.median(indices) ?? -1];
  const numbers = theory?.numbers;
  const row = (label: string, of: Level, places: number, expected: number | undefined) => [
    label,
    ...(one ? [put(of(one.spectrum), places)] : []),
    put(cloud.medianOf(indices, of), places),
    ...(numbers ? [put(expected ?? Number.NaN, places)] : []),
  ];
  return [
    [
      'λ₁, nats/step',
      ...(one ? [withError(one.spectrum)] : []),
      middle ? withError(middle) : none,
      ...(numbers ? [put(numbers.largest, 4)] : []),
    ],
    row(
      `Dimension, of ${all}`,
      ({ kaplanYorkeDimension }) => kaplanYorkeDimension,
      2,
      numbers && numbers.dimension * all,
    ),
    row('Entropy, nats/step', ({ entropyRate }) => entropyRate, 3, numbers && numbers.entropy * all),
    row('Above 0, %', ({ positiveShare }) => 100 * positiveShare, 1, numbers && 100 * numbers.positive),
  ];
}

const none = '–';

function withError({ exponents, standardErrors }: NetworkSpectrum): string {
  const exponent = entry(exponents, 0);
  const error = entry(standardErrors, 0);
  if (Number.isNaN(exponent)) return none;
  return Number.isFinite(error) ? `${fixed(exponent, 4)} ± ${significant(error, 2)}` : put(exponent, 4);
}

function put(value: number, places: number): string {
  return Number.isFinite(value) ? fixed(value, places) : value === -Infinity ? '−∞' : none;
}

function written(value: number | null | undefined): string {
  return value === null || value === undefined ? none : put(value, 4);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
