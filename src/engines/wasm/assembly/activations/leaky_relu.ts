// A rectifier with a slope of its own below zero.
import { logarithm } from '../exponential';
import { negativeSlope } from '../generated/facts';
import { rectifierRow } from '../rectifier';

export function activateRow(z: usize, _up: v128, _down: v128, h: usize, d: usize): v128 {
  return rectifierRow(z, negativeSlope, 1, h, d);
}

/** ln |φ′(z)|, of which no float32 need hold more. */
export function logTail(z: f32): f32 {
  return z > 0 ? 0 : v128.extract_lane<real>(logarithm(v128.splat<real>(abs(negativeSlope))), 0);
}
