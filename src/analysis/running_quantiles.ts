/**
 * Running percentiles of one column against another: the median line and the band of a scatter chart.
 */
import { percentiles } from './quantile.ts';

/** One entry per window, strictly ascending in x. A null is a quantile of exact zeros: a gap. */
export interface RunningQuantiles {
  /** Mean x of the networks in the window. */
  readonly x: number[];
  readonly p10: (number | null)[];
  readonly p50: (number | null)[];
  readonly p90: (number | null)[];
}

const mostWindows = 64;
/** A window widens by whole neighbours until it holds this many networks (fewer for a small batch) … */
const fullWindow = 80;
/** … but never by more than this to either side: where networks are sparse the line ends. */
const mostNeighbours = 3;

/**
 * Percentiles of `y` in windows even in `x`; both [count], finite x, y without NaN. Few networks make few
 * windows, fewer than 12 none.
 */
export function runningQuantiles(x: Float64Array, y: Float64Array): RunningQuantiles {
  const running: RunningQuantiles = { x: [], p10: [], p50: [], p90: [] };
  const least = Math.min(fullWindow, Math.max(12, x.length >> 3));
  if (x.length < least) return running;

  const windows = Math.min(mostWindows, Math.max(1, Math.floor((2 * x.length) / least)));
  const { starts, sortedX, sortedY } = sortIntoWindows(x, y, windows);
  const start = (window: number) => starts[Math.min(windows, Math.max(0, window))] ?? 0;
  for (let window = 0; window < windows; window++) {
    let reach = 0;
    while (start(window + 1 + reach) - start(window - reach) < least && reach < mostNeighbours) reach++;
    const from = start(window - reach);
    const to = start(window + 1 + reach);
    if (to - from < least) continue;
    const { center, level } = withoutTrend(sortedX.subarray(from, to), sortedY.subarray(from, to));
    // Neighbours of unequal density may share a centre, or swap theirs; a line goes one way.
    if (center <= (running.x.at(-1) ?? -Infinity)) continue;
    const { p10, p50, p90 } = percentiles(level);
    running.x.push(center);
    running.p10.push(p10);
    running.p50.push(p50);
    running.p90.push(p90);
  }
  return running;
}

/**
 * The y of a window moved along its straight line of least squares to its mean x. Without this a band would
 * show how steep the median is, not how far the networks of one x lie apart.
 */
function withoutTrend(x: Float64Array, y: Float64Array): { center: number; level: Float64Array } {
  const center = x.reduce((sum, value) => sum + value, 0) / x.length;
  let living = 0;
  let meanX = 0;
  let meanY = 0;
  x.forEach((value, i) => {
    const norm = y[i] ?? Number.NaN;
    if (!Number.isFinite(norm)) return;
    living++;
    meanX += (value - meanX) / living;
    meanY += (norm - meanY) / living;
  });
  let spread = 0;
  let shared = 0;
  x.forEach((value, i) => {
    const norm = y[i] ?? Number.NaN;
    if (!Number.isFinite(norm)) return;
    spread += (value - meanX) ** 2;
    shared += (value - meanX) * (norm - meanY);
  });
  const slope = spread > 0 ? shared / spread : 0;
  return { center, level: y.map((value, i) => value - slope * ((x[i] ?? center) - center)) };
}

/** A counting sort: networks of window k stand from `starts[k]` to `starts[k + 1]`. */
function sortIntoWindows(x: Float64Array, y: Float64Array, windows: number) {
  let minimum = Infinity;
  let maximum = -Infinity;
  for (const value of x) {
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const perUnit = maximum > minimum ? windows / (maximum - minimum) : 0;
  const windowOf = (value: number) => Math.min(windows - 1, Math.floor((value - minimum) * perUnit));

  const starts = new Uint32Array(windows + 1);
  for (const value of x) {
    const after = windowOf(value) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let k = 1; k <= windows; k++) starts[k] = (starts[k] ?? 0) + (starts[k - 1] ?? 0);

  const next = starts.slice();
  const sortedX = new Float64Array(x.length);
  const sortedY = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const value = x[i] ?? 0;
    const window = windowOf(value);
    const place = next[window] ?? 0;
    next[window] = place + 1;
    sortedX[place] = value;
    sortedY[place] = y[i] ?? 0;
  }
  return { starts, sortedX, sortedY };
}
