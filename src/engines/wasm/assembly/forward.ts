// The recurrence z_t = g·W·h_{t−1} + σ_x·x_t + b, h_t = φ(z_t), over a stretch of steps, on Wᵀ. The state carries a
// power of two, h = 2^E·ĥ: rescaling is exact, so nothing under- or overflows.
import { activate } from './activation';
import { scaleVector } from './ensemble';
import {
  bias, derivatives, drive, hiddenSize, input, paddedSize, preActivationExponents, preActivations, state,
  stateNorms, tracedGradients, transposed, vectorBytes
} from './layout';
import { sumOfScaledRows } from './matrix';
import { halfExponent, multiplyAdd, powerOfTwo } from './numbers';
import { storeNorm } from './norms';
import { leastExponent, mostExponent, seed, sharedInput, warmUp } from './parameters';
import { INPUT, normalQuantile, philox, words } from './random';

/** What goes with the state from one stretch to the next: its power of two and Σ ĥ_i². */
export let stateExponent: i32 = 0;
let stateSum: f32 = 0;

/** Takes the state that stands in `state` as the one to go on from. */
export function resume(exponent: i32, sum: f32): void {
  stateExponent = exponent;
  stateSum = sum;
}

/** From state number `from` to state number `to`, counted from the start of the warm-up. */
export function forward(
  from: i32, to: i32, stores: bool, network: u32, gain: f32, inputScale: f32, biasScale: f32
): void {
  const traced = stores && tracedGradients != 0;
  const driven = inputScale != 0 || biasScale != 0;
  for (let step = from; ; step++) {
    if (step >= warmUp) storeNorm(stateNorms, step - warmUp, stateSum, stateExponent);
    const rescaled = min(max(stateExponent + halfExponent(stateSum), leastExponent), mostExponent);
    const scale = powerOfTwo(stateExponent - rescaled);
    if (step == to) break;
    stateExponent = rescaled;
    if (driven) {
      if (inputScale != 0 && ((step & 3) == 0 || step == from)) drawInput(network, step >> 2, inputScale);
      scaleDrive(step, powerOfTwo(-rescaled), inputScale != 0);
    }
    const row = step - from;
    const z = traced ? preActivations + vectorBytes * row : preActivations;
    const d = stores ? derivatives + vectorBytes * row : derivatives;
    sumOfScaledRows(transposed, state, hiddenSize, gain * scale, drive, z);
    stateSum = activate(z, rescaled, state, d);
    if (traced) store<i32>(preActivationExponents + 4 * row, rescaled);
  }
}

/** Brings the state to the scale of its next step: what a checkpoint and a trace keep. */
export function rescaleState(): void {
  const rescaled = min(max(stateExponent + halfExponent(stateSum), leastExponent), mostExponent);
  const scale = powerOfTwo(stateExponent - rescaled);
  scaleVector(state, scale);
  stateSum *= scale * scale;
  stateExponent = rescaled;
}

export function currentSum(): f32 {
  return stateSum;
}

/** σ_x·x of steps 4·quad … 4·quad + 3: a unit's inputs are a row of the counter. */
function drawInput(network: u32, quad: i32, scale: f32): void {
  const drawn = sharedInput ? 0 : network;
  const factor = f32x4.splat(scale);
  for (let unit = 0; unit < hiddenSize; unit += 4) {
    philox(drawn, i32x4.add(i32x4.splat(unit), i32x4(0, 1, 2, 3)), i32x4.splat(quad), INPUT, seed);
    for (let step = 0; step < 4; step++) {
      const numbers = normalQuantile(v128.load(words + 16 * step));
      v128.store(input + vectorBytes * step + 4 * unit, f32x4.mul(factor, numbers));
    }
  }
  // Draws come by four: what is beyond the last unit is not a unit's.
  for (let unit = hiddenSize; unit < paddedSize; unit++) {
    for (let step = 0; step < 4; step++) store<f32>(input + vectorBytes * step + 4 * unit, 0);
  }
}

/** drive = scale·(input + bias) */
function scaleDrive(step: i32, scale: f32, hasInput: bool): void {
  const factor = f32x4.splat(scale);
  const own = input + vectorBytes * (step & 3);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const sum = hasInput ? f32x4.add(v128.load(own + i), v128.load(bias + i)) : v128.load(bias + i);
    v128.store(drive + i, f32x4.mul(factor, sum));
  }
}
