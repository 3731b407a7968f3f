// Slopes so small that float32 has them clamped, on the way back of a frame (frame.ts): their rows stand there with another slope, and
// how far it is from the true one is kept as a logarithm, which joins what the direction of that row gains.
import { upwards } from './activation';
import { pullsDirectly } from './cell';
import { logarithm } from './exponential';
import { logTail } from './generated/activations';
import { hiddenSize, share } from './generated/facts';
import { frameTails, tailFlags, vectorBytes } from './layout';

/** Smaller slopes than this have another in their place: this one. */
const LEAST_SLOPE: f32 = 1e-30;
const LOG_LEAST_SLOPE: f32 = -69.0775528;
/** Slopes below 2^−2³⁰ count as zero, as in src/networks/wide.ts. */
const LOG_ZERO: f32 = -744261118;

/** Looks for such slopes among the factors of a step, a row of a segment, which came of z at the scale 2^exponent. */
export function noteTails(row: i32, z: usize, exponent: v128, factors: usize): void {
  store<u32>(tailFlags + 4 * row, 0);
  if (pullsDirectly() || !hasTails(factors)) return;
  store<u32>(tailFlags + 4 * row, 1);
  const up = f32x4.extract_lane(upwards(exponent), 0);
  const logShare = f32x4.extract_lane(logarithm(f32x4.splat(share)), 0);
  for (let unit = 0; unit < hiddenSize; unit++) {
    const slope = load<f32>(factors + 4 * unit);
    let tail: f32 = 0;
    if (isTail(slope)) {
      const log = logTail(up * load<f32>(z + 4 * unit));
      const counts = log >= LOG_ZERO;
      if (counts) tail = logShare + log - LOG_LEAST_SLOPE;
      store<f32>(factors + 4 * unit, !counts ? 0 : slope < 0 ? -LEAST_SLOPE : LEAST_SLOPE);
    }
    store<f32>(frameTails + vectorBytes * row + 4 * unit, tail);
  }
}

function hasTails(factors: usize): bool {
  for (let unit = 0; unit < hiddenSize; unit++) if (isTail(load<f32>(factors + 4 * unit))) return true;
  return false;
}

function isTail(slope: f32): bool {
  return slope != 0 && abs(slope) < LEAST_SLOPE;
}

/** ln of the true slope over the one that stands there, of a unit in a step. */
export function tailOf(row: i32, unit: i32): f32 {
  return load<u32>(tailFlags + 4 * row) == 0 ? 0 : load<f32>(frameTails + vectorBytes * row + 4 * unit);
}
