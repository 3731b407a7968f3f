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
  framePanel, frameProducts, frameRowBytes, frameSums, frameWeights, stateRows, units, vectorBytes, weightBytes
} from './layout';
import { addTransposedProduct } from './matrix';
import { halfExponent, multiplyAdd, powerOfTwo } from './numbers';

/** What becomes of a rounding error at most before nothing is left to read: see frame.ts of the oracle. */
const MOST_AMPLIFICATION: f32 = 8388608;
/** Directions of a panel: a row of it is two registers. */
const PANEL: i32 = 8;
const PANEL_BYTES: usize = 32;
/** A direction that loses more than this by taking those before it out is made orthogonal to them once more. */
const MOST_LOSS: f32 = 0.01;
/** (Four times the distance of 1 from the next number)², of what is left of a direction beside what it was. */
const NOISE: f32 = 5e-13;
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
  for (let place = 0; place < directions * frameWindows; place++) {
    store<f64>(frameProducts + 16 * place, 1);
    store<f64>(frameProducts + 16 * place, 0, 8);
  }
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
    addTransposedProduct(
      frameWeights, vectorBytes, frameCotangents, frameRowBytes, frameRowBytes, cotangentRows, frame, units
    );
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
 * Modified Gram–Schmidt (Björck 1967) by panels of eight directions: one after another within a panel, and what the others have of a
 * panel is taken out of all of them together, as two products of matrices. `counted` steps have been counted; from the first on
 * what they gain is kept.
 */
function orthonormalise(counted: i32): void {
  scaleFrame();
  lengthsOf();
  for (let panel: usize = 0; panel < frameRowBytes; panel += PANEL_BYTES) {
    const first = <i32>(panel / 4);
    const last = min(first + PANEL, directions);
    for (let j = first; j < last; j++) orthonormaliseOne(j, panel, counted);
    takePanelOut(panel);
  }
  if (counted > 0) orthonormalisations += 1;
  exponent = 0;
  scale = 1;
}

function orthonormaliseOne(j: i32, panel: usize, counted: i32): void {
  const length = load<f32>(frameLengths + 4 * j);
  let squares = products(j, panel);
  if (squares < MOST_LOSS * MOST_LOSS * length) {
    takeOutThoseBefore(j);
    squares = products(j, panel);
  }
  // Where slopes may be zero, what rounding may leave of nothing is nothing; elsewhere it stands for what cannot be read.
  const nothing = squares == 0 || (masks && squares < NOISE * <f32>stateRows * length);
  if (counted > 0) {
    const kept = frameProducts + 16 * <usize>(directions * ((counted - 1) / frameWindow) + j);
    multiplyBy(kept, nothing ? 0 : squares, 2 * exponent);
    const place = frameAmplification + 8 * j;
    const grown = nothing ? MOST_AMPLIFICATION : min(MOST_AMPLIFICATION, Mathf.sqrt(length / squares));
    store<f64>(place, load<f64>(place) + grown);
  }
  if (nothing) clearColumn(j);
  else takeOut(j, panel, squares);
}

/** Multiplies a product (f64) by a square times a power of two: what goes beyond [1, 2) is kept beside it (f64). A zero stays. */
function multiplyBy(product: usize, square: f32, power: i32): void {
  const bits = reinterpret<i64>(load<f64>(product) * square);
  if (bits == 0) {
    store<f64>(product, 0);
    return;
  }
  const beyond = <i32>((bits >> 52) & 0x7ff) - 1023;
  store<f64>(product, reinterpret<f64>(bits - (<i64>beyond << 52)));
  store<f64>(product, load<f64>(product, 8) + beyond + power, 8);
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

/** q_j·q_l of direction j with those of its panel. Returns ‖q_j‖². */
function products(j: i32, panel: usize): f32 {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
  const end = frame + frameBytes;
  let own = frame + 4 * <usize>j;
  for (let place = frame + panel; place < end; place += frameRowBytes) {
    const v = v128.load32_splat(own);
    s0 = multiplyAdd(v, v128.load(place, 0), s0);
    s1 = multiplyAdd(v, v128.load(place, 16), s1);
    own += frameRowBytes;
  }
  v128.store(frameSums, s0, 0);
  v128.store(frameSums, s1, 16);
  return load<f32>(frameSums + 4 * <usize>j - panel);
}

/** q_l ← q_l − q_j·(q_j·q_l)/‖q_j‖² of those of its panel behind direction j, which becomes one of length 1. */
function takeOut(j: i32, panel: usize, squares: f32): void {
  const own: usize = 4 * <usize>j - panel;
  // Of those that stand before it, and of itself, nothing is taken.
  for (let l: usize = 0; l <= own; l += 4) store<f32>(frameSums + l, 0);
  const inverse = f32x4.splat(-1 / squares);
  const f0 = f32x4.mul(inverse, v128.load(frameSums, 0));
  const f1 = f32x4.mul(inverse, v128.load(frameSums, 16));
  const length: f32 = 1 / Mathf.sqrt(squares);
  const end = frame + frameBytes;
  for (let place = frame + panel; place < end; place += frameRowBytes) {
    const v = v128.load32_splat(place + own);
    v128.store(place, multiplyAdd(v, f0, v128.load(place, 0)), 0);
    v128.store(place, multiplyAdd(v, f1, v128.load(place, 16)), 16);
    store<f32>(place + own, length * f32x4.extract_lane(v, 0));
  }
}

/** Takes what those behind a panel have of its directions, which are of length 1, out of them. */
function takePanelOut(panel: usize): void {
  const behind = panel + PANEL_BYTES;
  const width = frameRowBytes - behind;
  if (width == 0) return;
  memory.fill(framePanel, 0, PANEL * frameRowBytes);
  addTransposedProduct(frame + panel, frameRowBytes, frame + behind, frameRowBytes, width, stateRows, framePanel, PANEL);
  subtractProduct(frame + panel, framePanel, frame + behind, width);
  subtractProduct(frame + panel + 16, framePanel + 4 * frameRowBytes, frame + behind, width);
}

/** out −= P·C of four columns P of the frame and C [4 × width], two registers at a time. */
function subtractProduct(p: usize, c: usize, out: usize, width: usize): void {
  const end = p + frameBytes;
  for (let column: usize = 0; column < width; column += 32) {
    const row = c + column;
    const second = row + frameRowBytes, third = second + frameRowBytes, fourth = third + frameRowBytes;
    const c00 = f32x4.neg(v128.load(row, 0)), c01 = f32x4.neg(v128.load(row, 16));
    const c10 = f32x4.neg(v128.load(second, 0)), c11 = f32x4.neg(v128.load(second, 16));
    const c20 = f32x4.neg(v128.load(third, 0)), c21 = f32x4.neg(v128.load(third, 16));
    const c30 = f32x4.neg(v128.load(fourth, 0)), c31 = f32x4.neg(v128.load(fourth, 16));
    let to = out + column;
    for (let own = p; own < end; own += frameRowBytes) {
      let v0 = v128.load(to, 0), v1 = v128.load(to, 16);
      const p0 = v128.load32_splat(own, 0);
      v0 = multiplyAdd(p0, c00, v0);
      v1 = multiplyAdd(p0, c01, v1);
      const p1 = v128.load32_splat(own, 4);
      v0 = multiplyAdd(p1, c10, v0);
      v1 = multiplyAdd(p1, c11, v1);
      const p2 = v128.load32_splat(own, 8);
      v0 = multiplyAdd(p2, c20, v0);
      v1 = multiplyAdd(p2, c21, v1);
      const p3 = v128.load32_splat(own, 12);
      v0 = multiplyAdd(p3, c30, v0);
      v1 = multiplyAdd(p3, c31, v1);
      v128.store(to, v0, 0);
      v128.store(to, v1, 16);
      to += frameRowBytes;
    }
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
