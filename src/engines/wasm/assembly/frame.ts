// A frame of k directions carried back through a network's Jacobians and made orthonormal now and then: src/networks/frame.ts and
// lyapunov.ts. The network goes alone; a row of the frame is an entry of the state in all directions, so that registers hold four
// directions, no sum runs across lanes, and the way through W is a product of two matrices, bound by arithmetic.
import { leaveRange } from './backward';
import { carryBack } from './cell';
import { logarithm } from './exponential';
import {
  directions, frameAlign, frameEvery, frameWindow, frameWindows, hiddenSize, LEAST_SUM, masks, steps
} from './generated/facts';
import { acrossLanes } from './lanes';
import {
  cotangentRows, factorBytes, factors, frame, frameAmplification, frameBytes, frameCotangents, frameDirect, frameLengths,
  frameLogs, frameRowBytes, frameSums, frameWeights, stateRows, units, vectorBytes, weightBytes
} from './layout';
import { addTransposedProduct } from './matrix';
import { halfExponent, multiplyAdd, powerOfTwo } from './numbers';

/** What becomes of a rounding error at most before nothing is left to read: see frame.ts of the oracle. */
const MOST_AMPLIFICATION: f32 = 8388608;
/** A direction that loses more than this by taking those before it out is made orthogonal to them once more. */
const MOST_LOSS: f32 = 0.01;
/** (Four times the distance of 1 from the next number)², of what is left of a direction beside what it was. */
const NOISE: f32 = 5e-13;
const LN2: f64 = 0.6931471805599453;
/** Slopes below this have been clamped, and say no logarithm any more. */
const LEAST_SLOPE: f32 = 1e-30;

/** Steps so far, from the end; the power of two that has been taken out of the frame since it was orthonormal. */
let step: i32 = 0;
let exponent: i32 = 0;
/** What the frame is multiplied by on its next way through a step. */
let scale: f32 = 1;
let orthonormalisations: i32 = 0;
/** Σ ln |slope| over all steps that count, or NaN where one is too small to say. */
export let logSlopes: f64 = 0;

/** Begins with the frame that stands in `frame`, and W of all blocks. */
export function startFrame(matrices: usize): void {
  memory.copy(frameWeights, matrices, weightBytes);
  memory.fill(frameLogs, 0, 8 * <usize>(directions * frameWindows));
  memory.fill(frameAmplification, 0, 8 * <usize>directions);
  step = 0;
  exponent = 0;
  scale = 1;
  orthonormalisations = 0;
  logSlopes = 0;
}

/** Back through a segment of so many steps, the last first. */
export function carryFrame(rows: i32): void {
  for (let row = rows - 1; row >= 0; row--) {
    const own = factors + factorBytes * row;
    step += 1;
    carryBack(own, scale);
    memory.copy(frame, frameDirect, frameBytes);
    addTransposedProduct(frameWeights, vectorBytes, frameCotangents, frameRowBytes, cotangentRows, frame, units);
    const counted = step - frameAlign;
    if (counted > 0) addSlopes(own);
    if (!keepInRange()) return;
    const since = counted > 0 ? counted : step;
    if (since % frameEvery == 0 || counted == 0 || step == steps) orthonormalise(counted);
  }
}

/** Ends a network's measurement: amplifications become means. */
export function endFrame(): void {
  for (let j = 0; j < directions; j++) {
    const place = frameAmplification + 8 * j;
    store<f64>(place, load<f64>(place) / orthonormalisations);
  }
}

/** Σ ln |slope| of a step whose Jacobian is slopes times matrix: its factors are the slopes. */
function addSlopes(row: usize): void {
  let sum: f64 = 0;
  let least: f32 = Infinity;
  for (let i = 0; i < hiddenSize; i++) least = min(least, abs(load<f32>(row + 4 * i)));
  if (least == 0) {
    logSlopes = -Infinity;
    return;
  }
  if (least < LEAST_SLOPE) {
    logSlopes = NaN;
    return;
  }
  for (let i = 0; i < hiddenSize; i += 4) {
    const logs = logarithm(f32x4.abs(v128.load(row + 4 * i)));
    const left = hiddenSize - i;
    sum += f32x4.extract_lane(logs, 0);
    if (left > 1) sum += f32x4.extract_lane(logs, 1);
    if (left > 2) sum += f32x4.extract_lane(logs, 2);
    if (left > 3) sum += f32x4.extract_lane(logs, 3);
  }
  logSlopes += sum;
}

/** Takes a power of two out of the frame, with its next step. False where it has left float32's range. */
function keepInRange(): bool {
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < frameBytes; i += 16) {
    const v = v128.load(frame + i);
    squares = multiplyAdd(v, v, squares);
  }
  const sum = acrossLanes(squares);
  const first = f32x4.extract_lane(sum, 0);
  if (first == 0 && masks) return true;
  if (!(first >= LEAST_SUM && first < Infinity)) {
    leaveRange(i32x4.splat(-1));
    return false;
  }
  const shift = halfExponent(sum);
  scale = f32x4.extract_lane(powerOfTwo(i32x4.neg(shift)), 0);
  exponent += i32x4.extract_lane(shift, 0);
  return true;
}

/**
 * Modified Gram–Schmidt, direction by direction: what the others have of one is taken out of all of them together (Björck 1967).
 * `counted` steps have been counted; from the first on the logarithms are kept.
 */
function orthonormalise(counted: i32): void {
  scaleFrame();
  lengthsOf();
  const window = counted > 0 ? frameLogs + 8 * <usize>(directions * ((counted - 1) / frameWindow)) : 0;
  for (let j = 0; j < directions; j++) {
    const length = load<f32>(frameLengths + 4 * j);
    let squares = products(j);
    if (squares < MOST_LOSS * MOST_LOSS * length) {
      takeOutThoseBefore(j);
      squares = products(j);
    }
    // What rounding may leave of nothing is nothing.
    const nothing = !(squares > NOISE * <f32>stateRows * length);
    if (counted > 0) {
      const log = nothing ? -Infinity : 0.5 * Math.log(<f64>squares) + LN2 * exponent;
      if (window != 0) store<f64>(window + 8 * j, load<f64>(window + 8 * j) + log);
      const place = frameAmplification + 8 * j;
      const grown = nothing ? MOST_AMPLIFICATION : min(MOST_AMPLIFICATION, Mathf.sqrt(length / squares));
      store<f64>(place, load<f64>(place) + grown);
    }
    if (nothing) clearColumn(j);
    else takeOut(j, squares);
  }
  if (counted > 0) orthonormalisations += 1;
  exponent = 0;
  scale = 1;
}


/** Brings the frame to the scale of its next step at once. */
function scaleFrame(): void {
  const factor = f32x4.splat(scale);
  for (let i: usize = 0; i < frameBytes; i += 16) v128.store(frame + i, f32x4.mul(factor, v128.load(frame + i)));
}

/** ‖a_j‖² of every direction. */
function lengthsOf(): void {
  for (let c: usize = 0; c < frameRowBytes; c += 16) {
    let sum = f32x4.splat(0);
    for (let place = frame + c; place < frame + frameBytes; place += frameRowBytes) {
      const v = v128.load(place);
      sum = multiplyAdd(v, v, sum);
    }
    v128.store(frameLengths + c, sum);
  }
}

/** q_j·q_l of direction j with itself and all behind it, from its own register on. Returns ‖q_j‖². */
function products(j: i32): f32 {
  let column: usize = (4 * <usize>j) & ~15;
  for (; column + 64 <= frameRowBytes; column += 64) {
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    const end = frame + frameBytes;
    let own = frame + 4 * <usize>j;
    for (let place = frame + column; place < end; place += frameRowBytes) {
      const v = v128.load32_splat(own);
      s0 = multiplyAdd(v, v128.load(place, 0), s0);
      s1 = multiplyAdd(v, v128.load(place, 16), s1);
      s2 = multiplyAdd(v, v128.load(place, 32), s2);
      s3 = multiplyAdd(v, v128.load(place, 48), s3);
      own += frameRowBytes;
    }
    v128.store(frameSums + column, s0, 0);
    v128.store(frameSums + column, s1, 16);
    v128.store(frameSums + column, s2, 32);
    v128.store(frameSums + column, s3, 48);
  }
  for (; column < frameRowBytes; column += 16) {
    let sum = f32x4.splat(0);
    let own = frame + 4 * <usize>j;
    for (let place = frame + column; place < frame + frameBytes; place += frameRowBytes) {
      sum = multiplyAdd(v128.load32_splat(own), v128.load(place), sum);
      own += frameRowBytes;
    }
    v128.store(frameSums + column, sum);
  }
  return load<f32>(frameSums + 4 * <usize>j);
}

/** q_l ← q_l − q_j·(q_j·q_l)/‖q_j‖² of all behind direction j, which becomes one of length 1. */
function takeOut(j: i32, squares: f32): void {
  const own: usize = 4 * <usize>j;
  const first: usize = own & ~15;
  const inverse = f32x4.splat(-1 / squares);
  for (let c: usize = first; c < frameRowBytes; c += 16) {
    v128.store(frameSums + c, f32x4.mul(inverse, v128.load(frameSums + c)));
  }
  // Of those in its own register that stand before it, and of itself, nothing is taken.
  for (let l: usize = first; l <= own; l += 4) store<f32>(frameSums + l, 0);
  const length: f32 = 1 / Mathf.sqrt(squares);
  let column: usize = first;
  for (; column + 64 <= frameRowBytes; column += 64) {
    const f0 = v128.load(frameSums + column, 0), f1 = v128.load(frameSums + column, 16);
    const f2 = v128.load(frameSums + column, 32), f3 = v128.load(frameSums + column, 48);
    let ownPlace = frame + own;
    for (let place = frame + column; place < frame + frameBytes; place += frameRowBytes) {
      const v = v128.load32_splat(ownPlace);
      v128.store(place, multiplyAdd(v, f0, v128.load(place, 0)), 0);
      v128.store(place, multiplyAdd(v, f1, v128.load(place, 16)), 16);
      v128.store(place, multiplyAdd(v, f2, v128.load(place, 32)), 32);
      v128.store(place, multiplyAdd(v, f3, v128.load(place, 48)), 48);
      ownPlace += frameRowBytes;
    }
  }
  for (; column < frameRowBytes; column += 16) {
    const f = v128.load(frameSums + column);
    let ownPlace = frame + own;
    for (let place = frame + column; place < frame + frameBytes; place += frameRowBytes) {
      v128.store(place, multiplyAdd(v128.load32_splat(ownPlace), f, v128.load(place)));
      ownPlace += frameRowBytes;
    }
  }
  for (let place = frame + own; place < frame + frameBytes; place += frameRowBytes) {
    store<f32>(place, length * load<f32>(place));
  }
}

/** Takes what those before it, which are of length 1, still have of direction j out of it. */
function takeOutThoseBefore(j: i32): void {
  const own: usize = 4 * <usize>j;
  const last: usize = own & ~15;
  for (let c: usize = 0; c <= last; c += 16) {
    let sum = f32x4.splat(0);
    for (let place = frame; place < frame + frameBytes; place += frameRowBytes) {
      sum = multiplyAdd(v128.load32_splat(place + own), v128.load(place + c), sum);
    }
    v128.store(frameSums + c, sum);
  }
  for (let l: usize = own; l < last + 16; l += 4) store<f32>(frameSums + l, 0);
  for (let place = frame; place < frame + frameBytes; place += frameRowBytes) {
    let sum = f32x4.splat(0);
    for (let c: usize = 0; c <= last; c += 16) sum = multiplyAdd(v128.load(place + c), v128.load(frameSums + c), sum);
    store<f32>(place + own, load<f32>(place + own) - f32x4.extract_lane(acrossLanes(sum), 0));
  }
}

/** A direction of which nothing is left is none from now on. */
function clearColumn(j: i32): void {
  for (let place = frame + 4 * <usize>j; place < frame + frameBytes; place += frameRowBytes) store<f32>(place, 0);
}
