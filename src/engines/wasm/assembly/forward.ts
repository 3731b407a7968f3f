// The recurrence over a stretch of steps: products g·W_k·h on the transposes, beside them input and bias, and what the
// cell makes of both. The state carries a power of two, 2^E·ĥ: rescaling is exact, so nothing under- or overflows.
import { next } from './cell';
import {
  abreast, blocks, candidate, candidateProduct, directions, hiddenSize, INPUT, leastExponent, LIMIT_EXPONENT, mostExponent, paddedSize, seed,
  sharedInput, wantsParameterNorm, warmUp
} from './generated/facts';
import {
  at, bias, drive, factorBytes, factors, givenInputs, input, preActivationBytes, preActivations, productBytes, state, stateBytes,
  stateNorms, tracedStateExponents, tracedStates, transposed, units
} from './layout';
import { sumOfScaledRows } from './matrix';
import { halfExponent, powerOfTwo } from './numbers';
import { storeNorm } from './norms';
import { keepHidden } from './parameter_gradient';
import { normalQuantile, philox, words } from './random';
import { driven, gains, inputScales, networks } from './settings';
import { noteTails } from './tails';
import { scaleVectors, sumOfSquares } from './vectors';

/** From here down squares have lost digits; magnified by this power of two they have not. */
const LEAST_SUM: f32 = 1e-30;
const MAGNIFICATION: i32 = 100;

/** What goes with the states from one stretch to the next: their powers of two and the sums of their squares. */
export let stateExponent: v128 = i32x4.splat(0);
export let stateSum: v128 = f32x4.splat(0);

/** Of the states' powers of two. */
let least: v128 = i32x4.splat(0);
/** Whether anything enters, and whether inputs do. */
let hasDrive: bool = false;
let hasInput: bool = false;

/** Says whether anything enters: beside that a state may be small, and an input on the state's scale stays in range. */
export function takeDrive(): void {
  const all = driven();
  hasDrive = v128.any_true(all);
  hasInput = v128.any_true(f32x4.ne(inputScales(), f32x4.splat(0)));
  least = v128.bitselect(
    i32x4.splat(max(leastExponent, -LIMIT_EXPONENT)), i32x4.splat(leastExponent), all
  );
}

/** Takes the states that stand in `state` as those to go on from. */
export function resume(exponent: v128, sum: v128): void {
  stateExponent = exponent;
  stateSum = sum;
}

/** From state number `from` to state number `to`, counted from the start of the warm-up. */
export function forward(from: i32, to: i32, stores: bool): void {
  const traced = stores && tracedStates != 0;
  for (let step = from; ; step++) {
    if (step >= warmUp) keepNorm(step - warmUp);
    const rescaled = rescaledExponent();
    const scale = powerOfTwo(i32x4.sub(stateExponent, rescaled));
    const row = step - from;
    if (traced) traceState(row, scale, rescaled);
    if (step == to) break;
    if (stores && wantsParameterNorm) keepHidden(row, stateExponent);
    stateExponent = rescaled;
    if (hasDrive) {
      if (hasInput && ((step & 3) == 0 || step == from)) takeInput(step, row);
      scaleDrive(step, powerOfTwo(i32x4.neg(rescaled)));
    }
    const z = traced ? preActivations + preActivationBytes * row : preActivations;
    multiply(f32x4.mul(gains(), scale), z, (step & 1) != 0);
    const left = stores ? factors + factorBytes * row : factors;
    stateSum = next(z, rescaled, scale, left);
    if (stores && directions > 0) noteTails(row, z, rescaled, left);
  }
}

/** The power of two with which the next step begins. */
// @ts-ignore: decorator
@inline
function rescaledExponent(): v128 {
  const exponent = i32x4.add(stateExponent, halfExponent(stateSum));
  return i32x4.min_s(i32x4.max_s(exponent, least), i32x4.splat(mostExponent));
}

/** The state of a gated cell carries no power of two, and may be so small that its squares are none. */
// @ts-ignore: decorator
@inline
function keepNorm(t: i32): void {
  const small = f32x4.le(stateSum, f32x4.splat(LEAST_SUM));
  if (v128.any_true(small)) keepSmallNorm(t, small);
  else storeNorm(stateNorms, t, stateSum, stateExponent);
}

function keepSmallNorm(t: i32, small: v128): void {
  const magnified = sumOfSquares(state, stateBytes, powerOfTwo(i32x4.splat(MAGNIFICATION)));
  const exponent = i32x4.sub(stateExponent, i32x4.splat(MAGNIFICATION));
  storeNorm(
    stateNorms, t, v128.bitselect(magnified, stateSum, small), v128.bitselect(exponent, stateExponent, small)
  );
}

/** p_k = scale·W_k·h + what stands beside it, of every block. */
function multiply(scale: v128, z: usize, descending: bool): void {
  for (let i = 0; i < blocks; i++) {
    const block = descending ? blocks - 1 - i : i;
    const place = block == candidate ? candidateProduct : block;
    const matrix = transposed + productBytes * block;
    sumOfScaledRows(matrix, units, state, hiddenSize, scale, at(drive, place), at(z, place), descending);
  }
}

/** Brings the states to the scale of their next step: what a checkpoint keeps. */
export function rescaleState(): void {
  const rescaled = rescaledExponent();
  const scale = powerOfTwo(i32x4.sub(stateExponent, rescaled));
  scaleVectors(state, stateBytes, scale);
  stateSum = f32x4.mul(stateSum, f32x4.mul(scale, scale));
  stateExponent = rescaled;
}

/** A trace, of a network alone, keeps every state, in the scale of its next step. */
function traceState(row: i32, scale: v128, exponent: v128): void {
  const place = tracedStates + stateBytes * row;
  memory.copy(place, state, stateBytes);
  scaleVectors(place, stateBytes, scale);
  store<i32>(tracedStateExponents + 4 * row, i32x4.extract_lane(exponent, 0));
}

/** σ_x·x of the four steps that a step is of: drawn, or from the rows that a segment was given, which begins with four. */
function takeInput(step: i32, row: i32): void {
  if (givenInputs == 0) drawInput(step >> 2);
  else memory.copy(input, givenInputs + preActivationBytes * row, 4 * preActivationBytes);
}

/** The inputs of a row of W are a row of the counter. A register is of four rows, or of a row of each network. */
function drawInput(quad: i32): void {
  const drawn = sharedInput ? i32x4.splat(0) : networks();
  const factor = inputScales();
  const apart = abreast == 1 ? i32x4(0, 1, 2, 3) : i32x4.splat(0);
  const unitsAtOnce = 4 / abreast;
  for (let block = 0; block < blocks; block++) {
    let place = at(input, block);
    for (let unit = 0; unit < hiddenSize; unit += unitsAtOnce) {
      philox(drawn, i32x4.add(i32x4.splat(block * hiddenSize + unit), apart), i32x4.splat(quad), INPUT, seed);
      for (let step = 0; step < 4; step++) {
        const numbers = normalQuantile(v128.load(words + 16 * step));
        v128.store(place + preActivationBytes * step, f32x4.mul(factor, numbers));
      }
      place += 16;
    }
    if (abreast != 1) continue;
    // Draws come by four: what is beyond the last unit is not a unit's.
    for (let unit = hiddenSize; unit < paddedSize; unit++) {
      for (let step = 0; step < 4; step++) store<f32>(at(input, block) + preActivationBytes * step + 4 * unit, 0);
    }
  }
}

/** drive = scale·(input + bias) */
function scaleDrive(step: i32, scale: v128): void {
  const own = input + preActivationBytes * (step & 3);
  for (let i: usize = 0; i < preActivationBytes; i += 16) {
    const sum = hasInput ? f32x4.add(v128.load(own + i), v128.load(bias + i)) : v128.load(bias + i);
    v128.store(drive + i, f32x4.mul(scale, sum));
  }
}
