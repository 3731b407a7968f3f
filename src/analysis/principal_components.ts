/** The two directions in which a cloud of states spreads most (Pearson 1901), and how much of its variance they hold. */

export interface PrincipalComponents {
  /** The mean of the states, [size]. */
  readonly mean: Float64Array;
  /** Two directions of length 1 at a right angle, [size] each. */
  readonly directions: readonly [Float64Array, Float64Array];
  /** The part of the variance along each, 0 … 1; zero where nothing varies. */
  readonly explained: readonly [number, number];
}

/** Rounds of the power method: eigenvalues that are nearer to one another than it tells apart explain as much. */
const mostRounds = 300;
const still = 1e-12;

/** Of at least one state. */
export function principalComponents(states: readonly Float64Array[]): PrincipalComponents {
  const size = states[0]?.length ?? 0;
  const mean = new Float64Array(size);
  for (const state of states)
    for (let i = 0; i < size; i++) mean[i] = (mean[i] ?? 0) + (state[i] ?? 0) / states.length;
  const centred = states.map((state) => state.map((value, i) => value - (mean[i] ?? 0)));
  const total = centred.reduce((sum, state) => sum + dot(state, state), 0);
  const first = leading(centred, size, undefined);
  const second = leading(centred, size, first);
  const part = (direction: Float64Array) =>
    total === 0 ? 0 : centred.reduce((sum, state) => sum + dot(state, direction) ** 2, 0) / total;
  return { mean, directions: [first, second], explained: [part(first), part(second)] };
}

/** Where a state stands on the plane of two directions. */
export function projected(
  { mean, directions }: PrincipalComponents,
  state: Float64Array,
): readonly [x: number, y: number] {
  const centred = state.map((value, i) => value - (mean[i] ?? 0));
  return [dot(centred, directions[0]), dot(centred, directions[1])];
}

/** The direction of largest variance at a right angle to another; a unit vector where nothing varies. */
function leading(
  centred: readonly Float64Array[],
  size: number,
  other: Float64Array | undefined,
): Float64Array {
  const longest = centred
    .map((state) => without(state, other))
    .reduce<Float64Array>(
      (most, state) => (dot(state, state) > dot(most, most) ? state : most),
      new Float64Array(size),
    );
  let direction = unit(longest) ?? anyDirection(size, other);
  for (let round = 0; round < mostRounds; round++) {
    const sum = new Float64Array(size);
    for (const state of centred) {
      const along = dot(state, direction);
      for (let i = 0; i < size; i++) sum[i] = (sum[i] ?? 0) + along * (state[i] ?? 0);
    }
    const next = unit(without(sum, other));
    if (!next) break;
    const turned = 1 - Math.abs(dot(next, direction));
    direction = next;
    if (turned < still) break;
  }
  return direction;
}

function anyDirection(size: number, other: Float64Array | undefined): Float64Array {
  for (let i = 0; i < size; i++) {
    const axis = new Float64Array(size);
    axis[i] = 1;
    const direction = unit(without(axis, other));
    if (direction) return direction;
  }
  // A line has one direction.
  return new Float64Array(size);
}

/** What of a vector is at a right angle to a direction. */
function without(vector: Float64Array, direction: Float64Array | undefined): Float64Array {
  if (!direction) return vector;
  const along = dot(vector, direction);
  return vector.map((value, i) => value - along * (direction[i] ?? 0));
}

/** Of length 1; undefined for what is next to nothing. */
function unit(vector: Float64Array): Float64Array | undefined {
  const length = Math.sqrt(dot(vector, vector));
  return length > 1e-12 ? vector.map((value) => value / length) : undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
