/** Singular values of a few networks against the distance that a gradient goes: what stands at each place of the spectrum. */
import { quantile } from './quantile.ts';

/** What of a network's singular values is asked. */
interface Spectrum {
  /** log10 of all of them at each distance, falling; −Infinity for an exact zero, NaN where rounding hides it. */
  readonly log10Values: readonly Float64Array[];
}

/** Over networks; null where it is zero, or hidden in most of them. */
export interface Band {
  readonly low: readonly (number | null)[];
  readonly median: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** The value at a place of the sorted spectrum, 0 the largest and 1 the smallest, at each distance. */
export function placeBand(networks: readonly Spectrum[], place: number): Band {
  return bandOf(
    networks.map(({ log10Values }) =>
      log10Values.map((values) => values[Math.round(place * (values.length - 1))] ?? Number.NaN),
    ),
  );
}

/** log10 of the largest singular value over the smallest, at each distance. */
export function conditionBand(networks: readonly Spectrum[]): Band {
  return bandOf(
    networks.map(({ log10Values }) =>
      log10Values.map((values) => (values[0] ?? Number.NaN) - (values.at(-1) ?? Number.NaN)),
    ),
  );
}

/** All singular values at one distance, from the largest to the smallest. */
export function sortedBand(networks: readonly Spectrum[], distance: number): Band {
  return bandOf(networks.map(({ log10Values }) => [...(log10Values[distance] ?? [])]));
}

/** 10th, 50th and 90th percentile over rows, place by place. A hidden value is as good as a zero: below all that are seen. */
export function bandOf(rows: readonly (readonly number[])[]): Band {
  const places = rows[0]?.length ?? 0;
  const at = (fraction: number) =>
    Array.from({ length: places }, (_, place) => {
      const values = Float64Array.from(rows, (row) => {
        const value = row[place] ?? Number.NaN;
        return Number.isNaN(value) ? -Infinity : value;
      });
      const found = quantile(values, fraction);
      return Number.isFinite(found) ? found : null;
    });
  return { low: at(0.1), median: at(0.5), high: at(0.9) };
}
