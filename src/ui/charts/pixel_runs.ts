/** A row of decades as what its pixels show: no more rectangles than there are colours to tell apart. */

/** Pixels of a row that share what is drawn there. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly decades: number;
}

/** Decades that look alike. */
const alike = 0.05;

/**
 * A row as runs of pixels. Where several steps share a pixel, it shows the one that is farthest from 1.
 * @param columns that fill the pixels; the row may have fewer
 */
export function runsOf(values: Float64Array, columns: number, pixels: number): Run[] {
  const runs: { from: number; to: number; decades: number }[] = [];
  const cells = Math.min(columns, pixels);
  for (let cell = 0; cell < cells; cell++) {
    const first = Math.floor((cell * columns) / cells);
    const last = Math.floor(((cell + 1) * columns) / cells);
    const steps = values.subarray(first, last);
    if (steps.length === 0) break;
    const decades = steps.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    const [from, to] = [Math.round((cell * pixels) / cells), Math.round(((cell + 1) * pixels) / cells)];
    const before = runs.at(-1);
    if (before && (before.decades === decades || Math.abs(before.decades - decades) < alike)) before.to = to;
    else runs.push({ from, to, decades });
  }
  return runs;
}
