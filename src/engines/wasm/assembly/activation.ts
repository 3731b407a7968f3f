// Activations φ and φ′ of a whole row. Never φ′ = 1 − φ² (exactly 0 from |z| = 9 on). Both come of one exponential,
// so that the forward pass leaves φ′ for the backward pass. The oracle is src/networks/activation.ts.
import { exponential, logarithm, powerOf, restMinusOne, shiftedPower } from './exponential';
import { unitMask, vectorBytes } from './layout';
import { laneSum, multiplyAdd, powerOfTwo } from './numbers';
import { activation, negativeSlope } from './parameters';

const TANH: u32 = 0;
const SIGMOID: u32 = 1;
const RELU: u32 = 2;
const LEAKY_RELU: u32 = 3;
const IDENTITY: u32 = 4;
const SOFTPLUS: u32 = 5;

/**
 * A state carries a common power of two. Beyond 2^±60 an activation has reached its limit: z·φ′(0) towards
 * zero, max(z, 0) towards infinity.
 */
const LIMIT_EXPONENT = 60;

/** From z to h = 2^−E·φ(2^E·z) and d = φ′(2^E·z), rows of [paddedSize]. Returns Σ h_i². */
export function activate(z: usize, exponent: i32, h: usize, d: usize): f32 {
  if (activation == RELU) return rectifierRow(z, 0, 1, h, d);
  if (activation == LEAKY_RELU) return rectifierRow(z, negativeSlope, 1, h, d);
  if (activation == IDENTITY) return rectifierRow(z, 1, 1, h, d);
  if (exponent > LIMIT_EXPONENT) return rectifierRow(z, 0, 1, h, d);
  if (exponent < -LIMIT_EXPONENT) {
    // Of tanh and GELU alone: the states of the others carry no negative power.
    const slope: f32 = activation == TANH ? 1 : 0.5;
    return rectifierRow(z, slope, slope, h, d);
  }
  const up = powerOfTwo(exponent);
  const down = powerOfTwo(-exponent);
  if (activation == TANH) return tanhRow(z, up, down, h, d);
  if (activation == SIGMOID) return sigmoidRow(z, h, d);
  if (activation == SOFTPLUS) return softplusRow(z, up, down, h, d);
  return geluRow(z, up, down, h, d);
}

function rectifierRow(z: usize, slopeBelow: f32, slopeAbove: f32, h: usize, d: usize): f32 {
  const below = f32x4.splat(slopeBelow);
  const above = f32x4.splat(slopeAbove);
  const zero = f32x4.splat(0);
  let squares = zero;
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = v128.load(z + i);
    const slope = v128.bitselect(above, below, f32x4.gt(x, zero));
    const value = f32x4.mul(x, slope);
    v128.store(h + i, value);
    v128.store(d + i, slope);
    squares = multiplyAdd(value, value, squares);
  }
  return laneSum(squares);
}

export function tanhRow(z: usize, up: f32, down: f32, h: usize, d: usize): f32 {
  const one = f32x4.splat(1);
  const twiceUpwards = f32x4.splat(2 * up);
  const minusDownwards = f32x4.splat(-down);
  const sign = i32x4.splat(0x80000000);
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = v128.load(z + i);
    // With y = −2|x|: tanh|x| = (1 − e^y)/(1 + e^y), φ′ = 4e^y/(1 + e^y)². The numerator comes of e^y − 1 itself,
    // which loses nothing where it is small.
    const y = v128.or(sign, f32x4.mul(twiceUpwards, x));
    const shifted = shiftedPower(y);
    const power = powerOf(shifted);
    const rest = restMinusOne(y, shifted);
    const e = multiplyAdd(power, rest, power);
    const minusOne = multiplyAdd(power, rest, f32x4.sub(power, one));
    const r = f32x4.div(one, f32x4.add(one, e));
    const twice = f32x4.add(r, r);
    v128.store(d + i, f32x4.mul(f32x4.mul(e, twice), twice));
    // tanh|x| is not negative: its sign becomes that of x.
    const magnitude = f32x4.mul(f32x4.mul(minusDownwards, minusOne), r);
    const value = v128.xor(magnitude, v128.and(sign, x));
    v128.store(h + i, value);
    squares = multiplyAdd(value, value, squares);
  }
  return laneSum(squares);
}

export function sigmoidRow(z: usize, h: usize, d: usize): f32 {
  const one = f32x4.splat(1);
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = v128.load(z + i);
    const e = exponential(f32x4.neg(f32x4.abs(x)));
    const r = f32x4.div(one, f32x4.add(one, e));
    const value = v128.and(
      f32x4.mul(v128.bitselect(one, e, f32x4.gt(x, f32x4.splat(0))), r), v128.load(unitMask + i)
    );
    v128.store(h + i, value);
    v128.store(d + i, f32x4.mul(e, f32x4.mul(r, r)));
    squares = multiplyAdd(value, value, squares);
  }
  return laneSum(squares);
}

function softplusRow(z: usize, up: f32, down: f32, h: usize, d: usize): f32 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  let squares = zero;
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = f32x4.mul(f32x4.splat(up), v128.load(z + i));
    const e = exponential(f32x4.neg(f32x4.abs(x)));
    const sum = f32x4.add(one, e);
    const full = f32x4.add(f32x4.max(x, zero), logarithm(sum));
    const value = v128.and(f32x4.mul(f32x4.splat(down), full), v128.load(unitMask + i));
    v128.store(h + i, value);
    v128.store(d + i, f32x4.div(v128.bitselect(one, e, f32x4.gt(x, zero)), sum));
    squares = multiplyAdd(value, value, squares);
  }
  return laneSum(squares);
}

function geluRow(z: usize, up: f32, down: f32, h: usize, d: usize): f32 {
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const x = f32x4.mul(f32x4.splat(up), v128.load(z + i));
    const probability = distribution(x);
    const value = f32x4.mul(f32x4.splat(down), f32x4.mul(x, probability));
    const density = f32x4.mul(
      f32x4.splat(0.398942280), exponential(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(x, x)))
    );
    v128.store(h + i, value);
    v128.store(d + i, multiplyAdd(x, density, probability));
    squares = multiplyAdd(value, value, squares);
  }
  return laneSum(squares);
}

/**
 * The standard normal distribution function. erfc(x) = t·exp(−x² + P(t)), t = 1/(1 + x/2), with P a
 * Chebyshev fit in u = (t − 5/8)·8/3 on x ∈ [0, 6]: 1.6e-7 relative.
 */
function distribution(z: v128): v128 {
  const one = f32x4.splat(1);
  const x = f32x4.min(f32x4.mul(f32x4.abs(z), f32x4.splat(0.707106781)), f32x4.splat(6));
  const t = f32x4.div(one, multiplyAdd(f32x4.splat(0.5), x, one));
  const u = f32x4.mul(f32x4.sub(t, f32x4.splat(0.625)), f32x4.splat(2.66666667));
  let p = multiplyAdd(f32x4.splat(1.20155809e-5), u, f32x4.splat(5.29941779e-5));
  p = multiplyAdd(p, u, f32x4.splat(-1.96986824e-4));
  p = multiplyAdd(p, u, f32x4.splat(-3.06809065e-4));
  p = multiplyAdd(p, u, f32x4.splat(2.02940597e-3));
  p = multiplyAdd(p, u, f32x4.splat(4.85408274e-4));
  p = multiplyAdd(p, u, f32x4.splat(-2.15237179e-2));
  p = multiplyAdd(p, u, f32x4.splat(5.57176407e-3));
  p = multiplyAdd(p, u, f32x4.splat(5.15312689e-1));
  p = multiplyAdd(p, u, f32x4.splat(-5.01436746e-1));
  const upper = f32x4.mul(
    f32x4.mul(f32x4.splat(0.5), t), exponential(f32x4.sub(p, f32x4.mul(x, x)))
  );
  return v128.bitselect(f32x4.sub(one, upper), upper, f32x4.gt(z, f32x4.splat(0)));
}
