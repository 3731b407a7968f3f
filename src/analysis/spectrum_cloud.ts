/** Lyapunov spectra of many networks: what charts of them show, over a part of the networks or against a setting. */
import { bounds, type Experiment } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { entry } from '../networks/vector.ts';
import type { NetworkSpectrum } from './network_spectrum.ts';
import { quantile } from './quantile.ts';
import { runningQuantiles } from './running_quantiles.ts';
import type { AxisRange } from './usual_window.ts';

/** What of a network may lie along an axis: its spans. */
const axisNames = ['gain', 'inputScale', 'biasScale'] as const;
export type SpectrumAxis = (typeof axisNames)[number];

/** The span that the networks of an experiment differ in; undefined where they are all alike. */
function spectrumAxis(experiment: Experiment): SpectrumAxis | undefined {
  return axisNames.find((name) => {
    const [least, most] = bounds(experiment[name]);
    return least < most;
  });
}

/** A number of every network, or a gap. */
export type Level = (spectrum: NetworkSpectrum) => number;

/** Quantiles; null where they are exact zeros, or cannot be read. */
export interface Band {
  readonly p10: readonly (number | null)[];
  readonly p50: readonly (number | null)[];
  readonly p90: readonly (number | null)[];
}

/** Networks at most that quantiles over ranks are taken of: a few hundred say the same. */
const mostTogether = 1024;
/** Places of a curve over networks in order, at most. */
const mostPlaces = 200;

export class SpectrumCloud {
  readonly experiment: Experiment;
  /** k, and of how many. */
  readonly exponents: number;
  readonly all: number;
  /** What the networks differ in. */
  readonly axis: SpectrumAxis | undefined;
  readonly spectra: NetworkSpectrum[] = [];
  /** Where each stands on the axis; 0 where there is none. */
  readonly places: number[] = [];

  constructor(experiment: Experiment, exponents: number, all: number) {
    this.experiment = experiment;
    this.exponents = exponents;
    this.all = all;
    this.axis = spectrumAxis(experiment);
  }

  get length(): number {
    return this.spectra.length;
  }

  /** Takes the next networks. */
  append(spectra: readonly NetworkSpectrum[]): void {
    for (const spectrum of spectra) {
      const { axis } = this;
      this.places.push(axis ? networkSettings(this.experiment, this.length)[axis] : 0);
      this.spectra.push(spectrum);
    }
  }

  /** Indices of the networks in a range of the axis. */
  within(range: AxisRange | undefined): number[] {
    const indices = Array.from(this.spectra.keys());
    if (!range) return indices;
    const [low, high] = range;
    return indices.filter((index) => {
      const place = this.places[index] ?? Number.NaN;
      return place >= low && place <= high;
    });
  }

  /** Quantiles of every exponent over some networks, by its rank, [k]. */
  overRanks(indices: readonly number[]): Band {
    const stride = Math.max(1, Math.ceil(indices.length / mostTogether));
    const taken = indices.filter((_, i) => i % stride === 0).map((index) => this.spectra[index]?.exponents);
    const ranks = Array.from({ length: this.exponents }, (_, rank) =>
      Float64Array.from(taken, (exponents) => level(exponents?.[rank] ?? Number.NaN)).sort(),
    );
    const at = (fraction: number) => ranks.map((column) => finiteOrNull(quantile(column, fraction)));
    return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
  }

  /** How many of the exponents can be read of at least half of some networks; all of them where nothing is lost. */
  readable(indices: readonly number[]): number {
    const read = Float64Array.from(indices, (index) => this.exponents - (this.spectra[index]?.unread ?? 0));
    return read.length === 0 ? this.exponents : Math.floor(quantile(read, 0.5));
  }

  /** Numbers of all networks against the axis, each with its band; over the share of networks below where there is none. */
  along(levels: readonly Level[]): { readonly x: readonly number[]; readonly bands: readonly Band[] } {
    const columns = levels.map((of) => Float64Array.from(this.spectra, (spectrum) => level(of(spectrum))));
    if (!this.axis) return inOrder(columns);
    const places = Float64Array.from(this.places);
    const running = columns.map((column) => runningQuantiles(places, column));
    const [first] = running;
    if (first && first.x.length > 1) {
      return { x: first.x, bands: running.map(({ p10, p50, p90 }) => ({ p10, p50, p90 })) };
    }
    // Too few for quantiles: each is its own.
    const order = Array.from(this.places.keys()).sort(
      (a, b) => entry(this.places, a) - entry(this.places, b),
    );
    return {
      x: order.map((index) => entry(this.places, index)),
      bands: columns.map((column) => lineOf(order.map((index) => finiteOrNull(entry(column, index))))),
    };
  }

  /** The network of the median largest exponent among some. */
  median(indices: readonly number[]): number | undefined {
    const largest = (index: number) => level(this.spectra[index]?.exponents[0] ?? Number.NaN);
    return indices.toSorted((a, b) => largest(a) - largest(b) || a - b)[indices.length >> 1];
  }

  /** The median of a number of some networks; NaN where it cannot be read of one of them at least. */
  medianOf(indices: readonly number[], of: Level): number {
    const values = Float64Array.from(indices, (index) => {
      const spectrum = this.spectra[index];
      return spectrum ? of(spectrum) : Number.NaN;
    });
    return quantile(
      values.filter((value) => !Number.isNaN(value)),
      0.5,
    );
  }
}

/** Every column in order, from its largest number down, at places of equal share. */
function inOrder(columns: readonly Float64Array[]) {
  const count = Math.min(mostPlaces, columns[0]?.length ?? 0);
  const x = Array.from({ length: count }, (_, i) => (i + 0.5) / count);
  return {
    x,
    bands: columns.map((column) => {
      const sorted = column.toSorted().reverse();
      return lineOf(x.map((share) => finiteOrNull(entry(sorted, Math.floor(share * sorted.length)))));
    }),
  };
}

function lineOf(p50: readonly (number | null)[]): Band {
  const none = p50.map(() => null);
  return { p10: none, p50, p90: none };
}

/** What cannot be read is below all that can. */
function level(value: number): number {
  return Number.isNaN(value) ? -Infinity : value;
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
