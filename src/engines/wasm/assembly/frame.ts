// A frame of k directions carried back through a network's Jacobians and made orthonormal now and then: src/networks/frame.ts and
// lyapunov.ts. The network goes alone; a row of the frame is an entry of the state in all directions, so that registers hold four
// directions, no sum runs across lanes, and the way through W is a product of two matrices, bound by arithmetic.
import { leaveRange } from './backward';
import { carryBack, pullsDirectly } from './cell';
import { logarithm } from './exponential';
import {
  directions, frameAlign, frameEvery, frameWindow, frameWindows, hiddenSize, LEAST_SUM, masks, steps
} from './generated/facts';
import { acrossLanes } from './lanes';
import {
  cotangentRows, factorBytes, factors, frame, frameAmplification, frameBytes, frameCotangents, frameDirect, frameLengths,
  framePivots, framePlaces, frameProducts, frameRowBytes, frameScales, frameSquares, frameWeights, stateRows, units, vectorBytes, weightBytes
} from './layout';
import { addTransposedProduct } from './matrix';
import { halfExponent, multiplyAdd, powerOfTwo } from './numbers';
import { makeOrthonormal } from './orthonormal';
import { tailOf } from './tails';

/** What becomes of a rounding error at most before nothing is left to read: see frame.ts of the oracle. */
const MOST_AMPLIFICATION: f32 = 8388608;
const LOG2_E: f64 = 1.4426950408889634;

/** Steps so far, from the end; the power of two that has been taken out of the frame since it was orthonormal. */
let step: i32 = 0;
let exponent: i32 = 0;
/** What the frame is multiplied by on its next way through a step. */
let scale: f32 = 1;
let orthonormalisations: i32 = 0;
/**
 * Since the frame was orthonormal: directions that no step has lost, slopes that are zero losing as many; and those of them that can
 * be read, slopes that have been clamped hiding as many.
 */
let left: i32 = 0;
let readable: i32 = 0;
/** Σ ln |slope| over all steps that count. */
export let logSlopes: f64 = 0;

/** Begins with the frame of the directions that stand in `frame`, and W of all blocks. */
export function startFrame(matrices: usize): void {
  makeOrthonormal(frame, frameCotangents);
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
  expectAll();
  logSlopes = 0;
}

/** Back through the steps of rows `to` − 1 … `from` of a segment. */
export function carryFrame(from: i32, to: i32): void {
  // Where slopes times matrix is all of a Jacobian, the frame is made orthonormal between the two: small slopes are small rows.
  const between = !pullsDirectly();
  for (let row = to - 1; row >= from; row--) {
    const own = factors + factorBytes * row;
    step += 1;
    carryBack(own, scale);
    const counted = step - frameAlign;
    const since = counted > 0 ? counted : step;
    const isDue = since % frameEvery == 0 || counted == 0 || step == steps;
    if (between) addSlopes(own, row, isDue, counted > 0);
    if (between && isDue) {
      if (!isInRange(sumOfSquares(frameCotangents))) return;
      orthonormalise(frameCotangents, frame, counted, row);
    }
    memory.copy(frame, frameDirect, frameBytes);
    addTransposedProduct(
      frameWeights, vectorBytes, frameCotangents, frameRowBytes, frameRowBytes, cotangentRows, frame, units
    );
    if (!isDue) {
      if (!keepInRange()) return;
    } else if (!between || counted == 0 || since % frameWindow == 0 || step == steps) {
      if (!keepInRange()) return;
      scaleFrame();
      orthonormalise(frame, frameCotangents, counted, -1);
    }
  }
}

/** Ends a network's measurement: amplifications become means. */
export function endFrame(): void {
  for (let j = 0; j < directions; j++) {
    const place = frameAmplification + 8 * j;
    store<f64>(place, load<f64>(place) / orthonormalisations);
  }
}

/** Σ ln |slope| of a step whose Jacobian is slopes times matrix: its factors are the slopes. `isDue` is the frame behind it. */
function addSlopes(own: usize, row: i32, isDue: bool, counts: bool): void {
  let sum: f64 = 0;
  let zeros = 0;
  let tails = 0;
  for (let i = 0; i < hiddenSize; i++) {
    if (load<f32>(own + 4 * i) == 0) zeros += 1;
    const tail = tailOf(row, i);
    if (tail != 0) tails += 1;
    sum += tail;
  }
  left = min(left, hiddenSize - zeros);
  // Of slopes within a product of several the rows are lost.
  if (!isDue) readable = min(readable, hiddenSize - zeros - tails);
  if (!counts) return;
  if (zeros > 0) {
    logSlopes = -Infinity;
    return;
  }
  for (let i = 0; i < hiddenSize; i += 4) {
    const logs = logarithm(f32x4.abs(v128.load(own + 4 * i)));
    const these = hiddenSize - i;
    sum += f32x4.extract_lane(logs, 0);
    if (these > 1) sum += f32x4.extract_lane(logs, 1);
    if (these > 2) sum += f32x4.extract_lane(logs, 2);
    if (these > 3) sum += f32x4.extract_lane(logs, 3);
  }
  logSlopes += sum;
}

/** Σ of the squares of all entries, in every lane. */
function sumOfSquares(place: usize): v128 {
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < frameBytes; i += 16) {
    const v = v128.load(place + i);
    squares = multiplyAdd(v, v, squares);
  }
  return acrossLanes(squares);
}

/** Whether a frame of such a sum is in float32's range; says so of the network where it is not. */
function isInRange(squares: v128): bool {
  const sum = f32x4.extract_lane(squares, 0);
  if ((sum >= LEAST_SUM && sum < Infinity) || (sum == 0 && masks)) return true;
  leaveRange(i32x4.splat(-1));
  return false;
}

/** Takes a power of two out of the frame, with its next step. False where it has left float32's range. */
function keepInRange(): bool {
  const sum = sumOfSquares(frame);
  if (!isInRange(sum)) return false;
  const shift = halfExponent(sum);
  scale = f32x4.extract_lane(powerOfTwo(i32x4.neg(shift)), 0);
  exponent += i32x4.extract_lane(shift, 0);
  return true;
}

/** Brings the frame to the scale of its next step at once. */
function scaleFrame(): void {
  const factor = f32x4.splat(scale);
  for (let i: usize = 0; i < frameBytes; i += 16) v128.store(frame + i, f32x4.mul(factor, v128.load(frame + i)));
}

/**
 * `counted` steps have been counted; from the first on what directions gain is kept. `row` is the step's whose slopes are in the
 * rows, or −1.
 */
function orthonormalise(place: usize, aside: usize, counted: i32, row: i32): void {
  makeOrthonormal(place, aside);
  if (counted > 0) {
    const window = directions * ((counted - 1) / frameWindow);
    for (let j = 0; j < directions; j++) {
      const tail: f64 = row < 0 ? 0 : tailOf(row, load<u32>(framePlaces + 4 * j));
      keepGrowth(j, frameProducts + 16 * <usize>(window + j), 2 * (exponent + LOG2_E * tail));
    }
    orthonormalisations += 1;
  }
  exponent = 0;
  scale = 1;
  expectAll();
}

/** A frame that is orthonormal has lost nothing. */
function expectAll(): void {
  left = directions;
  readable = directions;
}

/** What a direction has gained, its square beside a power of two, and what rounding grew by in it. */
function keepGrowth(j: i32, product: usize, power: f64): void {
  const pivot = load<f32>(framePivots + 4 * j);
  const squares = load<f32>(frameSquares + 4 * j);
  multiplyBy(product, j < left ? <f64>pivot * <f64>pivot * <f64>squares : 0, power);
  let grown = MOST_AMPLIFICATION;
  if (j < readable && pivot > 0) {
    // An entry of U comes of as many roundings as rows before it, at most, on the scale of its own row.
    const ofElimination = Mathf.sqrt(<f32>stateRows) * (load<f32>(frameScales + 4 * j) / pivot);
    const ofLengths = Mathf.sqrt(load<f32>(frameLengths + 4 * j) / squares);
    grown = min(grown, max(ofElimination, ofLengths));
  }
  const amplification = frameAmplification + 8 * j;
  store<f64>(amplification, load<f64>(amplification) + grown);
}

/** Multiplies a product (f64) by a square times a power of two: what goes beyond [1, 2) is kept beside it (f64). A zero stays. */
function multiplyBy(product: usize, square: f64, power: f64): void {
  const bits = reinterpret<i64>(load<f64>(product) * square);
  if (bits == 0) {
    store<f64>(product, 0);
    return;
  }
  const beyond = <i32>((bits >> 52) & 0x7ff) - 1023;
  store<f64>(product, reinterpret<f64>(bits - (<i64>beyond << 52)));
  store<f64>(product, load<f64>(product, 8) + beyond + power, 8);
}
