// The recurrence over a stretch of steps: products g·W_k·h on the transposes, beside them input and bias, and what the
// cell makes of both. The state carries a power of two, 2^E·ĥ: rescaling is exact, so nothing under- or overflows.
import { next } from './cell';
import {
  blocks, candidate, candidateProduct, hiddenSize, INPUT, leastExponent, LIMIT_EXPONENT, mostExponent, paddedSize, seed, sharedInput,
  wantsParameterNorm, warmUp
} from './generated/facts';
import {
  at, bias, drive, factorBytes, factors, givenInputs, input, matrixBytes, preActivationBytes, preActivations, state,
  stateBytes, stateNorms, tracedStateExponents, tracedStates, transposed, values, vectorBytes
} from './layout';
import { sumOfScaledRows } from './matrix';
import { halfExponent, powerOfTwo } from './numbers';
import { storeNorm } from './norms';
import { keepHidden } from './parameter_gradient';
import { normalQuantile, philox, words } from './random';
import { dot, scaleVectors } from './vectors';

/** From here down squares have lost digits; magnified by this power of two they have not. */
const LEAST_SUM: f32 = 1e-30;
const MAGNIFICATION: i32 = 100;

/** What goes with the state from one stretch to the next: its power of two and the sum of its squares. */
export let stateExponent: i32 = 0;
let stateSum: f32 = 0;

/** Of the state's power of two. */
let least: i32 = 0;

/** Says whether anything enters: beside that a state may be small, and an input on the state's scale stays in range. */
export function takeDrive(inputScale: f32, biasScale: f32): void {
  const driven = inputScale != 0 || biasScale != 0;
  least = driven ? max(leastExponent, -LIMIT_EXPONENT) : leastExponent;
}

/** Takes the state that stands in `state` as the one to go on from. */
export function resume(exponent: i32, sum: f32): void {
  stateExponent = exponent;
  stateSum = sum;
}

/** From state number `from` to state number `to`, counted from the start of the warm-up. */
export function forward(
  from: i32, to: i32, stores: bool, network: u32, gain: f32, inputScale: f32, biasScale: f32
): void {
  const traced = stores && tracedStates != 0;
  const driven = inputScale != 0 || biasScale != 0;
  for (let step = from; ; step++) {
    if (step >= warmUp) keepNorm(step - warmUp);
    const rescaled = min(max(stateExponent + halfExponent(stateSum), least), mostExponent);
    const scale = powerOfTwo(stateExponent - rescaled);
    const row = step - from;
    if (traced) traceState(row, scale, rescaled);
    if (step == to) break;
    if (stores && wantsParameterNorm) keepHidden(row, stateExponent);
    stateExponent = rescaled;
    if (driven) {
      if (inputScale != 0 && ((step & 3) == 0 || step == from)) takeInput(network, step, row, inputScale);
      scaleDrive(step, powerOfTwo(-rescaled), inputScale != 0);
    }
    const z = traced ? preActivations + preActivationBytes * row : preActivations;
    multiply(gain * scale, z);
    stateSum = next(z, rescaled, scale, stores ? factors + factorBytes * row : factors);
  }
}

/** The state of a gated cell carries no power of two, and may be so small that its squares are none. */
function keepNorm(t: i32): void {
  if (stateSum > LEAST_SUM) {
    storeNorm(stateNorms, t, stateSum, stateExponent);
    return;
  }
  let sum: f32 = 0;
  for (let part: usize = 0; part < stateBytes; part += vectorBytes) {
    memory.copy(values, state + part, vectorBytes);
    scaleVectors(values, vectorBytes, powerOfTwo(MAGNIFICATION));
    sum += dot(values, values);
  }
  storeNorm(stateNorms, t, sum, stateExponent - MAGNIFICATION);
}

/** p_k = scale·W_k·h + what stands beside it, of every block. */
function multiply(scale: f32, z: usize): void {
  for (let block = 0; block < blocks; block++) {
    const place = block == candidate ? candidateProduct : block;
    const matrix = transposed + matrixBytes * block;
    sumOfScaledRows(matrix, state, hiddenSize, scale, at(drive, place), at(z, place));
  }
}

/** Brings the state to the scale of its next step: what a checkpoint keeps. */
export function rescaleState(): void {
  const rescaled = min(max(stateExponent + halfExponent(stateSum), least), mostExponent);
  const scale = powerOfTwo(stateExponent - rescaled);
  scaleVectors(state, stateBytes, scale);
  stateSum *= scale * scale;
  stateExponent = rescaled;
}

export function currentSum(): f32 {
  return stateSum;
}

/** A trace keeps every state, in the scale of its next step. */
function traceState(row: i32, scale: f32, exponent: i32): void {
  const place = tracedStates + stateBytes * row;
  memory.copy(place, state, stateBytes);
  scaleVectors(place, stateBytes, scale);
  store<i32>(tracedStateExponents + 4 * row, exponent);
}

/** σ_x·x of the four steps that a step is of: drawn, or from the rows that a segment was given, which begins with four. */
function takeInput(network: u32, step: i32, row: i32, scale: f32): void {
  if (givenInputs == 0) drawInput(network, step >> 2, scale);
  else memory.copy(input, givenInputs + preActivationBytes * row, 4 * preActivationBytes);
}

/** The inputs of a row of W are a row of the counter. */
function drawInput(network: u32, quad: i32, scale: f32): void {
  const drawn = sharedInput ? 0 : network;
  const factor = f32x4.splat(scale);
  for (let block = 0; block < blocks; block++) {
    const place = at(input, block);
    for (let unit = 0; unit < hiddenSize; unit += 4) {
      const row = i32x4.add(i32x4.splat(block * hiddenSize + unit), i32x4(0, 1, 2, 3));
      philox(drawn, row, i32x4.splat(quad), INPUT, seed);
      for (let step = 0; step < 4; step++) {
        const numbers = normalQuantile(v128.load(words + 16 * step));
        v128.store(place + preActivationBytes * step + 4 * unit, f32x4.mul(factor, numbers));
      }
    }
    // Draws come by four: what is beyond the last unit is not a unit's.
    for (let unit = hiddenSize; unit < paddedSize; unit++) {
      for (let step = 0; step < 4; step++) store<f32>(place + preActivationBytes * step + 4 * unit, 0);
    }
  }
}

/** drive = scale·(input + bias) */
function scaleDrive(step: i32, scale: f32, hasInput: bool): void {
  const factor = f32x4.splat(scale);
  const own = input + preActivationBytes * (step & 3);
  for (let i: usize = 0; i < preActivationBytes; i += 16) {
    const sum = hasInput ? f32x4.add(v128.load(own + i), v128.load(bias + i)) : v128.load(bias + i);
    v128.store(drive + i, f32x4.mul(factor, sum));
  }
}
